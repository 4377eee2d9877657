"""Starting background jobs, and starting failed ones again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from procrastinate.contrib.django import app

from jiangang.kernel.jobs import permissions
from jiangang.kernel.jobs.models import Job, JobState
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import Conflict, Finding, NotFound


@dataclass(frozen=True, slots=True)
class Order:
    """A job to start: the name of its task, plain arguments, and the text key of its title with
    placeholders.
    """

    task: str
    title_key: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    title_params: Mapping[str, Any] = field(default_factory=dict)
    request_key: str = ""


@operation(open_because="a job is started by an act that has its own permission")
def start(*, order: Order, actor: Actor, at: datetime) -> int:
    """Queue a job within the caller's transaction; it runs only if that commits. Returns its id, for the
    page.

    The same `request_key` a second time starts nothing and returns the first job. Raises KeyError for a task
    that no room has declared.

    A matter of the queue, not entered in the ledger: what the job does is.
    """
    if order.task not in app.tasks:
        raise KeyError(order.task)
    if order.request_key:
        known = Job.objects.filter(request_key=order.request_key).first()
        if known is not None:
            return known.pk
    job = Job.objects.create(
        task=order.task,
        title_key=order.title_key,
        title_params=dict(order.title_params),
        arguments=dict(order.arguments),
        request_key=order.request_key or None,
        started_by=actor.key,
        started_at=at,
    )
    app.configure_task(order.task).defer(job_id=job.pk)
    return job.pk


@operation(permission=permissions.RETRY_JOB)
def retry(*, job_id: int, actor: Actor, at: datetime) -> None:
    """Queue a failed job again; it goes on where it stopped. NotFound, or Conflict when it has not failed."""
    job = Job.objects.select_for_update().filter(pk=job_id).first()
    if job is None:
        raise NotFound(Finding("jobs.finding.not_found"))
    if job.state != JobState.FAILED:
        raise Conflict(Finding("jobs.finding.not_failed"))
    job.state, job.fault, job.findings, job.finished_at = JobState.QUEUED, "", [], None
    job.save()
    ledger.append(
        actor=actor, at=at, act="jobs.retry", subject=f"jobs.job:{job_id}", facts={"task": job.task}
    )
    app.configure_task(job.task).defer(job_id=job.pk)
