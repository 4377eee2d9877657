"""Figures that inspection answers for: consignments, counted once each by their last conclusion in the
period.
"""

from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, QuerySet, Subquery, When
from django.db.models import Value as Constant

from jiangang.kernel.figures import Figure, Kind, Window, register
from jiangang.port.inspection.models import Inspection, Result


def concluded(window: Window) -> QuerySet[Any]:
    """The last inspection concluded in the period of each consignment; `value` is 1 where it did not
    conform.
    """
    within = Inspection.objects.filter(
        state="concluded", concluded_at__gte=window.starts, concluded_at__lt=window.ends
    )
    later = within.filter(consignment=OuterRef("consignment"), round__gt=OuterRef("round"))
    standing = Result.objects.filter(inspection=OuterRef("pk")).order_by("-version").values("conforming")[:1]
    return within.filter(~Exists(later)).annotate(
        case=F("consignment__number"),
        moment=F("concluded_at"),
        conforming=Subquery(standing),
        value=Case(
            When(conforming=False, then=Constant(1)), default=Constant(0), output_field=IntegerField()
        ),
    )


def inspected(window: Window) -> QuerySet[Any]:
    """Consignments physically inspected; each counts one."""
    counted: QuerySet[Any] = concluded(window).annotate(value=Constant(1))
    return counted


def failing(window: Window) -> QuerySet[Any]:
    """Consignments whose last inspection in the period did not conform; each counts one."""
    counted: QuerySet[Any] = concluded(window).filter(conforming=False).annotate(value=Constant(1))
    return counted


INSPECTED = register(Figure("inspection.inspected", 1, Kind.COUNT, inspected))
FAILING = register(Figure("inspection.failing", 1, Kind.COUNT, failing))
FAILING_RATE = register(Figure("inspection.failing_rate", 1, Kind.RATE, concluded))
