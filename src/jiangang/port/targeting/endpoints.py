"""Machine API of targeting: decisions and policies, to read."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from jiangang.kernel.permissions import check
from jiangang.port.targeting import permissions, queries
from jiangang.port.targeting.queries import DecisionRow
from jiangang.port.targeting.trials import endpoints as life

PAGE = 100

router = Router()
router.add_router("", life.router)


@router.get("/decisions")
def list_decisions(request: HttpRequest, lane: str = "", before: int = 0) -> list[dict[str, Any]]:
    """The newest 100 decisions; `before` (a decision's id) goes further back, `lane` narrows."""
    check(request.actor, permissions.VIEW_DECISIONS)
    rows = queries.visible_decisions(request.actor).order_by("-id")
    if lane:
        rows = rows.filter(lane=lane)
    if before:
        rows = rows.filter(pk__lt=before)
    return [_shown(row) for row in queries.shape_decisions(list(rows[:PAGE]))]


@router.get("/decisions/{number}")
def get_decision(request: HttpRequest, number: str) -> dict[str, Any]:
    """The decision on a consignment, with the reasons and the facts as they stood."""
    check(request.actor, permissions.VIEW_DECISIONS)
    row = queries.get_visible(number, request.actor)
    return {**_shown(row), "reasons": row.reasons, "facts": row.facts}


@router.get("/policies")
def list_policies(request: HttpRequest) -> list[dict[str, Any]]:
    """Every version of every policy, with the days for which it is activated."""
    check(request.actor, permissions.VIEW_POLICIES)
    return [
        {
            "code": row.code,
            "version": row.version,
            "digest": row.digest,
            "reason": row.reason,
            "proposed_at": row.proposed_at,
            "valid_from": row.valid_from,
            "valid_until": row.valid_until,
            "in_force": row.is_in_force,
        }
        for row in queries.list_policies(request.actor.on)
    ]


def _shown(row: DecisionRow) -> dict[str, Any]:
    return {
        "decision": row.decision_id,
        "number": row.number,
        "lane": row.lane,
        "policy_lane": row.policy_lane,
        "policy": row.policy,
        "random": row.is_random,
        "propensity": row.propensity,
        "draw": row.draw_id,
        "rules": [reason["rule"] for reason in row.touching],
        "decided_at": row.decided_at,
        "decided_by": row.decided_by,
        "result": row.result or None,
    }
