"""Machine API of a policy's life: what a version lacks, back-tests, alerts, earned reductions, models."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from jiangang.kernel.permissions import check
from jiangang.port.targeting import alerting, permissions, queries
from jiangang.port.targeting.operations.testing import order_backtest
from jiangang.port.targeting.readiness import readiness_of
from jiangang.port.targeting.rules.stated import check_readiness
from jiangang.port.targeting.scores.queries import list_models as models_on
from jiangang.port.targeting.standings.queries import list_standings as standings_for
from jiangang.port.targeting.trials import queries as trials

router = Router()


class PeriodIn(Schema):
    """The office's days whose decisions are replayed, both included; the key makes a repeat harmless."""

    first_day: date
    last_day: date
    request_key: str = ""


@router.get("/policies/{policy_id}/lacking")
def list_lacking(request: HttpRequest, policy_id: int) -> list[dict[str, Any]]:
    """What a version still needs before somebody else than its proposer may activate it."""
    check(request.actor, permissions.VIEW_POLICIES)
    policy = queries.get_policy_row(policy_id)
    return [each.as_dict() for each in check_readiness(readiness_of(policy, request.now))]


@router.get("/policies/{policy_id}/backtests")
def list_backtests(request: HttpRequest, policy_id: int) -> list[dict[str, Any]]:
    """The back-tests of a version, the newest first, with their digests."""
    check(request.actor, permissions.VIEW_POLICIES)
    rows = trials.backtests_of(queries.get_policy_row(policy_id))
    return [
        {
            "backtest": row.pk,
            "first_day": row.first_day,
            "last_day": row.last_day,
            "decisions": row.decisions,
            "input_digest": row.input_digest,
            "result_digest": row.result_digest,
            "run_at": row.run_at,
        }
        for row in rows
    ]


@router.post("/policies/{policy_id}/backtests")
def start_backtest(request: HttpRequest, policy_id: int, wanted: PeriodIn) -> dict[str, Any]:
    """Queue a back-test; `GET /policies/{policy_id}/backtests` shows it when the job is done."""
    job = order_backtest(policy_id=policy_id, **wanted.dict(), actor=request.actor, at=request.now)
    return {"job": job, "policy": policy_id}


@router.get("/backtests/{backtest_id}")
def get_backtest(request: HttpRequest, backtest_id: int) -> dict[str, Any]:
    """A back-test with everything that went in and came out."""
    check(request.actor, permissions.VIEW_POLICIES)
    row = trials.get_backtest(backtest_id)
    return {"policy": row.policy, "inputs": row.inputs, "result": row.result, "digest": row.result_digest}


@router.get("/alerts")
def list_alerts(request: HttpRequest) -> list[dict[str, Any]]:
    """Every alert and watch-list, the newest first, as its text."""
    check(request.actor, permissions.VIEW_ALERTS)
    return [
        {
            "alert": row.code,
            "state": row.state,
            "text": row.text,
            "reason": row.reason,
            "valid_from": row.valid_from,
            "valid_until": row.valid_until,
            "signatures": len(row.signers),
            "started_at": row.started_at,
        }
        for row in alerting.list_alerts(request.actor.on)
    ]


@router.get("/standings")
def list_standings(request: HttpRequest) -> list[dict[str, Any]]:
    """Earned reductions of enterprises in which the reader has no interest."""
    check(request.actor, permissions.VIEW_STANDINGS)
    return [
        {
            "programme": row.programme,
            "entity": row.entity,
            "state": row.standing.state(row.rule.terms).value if row.rule else None,
            "clean": row.standing.clean,
            "owed": row.standing.owed,
            "locked": row.standing.is_locked,
        }
        for row in standings_for(request.actor)
    ]


@router.get("/models")
def list_models(request: HttpRequest) -> list[dict[str, Any]]:
    """Every risk model with its card."""
    check(request.actor, permissions.VIEW_MODELS)
    return [
        {
            "model": row.name,
            "digest": row.digest,
            "labels": row.labels,
            "card": row.card,
            "in_force": row.is_in_force,
        }
        for row in models_on(request.actor.on)
    ]
