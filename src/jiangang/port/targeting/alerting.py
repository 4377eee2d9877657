"""Reading alerts: which are in force when, and the policy with them. Writes nothing."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Q, QuerySet

from jiangang.methods.findings import Finding, NotFound
from jiangang.methods.targeting.policy import Policy as PolicyText
from jiangang.methods.targeting.reading import get_policy
from jiangang.port.targeting.models import Alert
from jiangang.port.targeting.rules.alerts import read_alert, with_alerts

ORDER = ("green", "yellow", "red")


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert as lists show it."""

    alert_id: int
    code: str
    text: str
    reason: str
    valid_from: date
    valid_until: date
    proposed_at: datetime
    proposed_by: str
    signers: tuple[str, ...]
    started_at: datetime | None
    ended_at: datetime | None
    state: str  # waiting, in_force, coming, over


def alerts_in_force(on: date, at: datetime | None = None) -> QuerySet[Alert]:
    """Alerts that count on a day; with a moment, those that had started and not ended by then."""
    rows = Alert.objects.filter(start__isnull=False, valid_from__lte=on, valid_until__gte=on)
    if at is None:
        return rows.filter(end__isnull=True).order_by("id")
    running = Q(end__isnull=True) | Q(end__ended_at__gt=at)
    return rows.filter(running, start__started_at__lte=at).order_by("id")


def policy_with_alerts(text: str, on: date, at: datetime | None = None) -> PolicyText:
    """A stored policy's meaning with the alerts in force; one that its facts do not fit is left out.

    Left out means that it cannot be asked under this policy: its page says so.
    """
    texts = alerts_in_force(on, at).values_list("text", flat=True)
    return _joined(text, tuple(texts))


@lru_cache(maxsize=64)
def _joined(text: str, alerts: tuple[str, ...]) -> PolicyText:
    policy = get_policy(text)
    read = (read_alert(one, policy.schema)[0] for one in alerts)
    return with_alerts(policy, (rule for rule in read if rule is not None))


def get_alert(alert_id: int) -> Alert:
    """The alert; raises NotFound."""
    found = Alert.objects.filter(pk=alert_id).first()
    if found is None:
        raise NotFound(Finding("targeting.finding.alert_not_found"))
    return found


def list_alerts(on: date) -> list[AlertRow]:
    """Every alert, the newest first."""
    rows = Alert.objects.select_related("start", "end").prefetch_related("signatures").order_by("-id")
    return [shape_alert(row, on) for row in rows]


def shape_alert(alert: Alert, on: date) -> AlertRow:
    """One alert as pages show it."""
    start, end = getattr(alert, "start", None), getattr(alert, "end", None)
    return AlertRow(
        alert_id=alert.pk,
        code=alert.code,
        text=alert.text,
        reason=alert.reason,
        valid_from=alert.valid_from,
        valid_until=alert.valid_until,
        proposed_at=alert.proposed_at,
        proposed_by=alert.proposed_by,
        signers=tuple(one.signed_by for one in alert.signatures.all()),
        started_at=start.started_at if start else None,
        ended_at=end.ended_at if end else None,
        state=_state(alert, on, has_started=start is not None, has_ended=end is not None),
    )


def _state(alert: Alert, on: date, *, has_started: bool, has_ended: bool) -> str:
    if has_ended or alert.valid_until < on:
        return "over"
    if not has_started:
        return "waiting"
    return "in_force" if alert.valid_from <= on else "coming"
