"""The page behind the search box."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from jiangang.kernel.permissions import signed_in_page
from jiangang.kernel.search import api
from jiangang.kernel.texts import text
from jiangang.ui.wording import catalogue


@require_safe
@signed_in_page("everybody may search; what is found is limited to what the person may see")
def find(request: HttpRequest) -> HttpResponse:
    """What was found; a single exact hit is opened at once."""
    actor = request.actor  # type: ignore[attr-defined]  # set by AccessMiddleware
    query = request.GET.get("q", "").replace("\x00", "").strip()
    found = api.find(actor, query)
    exact = [each for each in found if each.exact]
    if len(exact) == 1 and len(found) == 1:
        return redirect(found[0].url)
    language = get_language() or "zh-hans"
    results = [
        {"title": each.title(language), "kind": _kind(each.kind, language), "url": each.url} for each in found
    ]
    context = {
        "layout": "layouts/portal.html" if actor.is_trade else "layouts/desk.html",
        "query": query,
        "results": results,
        "title": text("search.page.title"),
    }
    return render(request, "search/find.html", context)


def _kind(kind: str, language: str) -> str:
    """The noun of a kind, from its room (`<room>.kind.<noun>`), else the kind itself."""
    room, _, noun = kind.partition(".")
    key = f"{room}.kind.{noun}"
    return text(key) if catalogue().has(language, key) else kind
