"""The gallery: every component and layout with sample content, for those who build screens.

Served only with `settings.DEBUG` or `settings.GALLERY`; it reads no record and writes none.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from jiangang.ui import gallery as samples
from jiangang.ui.wording import text


def gallery(request: HttpRequest) -> HttpResponseBase:
    """All components on a desk page, in the active language."""
    _require_gallery()
    context = samples.context(request)
    return samples.table(request).respond(request, "ui/gallery/gallery.html", context)


def gallery_face(request: HttpRequest, face: str) -> HttpResponse:
    """One of the other layouts."""
    _require_gallery()
    if face not in samples.FACES:
        raise Http404
    return render(request, f"ui/gallery/{face}.html", samples.context(request))


def _require_gallery() -> None:
    if not (settings.DEBUG or getattr(settings, "GALLERY", False)):
        raise Http404(text("ui.gallery.off"))
