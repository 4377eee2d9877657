"""Asking the departments for what a certificate may say; the kinds themselves ask nobody."""

from collections.abc import Iterable
from datetime import date, datetime

from jiangang.kernel.codes import api as codes
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.organisations import api as organisations
from jiangang.port.certificates.facts import CaseFacts, Evidence, InspectionFacts, Line, Name
from jiangang.port.declarations import api as declarations
from jiangang.port.disposition import api as disposition
from jiangang.port.inspection import api as inspection

ACTS = {
    "notice": ("declarations.notice.accept",),
    "inspection": ("inspection.result.confirm",),
    "release": ("disposition.decision.release", "declarations.consignment.release_by_document"),
    "decision": ("disposition.decision.refuse",),
}
"""The ledger entries that are evidence of each kind."""

HAN = range(0x4E00, 0xA000)


def gather(consignment_id: int, at: datetime) -> CaseFacts:
    """The facts of a consignment as the departments hold them now. Raises NotFound."""
    on = office.local_day(at)
    consignment = declarations.get_consignment(consignment_id)
    found = inspection.find_by_consignment(consignment_id)
    decision = disposition.find_decision(consignment_id)
    released = disposition.released_at([consignment_id]).get(consignment_id)
    at_home, abroad = _firm(consignment.importer_id), _written(consignment.exporter_name)
    goes_out = consignment.direction == "export"
    return CaseFacts(
        consignment=consignment.number,
        consignor=at_home if goes_out else abroad,
        consignee=abroad if goes_out else at_home,
        direction=consignment.direction,
        measure=decision.measure if decision else "",
        origin=_country(consignment.origin_country or _common(line.origin for line in consignment.lines), on),
        lines=tuple(_line(line, on) for line in consignment.lines),
        dispatched_from=_country(consignment.departure_country, on),
        port=_written(consignment.inspection_place),
        conveyance=" / ".join(part for part in (consignment.vessel_name, consignment.voyage) if part),
        containers=tuple(consignment.container_numbers),
        arrived_on=consignment.arrives_on,
        packages=_packages(consignment.lines),
        released_on=office.local_day(released) if released else None,
        inspection=_inspection(found),
        evidence=_evidence(consignment.number, found, decision),
        drafted_on=on,
    )


def office_of(at: datetime) -> dict[str, str]:
    """Code, names and public address of the office on the day of a moment."""
    settings = office.all_settings(office.local_day(at))
    return {key: str(settings[key]) for key in ("code", "name_zh", "name_en", "public_address")}


def _inspection(found: inspection.Concluded | None) -> InspectionFacts | None:
    if found is None or not found.is_concluded or found.concluded_on is None:
        return None
    return InspectionFacts(
        number=found.number,
        concluded_on=found.concluded_on,
        conforming=bool(found.conforming),
        units_planned=found.units_planned,
        units_opened=found.units_opened or 0,
    )


def _evidence(
    case: str, found: inspection.Concluded | None, decision: disposition.DecisionView | None
) -> tuple[Evidence, ...]:
    wanted = [("notice", case, f"consignment:{case}")]
    if found is not None and found.is_concluded:
        wanted.append(("inspection", found.number, f"inspection:{found.number}"))
    if decision is not None:
        subject = f"disposition:{decision.number}"
        wanted += [(kind, decision.number, subject) for kind in ("release", "decision")]
    else:
        wanted.append(("release", case, f"consignment:{case}"))
    evidence = []
    for kind, number, subject in wanted:
        sequence = ledger.last_sequence(subject, ACTS[kind])
        if sequence is not None:
            evidence.append(Evidence(kind, number, sequence))
    return tuple(evidence)


def _line(line: declarations.LineRow, on: date) -> Line:
    return Line(
        number=line.line_no,
        hs_code=line.hs_code,
        goods=_written(line.description) or _named("hs", line.hs_code, on),
        origin=_country(line.origin, on),
        quantity=line.quantity,
        unit=_unit(line.unit, on),
        net_mass_kg=line.net_mass,
    )


def _unit(code: str, on: date) -> str:
    if not code:
        return ""
    name = _named("unit", code, on)
    return name.zh or code


def _packages(lines: tuple[declarations.LineRow, ...]) -> int | None:
    counts = [line.packages for line in lines]
    return None if not counts or None in counts else sum(count for count in counts if count is not None)


def _common(values: Iterable[str]) -> str:
    """The one value that all lines share; empty when they differ."""
    found = set(values)
    return found.pop() if len(found) == 1 else ""


def _firm(firm_id: int | None) -> Name:
    if firm_id is None:
        return Name()
    firm = organisations.get_firm(firm_id)
    return Name(firm.name_zh, firm.name_en)


def _country(code: str, on: date) -> Name:
    return _named("country", code, on) if code else Name()


def _named(scheme: str, code: str, on: date) -> Name:
    """The names of a code; the code itself, as English, where the list does not know it."""
    if not code:
        return Name()
    answer = codes.look_up(scheme, code, on)
    if answer.code is None:
        return Name(en=code)
    return Name(answer.code.name("zh-hans"), answer.code.name("en"))


def _written(text: str) -> Name:
    """A text as somebody wrote it, in the language of its characters."""
    return Name(zh=text) if any(ord(letter) in HAN for letter in text) else Name(en=text)
