"""Public addresses of the keys and of the office's own time-stamp service."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from jiangang.kernel.papers import queries
from jiangang.kernel.permissions import public_page, throttled

LARGEST_REQUEST = 4096


@require_safe
@public_page("whoever verifies papers needs the office's keys")
@throttled(name="keys", per_minute=120)
def keys(request: HttpRequest) -> JsonResponse:
    """The bundle of keys for verifiers without network."""
    answer = JsonResponse(queries.bundle(request.now), json_dumps_params={"ensure_ascii": False})  # type: ignore[attr-defined]  # set by middleware
    answer["Cache-Control"] = "public, max-age=300"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@csrf_exempt
@require_POST
@public_page("a time-stamp says that bytes were there; whoever wants one may have one")
@throttled(name="time-stamp", per_minute=60)
def time_stamp(request: HttpRequest) -> HttpResponse:
    """The office's own time-stamp service by RFC 3161 §3.4."""
    if request.content_type != "application/timestamp-query":
        return HttpResponse(status=415)
    body = request.read(LARGEST_REQUEST + 1)
    made = queries.ring(request.now).service.answer(body)  # type: ignore[attr-defined]  # set by middleware
    return HttpResponse(made, content_type="application/timestamp-reply")
