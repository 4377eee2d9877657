"""What other rooms may use of the draw."""

from jiangang.integrity.assignment.operations.assigning import (
    DrawOutcome,
    DrawRequest,
    draw_inspectors,
    draw_many,
    draw_random_stream,
    draw_sample,
    draw_units,
    pools_of,
    random_stream_unentered,
)
from jiangang.integrity.assignment.operations.committing import commit_day
from jiangang.integrity.assignment.operations.drawing import Order, prepare_draws
from jiangang.integrity.assignment.operations.repeating import approve_redraw, request_redraw
from jiangang.integrity.assignment.permissions import MAKE_DRAW, VIEW_DRAWS
from jiangang.integrity.assignment.queries import assigned_cases, assigned_people, find_draw, proof
from jiangang.integrity.assignment.stream import is_taken, read_share, stream_pool

__all__ = [
    "MAKE_DRAW",
    "DrawOutcome",
    "DrawRequest",
    "Order",
    "VIEW_DRAWS",
    "approve_redraw",
    "assigned_cases",
    "assigned_people",
    "commit_day",
    "draw_inspectors",
    "draw_many",
    "draw_random_stream",
    "draw_sample",
    "draw_units",
    "find_draw",
    "is_taken",
    "pools_of",
    "prepare_draws",
    "proof",
    "random_stream_unentered",
    "read_share",
    "request_redraw",
    "stream_pool",
]
