"""Moving a record and lending a hand. Permission and ledger entry belong to the operation that calls
these.
"""

from datetime import datetime
from typing import Any

from django.db import connection, models, transaction

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.permissions import Actor
from jiangang.kernel.workflow import queries
from jiangang.kernel.workflow.hands import check_act, check_hands, worded
from jiangang.kernel.workflow.models import Step
from jiangang.methods.findings import Finding, Refused, raise_if_blocked
from jiangang.methods.workflow import Workflow


def move(record: models.Model, act: str, *, case: str, actor: Actor, at: datetime, opinion: str = "") -> Step:
    """Move a locked, saved record along its `WORKFLOW`; saves the whole record and returns the step.

    case: the consignment's number, which ties hands together; empty for a record of no case. Raises Refused
    when the table knows no such act from here, when the actor's earlier hand on the case forbids this one, or
    when the act needs more hands than it has (others `sign` first).
    """
    workflow = workflow_of(record)
    source = str(record.state)  # type: ignore[attr-defined]  # workflow_of has looked
    transition = workflow.transition(source, act)
    case = queries.case_of(record, case)
    with transaction.atomic():
        _queue_for(case)
        raise_if_blocked(check_act(record, transition.hands, case=case, actor=actor, at=at))
        step = _write_step(
            record,
            Step.Kind.MOVE,
            {"act": act, "hand": transition.hands, "source": source, "target": transition.target},
            case=case,
            actor=actor,
            at=at,
            opinion=opinion,
        )
        record.state = transition.target  # type: ignore[attr-defined]
        record.save()
    return step


def sign(
    record: models.Model, hand: str, *, case: str, actor: Actor, at: datetime, opinion: str = ""
) -> Step:
    """Lend a hand to a record's present state without moving it: the second inspector, the reviewer beside.

    hand: a hand that the record's workflow names. Raises Refused when the actor's earlier hand on the case
    forbids it, when the workflow knows no such hand, when nobody is behind the actor, or when the actor has
    signed already.
    """
    workflow = workflow_of(record)
    case = queries.case_of(record, case)
    state = str(record.state)  # type: ignore[attr-defined]
    with transaction.atomic():
        _queue_for(case)
        raise_if_blocked(_against_signing(record, workflow, hand, case=case, actor=actor))
        raise_if_blocked(check_hands(case, hand, actor=actor, at=at))
        return _write_step(
            record,
            Step.Kind.SIGN,
            {"act": "sign", "hand": hand, "source": state, "target": state},
            case=case,
            actor=actor,
            at=at,
            opinion=opinion,
        )


def workflow_of(record: models.Model) -> Workflow:
    """The record's workflow; TypeError when its model declares none."""
    workflow = getattr(record, "WORKFLOW", None)
    if not isinstance(workflow, Workflow) or not hasattr(record, "state"):
        raise TypeError(f"{record._meta.label} has no WORKFLOW and state")
    return workflow


def _against_signing(
    record: models.Model, workflow: Workflow, hand: str, *, case: str, actor: Actor
) -> list[Finding]:
    params = {"hand": hand, "workflow": workflow.name}
    if not hand or hand not in {each.hands for each in workflow.transitions}:
        raise Refused(Finding("workflow.finding.hand_unknown", params=params))
    if actor.person_id is None:
        return worded([Finding("workflow.finding.nobody_signs", params=params)])
    given = queries.hands_given(case, record)
    if any(past.to_this and past.hand == hand and past.person_id == actor.person_id for past in given):
        return worded([Finding("workflow.finding.signed_already", params=params)])
    return []


def _queue_for(case: str) -> None:
    # The same queue as the trigger's: what is read below cannot change before this transaction ends.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(1784112211, (hashtext(%s) & 1023))", [case])


def _write_step(
    record: models.Model,
    kind: Step.Kind,
    words: dict[str, str],
    *,
    case: str,
    actor: Actor,
    at: datetime,
    opinion: str,
) -> Step:
    given: dict[str, Any] = {
        "case": case,
        "subject_table": record._meta.db_table,
        "subject_id": str(record.pk),
        "workflow": workflow_of(record).name,
        "person_id": actor.person_id,
        "actor": actor.key,
        "post": actor.post,
        "at": at,
        "opinion": opinion,
    }
    step = Step.objects.create(kind=kind, **words, **given)
    ledger.cover_later(step)
    return step
