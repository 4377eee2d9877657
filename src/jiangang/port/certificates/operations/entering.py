"""Entering an act on a certificate into the public register, where the office has one open."""

from datetime import datetime

from jiangang.kernel.register import api as register
from jiangang.methods.log import make_leaf


def enter_act(kind: str, at: datetime, **fields: bytes | str) -> None:
    """Enter one public leaf within the caller's transaction, before its ledger entry; nothing where no
    register is open.
    """
    if register.current_origin() is not None:
        register.enter(kind, make_leaf(kind, at, fields), at)
