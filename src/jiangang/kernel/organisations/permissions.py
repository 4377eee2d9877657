"""Permissions of the register of firms."""

from jiangang.kernel.permissions import Permission

VIEW_FIRMS = Permission("organisations.firm.view")
REGISTER_FIRM = Permission("organisations.firm.register")
MANAGE_OWN_FIRM = Permission("organisations.account.manage")
VOUCH_RECOVERY = Permission("organisations.recovery.vouch")
