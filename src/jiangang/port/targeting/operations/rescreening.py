"""Looking over open consignments when an alert starts: what it touches, whose lane goes up, who is told."""

from dataclasses import replace
from datetime import date, datetime

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.messages import api as messages
from jiangang.kernel.office import api as office
from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.targeting.batch import compile_policy
from jiangang.methods.targeting.criteria import Lane, TargetingRule
from jiangang.methods.targeting.facts import FACTS
from jiangang.methods.targeting.reading import get_policy
from jiangang.port.declarations import api as declarations
from jiangang.port.targeting import permissions
from jiangang.port.targeting.alerting import ORDER, get_alert
from jiangang.port.targeting.lanes import lanes_now
from jiangang.port.targeting.locking import queue
from jiangang.port.targeting.models import AlertScreening, AlertTouch, Decision
from jiangang.port.targeting.operations.raising import OPEN_STATES, raise_for_alert
from jiangang.port.targeting.queries import alert_rule, policy_in_force
from jiangang.port.targeting.replaying import PIECE, columns_of
from jiangang.port.targeting.rules.alerts import HEAD

UNDECIDED = "accepted"


@operation(permission=permissions.RAISE_LANE)
def rescreen_open(*, alert_id: int, url: str, actor: Actor, at: datetime) -> AlertScreening:
    """Ask an alert about every decided consignment that is still open, and raise the lanes that it makes
    graver.

    Each raise is an act of its own with its ledger entry; decisions stay as they were made. Accepted
    consignments that nobody has decided meet the alert when they are decided. Everybody who may see alerts
    is told. A second time nothing is done. url: where the outcome can be seen.
    """
    queue(f"alert:{alert_id}")
    alert = get_alert(alert_id)
    known = AlertScreening.objects.filter(alert=alert).first()
    if known is not None:
        return known
    rows = open_decisions()
    rule = alert_rule(alert, office.local_day(at))
    touched = _touched(rule, rows, office.local_day(at))
    before = lanes_of(touched)
    lane = rule.lane.code if rule is not None else Lane.GREEN.code
    lower = {key: now for key, now in before.items() if ORDER.index(now) < ORDER.index(lane)}
    raised = raise_for_alert(before=lower, lane=lane, alert=alert, actor=actor, at=at)
    screening = AlertScreening.objects.create(
        alert=alert,
        open_decided=len(rows),
        open_waiting=declarations.count_in_state(UNDECIDED),
        touched=len(touched),
        raised=len(raised),
        screened_at=at,
        screened_by=actor.key,
    )
    touches = [
        AlertTouch(
            screening=screening,
            decision=row,
            lane_before=before[row.pk],
            lane_by_alert=lane,
            is_raised=row.pk in raised,
        )
        for row in touched
    ]
    _keep(screening, touches, actor=actor, at=at)
    _tell(screening, url, at)
    return screening


def _keep(screening: AlertScreening, touches: list[AlertTouch], *, actor: Actor, at: datetime) -> None:
    """One entry for the whole look."""
    made = AlertTouch.objects.bulk_create(touches)
    ledger.append(
        actor=actor,
        at=at,
        act="targeting.alert.screen",
        subject=f"alert:{screening.alert.code}",
        rows=[screening, *made],
        facts={"open": screening.open_decided, "touched": screening.touched, "raised": screening.raised},
    )


def lanes_of(rows: list[Decision]) -> dict[int, str]:
    """The lanes of decisions as they count now, by decision."""
    changed = lanes_now(row.pk for row in rows)
    return {row.pk: changed.get(row.pk, row.lane) for row in rows}


def open_decisions() -> list[Decision]:
    """Decisions on consignments that are neither inspected nor released yet, in the order of their ids."""
    rows = Decision.objects.select_related("consignment", "policy")
    return list(rows.filter(consignment__state__in=OPEN_STATES).order_by("id"))


def _touched(rule: TargetingRule | None, rows: list[Decision], day: date) -> list[Decision]:
    """The decisions whose frozen facts the alert touches, in their order."""
    found: list[Decision] = []
    if rule is None:
        return found
    policy = policy_in_force(day)
    alone = replace(get_policy(HEAD), rules=(rule,), schema=policy.text.schema if policy else FACTS)
    compiled = compile_policy(alone, day)
    for start in range(0, len(rows), PIECE):
        part = rows[start : start + PIECE]
        hits = compiled.screen(columns_of(part, alone)).hits
        found += [row for place, row in enumerate(part) if hits[:, place].any()]
    return found


def _tell(screening: AlertScreening, url: str, at: datetime) -> None:
    """The message names no consignment: who may not see one of a firm does not learn of it here."""
    messages.send(
        person_ids=people.people_with(permissions.VIEW_ALERTS, office.local_day(at)),
        words=messages.Words(
            "targeting.message.alert_screened",
            {
                "name": screening.alert.code,
                "open": screening.open_decided,
                "touched": screening.touched,
                "raised": screening.raised,
            },
            url,
        ),
        source=f"targeting.alert:{screening.alert_id}",
        at=at,
    )
