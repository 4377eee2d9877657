"""Permissions of the background jobs. Everybody watches the jobs that they have started."""

from jiangang.kernel.permissions import Permission

VIEW_JOBS = Permission("jobs.job.view")
RETRY_JOB = Permission("jobs.job.retry")
