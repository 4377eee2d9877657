"""Background jobs of targeting: back-tests, looks over open consignments, shadow answers, training,
thresholds each night, the audit sample each week.
"""

from datetime import date, timedelta

from procrastinate.contrib.django import app

from jiangang.kernel.jobs import api as jobs
from jiangang.kernel.office import api as office
from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import Actor
from jiangang.port.targeting import permissions
from jiangang.port.targeting.alerting import alerts_in_force
from jiangang.port.targeting.operations.alerting import RESCREEN_TASK, order_rescreening
from jiangang.port.targeting.operations.auditing import draw_audit
from jiangang.port.targeting.operations.rescreening import rescreen_open
from jiangang.port.targeting.operations.scoring import TRAIN_TASK, keep_model, order_training, train
from jiangang.port.targeting.operations.shadowing import compute_shadows
from jiangang.port.targeting.operations.testing import BACKTEST_TASK, keep_backtest, run_backtest
from jiangang.port.targeting.operations.thresholds import compute_thresholds
from jiangang.port.targeting.queries import latest_audited_day, policy_in_force
from jiangang.port.targeting.training import find_trainer

SHADOW_ROUNDS = 50
WEEK = 7


@jobs.task(BACKTEST_TASK)
def backtest(job: jobs.Running, *, policy_id: int, first_day: str, last_day: str) -> dict[str, object]:
    """Replay a version over a period and keep what it showed, in the name of who asked."""
    at = job.started_at
    actor = _actor(job, office.local_day(at))
    done = run_backtest(
        policy_id, date.fromisoformat(first_day), date.fromisoformat(last_day),
        on=office.local_day(at), told=job.tell,
    )  # fmt: skip
    row = keep_backtest(replay=done, actor=actor, at=at)
    job.lead_to(f"/desk/targeting/backtests/{row.pk}/")
    return {"decisions": row.decisions, "result": row.result_digest}


@jobs.task(RESCREEN_TASK)
def rescreen(job: jobs.Running, *, alert_id: int, url: str) -> dict[str, object]:
    """Look over open consignments for an alert; what changes is the alert's doing, not a person's."""
    at = job.started_at
    actor = _system(office.local_day(at), permissions.RAISE_LANE)
    done = rescreen_open(alert_id=alert_id, url=url, actor=actor, at=at)
    job.lead_to(url)
    return {"open": done.open_decided, "touched": done.touched, "raised": done.raised}


@jobs.task(TRAIN_TASK)
def train_model(job: jobs.Running, *, known_by: str) -> dict[str, object]:
    """Train on what was known by a day and keep the model."""
    at = job.started_at
    rows, trained = train(date.fromisoformat(known_by))
    row = keep_model(rows=rows, trained=trained, actor=_actor(job, office.local_day(at)), at=at)
    job.lead_to(f"/desk/targeting/models/{row.pk}/")
    return {"model": row.version, "labels": row.labels}


@app.periodic(cron="* * * * *")
@app.task(name="targeting.keep_up", queue="work", queueing_lock="targeting.keep_up")
def keep_up(timestamp: int) -> int:
    """Each minute: answers of versions in shadow, and alerts whose first day has come."""
    at = office.clock()
    day = office.local_day(at)
    for alert in alerts_in_force(day).filter(screening__isnull=True):
        order_rescreening(alert, actor=_system(day), at=at)
    made = 0
    for _ in range(SHADOW_ROUNDS):
        answers = compute_shadows(actor=_system(day, permissions.DECIDE), at=at)
        if not answers:
            break
        made += answers
    return made


@app.periodic(cron="50 16 * * 0")
@app.task(name="targeting.train_weekly", queue="work", queueing_lock="targeting.train_weekly")
def train_weekly(timestamp: int) -> None:
    """Each Monday, soon after midnight in the office's usual zone, where a method is wired: a new model with
    its card. It scores nothing by itself.
    """
    at = office.clock()
    day = office.local_day(at)
    if find_trainer() is not None:
        order_training(
            request_key=f"targeting.train:{day}", actor=_system(day, permissions.TRAIN_MODEL), at=at
        )


@app.periodic(cron="20 16 * * *")
@app.task(
    name="targeting.compute_thresholds", queue="targeting", queueing_lock="targeting.compute_thresholds"
)
def recompute(timestamp: int) -> None:
    """Each day, soon after midnight in the office's usual zone, from the decisions of the days before."""
    at = office.clock()
    today = office.local_day(at)
    if policy_in_force(today) is None:
        return
    needed = frozenset({permissions.COMPUTE_THRESHOLDS})
    compute_thresholds(day=today, actor=Actor.system("targeting", on=today, permissions=needed), at=at)


@app.periodic(cron="40 16 * * *")
@app.task(name="targeting.draw_audit", queue="targeting", queueing_lock="targeting.draw_audit")
def draw_last_week(timestamp: int) -> None:
    """The audit sample of the last seven days that are over, once a week; missed weeks are made up."""
    at = office.clock()
    today = office.local_day(at)
    last = latest_audited_day() or today - timedelta(days=WEEK + 1)
    needed = frozenset({permissions.DRAW_AUDIT})
    actor = Actor.system("targeting", on=today, permissions=needed)
    while last + timedelta(days=WEEK) < today:
        first, last = last + timedelta(days=1), last + timedelta(days=WEEK)
        draw_audit(first_day=first, last_day=last, actor=actor, at=at)


def _system(on: date, *granted: str) -> Actor:
    return Actor.system("targeting", on=on, permissions=frozenset(granted))


def _actor(job: jobs.Running, on: date) -> Actor:
    """Who started the job, with the posts of today; a part of the system holds what its job needs."""
    kind, _, rest = job.started_by.partition(":")
    if kind == "person" and rest.isdigit():
        return people.actor_of_person(int(rest), on)
    return _system(on, permissions.TEST_POLICY, permissions.TRAIN_MODEL)
