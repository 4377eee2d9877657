"""Reading dispositions: the queue of ripe cases, one case, and what later departments ask."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from jiangang.kernel.permissions import Actor, check_subject, hidden_firm_ids
from jiangang.methods.findings import Finding, NotFound
from jiangang.port.disposition import permissions
from jiangang.port.disposition.measures import all_measures
from jiangang.port.disposition.models import Decision, Disposition
from jiangang.port.disposition.rules import DispositionFacts
from jiangang.port.inspection import api as inspection
from jiangang.port.targeting import api as targeting

RIPE = ("targeted", "inspected")
INSPECTING_LANE, HELD_LANE = "red", "held"


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A consignment that waits for a decision: on its documents, or on an inspection with this result."""

    consignment_id: int
    consignment: str
    importer: str
    goods: str
    origin: str
    state: str
    lane: str
    inspection: str
    conforming: bool | None
    since: datetime


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision as screens and papers show it."""

    number: str
    consignment_id: int
    consignment: str
    outcome: str
    basis: str
    inspection_id: int | None
    measure: str
    legal_basis: str
    reason: str
    person_id: int | None
    person_name: str
    decided_at: datetime
    recorded_at: datetime

    def basis_in(self, language: str) -> str:
        """The legal basis in a language; as kept with the decision where the list has changed since."""
        measure = all_measures().get(self.measure)
        return measure.basis_en if language == "en" and measure else self.legal_basis


def consignment_of(consignment_id: int) -> Any:
    """The consignment behind a disposition that may not exist yet; raises NotFound."""
    found = _consignments().filter(pk=consignment_id).first()
    if found is None:
        raise NotFound(Finding("disposition.finding.not_found"))
    return found


def case_facts(
    consignment: Any, *, outcome: str, measure: str, reason: str, day: date, actor: Actor
) -> DispositionFacts:
    """The facts that the rules of a decision ask for."""
    found = inspection.find_by_consignment(consignment.pk)
    lane = lane_of(consignment)
    return DispositionFacts(
        state=consignment.state,
        lane_inspects=None if not lane else lane == INSPECTING_LANE,
        is_held=lane == HELD_LANE,
        inspection_concluded=found is not None and found.is_concluded,
        conforming=found.conforming if found else None,
        outcome=outcome,
        measure=measure,
        reason=reason,
        day=day,
    )


def lane_of(consignment: Any) -> str:
    """The lane that targeting decided, or that an override has put in its place; empty without a decision."""
    decision = getattr(consignment, "targeting_decision", None)
    return targeting.lanes_now([decision.pk]).get(decision.pk, decision.lane) if decision else ""


def list_queue(actor: Actor) -> QuerySet[Any]:
    """Consignments that wait for a decision: inspected ones, and those whose lane asks for no inspection,
    which targeting leaves in the state `targeted`.
    """
    return _scoped(actor).filter(state__in=RIPE).order_by("accepted_at", "pk")


def queue_rows(consignments: Sequence[Any], language: str) -> list[QueueRow]:
    """Consignments as the queue shows them, in the order given."""
    rows = []
    for each in consignments:
        found = inspection.find_by_consignment(each.pk) if each.state == "inspected" else None
        rows.append(
            QueueRow(
                consignment_id=each.pk,
                consignment=each.number,
                importer=each.importer.name_in(language) if each.importer else "",
                goods=each.hs_code,
                origin=each.origin_country,
                state=each.state,
                lane=lane_of(each),
                inspection=found.number if found else "",
                conforming=found.conforming if found else None,
                since=each.accepted_at or each.filed_at,
            )
        )
    return rows


def get_case(consignment_id: int, actor: Actor) -> QueueRow:
    """One consignment as the decision page shows it. Raises NotFound; Forbidden for a person with an
    interest.
    """
    consignment = consignment_of(consignment_id)
    check_subject(actor, permissions.VIEW, consignment)
    return queue_rows([consignment], actor.language)[0]


def find_decision(consignment_id: int, *, language: str = "zh-hans") -> DecisionView | None:
    """The decision on a consignment, or None. For later departments and screens that have checked their
    reader.
    """
    rows = Decision.objects.select_related("disposition__consignment", "person")
    found = rows.filter(disposition__consignment_id=consignment_id).first()
    return _view(found, language) if found else None


def list_decisions(actor: Actor) -> QuerySet[Decision]:
    """Decisions that the actor may see, the newest first."""
    hidden = hidden_firm_ids(actor)
    rows = Decision.objects.select_related("disposition__consignment__importer", "person")
    if hidden:
        rows = rows.exclude(_of_firms("disposition__consignment__", hidden))
    return rows.order_by("-decided_at", "-pk")


def decision_views(decisions: Sequence[Decision], language: str) -> list[DecisionView]:
    """Decisions as lists show them."""
    return [_view(each, language) for each in decisions]


def released_at(consignment_ids: Iterable[int]) -> dict[int, datetime]:
    """When each of these consignments was released, by decision or by its lane alone; others are absent.

    For figures and certificates; two queries however many there are.
    """
    wanted = list(consignment_ids)
    by_lane = _consignments().filter(
        pk__in=wanted, state__in=("released", "closed"), disposition__isnull=True
    )
    decided = {row.pk: row.targeting_decision for row in by_lane if getattr(row, "targeting_decision", None)}
    later = targeting.later_releases([one.pk for one in decided.values()])
    found = {pk: later.get(one.pk, one.decided_at) for pk, one in decided.items()}
    rows = Decision.objects.filter(outcome="release", disposition__consignment_id__in=wanted)
    return found | dict(rows.values_list("disposition__consignment_id", "decided_at"))


def _scoped(actor: Actor) -> QuerySet[Any]:
    hidden = hidden_firm_ids(actor)
    rows = _consignments()
    return rows.exclude(_of_firms("", hidden)) if hidden else rows


def _of_firms(path: str, firm_ids: frozenset[int]) -> Q:
    """Rows of these firms; NULL agents are no firm's."""
    importer = Q(**{f"{path}importer_id__in": firm_ids, f"{path}importer__isnull": False})
    agent = Q(**{f"{path}agent_id__in": firm_ids, f"{path}agent__isnull": False})
    return importer | agent


def _consignments() -> QuerySet[Any]:
    # Read along the declared foreign key; the declarations department writes them.
    model: type[models.Model] = Disposition._meta.get_field("consignment").remote_field.model
    return model._default_manager.select_related("importer", "agent", "targeting_decision")


def _view(found: Decision, language: str) -> DecisionView:
    return DecisionView(
        number=found.disposition.number,
        consignment_id=found.disposition.consignment_id,
        consignment=found.disposition.consignment.number,
        outcome=found.outcome,
        basis=found.basis,
        inspection_id=found.inspection_id,
        measure=found.measure,
        legal_basis=found.legal_basis,
        reason=found.reason,
        person_id=found.person_id,
        person_name=found.person.name_in(language) if found.person else found.decided_by,
        decided_at=found.decided_at,
        recorded_at=found.recorded_at,
    )
