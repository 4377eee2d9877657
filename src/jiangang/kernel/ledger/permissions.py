"""Permissions of the ledger's screens. Appending needs none: it is part of another room's act."""

from jiangang.kernel.permissions import Permission

VIEW_ENTRIES = Permission("ledger.entry.view")
