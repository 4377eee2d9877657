"""Permissions of the series of numbers.

Issuing needs none of its own: it is part of the act that it numbers.
"""

from jiangang.kernel.permissions import Permission

VOID_NUMBER = Permission("numbering.number.void")
DEFINE_SERIES = Permission("numbering.series.define")
