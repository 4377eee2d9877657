"""Background job of papers: fresh revocation lists of an outside time-stamp service."""

from procrastinate.contrib.django import app

from jiangang.kernel.papers.fetching import fetch_outside_lists


@app.periodic(cron="17 */6 * * *")
@app.task(name="papers.fetch_outside_lists", queue="upkeep", queueing_lock="papers.fetch_outside_lists")
def fetch_job(timestamp: int) -> int:
    """Four times a day; an office with a time-stamp service of its own asks nobody."""
    return fetch_outside_lists()
