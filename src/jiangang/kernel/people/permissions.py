"""Permissions of the people room."""

from jiangang.kernel.permissions import Permission

VIEW_PEOPLE = Permission("people.person.view")
CHANGE_PEOPLE = Permission("people.person.change")
CHANGE_GRANTS = Permission("people.grant.change")
RESET_PASSWORD = Permission("people.password.reset")
