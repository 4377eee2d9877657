"""Permissions of the register of interests."""

from jiangang.kernel.permissions import Permission

VIEW_OWN = Permission("interests.interest.view")
DECLARE = Permission("interests.interest.declare")
RECORD = Permission("interests.interest.record")
VIEW_REGISTER = Permission("interests.register.view")
