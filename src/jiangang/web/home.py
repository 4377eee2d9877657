"""The first page of each face: public, desk, portal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from jiangang.kernel.permissions import public_page, signed_in_page


@public_page("the front page says what this office is and where to verify a paper")
def front(request: HttpRequest) -> HttpResponse:
    """The public front page; people who have signed in go on to their own."""
    actor = request.actor  # type: ignore[attr-defined]  # set by AccessMiddleware
    if actor.person_id is not None:
        return redirect("portal_home" if actor.is_trade else "desk_home")
    return render(request, "web/front.html")


@signed_in_page("everybody of the office has a desk; what is on it depends on their posts")
def desk(request: HttpRequest) -> HttpResponse:
    """The desk: what waits, what runs, what was done, what is overdue."""
    return render(request, "web/desk.html")


@signed_in_page("every firm's person has a portal page; what is on it depends on their firm")
def portal(request: HttpRequest) -> HttpResponse:
    """The firm's own page."""
    return render(request, "web/portal.html")
