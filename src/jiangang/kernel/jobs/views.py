"""Pages of the background jobs: watching one, one's own list, what failed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from jiangang.kernel.jobs import api, permissions
from jiangang.kernel.permissions import page, signed_in_page
from jiangang.kernel.texts import text
from jiangang.methods.findings import NotFound
from jiangang.ui.components import Progress, Status, Tone

OWN = "everybody watches the jobs that they have started; the query holds no others without the permission"
TONES: dict[str, Tone] = {"done": "good", "failed": "bad", "running": "info"}


@require_safe
@signed_in_page(OWN)
def watch(request: HttpRequest, job_id: int) -> HttpResponse:
    """One job; while it runs the page asks again every two seconds, or by its link where there is no
    script.
    """
    actor = request.actor  # type: ignore[attr-defined]  # set by AccessMiddleware
    try:
        job = api.get_job(job_id, actor, _language())
    except NotFound as error:
        raise Http404 from error
    context = {
        "layout": "layouts/portal.html" if actor.is_trade else "layouts/desk.html",
        "job": job,
        "status": Status(text(f"jobs.state.{job.state}"), TONES.get(job.state, "neutral")),
        "progress": Progress(job.message or job.title, job.done, job.total) if job.total else "",
        "may_retry": job.state == "failed" and permissions.RETRY_JOB in actor.permissions,
        "result": sorted((job.result or {}).items()),
    }
    partial = bool(getattr(request, "htmx", False))
    return render(request, "jobs/part.html" if partial else "jobs/watch.html", context)


@require_safe
@signed_in_page(OWN)
def list_own(request: HttpRequest) -> HttpResponse:
    """The list, the newest first."""
    actor = request.actor  # type: ignore[attr-defined]  # set by AccessMiddleware
    rows = [
        (job, Status(text(f"jobs.state.{job.state}"), TONES.get(job.state, "neutral")))
        for job in api.list_jobs(actor, _language())
    ]
    context = {
        "layout": "layouts/portal.html" if actor.is_trade else "layouts/desk.html",
        "rows": rows,
        "may_see_failures": permissions.VIEW_JOBS in actor.permissions,
    }
    return render(request, "jobs/list.html", context)


@require_safe
@page(permissions.VIEW_JOBS)
def failures(request: HttpRequest) -> HttpResponse:
    """What failed for good, from every source."""
    return render(request, "jobs/failures.html", {"rows": api.list_failures()})


@require_POST
@page(permissions.RETRY_JOB)
def retry(request: HttpRequest, job_id: int) -> HttpResponse:
    """Start a failed job again."""
    api.retry(job_id=job_id, actor=request.actor, at=request.now)  # type: ignore[attr-defined]  # set by AccessMiddleware
    return redirect("jobs:watch", job_id)


def _language() -> str:
    return get_language() or "zh-hans"
