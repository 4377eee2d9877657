"""Permissions on the register. Entering needs none: it is part of another room's act."""

from jiangang.kernel.permissions import Permission

VIEW = Permission("register.state.view")
PROPOSE = Permission("register.key.propose")
CONFIRM = Permission("register.key.confirm")
RECOVER = Permission("register.entries.recover")
