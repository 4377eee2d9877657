"""A real worker process, as the application's role: it takes what an act has queued, and takes over a dead
one's.
"""

import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from jiangang.kernel.events import api as events
from jiangang.kernel.events.tasks import deliver_events
from jiangang.kernel.jobs.tasks import take_over_stalled

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)


def work(environment: dict[str, str]) -> None:
    """Let a worker process do what is queued now, and end."""
    command = [sys.executable, "-m", "django", "procrastinate", "worker", "--one-shot"]
    subprocess.run(
        command,
        env={**environment, "DJANGO_SETTINGS_MODULE": "jiangang.config.settings"},
        check=True,
        timeout=90,
        capture_output=True,
    )


def test_a_worker_does_what_a_committed_act_has_queued(committed_db: Any) -> None:
    with transaction.atomic():
        events.publish("test.nobody_listens", {}, at=AT)
        deliver_events.defer()
    work(committed_db.environment())
    assert ProcrastinateJob.objects.get(task_name="events.deliver").status == "succeeded"


def test_the_job_of_a_dead_worker_is_taken_over(committed_db: Any) -> None:
    with transaction.atomic():
        deliver_events.defer()
    silent = "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 h') RETURNING id"
    with connection.cursor() as cursor:  # a worker that took the job and fell silent an hour ago
        cursor.execute(silent)
        (worker,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker])
    take_over_stalled.defer(timestamp=0)
    work(committed_db.environment())
    upkeep = ProcrastinateJob.objects.filter(task_name="jobs.take_over_stalled")
    assert "succeeded" in set(upkeep.values_list("status", flat=True))
    assert ProcrastinateJob.objects.get(task_name="events.deliver").status in {"todo", "succeeded"}
