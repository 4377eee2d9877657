"""Permissions of papers."""

from jiangang.kernel.permissions import Permission

MANAGE_KEYS = Permission("papers.key.manage", signing=True)
