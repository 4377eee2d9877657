"""Reading inspections: the inspector's own list, the form, the record, and what later departments ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import F, Max, Q, QuerySet

from jiangang.kernel.office.api import local_day
from jiangang.kernel.permissions import Actor, check_subject, hidden_firm_ids
from jiangang.kernel.workflow import api as workflow
from jiangang.methods.findings import Finding, Forbidden, NotFound
from jiangang.port.declarations import api as declarations
from jiangang.port.inspection import permissions
from jiangang.port.inspection.models import AssignedInspector, Inspection, Result
from jiangang.port.inspection.rules import check_assigned


@dataclass(frozen=True, slots=True)
class InspectionRow:
    """An inspection as lists show it."""

    inspection_id: int
    number: str
    consignment: str
    importer: str
    place: str
    state: str
    units_planned: int
    opened_at: datetime
    conforming: bool | None


@dataclass(frozen=True, slots=True)
class AwaitingRow:
    """A consignment that waits for inspectors; packages as declared, None when not stated."""

    consignment_id: int
    number: str
    importer: str
    place: str
    goods: str
    packages: int | None


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One point with how it came out."""

    item: str
    outcome: str
    note: str


@dataclass(frozen=True, slots=True)
class FoundView:
    """One thing found."""

    category: str
    severity: str
    taxon: str
    description: str
    units_affected: int | None


@dataclass(frozen=True, slots=True)
class ResultView:
    """A result with all that it holds."""

    result_id: int
    version: int
    replaces: int | None
    reason: str
    conforming: bool
    units_opened: int
    remarks: str
    person_id: int
    person_name: str
    done_at: datetime
    recorded_at: datetime
    answers: tuple[AnswerView, ...]
    found: tuple[FoundView, ...]


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """A document kept with the inspection."""

    document_id: int
    name: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class InspectionView:
    """An inspection with its results, the newest first."""

    inspection_id: int
    number: str
    consignment_id: int
    consignment: str
    consignment_state: str
    importer: str
    goods: str
    origin: str
    place: str
    containers: tuple[str, ...]
    state: str
    checklist: str
    units_planned: int
    opened_at: datetime
    started_at: datetime | None
    concluded_at: datetime | None
    inspectors: tuple[tuple[int, str], ...]
    results: tuple[ResultView, ...]
    evidence: tuple[EvidenceView, ...]

    @property
    def result(self) -> ResultView | None:
        """The result in force."""
        return self.results[0] if self.results else None


@dataclass(frozen=True, slots=True)
class Concluded:
    """What later departments may know of a consignment's inspection."""

    inspection_id: int
    number: str
    state: str
    conforming: bool | None
    concluded_on: date | None
    units_planned: int
    units_opened: int | None
    person_ids: tuple[int, ...]

    @property
    def is_concluded(self) -> bool:
        """Whether the result stands with all its hands."""
        return self.state == "concluded"


def current_inspectors(inspection: Inspection) -> list[int]:
    """Ids of the people who are on the inspection now."""
    rows = list(AssignedInspector.objects.filter(inspection=inspection).values_list("version", "person_id"))
    newest = max((version for version, _ in rows), default=0)
    return [person_id for version, person_id in rows if version == newest]


def latest_result(inspection: Inspection) -> Result | None:
    """The result in force, or None."""
    return Result.objects.filter(inspection=inspection).order_by("-version").first()


def list_mine(actor: Actor) -> QuerySet[Inspection]:
    """Inspections that the actor is on now, without those of firms in which the actor has an interest."""
    if actor.person_id is None:
        return _scoped(actor).none()
    newest = Max("inspectors__version")
    mine = AssignedInspector.objects.filter(person_id=actor.person_id).values("inspection_id", "version")
    wanted = {(row["inspection_id"], row["version"]) for row in mine}
    ids = [
        pk
        for pk, version in Inspection.objects.filter(pk__in=[pk for pk, _ in wanted])
        .annotate(newest=newest)
        .values_list("pk", "newest")
        if (pk, version) in wanted
    ]
    return _scoped(actor).filter(pk__in=ids)


def list_all(actor: Actor) -> QuerySet[Inspection]:
    """Every inspection that the actor may see."""
    return _scoped(actor)


def rows_of(inspections: Sequence[Inspection], language: str) -> list[InspectionRow]:
    """Inspections as lists show them, in the order given."""
    newest: dict[int, bool] = {}
    results = Result.objects.filter(inspection__in=inspections).order_by("version")
    for inspection_id, conforming in results.values_list("inspection_id", "conforming"):
        newest[inspection_id] = conforming
    return [
        InspectionRow(
            inspection_id=each.pk,
            number=each.number,
            consignment=each.consignment.number,
            importer=_firm(each, language),
            place=each.consignment.inspection_place,
            state=each.state,
            units_planned=each.units_planned,
            opened_at=each.opened_at,
            conforming=newest.get(each.pk),
        )
        for each in inspections
    ]


def get_inspection(inspection_id: int, actor: Actor) -> InspectionView:
    """The whole record for who may read it: inspectors who are on it, and who may see all records.

    Raises NotFound; Forbidden with the reason for a person with an interest in the firm or not drawn.
    """
    found = load(inspection_id)
    check_subject(actor, permissions.VIEW, found)
    if permissions.VIEW_ALL not in actor.permissions:
        findings = check_assigned(actor.person_id, current_inspectors(found))
        if findings:
            raise Forbidden(findings)
    return _view(found, actor.language)


