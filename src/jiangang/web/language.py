"""The language switch: kept in the person's record when signed in, else in a cookie."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import public_page

A_YEAR = 365 * 24 * 3600


@public_page("reading in one's own language needs no account")
@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """Switch to the posted `language` and go back to `next`."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=A_YEAR, samesite="Lax", httponly=True
        )
        if request.user.is_authenticated:
            people.choose_language(
                language=language,
                actor=request.actor,  # type: ignore[attr-defined]  # set by AccessMiddleware
                at=request.now,  # type: ignore[attr-defined]
            )
    return response
