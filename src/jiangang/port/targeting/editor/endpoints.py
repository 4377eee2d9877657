"""Machine API of a policy's life, to act: look over, propose, test, shadow, sign, activate.

The same operations as the screens call.
"""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile

from jiangang.kernel.permissions import check
from jiangang.methods.findings import Finding, NotFound, Refused, Severity
from jiangang.port.targeting import permissions, queries
from jiangang.port.targeting.models import Policy
from jiangang.port.targeting.operations.policies import (
    activate_policy,
    examine_policy,
    propose_policy,
    sign_policy,
)
from jiangang.port.targeting.operations.shadowing import end_shadow, start_shadow
from jiangang.port.targeting.readiness import readiness_of
from jiangang.port.targeting.rules.stated import check_readiness

router = Router()


class TextIn(Schema):
    """A policy as TOML, as in `examples/policies`."""

    text: str


class ProposalIn(TextIn):
    """A policy as TOML, and why it is proposed."""

    reason: str


class SignatureIn(Schema):
    """What the signer says, if anything."""

    opinion: str = ""


class ActivationIn(Schema):
    """From which day on a version decides, and until when."""

    valid_from: date
    valid_until: date | None = None


@router.post("/policies/check")
def check_text(request: HttpRequest, wanted: TextIn) -> dict[str, Any]:
    """Look a text over without keeping it: findings with lines, differences from what it would follow."""
    check(request.actor, permissions.PROPOSE_POLICY)
    read, findings = examine_policy(wanted.text, request.actor.on)
    others = queries.to_compare_text(read.code, request.actor.on) if read is not None else []
    return {
        "acceptable": read is not None and not any(one.severity is Severity.ERROR for one in findings),
        "findings": [{**one.as_dict(), "line": one.row} for one in findings],
        "differences": [
            {"against": kind, "policy": str(other), "lines": queries.text_difference(other, wanted.text)}
            for kind, other in others
        ],
    }


@router.post("/policies/upload")
def propose_file(
    request: HttpRequest,
    file: File[UploadedFile],
    reason: Form[str],
) -> dict[str, Any]:
    """Propose a TOML file as the next version, as `POST /policies` does with a text."""
    try:
        written = file.read().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        params = {"file": file.name, "reason": error.reason}
        raise Refused(Finding("targeting.finding.file_unreadable", field="file", params=params)) from error
    made = propose_policy(text=written, reason=reason, actor=request.actor, at=request.now)
    return told(made, request)


@router.get("/policies/in-force")
def policy_on(request: HttpRequest, on: date | None = None) -> dict[str, Any]:
    """The version that decides on a day (today without one) with its text as it was; 404 without any."""
    check(request.actor, permissions.VIEW_POLICIES)
    found = queries.policy_in_force(on or request.actor.on)
    if found is None:
        params = {"day": on or request.actor.on}
        raise NotFound(Finding("targeting.finding.no_policy", params=params))
    alerts = [rule.code for rule in found.text.rules if rule.nature.value == "alert"]
    return {**told(found.row, request), "on": on or request.actor.on, "alerts": alerts}


@router.get("/policies/{policy_id}")
def get_policy(request: HttpRequest, policy_id: int) -> dict[str, Any]:
    """One version with its text, its signatures, and what it still lacks."""
    check(request.actor, permissions.VIEW_POLICIES)
    return told(queries.get_policy_row(policy_id), request)


@router.get("/policies/{policy_id}/differences")
def list_differences(request: HttpRequest, policy_id: int) -> list[dict[str, Any]]:
    """How a version differs from the one in force and the one before it, as lines of a unified difference."""
    check(request.actor, permissions.VIEW_POLICIES)
    policy = queries.get_policy_row(policy_id)
    return [
        {"against": kind, "policy": str(other), "lines": queries.text_difference(other, policy.text)}
        for kind, other in queries.to_compare(policy, request.actor.on)
    ]


@router.post("/policies/{policy_id}/shadow")
def begin_shadow(request: HttpRequest, policy_id: int) -> dict[str, Any]:
    """Begin the version's shadow period today; begun already, that period is told."""
    period = start_shadow(policy_id=policy_id, actor=request.actor, at=request.now)
    return {"policy": policy_id, "first_day": period.first_day}


@router.post("/policies/{policy_id}/shadow/end")
def stop_shadow(request: HttpRequest, policy_id: int) -> dict[str, Any]:
    """End the version's shadow period today."""
    ended = end_shadow(policy_id=policy_id, actor=request.actor, at=request.now)
    return {"policy": policy_id, "last_day": ended.last_day}


@router.post("/policies/{policy_id}/signatures")
def sign(request: HttpRequest, policy_id: int, wanted: SignatureIn) -> dict[str, Any]:
    """Sign a version as a further hand; a second signature of the same person changes nothing."""
    row = sign_policy(policy_id=policy_id, opinion=wanted.opinion, actor=request.actor, at=request.now)
    return {"policy": policy_id, "digest": row.digest, "signed_by": row.signed_by, "signed_at": row.signed_at}


@router.post("/policies/{policy_id}/activations")
def activate(request: HttpRequest, policy_id: int, wanted: ActivationIn) -> dict[str, Any]:
    """Let a version decide, as somebody else than its proposer; 422 says what it lacks."""
    made = activate_policy(policy_id=policy_id, **wanted.dict(), actor=request.actor, at=request.now)
    return {"policy": policy_id, "valid_from": made.valid_from, "valid_until": made.valid_until}


def told(policy: Policy, request: HttpRequest) -> dict[str, Any]:
    """A version with its text, its signatures, and what it still lacks."""
    row = queries.shape_policy(policy, request.actor.on)
    return {
        "policy": row.policy_id,
        "code": row.code,
        "version": row.version,
        "digest": row.digest,
        "text": policy.text,
        "reason": row.reason,
        "proposed_at": row.proposed_at,
        "proposed_by": row.proposed_by,
        "valid_from": row.valid_from,
        "valid_until": row.valid_until,
        "in_force": row.is_in_force,
        "signatures": [
            {"signed_by": one.signed_by, "signed_at": one.signed_at, "opinion": one.opinion}
            for one in policy.signatures.order_by("id")
        ],
        "lacking": [each.as_dict() for each in check_readiness(readiness_of(policy, request.now))],
    }
