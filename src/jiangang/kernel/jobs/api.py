"""What other rooms may use of the background jobs."""

from jiangang.kernel.jobs.operations import Order, retry, start
from jiangang.kernel.jobs.queries import (
    Failure,
    JobRow,
    counts_by_state,
    get_job,
    list_failures,
    list_jobs,
)
from jiangang.kernel.jobs.running import Running, run_job, task

__all__ = [
    "Failure",
    "JobRow",
    "Order",
    "Running",
    "counts_by_state",
    "get_job",
    "list_failures",
    "list_jobs",
    "retry",
    "run_job",
    "start",
    "task",
]
