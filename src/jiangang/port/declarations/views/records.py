"""Lists and records, the same for both faces; what differs is what the actor may see and do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jiangang.kernel.permissions import Actor, page
from jiangang.kernel.texts import text
from jiangang.port.declarations import (
    attachments,
    listing,
    permissions,
    queries,
    showing,
    showing_documents,
)
from jiangang.ui.components import Action, Crumb


@require_safe
@page(permissions.VIEW_NOTICES)
def desk_list(request: HttpRequest) -> HttpResponse:
    """Every consignment that the clerk may see."""
    return _list(request)


@require_safe
@page(permissions.FILE_NOTICE)
def portal_list(request: HttpRequest) -> HttpResponse:
    """The firm's own consignments, as importer or agent, with the person's drafts."""
    return _list(request)


@require_safe
@page(permissions.VIEW_NOTICES)
def desk_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One consignment with everything that is on record of it."""
    return _detail(request, number)


@require_safe
@page(permissions.FILE_NOTICE)
def portal_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One of the firm's own consignments; another firm's is not found."""
    return _detail(request, number)


def _list(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by AccessMiddleware
    context = {
        "layout": showing.layout_of(actor),
        "title": showing.list_title(actor),
        "drafts": showing.shown_drafts(queries.open_drafts(actor), actor),
        "actions": _list_actions(actor),
    }
    return listing.consignment_table(request).respond(request, "declarations/list.html", context)


def _list_actions(actor: Actor) -> list[Action]:
    enters = actor.permissions & {permissions.FILE_NOTICE, permissions.ENTER_NOTICE}
    found = (
        [Action(text("declarations.list.new"), showing.address(actor, "new"), "primary")] if enters else []
    )
    if permissions.IMPORT_NOTICES in actor.permissions:
        found.append(Action(text("declarations.list.upload"), showing.address(actor, "upload")))
    return found


def _detail(request: HttpRequest, number: str) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # by middleware
    consignment = queries.find_scoped(number, actor)
    row = queries.rows_of([consignment])[0]
    title = text("declarations.detail.title", number=row.number)
    enclosed = showing_documents.parts(row, attachments.attachments_of(consignment), actor)
    context = {
        "layout": showing.layout_of(actor),
        "title": title,
        "status": showing.state_of(row.state, actor),
        "crumbs": showing.crumbs(actor, Crumb(row.number)),
        "actions": [*showing.actions(row, actor), *showing_documents.actions(row, actor)],
        "parts": showing.parts(row, queries.notices_of(consignment, actor), request, enclosed),
    }
    return render(request, "pages/record.html", context)
