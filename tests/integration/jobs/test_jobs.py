"""Background jobs: queued with the act, resumable, watched by who started them, failures listed."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from django.http import Http404
from django.test import RequestFactory
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from jiangang.kernel.jobs import api, permissions
from jiangang.kernel.jobs.api import Order
from jiangang.kernel.jobs.models import Job
from jiangang.kernel.jobs.views import watch
from jiangang.kernel.permissions import Actor
from jiangang.methods.findings import Conflict, Finding, NotFound, Refused

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
CLERK = Actor(name="clerk", on=AT.date(), person_id=7)
CHIEF = Actor(
    name="chief",
    on=AT.date(),
    person_id=8,
    permissions=frozenset({permissions.VIEW_JOBS, permissions.RETRY_JOB}),
)
TAKEN: list[int] = []
FAULTS = {"at": -1}


@api.task("test.count")
def count(job: api.Running, *, upto: int) -> dict[str, int]:
    """Take numbers in pieces of ten; breaks where the test says."""

    def take(piece: Sequence[int]) -> None:
        TAKEN.extend(piece)
        if FAULTS["at"] in piece:
            raise RuntimeError("secret words")

    job.work_through(range(upto), 10, take)
    job.lead_to("/desk/counted/")
    return {"taken": len(TAKEN)}


@api.task("test.refused")
def refused(job: api.Running) -> None:
    """A job that the rules refuse."""
    raise Refused(Finding("jobs.finding.not_failed", params={}))


@pytest.fixture(autouse=True)
def clean() -> None:
    """Nothing taken, nothing broken."""
    TAKEN.clear()
    FAULTS["at"] = -1


def start(task: str = "test.count", **arguments: Any) -> int:
    """Start a job as the clerk."""
    order = Order(task, "jobs.page.title", arguments)
    return api.start(order=order, actor=CLERK, at=AT)


def test_a_job_is_queued_only_if_its_act_commits() -> None:
    before = ProcrastinateJob.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        start(upto=5)
        raise RuntimeError
    assert ProcrastinateJob.objects.count() == before
    key = start(upto=5)
    queued = ProcrastinateJob.objects.get(task_name="test.count")
    assert (queued.args, queued.status) == ({"job_id": key}, "todo")


def test_a_finished_job_shows_its_result_to_who_started_it() -> None:
    key = start(upto=25)
    api.run_job(key)
    row = api.get_job(key, CLERK, "en")
    assert (row.state, row.done, row.total, row.result) == ("done", 25, 25, {"taken": 25})
    assert (row.title, row.result_url, row.is_finished) == ("Background jobs", "/desk/counted/", True)
    api.run_job(key)
    assert len(TAKEN) == 25


def test_a_job_that_breaks_keeps_what_it_finished_and_goes_on_from_there() -> None:
    key = start(upto=35)
    FAULTS["at"] = 24
    with pytest.raises(RuntimeError):
        api.run_job(key)
    row = api.get_job(key, CLERK, "en")
    assert (row.state, row.done, row.fault) == ("failed", 20, "builtins.RuntimeError")
    assert [(failure.source, failure.id) for failure in api.list_failures()] == [("job", key)]
    FAULTS["at"] = -1
    TAKEN.clear()
    api.retry(job_id=key, actor=CHIEF, at=AT)
    api.run_job(key)
    assert list(range(20, 35)) == TAKEN
    assert api.get_job(key, CLERK, "en").state == "done"
    with pytest.raises(Conflict):
        api.retry(job_id=key, actor=CHIEF, at=AT)


def test_a_refused_job_keeps_its_findings() -> None:
    key = start("test.refused")
    api.run_job(key)
    row = api.get_job(key, CLERK, "en")
    assert row.state == "failed"
    assert [finding.code for finding in row.findings] == ["jobs.finding.not_failed"]


def test_a_double_click_starts_one_job() -> None:
    order = Order("test.count", "jobs.page.title", {"upto": 1}, request_key="click")
    first = api.start(order=order, actor=CLERK, at=AT)
    assert api.start(order=order, actor=CLERK, at=AT) == first
    assert Job.objects.count() == 1
    with pytest.raises(KeyError):
        start("test.nothing")


def test_others_do_not_see_the_job() -> None:
    key = start(upto=1)
    with pytest.raises(NotFound):
        api.get_job(key, Actor(name="x", on=AT.date(), person_id=9), "en")
    assert api.get_job(key, CHIEF, "en").id == key
    assert api.list_jobs(Actor(name="x", on=AT.date(), person_id=9), "en") == []


def test_the_page_asks_again_while_the_job_runs() -> None:
    key = start(upto=5)
    request: Any = RequestFactory().get("/")
    request.actor, request.htmx = CLERK, True
    assert b'hx-trigger="every 2s"' in watch(request, key).content
    api.run_job(key)
    assert b"hx-trigger" not in watch(request, key).content
    request.actor = Actor(name="x", on=AT.date(), person_id=9)
    with pytest.raises(Http404):
        watch(request, key)


def test_upkeep_is_declared_to_the_queue() -> None:
    assert {"jobs.take_over_stalled", "events.deliver", "messages.send_postings", "privacy.erase_due"} <= set(
        app.tasks
    )
    assert api.counts_by_state() == {}
