"""Permissions of the office's own settings."""

from jiangang.kernel.permissions import Permission

VIEW_SETTINGS = Permission("office.settings.view")
CHANGE_SETTINGS = Permission("office.settings.change")
