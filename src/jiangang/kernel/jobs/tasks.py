"""The job room's own upkeep: taking over the work of a worker that died, forgetting old queue entries."""

from procrastinate.contrib.django import app

DAYS_KEPT = 30
SILENT_SECONDS = 60


@app.periodic(cron="* * * * *")
@app.task(name="jobs.take_over_stalled", queue="upkeep", queueing_lock="jobs.take_over_stalled")
async def take_over_stalled(timestamp: int) -> int:
    """Each minute: put the jobs of workers that have been silent for a minute back into the queue."""
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS))
    for job in stalled:
        await app.job_manager.retry_job(job)
    return len(stalled)


@app.periodic(cron="17 3 * * *")
@app.task(name="jobs.forget_old", queue="upkeep", queueing_lock="jobs.forget_old")
async def forget_old(timestamp: int) -> None:
    """Each night: queue entries that succeeded a month ago. The jobs people watched stay."""
    await app.job_manager.delete_old_jobs(nb_hours=24 * DAYS_KEPT)
