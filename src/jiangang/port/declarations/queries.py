"""Reading consignments and notices, scoped to the actor. Rows of other firms are not found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from jiangang.kernel.permissions import Actor, hidden_firm_ids
from jiangang.methods.findings import Citation, Finding, FrozenMap, NotFound, Severity
from jiangang.port.declarations.models import (
    Consignment,
    DeficiencyNotice,
    Draft,
    ImportRun,
    Notice,
    RefusedFiling,
)


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of the current notice; mass in kilograms, None where not stated."""

    line_no: int
    hs_code: str
    description: str
    origin: str
    quantity: Decimal | None
    unit: str
    packages: int | None
    package_kind: str
    net_mass: Decimal | None
    value: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True)
class ConsignmentRow:
    """A consignment as other departments see it, with the lines of its current notice when asked for."""

    id: int
    number: str
    state: str
    direction: str
    importer_id: int | None
    agent_id: int | None
    exporter_name: str
    version: int
    notice_id: int | None
    filed_at: datetime
    filed_by: str
    accepted_at: datetime | None
    accepted_by: str
    stated_on: date | None
    arrives_on: date | None
    inspection_place: str
    transport_mode: str
    vessel_name: str
    vessel_imo: str
    voyage: str
    container_numbers: tuple[str, ...]
    departure_country: str
    origin_country: str
    purpose: str
    hs_code: str
    line_count: int
    net_mass: Decimal | None
    total_value: Decimal | None
    currency: str
    lines: tuple[LineRow, ...] = field(default=())

    @property
    def firm_ids(self) -> frozenset[int]:
        """Firms that the consignment concerns, for the refusers."""
        return frozenset(firm for firm in (self.importer_id, self.agent_id) if firm is not None)


_COPIED = (
    "id", "number", "state", "direction", "importer_id", "agent_id", "exporter_name", "version", "filed_at",
    "filed_by", "accepted_at", "accepted_by", "stated_on", "arrives_on", "inspection_place", "transport_mode",
    "vessel_name", "vessel_imo", "voyage", "departure_country", "origin_country", "purpose", "hs_code",
    "line_count", "net_mass", "total_value", "currency",
)  # fmt: skip
_LINE = tuple(LineRow.__dataclass_fields__)
SAME_CONTENT = "declarations.finding.same_content"
SAME_ELSEWHERE = "declarations.finding.same_content_elsewhere"


def scoped(actor: Actor) -> "QuerySet[Consignment]":
    """The consignments that the actor may know of: their own firm's, less those that a refuser hides."""
    rows = Consignment.objects.all()
    if actor.firm_id is not None:
        rows = rows.filter(Q(importer_id=actor.firm_id) | Q(agent_id=actor.firm_id))
    hidden = hidden_firm_ids(actor)
    if hidden:
        rows = rows.exclude(Q(importer_id__in=hidden) | Q(agent_id__isnull=False, agent_id__in=hidden))
    return rows


def get_consignment(consignment_id: int) -> ConsignmentRow:
    """The consignment with its lines, for other departments; raises NotFound. Not scoped: the caller
    checks.
    """
    return get_consignments([consignment_id])[0]


def get_consignments(consignment_ids: Sequence[int]) -> list[ConsignmentRow]:
    """Many consignments with their lines in the order of the ids, with two queries; raises NotFound."""
    found = Consignment.objects.in_bulk(list(consignment_ids))
    if any(consignment_id not in found for consignment_id in consignment_ids):
        raise NotFound(Finding("declarations.finding.consignment_unknown"))
    return rows_of([found[consignment_id] for consignment_id in consignment_ids])


def find_consignment(number: str) -> ConsignmentRow | None:
    """The consignment of a number with its lines, or None. Not scoped: the caller checks."""
    consignment = Consignment.objects.filter(number=number.strip()).first()
    return rows_of([consignment])[0] if consignment else None


def find_scoped(number: str, actor: Actor) -> Consignment:
    """The consignment of a number as the actor may know it; raises NotFound, also for another firm's."""
    consignment = scoped(actor).filter(number=number).first()
    if consignment is None:
        raise NotFound(Finding("declarations.finding.consignment_unknown"))
    return consignment


