"""Permissions of the draw."""

from jiangang.kernel.permissions import Permission

VIEW_DRAWS = Permission("assignment.draw.view")
MAKE_DRAW = Permission("assignment.draw.make")
REDRAW = Permission("assignment.draw.repeat")
COMMIT_DAY = Permission("assignment.day.commit")
