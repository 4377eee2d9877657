"""Repeating a draw: one person asks and says why, another one lets the draw be made anew. The old one
stays.
"""

from collections.abc import Sequence
from datetime import datetime

from jiangang.integrity.assignment import permissions
from jiangang.integrity.assignment.models import Draw, RedrawRequest
from jiangang.integrity.assignment.operations.assigning import DrawRequest, assigning, pools_of
from jiangang.integrity.assignment.operations.drawing import Order, make_draws
from jiangang.integrity.assignment.queries import (
    get_draw,
    get_redraw_request,
    is_replaced,
    lock_case,
    people_by_code,
)
from jiangang.integrity.assignment.rules import (
    RedrawFacts,
    check_pool,
    check_redraw_request,
    check_second_hand,
)
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.permissions import Actor, check, operation
from jiangang.methods.findings import raise_if_blocked


@operation(permission=permissions.REDRAW)
def request_redraw(
    *, draw_id: int, leaving: Sequence[str], reason: str, actor: Actor, at: datetime
) -> RedrawRequest:
    """Ask that the inspectors of a case be drawn anew because some of them (by code) cannot go.

    Raises Refused with all findings (replaced already, asked already, no reason, nobody leaves), NotFound.
    """
    draw = get_draw(draw_id)
    lock_case(draw.case)
    check(actor, permissions.REDRAW, draw)
    facts = RedrawFacts(
        drawn=draw.result,
        leaving=leaving,
        reason=reason,
        is_replaced=is_replaced(draw),
        is_requested=hasattr(draw, "redraw_request"),
    )
    raise_if_blocked(check_redraw_request(facts))
    request = RedrawRequest.objects.create(
        draw=draw,
        leaving=sorted(set(leaving)),
        reason=reason.strip(),
        requested_at=at,
        requested_by=actor.key,
    )
    ledger.append(
        actor=actor, at=at, act="assignment.redraw.request", subject=f"draw:{draw.pk}", case=draw.case,
        rows=[request],
    )  # fmt: skip
    return request


@operation(permission=permissions.REDRAW)
def approve_redraw(*, request_id: int, actor: Actor, at: datetime) -> Draw:
    """Let a requested draw be made: a new slot, a new entry, a pool without those who leave. Twice gives the
    first.

    Raises Refused when the same person asked for it or too few people remain, NotFound for an unknown
    request.
    """
    request = get_redraw_request(request_id)
    draw = get_draw(request.draw_id)
    lock_case(draw.case)
    check(actor, permissions.REDRAW, draw)
    known = Draw.objects.filter(replaces=draw).first()
    if known is not None:
        return known
    raise_if_blocked(check_second_hand(request.requested_by, actor.key))
    leaving = frozenset(people_by_code(draw, request.leaving))
    asked = DrawRequest(draw.case, frozenset(draw.firm_ids), count=draw.k, leaving=leaving)
    pools, on_duty = pools_of([asked], at=at)
    raise_if_blocked(check_pool(pools[draw.case], draw.k))
    order = Order(
        draw.case,
        draw.purpose,
        asked.firm_ids,
        pools[draw.case],
        draw.k,
        replaces=draw,
        reason=request.reason,
        requested_by=request.requested_by,
    )
    return make_draws([order], actor=actor, at=at, also=assigning(on_duty, at))[0]
