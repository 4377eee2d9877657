"""What happens around every page: the reader's language, the first password, the second factor of signing
posts, one line in the log.
"""

import time
from collections.abc import Callable

import structlog
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation

from jiangang.kernel.office.api import all_settings, clock, time_zone
from jiangang.kernel.texts import text
from jiangang.web import metrics, second_factor

log = structlog.get_logger("jiangang.web")

OPEN_WITHOUT_SECOND_FACTOR = (
    *(f"/account/{page}/" for page in ("2fa", "login", "logout", "password", "reauthenticate", "sessions")),
    *("/static/", "/language/", "/healthz", "/readyz"),
)
"""Not a person's own account: a key of the machine API made there would go round the second factor."""

PASSWORD_PAGES = ("/account/password/change/", "/account/logout/", "/healthz", "/readyz")

Next = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """Pages in the language that the signed-in person chose, on whatever machine; times in the office's
    zone.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = getattr(request.user, "language", None)
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]  # as Django's own middleware does
        with timezone.override(time_zone(clock().date())):
            return self.get_response(request)


class FirstPasswordMiddleware:
    """Sends whoever still has a password that somebody else gave them to choose their own; the demo office's
    people share theirs.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and user.must_change_password and not _is_open(request):
            actor = request.actor  # type: ignore[attr-defined]  # set by AccessMiddleware
            if not all_settings(actor.on)["demo"]:
                code = "people.finding.password_first"
                messages.warning(request, f"{text(f'{code}.message')} {text(f'{code}.mend')}")
                return redirect("account_change_password")
        return self.get_response(request)


def _is_open(request: HttpRequest) -> bool:
    return request.path in PASSWORD_PAGES or request.path.startswith(("/static/", "/language/"))


class SecondFactorMiddleware:
    """Sends holders of signing posts to set up a second factor before anything else; optional in the demo
    office.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._must_set_up(request):
            return redirect("mfa_index")
        return self.get_response(request)

    def _must_set_up(self, request: HttpRequest) -> bool:
        user = request.user
        if not user.is_authenticated or request.path.startswith(OPEN_WITHOUT_SECOND_FACTOR):
            return False
        if request.session.get("second_factor_seen"):
            return False
        actor = request.actor  # type: ignore[attr-defined]  # set by AccessMiddleware
        if not second_factor.is_asked_of(actor):
            return False
        if second_factor.is_missing(user, actor):
            return True
        request.session["second_factor_seen"] = True
        return False


class PlainAddressMiddleware:
    """An address with a NUL character is nowhere: the database takes no such text, and no page has one."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        return self.get_response(request)


class KeptPrivateMiddleware:
    """What a signed-in person saw stays in no cache: somebody else may press Back on that machine."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        return response


class RequestLogMiddleware:
    """One structured line per request, without personal data: no query, no body, the actor's key only."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        match = request.resolver_match
        name = match.view_name if match else "unknown"
        actor = getattr(request, "actor", None)
        metrics.REQUEST_SECONDS.labels(request.method or "", name, str(response.status_code)).observe(seconds)
        log.info(
            "request",
            method=request.method,
            page=name,
            status=response.status_code,
            milliseconds=round(seconds * 1000),
            actor=actor.key if actor else "",
        )
        return response
