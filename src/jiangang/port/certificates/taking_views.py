"""Screens of papers that go out: files that are taken and sheets that are printed, both on record first."""

from base64 import b64encode
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jiangang.kernel.permissions import page
from jiangang.kernel.texts import text
from jiangang.methods.findings import Finding, NotFound
from jiangang.port.certificates import life_queries, permissions, queries, showing
from jiangang.port.certificates.acts import Confirmation
from jiangang.port.certificates.life_forms import OwnPrintingForm
from jiangang.port.certificates.operations import printing, taking
from jiangang.ui.components import Alert

PORTAL = {"layout": "layouts/portal.html"}


@page(permissions.VIEW)
def download(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """The PDF for the desk: of a paper, once its taking is on record; of a draft, marked as one."""
    found = queries.get_certificate(certificate_id, request.actor)
    return _file(request, found, None, taking.take_file)


@page(permissions.VIEW)
def derived_pdf(request: HttpRequest, certificate_id: int, derived_id: int) -> HttpResponse:
    """A copy or an endorsement for the desk, once its taking or printing is on record."""
    found = queries.get_certificate(certificate_id, request.actor)
    return _file(request, found, derived_id, taking.take_file)


@page(permissions.VIEW_OWN)
def download_own(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """The PDF for the firm, once its taking is on record; another firm's is not found."""
    found = queries.get_own(certificate_id, request.actor)
    return _file(request, found, None, taking.take_own_file)


@page(permissions.VIEW_OWN)
def own_derived_pdf(request: HttpRequest, certificate_id: int, derived_id: int) -> HttpResponse:
    """A copy or an endorsement for the firm, once its taking is on record; another firm's is not found."""
    found = queries.get_own(certificate_id, request.actor)
    return _file(request, found, derived_id, taking.take_own_file)


@require_safe
@page(permissions.PRINT)
def print_view(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """The pages, one sheet each, for who has put a printing on record; anyone else is led to do so."""
    found = queries.get_certificate(certificate_id, request.actor)
    return _pages(request, found) or redirect("certificates:life", certificate_id, "printing")


@require_safe
@page(permissions.PRINT_OWN)
def own_print(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """The same for a firm and its own certificate."""
    found = queries.get_own(certificate_id, request.actor)
    return _pages(request, found) or redirect("certificates:print_own", certificate_id)


@page(permissions.PRINT_OWN)
def print_own(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """A firm prints its own certificate: first the printing is put on record, then the pages are shown."""
    found = queries.get_own(certificate_id, request.actor)
    form = OwnPrintingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        words = {"certificate_id": certificate_id, **form.cleaned_data}
        if form.attempt(printing.record_own_printing, request, words) is not None:
            return redirect("certificates:own_print", certificate_id)
    context = {
        "title": text("certificates.do.self_print"),
        "lead": showing.title_of(found),
        "form": form,
        "submit_label": text("certificates.do.self_print"),
        "cancel_url": reverse("certificates:own", args=[certificate_id]),
        "crumbs": showing.own_crumbs(found),
        **PORTAL,
    }
    return render(request, "pages/form.html", context, status=422 if form.errors else 200)


def _file(
    request: HttpRequest, found: queries.CertificateView, derived_id: int | None, operation: Any
) -> HttpResponse:
    """The file; before it is on record, the question whether it is to be taken."""
    certificate_id, actor = found.row.certificate_id, request.actor
    if request.method == "POST":
        operation(certificate_id=certificate_id, derived_id=derived_id, actor=actor, at=request.now)
        return redirect(request.path)
    name, content = _kept(found, derived_id)
    paper = (certificate_id, derived_id, actor, request.now)
    if not found.paper_digest or life_queries.was_taken(*paper) or life_queries.was_printed(*paper):
        return _pdf(name, content)
    return render(request, "pages/form.html", _question(found, operation is taking.take_own_file))


def _kept(found: queries.CertificateView, derived_id: int | None) -> tuple[str, bytes]:
    if derived_id is not None:
        return life_queries.derived_pdf(found.row.certificate_id, derived_id)
    name = found.row.number or f"draft-{found.row.consignment}"
    return name, queries.pdf_of(found.row.certificate_id)


def _question(found: queries.CertificateView, is_own: bool) -> dict[str, Any]:
    page_name = "certificates:own" if is_own else "certificates:show"
    return {
        "title": text("certificates.do.pdf"),
        "lead": showing.title_of(found),
        "before": Alert(text("certificates.form.take_lead")),
        "form": Confirmation(),
        "submit_label": text("certificates.do.pdf"),
        "cancel_url": reverse(page_name, args=[found.row.certificate_id]),
        "crumbs": showing.own_crumbs(found) if is_own else showing.crumbs(found),
        **(PORTAL if is_own else {}),
    }


def _pages(request: HttpRequest, found: queries.CertificateView) -> HttpResponse | None:
    """None where no printing is on record, or the paper has ended. NotFound for one that is not out."""
    certificate_id = found.row.certificate_id
    if not found.paper_digest:
        raise NotFound(Finding("certificates.finding.not_found"))
    printed = life_queries.was_printed(certificate_id, None, request.actor, request.now)
    if found.row.state != "issued" or not printed:
        return None
    pages = [b64encode(each).decode() for each in queries.pictures_of(certificate_id)]
    context = {"title": showing.title_of(found), "pages": pages}
    return render(request, "certificates/print.html", context)


def _pdf(name: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
