"""Figures that declarations answers for."""

from typing import Any

from django.db.models import F, QuerySet
from django.db.models import Value as Constant

from jiangang.kernel.figures import Figure, Kind, Window, register
from jiangang.port.declarations.models import Consignment


def notified(window: Window) -> QuerySet[Any]:
    """Consignments whose first notice was filed in the period."""
    return Consignment.objects.filter(filed_at__gte=window.starts, filed_at__lt=window.ends).annotate(
        case=F("number"), moment=F("filed_at"), value=Constant(1)
    )


NOTIFIED = register(Figure("declarations.notified", 1, Kind.COUNT, notified))
