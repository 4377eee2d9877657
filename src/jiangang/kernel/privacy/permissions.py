"""Permissions on personal data."""

from jiangang.kernel.permissions import Permission

REVEAL = Permission("privacy.personal.reveal")
ERASE = Permission("privacy.personal.erase")
SET_RETENTION = Permission("privacy.retention.set")
VIEW_RETENTION = Permission("privacy.retention.view")
