"""Watching jobs: one's own, or all for those who may see them; the list of what failed, from every source."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from procrastinate.contrib.django.models import ProcrastinateJob

from jiangang.kernel.events import api as events
from jiangang.kernel.jobs.models import Job, JobState
from jiangang.kernel.jobs.permissions import VIEW_JOBS
from jiangang.kernel.permissions import Actor
from jiangang.methods.findings import Finding, NotFound
from jiangang.ui.wording import text_in


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as pages show it, in the reader's language."""

    id: int
    title: str
    state: str
    done: int
    total: int
    message: str
    result: dict[str, Any] | None
    result_url: str
    fault: str
    findings: tuple[Finding, ...]
    attempts: int
    started_at: datetime
    finished_at: datetime | None

    @property
    def is_finished(self) -> bool:
        """Whether there is nothing more to wait for."""
        return self.state in {JobState.DONE, JobState.FAILED}


@dataclass(frozen=True, slots=True)
class Failure:
    """Something in the background that failed for good: a watched job, an event's delivery, or a bare
    task.
    """

    source: str  # job, event, task
    id: int
    name: str
    fault: str
    at: datetime | None


def visible(actor: Actor) -> QuerySet[Job]:
    """Jobs in the actor's sight: their own, or all with the permission."""
    if VIEW_JOBS in actor.permissions:
        return Job.objects.all()
    return Job.objects.filter(started_by=actor.key)


def get_job(job_id: int, actor: Actor, language: str) -> JobRow:
    """One job; raises NotFound when there is none that the actor may know of."""
    job = visible(actor).filter(pk=job_id).first()
    if job is None:
        raise NotFound(Finding("jobs.finding.not_found"))
    return shown(job, language)


def list_jobs(actor: Actor, language: str, *, limit: int = 100) -> list[JobRow]:
    """The actor's jobs, the newest first."""
    return [shown(job, language) for job in visible(actor).order_by("-pk")[:limit]]


def list_failures(*, limit: int = 200) -> list[Failure]:
    """What failed for good, from every source, the newest first."""
    found = [
        Failure("job", job.pk, job.task, job.fault or "refused", job.finished_at)
        for job in Job.objects.filter(state=JobState.FAILED).order_by("-pk")[:limit]
    ]
    found += [
        Failure("event", row.id, f"{row.event} → {row.listener}", row.fault, row.at)
        for row in events.list_failed(limit)
    ]
    watched = set(Job.objects.values_list("task", flat=True).distinct())
    bare = ProcrastinateJob.objects.filter(status="failed").exclude(task_name__in=watched)
    found += [Failure("task", row.pk, row.task_name, "", row.scheduled_at) for row in bare[:limit]]
    return found[:limit]


def counts_by_state() -> dict[str, int]:
    """How many entries the queue holds by state, for the metrics page."""
    counts: dict[str, int] = {}
    for status in ProcrastinateJob.objects.values_list("status", flat=True).order_by("status").distinct():
        counts[str(status)] = ProcrastinateJob.objects.filter(status=status).count()
    return counts


def shown(job: Job, language: str) -> JobRow:
    """A job in a language."""
    message = text_in(language, job.message_key, **job.message_params) if job.message_key else ""
    return JobRow(
        id=job.pk,
        title=text_in(language, job.title_key, **job.title_params),
        state=job.state,
        done=job.done,
        total=job.total,
        message=message,
        result=job.result,
        result_url=job.result_url,
        fault=job.fault,
        findings=tuple(
            Finding(each["code"], each["severity"], each["field"], each["params"], row=each["row"])
            for each in job.findings
        ),
        attempts=job.attempts,
        started_at=job.started_at,
        finished_at=job.finished_at,
    )
