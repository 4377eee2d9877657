"""Figures that disposition answers for."""

from typing import Any

from django.db.models import DurationField, ExpressionWrapper, F, QuerySet

from jiangang.kernel.figures import Figure, Kind, Window, register
from jiangang.port.disposition.models import Decision


def time_to_release(window: Window) -> QuerySet[Any]:
    """Consignments released in the period; `value` is the time from acceptance to release, nights included."""
    return Decision.objects.filter(
        outcome="release",
        decided_at__gte=window.starts,
        decided_at__lt=window.ends,
        disposition__consignment__accepted_at__isnull=False,
    ).annotate(
        case=F("disposition__consignment__number"),
        moment=F("decided_at"),
        value=ExpressionWrapper(
            F("decided_at") - F("disposition__consignment__accepted_at"), output_field=DurationField()
        ),
    )


TIME_TO_RELEASE = register(Figure("disposition.time_to_release", 1, Kind.DURATION, time_to_release))
