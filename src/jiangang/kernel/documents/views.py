"""Handing documents back to who may read them."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from jiangang.kernel.documents import api, permissions
from jiangang.kernel.permissions import page, signed_in_page
from jiangang.methods.findings import NotFound


@require_safe
@page(permissions.VIEW_DOCUMENTS)
def download_at_desk(request: HttpRequest, document_id: int) -> HttpResponseBase:
    """The bytes of a document, for staff."""
    return _download(request, document_id)


@require_safe
@signed_in_page("people of a firm read their own firm's documents; the query shows no others")
def download_at_portal(request: HttpRequest, document_id: int) -> HttpResponseBase:
    """The bytes of a document, for the firm whose it is."""
    return _download(request, document_id)


def _download(request: HttpRequest, document_id: int) -> HttpResponseBase:
    actor = request.actor  # type: ignore[attr-defined]  # set by AccessMiddleware
    try:
        row = api.get_document(document_id, actor)
        path = api.get_bytes_path(document_id, actor)
    except NotFound as error:
        raise Http404 from error
    return api.handed_out(row, path)
