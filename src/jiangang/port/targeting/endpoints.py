"""Machine API of targeting: deciding, overriding, reading decisions and policies, explanations."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Header, Router, Schema

from jiangang.kernel.permissions import check
from jiangang.methods.findings import Finding, NotFound
from jiangang.port.declarations import api as declarations
from jiangang.port.targeting import explaining, permissions, queries
from jiangang.port.targeting.editor import endpoints as editor
from jiangang.port.targeting.operations.deciding import decide
from jiangang.port.targeting.operations.overriding import ask_override
from jiangang.port.targeting.operations.policies import propose_policy
from jiangang.port.targeting.queries import DecisionRow
from jiangang.port.targeting.trials import endpoints as life

PAGE = 100

router = Router()
router.add_router("", life.router)
router.add_router("", editor.router)


class DecideIn(Schema):
    """The consignment to decide, by its number."""

    number: str


class OverrideIn(Schema):
    """Another lane, with the code of a reason and words."""

    to_lane: Literal["green", "yellow", "red"]
    reason: str
    words: str


@router.post("/decisions")
def decide_one(request: HttpRequest, wanted: DecideIn) -> dict[str, Any]:
    """Decide one accepted consignment and send it on; decided already, the first decision is returned."""
    check(request.actor, permissions.DECIDE)
    consignment_id = declarations.find_id(wanted.number, request.actor)
    made = decide(consignment_id=consignment_id, actor=request.actor, at=request.now)
    return _shown(queries.shape_new(made, is_new=made.decided_at == request.now))


@router.post("/decisions/{number}/override")
def override(
    request: HttpRequest,
    number: str,
    wanted: OverrideIn,
    idempotency_key: str = Header("", alias="Idempotency-Key"),
) -> dict[str, Any]:
    """Ask for another lane; `in_force` says whether a second person is still wanted."""
    made = ask_override(
        number=number,
        to_lane=wanted.to_lane,
        reason_code=wanted.reason,
        words=wanted.words,
        request_key=idempotency_key[:80],
        actor=request.actor,
        at=request.now,
    )
    return {
        "override": made.pk,
        "from_lane": made.from_lane,
        "to_lane": made.to_lane,
        "in_force": not made.needs_second,
    }


@router.get("/explanations/{number}")
def explain_to_trader(request: HttpRequest, number: str) -> dict[str, Any]:
    """What the firm of a consignment is told of its decision; another firm's is not found."""
    check(request.actor, permissions.EXPLAIN_TO_TRADE)
    declarations.find_id(number, request.actor)
    row = queries.find_decision(number)
    if row is None:
        raise NotFound(Finding("targeting.finding.not_decided", params={"number": number}))
    return explaining.told_dict(row, request.actor.language)


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
    return {**_shown(row), **explaining.as_dict(row)}


@router.get("/policies")
def list_policies(request: HttpRequest) -> list[dict[str, Any]]:
    """Every version of every policy, with the days for which it is activated."""
    check(request.actor, permissions.VIEW_POLICIES)
    return [
        {
            "policy": row.policy_id,
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


@router.post("/policies")
def propose(request: HttpRequest, wanted: editor.ProposalIn) -> dict[str, Any]:
    """Propose a text as the next version. The text of the latest version again gives that version; 422 lists
    every fault with its line.
    """
    made = propose_policy(text=wanted.text, reason=wanted.reason, actor=request.actor, at=request.now)
    return editor.told(made, request)


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
        "lane_now": row.lane_now,
        "admissible": row.is_admissible,
        "gates": [gate["gate"] for gate in row.closed],
        "streams": row.streams,
        "inclusion": row.inclusion,
        "promised_until": row.promised_until,
        "decided_at": row.decided_at,
        "decided_by": row.decided_by,
        "result": row.result or None,
    }
