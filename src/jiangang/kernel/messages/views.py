"""One's own messages: the list, opening one, marking all as read."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from jiangang.kernel.messages import api
from jiangang.kernel.permissions import signed_in_page
from jiangang.kernel.texts import text
from jiangang.methods.findings import NotFound

OWN = "everybody reads their own messages; the query holds no others"


@require_safe
@signed_in_page(OWN)
def list_own(request: HttpRequest) -> HttpResponse:
    """The list, the newest first."""
    actor = request.actor  # type: ignore[attr-defined]  # set by AccessMiddleware
    rows = api.list_messages(actor, get_language() or actor.language)
    context = {
        "layout": "layouts/portal.html" if actor.is_trade else "layouts/desk.html",
        "title": text("messages.page.title"),
        "rows": rows,
        "unread": any(not row.is_read for row in rows),
    }
    return render(request, "messages/list.html", context)


@require_POST
@signed_in_page(OWN)
def open_one(request: HttpRequest, message_id: int) -> HttpResponse:
    """Mark a message as read and go where it leads."""
    try:
        url = api.mark_read(message_id=message_id, actor=request.actor, at=request.now)  # type: ignore[attr-defined]  # set by AccessMiddleware
    except NotFound as error:
        raise Http404 from error
    if url and url_has_allowed_host_and_scheme(url, allowed_hosts=None):
        return redirect(url)
    return redirect("messages:list")


@require_POST
@signed_in_page(OWN)
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark every message as read."""
    api.mark_all_read(actor=request.actor, at=request.now)  # type: ignore[attr-defined]  # set by AccessMiddleware
    return redirect("messages:list")
