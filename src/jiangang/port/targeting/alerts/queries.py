"""Reading what an alert touched; consignments are scoped to the reader."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from jiangang.kernel.permissions import Actor, hidden_firm_ids
from jiangang.port.targeting.models import Alert, AlertScreening, AlertTouch


@dataclass(frozen=True, slots=True)
class TouchRow:
    """A consignment that an alert touches."""

    number: str
    lane_before: str
    lane_after: str
    is_raised: bool


def find_screening(alert: Alert) -> AlertScreening | None:
    """The look over what was open when the alert started, if it was taken."""
    return AlertScreening.objects.filter(alert=alert).first()


def touches_of(alert: Alert, actor: Actor) -> QuerySet[AlertTouch]:
    """What the alert touched, of firms in which the reader has no interest; raised ones first."""
    rows = AlertTouch.objects.select_related("decision__consignment").filter(screening__alert=alert)
    hidden = hidden_firm_ids(actor)
    if hidden:
        rows = rows.exclude(
            Q(decision__consignment__importer_id__in=hidden)
            | Q(
                decision__consignment__agent_id__isnull=False,
                decision__consignment__agent_id__in=hidden,
            )
        )
    return rows.order_by("-is_raised", "id")


def shape_touches(rows: Sequence[AlertTouch]) -> list[TouchRow]:
    """Touches of a page as the columns read them."""
    return [
        TouchRow(
            number=row.decision.consignment.number,
            lane_before=row.lane_before,
            lane_after=row.lane_by_alert if row.is_raised else row.lane_before,
            is_raised=row.is_raised,
        )
        for row in rows
    ]
