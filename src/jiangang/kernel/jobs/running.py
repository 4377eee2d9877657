"""Running a job: the handle that its function works with, and the frame around it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import structlog
from django.db import transaction
from django.db.models import F
from procrastinate.contrib.django import app

from jiangang.kernel.jobs.models import Job, JobState
from jiangang.kernel.office import api as office
from jiangang.methods.findings import Refused

T = TypeVar("T")
Work = Callable[..., Mapping[str, Any] | None]

WORK: dict[str, Work] = {}
"""Functions by the name of their task, filled by `task` when a room's `tasks` module is imported."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Running:
    """The job from inside: where to go on, how to tell how far it is. Works on the job's row only."""

    id: int
    started_by: str
    started_at: datetime

    @property
    def cursor(self) -> int:
        """Steps that an earlier attempt has committed."""
        return int(Job.objects.values_list("cursor", flat=True).get(pk=self.id))

    def tell(self, done: int, total: int, message_key: str = "", **params: Any) -> None:
        """Say how far the job is; seen by watchers once the surrounding transaction commits."""
        Job.objects.filter(pk=self.id).update(
            done=done, total=total, message_key=message_key, message_params=params
        )

    def work_through(self, items: Sequence[T], size: int, work: Callable[[Sequence[T]], None]) -> None:
        """Give `items` to `work` in pieces of `size`, each in one transaction with the note that it is done.

        A job that was killed goes on with the first piece that was not committed: nothing is half done and
        nothing done twice. The order of `items` must be the same in every attempt.
        """
        for start in range(self.cursor, len(items), size):
            piece = items[start : start + size]
            with transaction.atomic():
                work(piece)
                done = start + len(piece)
                Job.objects.filter(pk=self.id).update(cursor=done, done=done, total=len(items))

    def lead_to(self, url: str) -> None:
        """Name the page where the outcome can be seen."""
        Job.objects.filter(pk=self.id).update(result_url=url)


def task(name: str, *, queue: str = "work") -> Callable[[Work], Work]:
    """Make a function of a room's `tasks.py` a background job that can be started by its name.

    The function is called as `function(job, **arguments)` outside any transaction and returns plain values
    for the job's result. It may be called again after a crash, and goes on from `job.cursor`.
    """

    def decorate(function: Work) -> Work:
        WORK[name] = function

        def run(job_id: int) -> None:
            run_job(job_id)

        app.task(name=name, queue=queue)(run)
        return function

    return decorate


def run_job(job_id: int) -> None:
    """Run a job to its end and note how it ended.

    A fault is noted and raised again, for the queue's own list.
    """
    job = Job.objects.get(pk=job_id)
    if job.state in {JobState.DONE, JobState.FAILED}:
        return
    Job.objects.filter(pk=job_id).update(state=JobState.RUNNING, attempts=F("attempts") + 1)
    running = Running(job.pk, job.started_by, job.started_at)
    try:
        result = WORK[job.task](running, **job.arguments)
    except Refused as refusal:
        _finish(job_id, JobState.FAILED, findings=[finding.as_dict() for finding in refusal.findings])
    except Exception as error:
        log.warning("job_failed", job=job_id, task=job.task, fault=type(error).__name__)
        # the fault's words may quote what people wrote; its kind is enough to find it in the log
        _finish(job_id, JobState.FAILED, fault=f"{type(error).__module__}.{type(error).__name__}"[:200])
        raise
    else:
        _finish(job_id, JobState.DONE, result=dict(result or {}))


def _finish(job_id: int, state: str, **values: Any) -> None:
    Job.objects.filter(pk=job_id).update(state=state, finished_at=office.clock(), **values)
