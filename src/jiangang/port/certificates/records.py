"""The record of a certificate: what it says, field by field and clause by clause, in both languages. Pure.

The draft's record has no number, date and signatory; signing adds them and fixes the text whose digest the QR
code carries.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from jiangang.methods.papers import RECORD_FORM, plain_number, respelt
from jiangang.port.certificates.facts import CaseFacts, Line, Name, plain
from jiangang.port.certificates.registry import Clause, Kind
from jiangang.port.certificates.wordings import day_in, grouped, shown, shown_entered

QR_WIDTH_MM = 44
"""Width of the code on paper: half a millimetre for a module, which a poor scanner still reads."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the drafter decided and entered; recorded on the paper.

    spellings: pairs of a character that our fonts lack and how it is written instead; fallback_fonts:
    families chosen for this paper; confirmed_by: who decided; entered: values by field, as typed or as the
    record holds them; documents: ids of the documents that support them.
    """

    spellings: tuple[tuple[str, str], ...] = ()
    fallback_fonts: tuple[str, ...] = ()
    confirmed_by: str = ""
    entered: Mapping[str, Any] = field(default_factory=dict)
    documents: tuple[int, ...] = ()

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> "Choices":
        """The choices that a record was made with."""
        spellings = tuple((each["character"], each["written"]) for each in record.get("spellings", ()))
        by = next((each["confirmed_by"] for each in record.get("spellings", ())), "")
        return cls(
            spellings,
            tuple(record.get("fallback_fonts", ())),
            record.get("fonts_chosen_by", "") or by,
            record.get("entered", {}),
            tuple(int(each["id"]) for each in record.get("documents", ())),
        )


def draft_record(
    kind: Kind,
    facts: CaseFacts,
    *,
    office: Mapping[str, str],
    remarks: str = "",
    choices: Choices | None = None,
) -> dict[str, Any]:
    """The record as a draft: everything but number, date of issue and signatory. Form `papers.record/2`.

    office: `code`, `name_zh`, `name_en` of the issuing office; choices: about characters that the fonts lack.
    """
    chosen = choices or Choices()
    record = _respelt(_facts_of(kind, facts, office=office, remarks=remarks), chosen.spellings)
    by = chosen.confirmed_by
    return {
        **record,
        "valid_until": "",
        "register": "",
        "spellings": [
            {"character": letter, "written": written, "confirmed_by": by}
            for letter, written in chosen.spellings
        ],
        "fallback_fonts": list(chosen.fallback_fonts),
        "fonts_chosen_by": by if chosen.fallback_fonts else "",
    }


def _respelt(value: Any, spellings: tuple[tuple[str, str], ...]) -> Any:
    if not spellings:
        return value
    if isinstance(value, str):
        return respelt(value, spellings)
    if isinstance(value, Mapping):
        return {key: _respelt(part, spellings) for key, part in value.items()}
    return [_respelt(part, spellings) for part in value] if isinstance(value, list) else value


def _facts_of(kind: Kind, facts: CaseFacts, *, office: Mapping[str, str], remarks: str) -> dict[str, Any]:
    return {
        "form": RECORD_FORM,
        "kind": kind.code,
        "kind_version": kind.version,
        "number": "",
        "issued_on": "",
        "signatory": {"zh": "", "en": ""},
        "office": {key: office[key] for key in ("code", "name_zh", "name_en")},
        "office_place": {"zh": office["name_zh"], "en": office["name_en"]},
        "consignment": facts.consignment,
        "consignor": _name(facts.consignor),
        "consignee": _name(facts.consignee),
        "origin": _name(facts.origin),
        "dispatched_from": _name(facts.dispatched_from),
        "port": _name(facts.port),
        "conveyance": facts.conveyance,
        "transport_document": plain_number(facts.transport_document).text,
        "containers": [plain_number(each).text for each in facts.containers],
        "arrived_on": facts.arrived_on.isoformat() if facts.arrived_on else "",
        "packages": "" if facts.packages is None else str(facts.packages),
        "lines": [_line(line) for line in facts.lines],
        "total_net_mass_kg": _amount(facts.total_net_mass_kg),
        "clauses": [_clause(kind, clause, facts) for clause in kind.clauses if facts.holds(clause.when)],
        "remarks": remarks.strip(),
        **(_entered(facts) if kind.entered else {}),
        **(_of_vessel(facts) if kind.subject == "vessel" else {}),
    }


def _entered(facts: CaseFacts) -> dict[str, Any]:
    return {
        "entered": dict(facts.entered),
        "documents": [
            {"id": str(each.id), "name": each.name, "sha256": each.sha256, "ledger": str(each.ledger)}
            for each in facts.documents
        ],
    }


def _of_vessel(facts: CaseFacts) -> dict[str, Any]:
    """The ten fields of the code, where the paper is about a vessel: her name for the goods."""
    name = facts.entered.get("vessel_name", "")
    number = facts.entered.get("imo_number", "")
    return {"summary": {"goods": f"IMO {number} {name}".strip(), "consignor": "", "consignee": ""}}


def signed_record(
    draft: Mapping[str, Any],
    *,
    number: str,
    issued_on: date,
    signatory: Name,
    status_index: int = 0,
    validity_days: int | None = None,
) -> dict[str, Any]:
    """The record as signed: the draft with its number, date of issue, signatory, place in the status list,
    and its last day where the kind gives it so many days.
    """
    lasts = {} if validity_days is None else {"valid_until": last_day(issued_on, validity_days)}
    return {
        **draft,
        "number": number,
        "issued_on": issued_on.isoformat(),
        "signatory": _name(signatory),
        "status_index": status_index,
        **lasts,
    }


def last_day(issued_on: date, days: int) -> str:
    """The last day of a validity of so many days after the day of issue."""
    return (issued_on + timedelta(days=days)).isoformat()


def paper_data(
    kind: Kind,
    record: Mapping[str, Any],
    *,
    qr: str,
    qr_text: str,
    address: str,
    code: str,
    seal: str = "",
    foot_lines: Sequence[Mapping[str, str]] = (),
) -> dict[str, Any]:
    """What the paper's template reads; with an empty `qr` it is marked as a draft.

    seal: drawing of the seal as SVG; foot_lines: what stands beside the code, in both languages.
    """
    return {
        "qr_width_mm": QR_WIDTH_MM,
        "seal": seal,
        "foot_lines": list(foot_lines),
        "record": dict(record),
        "words": kind.words(),
        "entered": shown_entered(kind, record),
        "qr": qr,
        "qr_text": qr_text,
        "verify_address": address,
        "code": code,
    }


def _clause(kind: Kind, clause: Clause, facts: CaseFacts) -> dict[str, Any]:
    return {
        "code": clause.code,
        **{
            language: kind.clause_text(clause.code, language, **_values(kind, facts, language))
            for language in ("zh", "en")
        },
        "evidence": [
            {"kind": each.kind, "number": each.number, "ledger": str(each.ledger)}
            for each in facts.evidence
            if each.kind in clause.evidence
        ],
    }


def _values(kind: Kind, facts: CaseFacts, language: str) -> dict[str, str]:
    found = facts.inspection
    entered = {each.name: shown(each, facts.entered.get(each.name), language) or "—" for each in kind.entered}
    for each in kind.entered:
        short = (
            (facts.entered.get(each.name) or {}).get("shortage") if each.type == "draught_survey" else None
        )
        entered |= {
            f"shortage_{key}": grouped(value) for key, value in (short or {}).items() if key != "basis"
        }
    return {
        **entered,
        "released_on": day_in(language, facts.released_on) if facts.released_on else "—",
        "concluded_on": day_in(language, found.concluded_on) if found else "—",
        "units_planned": str(found.units_planned) if found else "—",
        "units_opened": str(found.units_opened) if found else "—",
        "total_net_mass_kg": grouped(_amount(facts.total_net_mass_kg)) or "—",
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "number": line.number,
        "hs_code": line.hs_code,
        "goods": _name(line.goods),
        "origin": _name(line.origin),
        "quantity": _amount(line.quantity),
        "unit": line.unit,
        "net_mass_kg": _amount(line.net_mass_kg),
    }


def _name(name: Name) -> dict[str, str]:
    return {"zh": name.zh, "en": name.en}


def _amount(value: Decimal | None) -> str:
    return "" if value is None else plain(value)
