"""Permissions of the calendars."""

from jiangang.kernel.permissions import Permission

LOAD_CALENDAR = Permission("calendar.year.load")
