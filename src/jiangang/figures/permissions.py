"""Permissions of the figures room."""

from jiangang.kernel.permissions import Permission

VIEW_FIGURES = Permission("figures.figure.view")
FREEZE_FIGURE = Permission("figures.figure.freeze")
