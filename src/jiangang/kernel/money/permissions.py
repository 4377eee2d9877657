"""Permissions of the exchange rates."""

from jiangang.kernel.permissions import Permission

ENTER_RATES = Permission("money.rate.enter")
