"""What every layout needs: the office's name, the navigation of the actor's posts, the language."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from jiangang.kernel.office.api import all_settings
from jiangang.web.navigation import navigation_for


def layout(request: HttpRequest) -> dict[str, Any]:
    """Context of the layouts; tolerant of a request that failed before its actor was known."""
    actor = getattr(request, "actor", None)
    language = get_language() or "zh-hans"
    if actor is None:
        return {"language": language}
    settings = all_settings(actor.on)
    return {
        "language": language,
        "office": {
            "name": settings["name_en"] if language == "en" else settings["name_zh"],
            "demo": settings["demo"],
        },
        "actor": actor,
        "person_name": actor.name if actor.person_id else "",
        "navigation": navigation_for(request),
    }
