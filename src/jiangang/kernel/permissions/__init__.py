"""Who may do what: actors, permissions, the refusers, the operation and page decorators.

No storage lives here: which post holds which permission is dated data in `kernel.people`.
"""

from jiangang.kernel.permissions.actor import Actor
from jiangang.kernel.permissions.checking import (
    REFUSERS,
    Refuser,
    allows,
    check,
    check_subject,
    hidden_firm_ids,
)
from jiangang.kernel.permissions.operation import operation
from jiangang.kernel.permissions.pages import page, public_page, signed_in_page
from jiangang.kernel.permissions.registry import Permission
from jiangang.kernel.permissions.throttling import throttled

__all__ = [
    "REFUSERS",
    "Actor",
    "Permission",
    "Refuser",
    "allows",
    "check",
    "check_subject",
    "hidden_firm_ids",
    "operation",
    "page",
    "public_page",
    "signed_in_page",
    "throttled",
]
