"""The first page of each face: public, desk, portal."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jiangang.figures import api as figures
from jiangang.kernel.permissions import public_page, signed_in_page
from jiangang.kernel.texts import text
from jiangang.kernel.worklist import Group
from jiangang.ui.components import Action
from jiangang.web.work import ShownGroup, desk_groups, portal_groups


@public_page("the front page says what this office is and where to verify a paper")
def front(request: HttpRequest) -> HttpResponse:
    """The public front page; people who have signed in go on to their own."""
    actor = request.actor
    if actor.person_id is not None:
        return redirect("portal_home" if actor.is_trade else "desk_home")
    cards = [
        {"title": text(f"web.front.{key}"), "body": text(f"web.front.{key}_body"), "url": reverse(name)}
        for key, name in (
            ("verify", "certificates:verify"),
            ("sign_in", "account_login"),
            ("recover", "organisations:recover"),
        )
    ]
    return render(request, "web/front.html", {"cards": cards})


@signed_in_page("everybody of the office has a desk; what is on it depends on their posts")
def desk(request: HttpRequest) -> HttpResponse:
    """The desk: what waits, what runs, what was done today."""
    if request.actor.is_trade:
        return redirect("portal_home")
    groups = desk_groups(request.actor, request.now)
    context = {"groups": groups, "greeting": _greeting(request), "cards": _figures(request, groups)}
    return render(request, "web/desk.html", context)


@signed_in_page("every firm's person has a portal page; what is on it depends on their firm")
def portal(request: HttpRequest) -> HttpResponse:
    """The firm's own page."""
    if not request.actor.is_trade:
        return redirect("desk_home")
    actions = [Action(text("web.portal.new"), reverse("declarations:portal_new"), "primary")]
    context = {
        "groups": portal_groups(request.actor, request.now),
        "greeting": _greeting(request),
        "actions": actions,
    }
    return render(request, "web/portal.html", context)


def _figures(request: HttpRequest, groups: Sequence[ShownGroup]) -> Sequence[Any]:
    """The figures, for those who read them and to whom no case ever comes."""
    served = any(group.key == Group.WAITING.value and group.items for group in groups)
    if served or "figures.figure.view" not in request.actor.permissions:
        return ()
    return figures.recent_cards(request.actor.on, as_of=request.now)


def _greeting(request: HttpRequest) -> str:
    actor = request.actor
    joined = (", " if actor.language == "en" else "、").join(actor.post_names)
    return text("web.desk.greeting", name=actor.name, post=joined)
