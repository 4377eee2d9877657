"""Permissions of the code lists."""

from jiangang.kernel.permissions import Permission

LOAD_CODES = Permission("codes.edition.load")
VIEW_CODES = Permission("codes.edition.view")
