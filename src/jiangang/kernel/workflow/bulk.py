"""Moving many records by one act, in few statements; the triggers check each as they check a single move."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction

from jiangang.kernel.permissions import Actor
from jiangang.kernel.workflow import queries
from jiangang.kernel.workflow.hands import check_act
from jiangang.kernel.workflow.models import Step
from jiangang.kernel.workflow.operations import workflow_of
from jiangang.methods.findings import raise_if_blocked
from jiangang.methods.workflow import Transition

BATCH = 1_000


def move_many(
    records: Sequence[models.Model],
    act: str,
    *,
    cases: Sequence[str],
    actor: Actor,
    at: datetime,
    opinion: str = "",
    changes: Mapping[str, Any] | None = None,
) -> list[Step]:
    """Move locked, saved records of one model by one act, all or none; `cases` in the order of the records.

    changes: further columns, the same for all, written together with the state (and set on the records);
    nothing else of a record is saved. Returns the steps in the order of the records: the caller's entries
    cover each its own. Raises Refused as `move` does, with the findings of the first record that may not.
    """
    if not records:
        return []
    workflow = workflow_of(records[0])
    moves = [workflow.transition(str(record.state), act) for record in records]  # type: ignore[attr-defined]
    values = dict(changes or {})
    with transaction.atomic(savepoint=False):  # a refusal undoes the whole act around it
        _check_hands(records, moves, cases, actor=actor, at=at)
        steps = Step.objects.bulk_create(
            [
                _step(record, transition, case, actor=actor, at=at, opinion=opinion)
                for record, transition, case in zip(records, moves, cases, strict=True)
            ],
            batch_size=BATCH,
        )
        for target in sorted({transition.target for transition in moves}):
            keys = [record.pk for record, move in zip(records, moves, strict=True) if move.target == target]
            type(records[0])._default_manager.filter(pk__in=keys).update(state=target, **values)
    for record, transition in zip(records, moves, strict=True):
        for name, value in {**values, "state": transition.target}.items():
            setattr(record, name, value)
    return steps


def move_many_along(
    records: Sequence[models.Model],
    paths: Sequence[Sequence[str]],
    *,
    cases: Sequence[str],
    actor: Actor,
    at: datetime,
) -> list[list[Step]]:
    """Move locked, saved records of one model along several acts in turn, each its own; all or none.

    For what the system does of itself: a person's hands are asked one act at a time (`move_many`), so an
    actor with a person behind it is a ValueError. Returns the steps of each record in the order of its acts.
    Raises Refused where the table knows no such act, or an act needs more hands.
    """
    if actor.person_id is not None:
        raise ValueError("acts in turn are for the system's own consequences; a person moves one by one")
    steps: list[list[Step]] = [[] for _ in records]
    written: list[Step] = []
    updates: list[dict[str, list[Any]]] = []
    for depth in range(max(map(len, paths), default=0)):
        here = [place for place, acts in enumerate(paths) if len(acts) > depth]
        some = [records[place] for place in here]
        workflow = workflow_of(some[0])
        moves = [workflow.transition(str(records[place].state), paths[place][depth]) for place in here]  # type: ignore[attr-defined]
        _check_hands(some, moves, [cases[place] for place in here], actor=actor, at=at)
        updates.append({})
        for place, transition in zip(here, moves, strict=True):
            step = _step(records[place], transition, cases[place], actor=actor, at=at, opinion="")
            steps[place].append(step)
            written.append(step)
            records[place].state = transition.target  # type: ignore[attr-defined]
            updates[-1].setdefault(transition.target, []).append(records[place].pk)
    with transaction.atomic(savepoint=False):
        Step.objects.bulk_create(written, batch_size=BATCH)
        for level in updates:
            for target, keys in sorted(level.items()):
                type(records[0])._default_manager.filter(pk__in=keys).update(state=target)
    return steps


def _check_hands(
    records: Sequence[models.Model],
    moves: Sequence[Transition],
    cases: Sequence[str],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Ask one by one only where the answer can be no: an earlier hand on the case, or an act of several."""
    busy: set[str] = set()
    if actor.person_id is not None:
        earlier = Step.objects.filter(case__in=cases, person_id=actor.person_id).exclude(hand="")
        busy = set(earlier.values_list("case", flat=True))
    counted = {hand for hand in {move.hands for move in moves} if hand and queries.hands_needed(hand, at)[0]}
    for record, transition, case in zip(records, moves, cases, strict=True):
        if case in busy or transition.hands in counted:
            raise_if_blocked(check_act(record, transition.hands, case=case, actor=actor, at=at))


def _step(
    record: models.Model, transition: Transition, case: str, *, actor: Actor, at: datetime, opinion: str
) -> Step:
    return Step(
        kind=Step.Kind.MOVE,
        case=queries.case_of(record, case),
        subject_table=record._meta.db_table,
        subject_id=str(record.pk),
        workflow=workflow_of(record).name,
        act=transition.act,
        hand=transition.hands,
        source=str(record.state),  # type: ignore[attr-defined]  # workflow_of has looked
        target=transition.target,
        person_id=actor.person_id,
        actor=actor.key,
        post=actor.post,
        at=at,
        opinion=opinion,
    )
