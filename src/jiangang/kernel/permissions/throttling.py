"""A limit on how often one address may ask a public page, so that numbers and codes cannot be tried out.

Counted in each server process for itself: with two processes the limit is at most twice what is written.
"""

import functools
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from jiangang.methods.findings import Finding, Severity

MINUTE = 60
View = Callable[..., Any]


def throttled(*, name: str, per_minute: int) -> Callable[[View], View]:
    """Answer 429 with a plain sentence when an address asks more often (under /api/ with the finding as
    JSON); `name` keeps the counts apart.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if _asked(f"throttle|{name}|{request.META.get('REMOTE_ADDR', '')}") > per_minute:
                return _too_often(request, per_minute)
            return view(request, *args, **kwargs)

        return run

    return decorate


def _too_often(request: HttpRequest, limit: int) -> HttpResponse:
    finding = Finding("permissions.finding.too_often", Severity.ERROR, params={"limit": limit})
    answer: HttpResponse
    if request.path.startswith("/api/"):
        answer = JsonResponse({"findings": [finding.as_dict()]}, status=429)
    else:
        answer = render(request, "refused.html", {"findings": [finding], "status": 429}, status=429)
    answer["Retry-After"] = str(MINUTE)
    return answer


def _asked(key: str) -> int:
    """How often the key was asked for within this minute, this time included."""
    cache.add(key, 0, timeout=MINUTE)
    try:
        return int(cache.incr(key))
    except ValueError:  # it ended between the two calls
        return 1
