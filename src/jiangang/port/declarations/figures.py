"""Figures that declarations answers for."""

from typing import Any

from django.db.models import DurationField, ExpressionWrapper, F, OuterRef, QuerySet, Subquery
from django.db.models import Value as Constant

from jiangang.kernel.figures import Figure, Kind, Window, register
from jiangang.kernel.workflow import api as workflow
from jiangang.port.declarations.models import Consignment
from jiangang.port.declarations.workflow import CONSIGNMENT


def notified(window: Window) -> QuerySet[Any]:
    """Consignments whose first notice was filed in the period."""
    return Consignment.objects.filter(filed_at__gte=window.starts, filed_at__lt=window.ends).annotate(
        case=F("number"), moment=F("filed_at"), value=Constant(1)
    )


def time_to_release(window: Window) -> QuerySet[Any]:
    """Consignments released in the period; `value` is the time from acceptance to release, nights
    included. Nothing is released that was not accepted.
    """
    accepted = Consignment.objects.filter(number=OuterRef("case")).values("accepted_at")[:1]
    return (
        workflow.steps_into(CONSIGNMENT.name, "released")
        .filter(at__gte=window.starts, at__lt=window.ends)
        .annotate(
            moment=F("at"),
            value=ExpressionWrapper(F("at") - Subquery(accepted), output_field=DurationField()),
        )
    )


NOTIFIED = register(Figure("declarations.notified", 1, Kind.COUNT, notified))
TIME_TO_RELEASE = register(Figure("declarations.time_to_release", 1, Kind.DURATION, time_to_release))
