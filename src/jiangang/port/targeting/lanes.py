"""Which lane counts now: what overrides and raises since a decision have made of it. Writes nothing."""

from collections.abc import Iterable
from datetime import datetime

from jiangang.port.targeting.models import LaneRaise, OverrideAnswer


def lanes_now(decision_ids: Iterable[int]) -> dict[int, str]:
    """The lanes in force after granted overrides and raises, the latest of them counting, by decision.

    Those that nobody has changed are left out: their decision's own lane counts.
    """
    wanted = list(decision_ids)
    overrides = OverrideAnswer.objects.filter(is_granted=True, override__decision_id__in=wanted)
    raises = LaneRaise.objects.filter(decision_id__in=wanted)
    changes: list[tuple[datetime, int, str]] = [
        *overrides.values_list("answered_at", "override__decision_id", "override__to_lane"),
        *raises.order_by("id").values_list("raised_at", "decision_id", "lane_after"),
    ]
    return {decision_id: lane for _, decision_id, lane in sorted(changes, key=lambda each: each[0])}