def latest(*, state: str | None = None, limit: int = 50) -> list[Consignment]:
    """The latest consignments of the whole office, for its own command line."""
    rows = Consignment.objects.filter(state=state) if state else Consignment.objects.all()
    return list(rows.order_by("-filed_at", "-id")[:limit])


def count_in_state(state: str) -> int:
    """How many consignments of the whole office are in a state."""
    return Consignment.objects.filter(state=state).count()


def number_of(consignment_id: int) -> str:
    """The number of a consignment; raises NotFound."""
    number = Consignment.objects.filter(pk=consignment_id).values_list("number", flat=True).first()
    if number is None:
        raise NotFound(Finding("declarations.finding.consignment_unknown"))
    return str(number)


def lines_of(consignment_id: int) -> tuple[LineRow, ...]:
    """The lines of the current notice of a consignment."""
    return get_consignment(consignment_id).lines


def consignments_accepted(start: datetime, end: datetime) -> "QuerySet[Consignment]":
    """Consignments accepted in [start, end), for figures; each counts once, whatever its corrections."""
    return Consignment.objects.filter(accepted_at__gte=start, accepted_at__lt=end).order_by(
        "accepted_at", "id"
    )


def find_id(number: str, actor: Actor) -> int:
    """The id of a consignment that the actor may know of; raises NotFound."""
    return find_scoped(number, actor).pk


def first_filings(consignment_ids: Iterable[int]) -> frozenset[int]:
    """Those of the consignments that are the first ones of their importer."""
    asked = Consignment.objects.filter(pk__in=list(consignment_ids), importer__isnull=False)
    earlier = Consignment.objects.filter(importer_id=OuterRef("importer_id"), pk__lt=OuterRef("pk"))
    return frozenset(asked.filter(~Exists(earlier)).values_list("pk", flat=True))


def rows_without_lines(consignments: Iterable[Consignment]) -> list[ConsignmentRow]:
    """Consignments as others see them, for lists: neither notice nor lines are read."""
    return [
        ConsignmentRow(
            **{name: getattr(each, name) for name in _COPIED},
            container_numbers=tuple(each.container_numbers),
            notice_id=None,
        )
        for each in consignments
    ]


