"""Reading steps and the hand rules of a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models import Q

from jiangang.kernel.office import api as office
from jiangang.kernel.texts import text
from jiangang.kernel.workflow.models import HandRule, KindHand, SeparationRule, Step
from jiangang.kernel.workflow.rules import Apart, HandGiven


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One line of a case's history."""

    kind: str
    subject_table: str
    subject_id: str
    workflow: str
    act: str
    act_key: str
    hand: str
    source: str
    target: str
    target_key: str
    person_id: int | None
    person_name_zh: str
    person_name_en: str
    actor: str
    post: str
    at: datetime
    recorded_at: datetime
    opinion: str

    def person_name(self, language: str) -> str:
        """The person's name in a language; in words when a part of the system took the step."""
        if language == "en" and self.person_name_en:
            return self.person_name_en
        return self.person_name_zh or text("workflow.note.system")


def history(case: str) -> list[StepTaken]:
    """Every step of a case, in the order in which they were taken."""
    return [_taken(step) for step in Step.objects.filter(case=case).select_related("person")]


def history_of(record: models.Model) -> list[StepTaken]:
    """Every step of one record, in the order in which they were taken."""
    steps = Step.objects.filter(subject_table=record._meta.db_table, subject_id=str(record.pk))
    return [_taken(step) for step in steps.select_related("person")]


def _taken(step: Step) -> StepTaken:
    room = step.workflow.partition(".")[0]
    return StepTaken(
        kind=step.kind,
        subject_table=step.subject_table,
        subject_id=step.subject_id,
        workflow=step.workflow,
        act=step.act,
        act_key=f"{room}.act.{step.act}" if step.kind == Step.Kind.MOVE else f"workflow.hand.{step.hand}",
        hand=step.hand,
        source=step.source,
        target=step.target,
        target_key=f"{room}.state.{step.target}",
        person_id=step.person_id,
        person_name_zh=step.person.name_zh if step.person else "",
        person_name_en=step.person.name_en if step.person else "",
        actor=step.actor,
        post=step.post,
        at=step.at,
        recorded_at=step.recorded_at,
        opinion=step.opinion,
    )


def case_of(record: models.Model, case: str) -> str:
    """The case that ties steps together: the given one, or the record itself when it belongs to none."""
    return case or f"{record._meta.db_table}:{record.pk}"


def hands_given(case: str, record: models.Model | None = None) -> list[HandGiven]:
    """The hands lent to a case so far; with a record, those to its present state are marked.

    Without a record every hand of the case counts as given to the present state.
    """
    rows = Step.objects.filter(case=case).order_by("id")
    given = []
    for step in rows.values_list("id", "person_id", "hand", "actor", "subject_table", "subject_id"):
        number, person_id, hand, actor, table, key = step
        here = record is None or (table, key) == (record._meta.db_table, str(record.pk))
        given.append((number, here, HandGiven(person_id, hand, actor)))
    since = _last_move(record)
    return [
        HandGiven(hand.person_id, hand.hand, hand.name, to_this=here and number > since)
        for number, here, hand in given
    ]


def _last_move(record: models.Model | None) -> int:
    if record is None:
        return 0
    moves = Step.objects.filter(
        subject_table=record._meta.db_table, subject_id=str(record.pk), kind=Step.Kind.MOVE
    )
    return moves.aggregate(last=models.Max("id"))["last"] or 0


def separations(hand: str, at: datetime) -> Sequence[Apart]:
    """The pairs that keep this hand apart from others under the profile in force."""
    profile, day = _in_force(at)
    rules = SeparationRule.objects.filter(Q(hand_a=hand) | Q(hand_b=hand), _on(day), profile=profile)
    return [Apart(rule.hand_a, rule.hand_b, rule.citation) for rule in rules]


def barred_people(cases: Iterable[str], hand: str, at: datetime) -> dict[str, frozenset[int]]:
    """People whose earlier hand on a case forbids them this one, for many cases with one query for the steps.

    Cases that bar nobody are left out.
    """
    apart = {each for rule in separations(hand, at) for each in (rule.hand_a, rule.hand_b)} - {hand}
    rows = Step.objects.filter(case__in=list(cases), hand__in=apart, person__isnull=False)
    found: dict[str, set[int]] = {}
    for case, person_id in rows.values_list("case", "person_id"):
        found.setdefault(case, set()).add(person_id)
    return {case: frozenset(people) for case, people in found.items()}


def hands_needed(hand: str, at: datetime) -> tuple[int, str]:
    """How many people an act of this hand needs under the profile in force, and by which rule; (0, "") for
    none.
    """
    profile, day = _in_force(at)
    rule = HandRule.objects.filter(_on(day), profile=profile, hand=hand).order_by("-hands").first()
    return (rule.hands, rule.citation) if rule else (0, "")


def hands_of_kind(workflow: str, kind: str, at: datetime) -> frozenset[str]:
    """The hands that the profile in force gives to a kind of record; empty when it says nothing of it."""
    profile, day = _in_force(at)
    rows = KindHand.objects.filter(_on(day), profile=profile, workflow=workflow, kind=kind)
    return frozenset(rows.values_list("hand", flat=True))


def _in_force(at: datetime) -> tuple[str, date]:
    day = office.local_day(at)
    return office.legal_profile(day), day


def _on(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gte=day))


def steps_into(workflow: str, target: str) -> "models.QuerySet[Step]":
    """The moves that brought records of a workflow into a state, for figures."""
    return Step.objects.filter(kind=Step.Kind.MOVE, workflow=workflow, target=target)
