"""The acts of the draw: promising a day, drawing, repeating a draw with two hands."""

from jiangang.integrity.assignment.operations.assigning import (
    draw_inspectors,
    draw_many,
    draw_random_stream,
    draw_sample,
    draw_units,
)
from jiangang.integrity.assignment.operations.committing import commit_day
from jiangang.integrity.assignment.operations.repeating import approve_redraw, request_redraw

__all__ = [
    "approve_redraw",
    "commit_day",
    "draw_inspectors",
    "draw_many",
    "draw_random_stream",
    "draw_sample",
    "draw_units",
    "request_redraw",
]
