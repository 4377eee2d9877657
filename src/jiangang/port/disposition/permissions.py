"""Permissions of dispositions."""

from jiangang.kernel.permissions import Permission

VIEW = Permission("disposition.decision.view")
DECIDE = Permission("disposition.decision.make", signing=True)