def load(inspection_id: int) -> Inspection:
    """The row with its consignment; raises NotFound. The caller checks its reader."""
    rows = Inspection.objects.select_related("consignment", "consignment__importer")
    found = rows.filter(pk=inspection_id).first()
    if found is None:
        raise NotFound(Finding("inspection.finding.not_found"))
    return found


def steps_of(inspection_id: int) -> list[workflow.StepTaken]:
    """What was done to an inspection, in order."""
    return workflow.history_of(load(inspection_id))


def list_awaiting(actor: Actor) -> list[AwaitingRow]:
    """Consignments that are to be inspected and have no inspectors yet, the oldest first."""
    return [_awaiting(each, actor.language) for each in _uninspected(actor)]


def get_awaiting(consignment_id: int, actor: Actor) -> AwaitingRow:
    """One such consignment; raises NotFound."""
    found = _uninspected(actor).filter(pk=consignment_id).first()
    if found is None:
        raise NotFound(Finding("inspection.finding.not_found"))
    return _awaiting(found, actor.language)


def find_by_consignment(consignment_id: int) -> Concluded | None:
    """What is known of the latest inspection of a consignment; None when none was opened, or it was called
    off. For later departments.
    """
    rows = Inspection.objects.filter(consignment_id=consignment_id).exclude(state="called_off")
    found = rows.order_by("-round").first()
    if found is None:
        return None
    result = latest_result(found)
    return Concluded(
        inspection_id=found.pk,
        number=found.number,
        state=found.state,
        conforming=result.conforming if result else None,
        concluded_on=local_day(found.concluded_at) if found.concluded_at else None,
        units_planned=found.units_planned,
        units_opened=result.units_opened if result else None,
        person_ids=tuple(current_inspectors(found)),
    )


def _uninspected(actor: Actor) -> QuerySet[Any]:
    # Read along the declared foreign key; the declarations department writes them.
    model: type[models.Model] = Inspection._meta.get_field("consignment").remote_field.model
    rows = model._default_manager.select_related("importer").filter(
        state="awaiting_inspection", inspections__isnull=True
    )
    hidden = hidden_firm_ids(actor)
    if hidden:
        rows = rows.exclude(Q(importer_id__in=hidden) | Q(agent_id__in=hidden, agent__isnull=False))
    return rows.order_by("accepted_at", "pk")


def _awaiting(consignment: Any, language: str) -> AwaitingRow:
    row = declarations.get_consignment(consignment.pk)
    packages = sum(line.packages or 0 for line in row.lines)
    return AwaitingRow(
        consignment_id=consignment.pk,
        number=consignment.number,
        importer=consignment.importer.name_in(language) if consignment.importer else "",
        place=consignment.inspection_place,
        goods=consignment.hs_code,
        packages=packages or None,
    )


def _scoped(actor: Actor) -> QuerySet[Inspection]:
    hidden = hidden_firm_ids(actor)
    rows = Inspection.objects.select_related("consignment", "consignment__importer")
    if hidden:
        rows = rows.exclude(
            Q(consignment__importer_id__in=hidden)
            | Q(consignment__agent_id__in=hidden, consignment__agent__isnull=False)
        )
    return rows.order_by(F("opened_at").desc(), "-pk")


def _view(found: Inspection, language: str) -> InspectionView:
    newest = set(current_inspectors(found))
    people = {
        row.person_id: row.person.name_in(language) for row in found.inspectors.select_related("person")
    }
    results = found.results.select_related("person").prefetch_related("answers", "found").order_by("-version")
    consignment = found.consignment
    return InspectionView(
        inspection_id=found.pk,
        number=found.number,
        consignment_id=found.consignment_id,
        consignment=consignment.number,
        consignment_state=consignment.state,
        importer=_firm(found, language),
        goods=consignment.hs_code,
        origin=consignment.origin_country,
        place=consignment.inspection_place,
        containers=tuple(consignment.container_numbers),
        state=found.state,
        checklist=found.checklist,
        units_planned=found.units_planned,
        opened_at=found.opened_at,
        started_at=found.started_at,
        concluded_at=found.concluded_at,
        inspectors=tuple((pk, name) for pk, name in people.items() if pk in newest),
        results=tuple(_result(each, language) for each in results),
        evidence=tuple(
            EvidenceView(each.document_id, each.document.name, each.added_at)
            for each in found.evidence.select_related("document").order_by("pk")
        ),
    )


def _result(result: Result, language: str) -> ResultView:
    return ResultView(
        result_id=result.pk,
        version=result.version,
        replaces=result.replaces_id,
        reason=result.reason,
        conforming=result.conforming,
        units_opened=result.units_opened,
        remarks=result.remarks,
        person_id=result.person_id,
        person_name=result.person.name_in(language),
        done_at=result.done_at,
        recorded_at=result.recorded_at,
        answers=tuple(AnswerView(each.item, each.outcome, each.note) for each in result.answers.all()),
        found=tuple(
            FoundView(each.category, each.severity, each.taxon, each.description, each.units_affected)
            for each in result.found.all()
        ),
    )


def _firm(inspection: Inspection, language: str) -> str:
    importer = inspection.consignment.importer
    return importer.name_in(language) if importer else ""
