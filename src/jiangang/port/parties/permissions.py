"""Permissions of the standing of firms."""

from jiangang.kernel.permissions import Permission

VIEW_STANDINGS = Permission("parties.standing.view")
SET_STANDING = Permission("parties.standing.set")
