"""Default deny at the door: sets `request.actor` and `request.now`, and asks the view's declaration."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string

from jiangang.kernel.permissions.actor import Actor
from jiangang.kernel.permissions.checking import check
from jiangang.kernel.permissions.pages import Access, access_of
from jiangang.methods.findings import Conflict, Finding, Forbidden, NotFound, Refused, Severity

STATUS = ((Forbidden, 403), (NotFound, 404), (Conflict, 409))
"""HTTP status of each kind of refusal; any other is 422."""


class AccessMiddleware:
    """Refuses every view that does not declare who may open it.

    `settings.ACTOR_OF` names the function that turns a request's user into an Actor; `settings.CLOCK` the
    clock; `settings.THIRD_PARTY_PAGES` the declared access of views that come from libraries.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.actor_of = import_string(settings.ACTOR_OF)
        self.clock = import_string(settings.CLOCK)
        self.third_party: dict[str, Access] = import_string(settings.THIRD_PARTY_PAGES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = self.clock()  # type: ignore[attr-defined]
        request.actor = self.actor_of(request)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Refuse, ask to sign in, or let the view run."""
        access = access_of(view) or self._third_party_access(request)
        if access is None:
            return self._refused(
                request, Forbidden([Finding("permissions.finding.page_undeclared", Severity.ERROR)])
            )
        if not access.signed_in:
            return None
        actor: Actor = request.actor  # type: ignore[attr-defined]
        if actor.person_id is None:
            if request.path.startswith("/api/"):
                return None  # the machine API answers 401 itself, from its own authentication
            return redirect_to_login(request.get_full_path())
        if access.permission is not None:
            try:
                check(actor, access.permission)
            except Forbidden as refusal:
                # Django hands only what views raise to process_exception, never what process_view raises.
                return self._refused(request, refusal)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a refusal that no view caught into a page that says which rule and what to do."""
        return self._refused(request, exception) if isinstance(exception, Refused) else None

    def _refused(self, request: HttpRequest, exception: Refused) -> HttpResponse:
        status = next((code for kind, code in STATUS if isinstance(exception, kind)), 422)
        if status == 404:
            raise Http404 from exception
        return render(
            request,
            f"{status}.html" if status == 403 else "refused.html",
            {"findings": exception.findings, "status": status},
            status=status,
        )

    def _third_party_access(self, request: HttpRequest) -> Access | None:
        match = request.resolver_match
        if match is None:
            return None
        return self.third_party.get(match.view_name) or self.third_party.get(
            f"{match.view_name.partition(':')[0]}:*"
        )
