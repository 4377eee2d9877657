"""Telling targeting what an inspection found, so that its rates rest on results."""

from datetime import datetime

from jiangang.kernel.permissions import Actor
from jiangang.port.inspection.models import Inspection, Result
from jiangang.port.targeting import api as targeting

RECORD_OUTCOME = "targeting.outcome.record"


def tell_targeting(inspection: Inspection, result: Result, *, actor: Actor, at: datetime) -> None:
    """Record the outcome with targeting, in the same transaction; nothing where targeting has not decided.

    It follows from the inspectors' result by itself, so a part of the system does it and lends no hand.
    """
    if targeting.find_decision(inspection.consignment.number) is None:
        return
    hand = Actor.system("inspection", on=actor.on, permissions=frozenset({RECORD_OUTCOME}))
    targeting.record_outcome(
        consignment_number=inspection.consignment.number,
        result="clean" if result.conforming else "found",
        reason=result.reason or inspection.number,
        is_correction=result.version > 1,
        actor=hand,
        at=at,
    )
