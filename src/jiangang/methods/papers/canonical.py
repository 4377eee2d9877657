"""The canonical record of a paper: the one text from which PDF, QR code, XML and credential are made.

Form `papers.record/2`: a map in deterministic CBOR whose field `form` says so. Numbers with a fraction are
texts, days and moments are texts in ISO 8601; there are no floats. The older form `papers.record/1`, a JSON
text, is not here: the room that issued such papers reads it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.papers import cbor
from jiangang.methods.register import method

RECORD_FORM = "papers.record/2"
LARGEST_RECORD = 1024 * 1024
RFC = "RFC 8949 §4.2.1, core deterministic encoding"


@method(
    "papers.encode",
    source=RFC,
    verified=("cbor2 with canonical=True, on records made at random", "RFC 8949 appendix A, the values used"),
)
def encode(record: Mapping[str, Any]) -> bytes:
    """The canonical bytes of a record.

    record: texts as keys, `form` being `papers.record/2`; values are texts, whole numbers, booleans, None,
    bytes, Decimals (written as plain digits), days and moments (ISO 8601), lists and maps of these. The order
    of filling does not matter. Raises TypeError for a float or an unknown kind of value, ValueError for
    another form, a moment without zone or more than 1 MiB.
    """
    if record.get("form") != RECORD_FORM:
        raise ValueError(f"a record of form {record.get('form')!r} is not written as {RECORD_FORM}")
    encoded = cbor.write(_plain(record))
    if len(encoded) > LARGEST_RECORD:
        raise ValueError(f"a record has at most {LARGEST_RECORD} bytes")
    return encoded


@method("papers.decode", source=RFC, verified="each byte of a record changed: refused, or another record")
def decode(data: bytes) -> dict[str, Any]:
    """The record that canonical bytes spell.

    Raises Refused (`methods.papers.finding.record_not_canonical`) for bytes that `encode` would not have
    written: another order, longer numbers, a float, a rest at the end, another form.
    """
    try:
        if len(data) > LARGEST_RECORD:
            raise cbor.NotCanonical(f"more than {LARGEST_RECORD} bytes")
        found = cbor.read(bytes(data))
        if not isinstance(found, dict) or not _texts_only(found):
            raise cbor.NotCanonical("a key that is no text")
        if found.get("form") != RECORD_FORM:
            raise cbor.NotCanonical(f"not of the form {RECORD_FORM}")
    except cbor.NotCanonical as fault:
        params = {"fault": str(fault)}
        raise Refused(Finding("methods.papers.finding.record_not_canonical", params=params)) from fault
    return found


@method("papers.digest", source="FIPS 180-4, SHA-256", verified="hashlib; sha256sum of the same bytes")
def digest(data: bytes) -> bytes:
    """SHA-256 of canonical bytes: 32 bytes, which name the paper in its QR code and in the register."""
    return sha256(data).digest()


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | str | bytes | int):
        return value
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("a record's fields are named by texts")
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            raise ValueError("a moment on a paper needs its zone")
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"{value} is no number")
        return format(value, "f")
    raise TypeError(f"a paper's record cannot hold a {type(value).__name__}; write it as text or Decimal")


def _texts_only(value: Any) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and _texts_only(part) for key, part in value.items())
    return all(map(_texts_only, value)) if isinstance(value, list) else True
