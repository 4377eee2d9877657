"""Long work in the background, with its progress: what people watch. The queue itself is procrastinate's."""

from django.db import models
from django.db.models.functions import Now


class JobState(models.TextChoices):
    """How far a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(models.Model):
    """One piece of background work that somebody started and may watch.

    `done` of `total` steps are committed; `cursor` is where a worker that died is taken over. `title_key` and
    `message_key` are text keys; `result` is what came of it, as plain values; `fault` the kind of what
    failed.
    """

    mutability = "mutable"
    personal_fields = ()

    task = models.CharField(max_length=80)
    title_key = models.CharField(max_length=120)
    title_params = models.JSONField(default=dict)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    cursor = models.PositiveBigIntegerField(default=0)
    message_key = models.CharField(max_length=120, blank=True)
    message_params = models.JSONField(default=dict)
    result = models.JSONField(null=True, blank=True)
    result_url = models.CharField(max_length=300, blank=True)
    fault = models.CharField(max_length=200, blank=True)
    findings = models.JSONField(default=list)
    attempts = models.PositiveSmallIntegerField(default=0)
    request_key = models.CharField(max_length=80, null=True, blank=True, unique=True)
    started_by = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["started_by", "-id"], name="jobs_job_own"),
            models.Index(fields=["state", "-id"], name="jobs_job_state"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.pk}: {self.state}"