def rows_of(consignments: Sequence[Consignment]) -> list[ConsignmentRow]:
    """Consignments as others see them, with their lines."""
    notices = Notice.objects.filter(consignment_id__in=[each.pk for each in consignments])
    versions = {each.pk: each.version for each in consignments}
    current: dict[int, int | None] = dict.fromkeys(versions)
    lines: dict[int, list[LineRow]] = {}
    columns = ("consignment_id", "version", "pk", *(f"lines__{name}" for name in _LINE))
    for consignment_id, version, notice_id, *values in notices.order_by("pk", "lines__line_no").values_list(
        *columns
    ):
        if versions[consignment_id] == version:
            current[consignment_id] = notice_id
            if values[0] is not None:  # a notice without lines joins with none
                lines.setdefault(notice_id, []).append(LineRow(*values))
    return [
        ConsignmentRow(
            **{name: getattr(each, name) for name in _COPIED},
            container_numbers=tuple(each.container_numbers),
            notice_id=current[each.pk],
            lines=tuple(lines.get(current[each.pk] or 0, ())),
        )
        for each in consignments
    ]


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One version of the notices of a consignment, with what was found and what was told."""

    notice_id: int
    version: int
    source: str
    source_name: str
    filed_at: datetime
    filed_by: str
    recorded_at: datetime
    payload: dict[str, Any]
    findings: tuple[Finding, ...]
    rules: tuple[str, ...]
    deficiency: "DeficiencyRow | None" = None


@dataclass(frozen=True, slots=True)
class DeficiencyRow:
    """The deficiency notice on a notice: everything to mend, told once."""

    findings: tuple[Finding, ...]
    remarks: str
    issued_at: datetime
    issued_by: str


def notices_of(consignment: Consignment, actor: Actor | None = None) -> list[NoticeRow]:
    """Every notice of a consignment, the current one first; findings as the actor may read them."""
    rows = Notice.objects.filter(consignment=consignment).order_by("-version")
    told = {row.notice_id: row for row in DeficiencyNotice.objects.filter(notice__consignment=consignment)}
    return [
        NoticeRow(
            notice_id=row.pk,
            version=row.version,
            source=row.source,
            source_name=row.source_name,
            filed_at=row.filed_at,
            filed_by=row.filed_by,
            recorded_at=row.recorded_at,
            payload=row.payload,
            findings=readable(stored_findings(row.findings), actor),
            rules=tuple(row.rules),
            deficiency=_deficiency(told.get(row.pk), actor),
        )
        for row in rows
    ]


def _deficiency(row: DeficiencyNotice | None, actor: Actor | None) -> DeficiencyRow | None:
    if row is None:
        return None
    findings = readable(stored_findings(row.findings), actor)
    return DeficiencyRow(findings, row.remarks, row.issued_at, row.issued_by)


def readable(findings: Sequence[Finding], actor: Actor | None) -> tuple[Finding, ...]:
    """Findings as the actor may read them: the trade is not told the number of another firm's
    consignment.
    """
    named = {str(each.params["number"]) for each in findings if each.code == SAME_CONTENT}
    if actor is None or not actor.is_trade or not named:
        return tuple(findings)
    own = set(scoped(actor).filter(number__in=named).values_list("number", flat=True))
    own |= {number for number in named if number.startswith("#")}  # rows of the same file
    return tuple(
        replace(each, code=SAME_ELSEWHERE, params=FrozenMap())
        if each.code == SAME_CONTENT and each.params["number"] not in own
        else each
        for each in findings
    )


def stored_findings(stored: Iterable[dict[str, Any]]) -> tuple[Finding, ...]:
    """Findings as they were stored, as values again."""
    return tuple(
        Finding(
            code=each["code"],
            severity=Severity(each["severity"]),
            field=each["field"],
            params=each["params"],
            citation=Citation(**each["citation"]) if each["citation"] else None,
            row=each["row"],
        )
        for each in stored
    )


def open_drafts(actor: Actor) -> list[Draft]:
    """The actor's drafts that are neither filed nor set aside, the newest first."""
    if actor.person_id is None:
        return []
    rows = Draft.objects.filter(owner_id=actor.person_id, filed_as__isnull=True, set_aside_at__isnull=True)
    return list(rows.select_related("corrects").order_by("-saved_at")[:100])


def find_draft(request_key: str, actor: Actor) -> Draft | None:
    """The actor's own draft under a form's key, or None."""
    if actor.person_id is None:
        return None
    return Draft.objects.filter(request_key=request_key, owner_id=actor.person_id).first()


def unknown_draft() -> Finding:
    """What is said of a draft that is not there, or not one's own."""
    return Finding("declarations.finding.draft_unknown")


@dataclass(frozen=True, slots=True)
class RunRow:
    """What a file came to."""

    run_id: int
    source_name: str
    started_at: datetime
    rows: int
    filed: int
    known: int
    refused: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A refused notice of a file: its row and everything that was found."""

    row: int | None
    findings: tuple[Finding, ...]


def find_run(run_id: int, actor: Actor) -> RunRow:
    """What a file came to, as its firm or the staff may know; raises NotFound."""
    rows = ImportRun.objects.filter(pk=run_id)
    if actor.firm_id is not None:
        rows = rows.filter(firm_id=actor.firm_id)
    run = rows.first()
    if run is None:
        raise NotFound(Finding("declarations.finding.run_unknown"))
    return RunRow(
        run.pk,
        run.source_name,
        run.started_at,
        run.rows,
        run.filed,
        run.known,
        run.refused,
        stored_findings(run.findings),
    )


def refused_of_run(run_id: int, limit: int = 500) -> list[RefusedRow]:
    """The refused notices of a file, in the order of its rows."""
    rows = RefusedFiling.objects.filter(run_id=run_id).order_by("source_row", "id")[:limit]
    return [RefusedRow(row.source_row, stored_findings(row.findings)) for row in rows]
