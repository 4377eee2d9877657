"""Machine API of the draw: promises, draws and proofs, to read."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from jiangang.integrity.assignment import permissions, queries
from jiangang.kernel.permissions import check
from jiangang.methods.findings import Finding, NotFound

router = Router()


@router.get("/commitments")
def list_commitments(request: HttpRequest) -> list[dict[str, Any]]:
    """The latest promises, each with the root and the ledger entry that holds it."""
    check(request.actor, permissions.VIEW_DRAWS)
    return [
        {
            "day": row.day.isoformat(),
            "series": row.series,
            "root": row.root,
            "slots": row.slots,
            "used": row.used,
            "committed_at": row.committed_at,
            "ledger_sequence": row.ledger_sequence,
        }
        for row in queries.commitments()
    ]


@router.get("/draws/{number}")
def list_draws(request: HttpRequest, number: str) -> list[dict[str, Any]]:
    """Every draw of a consignment, replaced ones included, the newest first."""
    check(request.actor, permissions.VIEW_DRAWS)
    rows = queries.shape_draws(
        queries.visible_draws(request.actor).filter(case=number), request.actor.language
    )
    return [
        {
            "draw": row.draw_id,
            "purpose": row.purpose,
            "drawn_at": row.drawn_at,
            "drawn_by": row.drawn_by,
            "pool": row.pool,
            "excluded": [{"code": one.code, "reasons": one.reasons} for one in row.excluded],
            "count": row.count,
            "result": row.result,
            "ledger_sequence": row.ledger_sequence,
            "replaces": row.replaces_id,
            "replaced_by": row.replaced_by_id,
            "reason": row.reason,
        }
        for row in rows
    ]


@router.get("/draws/{number}/proof")
def get_proof(request: HttpRequest, number: str, purpose: str = "inspector") -> dict[str, Any]:
    """The proof of the draw that stands, as `jiangang draw verify` reads it."""
    check(request.actor, permissions.VIEW_DRAWS)
    draw = queries.visible_draws(request.actor).filter(case=number, purpose=purpose, replaced_by=None).first()
    if draw is None:
        raise NotFound(Finding("assignment.finding.not_drawn", params={"number": number}))
    return dict(draw.proof)
