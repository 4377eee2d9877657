"""Is the process alive, is the office ready, what are its numbers: for machines that watch it."""

import hmac

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from jiangang.kernel.permissions import public_page
from jiangang.web.metrics import exposition


@public_page("a watchdog asks before anybody signs in; it says nothing but ok")
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the process answers at all."""
    return HttpResponse("ok\n", content_type="text/plain")


@public_page("a watchdog asks before anybody signs in; it says nothing but ready or not")
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and every migration has run, else 503 with what is missing."""
    missing = _missing()
    return JsonResponse({"ready": not missing, "missing": missing}, status=503 if missing else 200)


@public_page("a metrics server has no account; it comes from this machine or shows the token in VAR/keys")
def metrics(request: HttpRequest) -> HttpResponse:
    """Numbers in Prometheus form, for this machine or for a holder of the token; others get 404."""
    if not _may_read_metrics(request):
        raise Http404
    return HttpResponse(exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_read_metrics(request: HttpRequest) -> bool:
    forwarded = request.headers.get("X-Forwarded-For")
    if request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"} and not forwarded:
        return True
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return hmac.compare_digest(shown.encode(), settings.METRICS_TOKEN.encode())


def _missing() -> list[str]:
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Exception as problem:  # any failure of the database means: not ready
        return [f"database: {type(problem).__name__}"]
    return [f"migration: {migration}" for migration, _ in plan]
