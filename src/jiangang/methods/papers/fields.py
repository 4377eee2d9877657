"""The ten fields of a paper: what its QR code says, taken from the record by one rule for all renderings."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from jiangang.methods.register import method

LONGEST = 42
"""Bytes of a name in the code, in UTF-8: a code of ten such fields stays readable at 40 mm."""
CUT = "…"


@dataclass(frozen=True, slots=True)
class TenFields:
    """Number, kind, code of the office, day of issue, last day of validity (empty for none), consignor,
    consignee, goods, amount, origin. Names longer than 42 bytes are cut at a letter and end in `…`.
    """

    number: str
    kind: str
    office: str
    issued_on: str
    valid_until: str
    consignor: str
    consignee: str
    goods: str
    amount: str
    origin: str


NAMES = tuple(each.name for each in fields(TenFields))


@method("papers.fields_of", source="jiangang docs/reference, form papers.record/2")
def fields_of(record: Mapping[str, Any]) -> TenFields:
    """The ten fields of a record of form `papers.record/2`.

    A kind that has no consignor, goods or mass gives its own words in the record's map `summary`, under the
    fields' names. Where a name is in both languages, the Chinese one stands here.
    """
    said = record.get("summary") or {}
    found = {
        "number": _text(record.get("number")),
        "kind": _text(record.get("kind")),
        "office": _text((record.get("office") or {}).get("code")),
        "issued_on": _text(record.get("issued_on")),
        "valid_until": _text(record.get("valid_until")),
        "consignor": _name(record.get("consignor")),
        "consignee": _name(record.get("consignee")),
        "goods": _goods(record.get("lines") or []),
        "amount": _amount(record),
        "origin": _name(record.get("origin")),
    }
    return TenFields(**{name: cut(_text(said.get(name, value))) for name, value in found.items()})


def cut(text: str) -> str:
    """The text in at most 42 bytes of UTF-8, cut between letters and marked with `…`."""
    raw = text.encode()
    if len(raw) <= LONGEST:
        return text
    kept = raw[: LONGEST - len(CUT.encode())].decode(errors="ignore")
    return kept.rstrip() + CUT


def _name(value: Any) -> str:
    if isinstance(value, Mapping):
        return _text(value.get("zh") or value.get("en"))
    return _text(value)


def _goods(lines: list[Any]) -> str:
    if not lines:
        return ""
    first = lines[0]
    said = " ".join(part for part in (_text(first.get("hs_code")), _name(first.get("goods"))) if part)
    if len(lines) == 1:
        return said
    more = f" (+{len(lines) - 1})"
    room = LONGEST - len(more.encode())
    whole = said.encode()
    if len(whole) > room:
        said = whole[: room - len(CUT.encode())].decode(errors="ignore").rstrip() + CUT
    return said + more


def _amount(record: Mapping[str, Any]) -> str:
    mass = _text(record.get("total_net_mass_kg"))
    return f"{mass} kg" if mass else ""


def _text(value: Any) -> str:
    return "" if value is None else str(value)
