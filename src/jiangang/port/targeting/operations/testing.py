"""Back-testing a version: ordering the job, and keeping what came of it."""

from datetime import date, datetime

from jiangang.kernel.jobs import api as jobs
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import Finding, Refused, raise_if_blocked
from jiangang.port.targeting import permissions
from jiangang.port.targeting.locking import queue
from jiangang.port.targeting.models import BackTest
from jiangang.port.targeting.queries import get_policy_row
from jiangang.port.targeting.replaying import Replay, Told, replay
from jiangang.port.targeting.rules.backtesting import Hours, read_hours

BACKTEST_TASK = "targeting.backtest"


@operation(permission=permissions.TEST_POLICY)
def order_backtest(
    *, policy_id: int, first_day: date, last_day: date, request_key: str = "", actor: Actor, at: datetime
) -> int:
    """Queue a back-test of a version over the decisions of a period; returns the job's id.

    first_day, last_day: the office's days, both included. Not entered in the ledger: what comes of it is.
    Raises Refused for days out of order or hours that are no numbers, NotFound for an unknown version.
    """
    policy = get_policy_row(policy_id)
    raise_if_blocked(check_days(first_day, last_day, office.local_day(at)))
    hours_on(office.local_day(at))
    order = jobs.Order(
        BACKTEST_TASK,
        "targeting.job.backtest",
        {"policy_id": policy_id, "first_day": first_day.isoformat(), "last_day": last_day.isoformat()},
        {"name": str(policy)},
        request_key,
    )
    return jobs.start(order=order, actor=actor, at=at)


@operation(permission=permissions.TEST_POLICY)
def keep_backtest(*, replay: Replay, actor: Actor, at: datetime) -> BackTest:
    """Keep what a replay showed; the same input with the same outcome again is the row of before."""
    policy = get_policy_row(replay.policy_id)
    queue(f"backtest:{policy.pk}")
    known = BackTest.objects.filter(
        policy=policy, input_digest=replay.input_digest, result_digest=replay.result_digest
    ).first()
    if known is not None:
        return known
    row = BackTest.objects.create(
        policy=policy,
        first_day=replay.first_day,
        last_day=replay.last_day,
        decisions=replay.decisions,
        inputs=replay.inputs,
        input_digest=replay.input_digest,
        result=replay.result,
        result_digest=replay.result_digest,
        run_at=at,
        run_by=actor.key,
    )
    ledger.append(
        actor=actor,
        at=at,
        act="targeting.policy.backtest",
        subject=f"policy:{policy}",
        rows=[row],
        facts={"input": replay.input_digest, "result": replay.result_digest},
    )
    return row


def run_backtest(
    policy_id: int, first_day: date, last_day: date, *, on: date, told: Told | None = None
) -> Replay:
    """Replay a version over a period as it reads on a day, with the hours in force on that day. Writes
    nothing.

    Raises Refused for days out of order or hours that are no numbers, NotFound for an unknown version.
    """
    policy = get_policy_row(policy_id)
    raise_if_blocked(check_days(first_day, last_day, on))
    return replay(policy, first_day, last_day, as_on=on, hours=hours_on(on), told=told)


def hours_on(day: date) -> Hours:
    """The hours of each check by the office's settings of a day; raises Refused with what is no number."""
    hours, findings = read_hours(office.all_settings(day))
    if hours is None:
        raise Refused(findings)
    return hours


def check_days(first_day: date, last_day: date, today: date) -> list[Finding]:
    """The days of a back-test are in order and not in the future."""
    found = []
    if last_day < first_day:
        found.append(Finding("targeting.finding.policy_days_crossed", field="last_day"))
    if last_day > today:
        found.append(Finding("targeting.finding.backtest_in_future", field="last_day", params={"day": today}))
    return found
