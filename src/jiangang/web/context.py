"""What every layout needs: the office's name, the menu of the actor's posts, the language, unread
messages.
"""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from jiangang.kernel.messages import api as messages
from jiangang.kernel.office.api import all_settings
from jiangang.kernel.organisations import api as organisations
from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import Actor
from jiangang.web.navigation import navigation_for


def layout(request: HttpRequest) -> dict[str, Any]:
    """Context of the layouts; tolerant of a request that failed before its actor was known."""
    actor: Actor | None = getattr(request, "actor", None)
    language = get_language() or "zh-hans"
    if actor is None:
        return {"language": language}
    settings = all_settings(actor.on)
    known = {
        "language": language,
        "office": {
            "name": settings["name_en"] if language == "en" else settings["name_zh"],
            "is_demo": settings["demo"],
        },
        "actor": actor,
    }
    return {**known, **_of_person(request, actor, language)} if actor.person_id else known


def _of_person(request: HttpRequest, actor: Actor, language: str) -> dict[str, Any]:
    firm = organisations.firm_names({actor.firm_id}, language) if actor.firm_id else {}
    return {
        "own_layout": "layouts/portal.html" if actor.is_trade else "layouts/desk.html",
        "person_name": actor.name,
        "post_name": (", " if language == "en" else "、").join(_post_names(actor, language)),
        "firm_name": firm.get(actor.firm_id or 0, ""),
        "navigation": navigation_for(request),
        "unread_messages": messages.unread_count(actor),
        "messages_url": reverse("messages:list"),
        "search_url": reverse("search:find"),
        "account_url": reverse("people:account"),
        "home_url": reverse("portal_home" if actor.is_trade else "desk_home"),
    }


def _post_names(actor: Actor, language: str) -> Sequence[str]:
    """Names of the posts; asked for only on a page whose address holds another language."""
    known = language == actor.language
    return actor.post_names if known else people.post_names(actor.posts, language)
