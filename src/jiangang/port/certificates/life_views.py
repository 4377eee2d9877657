"""Screens of a certificate's life: its acts at the desk, its copies as PDF, self-printing by the firm."""

from base64 import b64encode
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jiangang.kernel.permissions import page
from jiangang.kernel.texts import text
from jiangang.methods.findings import Finding, Forbidden, NotFound, Refused
from jiangang.port.certificates import life_acts, life_queries, permissions, queries, showing, verifying
from jiangang.port.certificates.life_forms import OwnPrintingForm, PrintingForm
from jiangang.port.certificates.life_showing import papers_to_print
from jiangang.port.certificates.operations import printing
from jiangang.ui.components import Crumb
from jiangang.ui.forms import UiForm


@page(permissions.VIEW)
def act(request: HttpRequest, certificate_id: int, name: str) -> HttpResponse:
    """One act in a certificate's life: its form, or the reason why this reader may not do it."""
    order = life_acts.LIFE_ACTS.get(name)
    if order is None:
        raise Http404
    found = queries.get_certificate(certificate_id, request.actor)
    if order.permission not in request.actor.permissions:
        params = {"permission": str(order.permission)}
        raise Forbidden(Finding("permissions.finding.not_held", params=params))
    form = _form(request, order, certificate_id)
    if request.method == "POST" and form.is_valid():
        words = {"certificate_id": certificate_id, **form.cleaned_data}
        done = _done(form, order.operation, request, words)
        if done is not None:
            messages.success(request, text(f"certificates.form.done_{name}"))
            return redirect(_after(name, certificate_id, form.cleaned_data.get("derived_id")))
    context = {
        "title": text(f"certificates.do.{name}"),
        "lead": showing.title_of(found),
        "form": form,
        "submit_label": text(f"certificates.do.{name}"),
        "cancel_url": reverse("certificates:show", args=[certificate_id]),
        "crumbs": showing.crumbs(found),
    }
    return render(request, "pages/form.html", context, status=422 if form.errors else 200)


@require_safe
@page(permissions.VIEW)
def derived_pdf(request: HttpRequest, certificate_id: int, derived_id: int) -> HttpResponse:
    """A copy or an endorsement for the desk."""
    queries.get_certificate(certificate_id, request.actor)
    return _pdf(*life_queries.derived_pdf(certificate_id, derived_id))


@require_safe
@page(permissions.VIEW)
def credential(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """The certificate as a W3C verifiable credential, for the desk."""
    return _credential(queries.get_certificate(certificate_id, request.actor), request)


@require_safe
@page(permissions.VIEW_OWN)
def own_credential(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """The certificate as a W3C verifiable credential, for the firm's wallet."""
    return _credential(queries.get_own(certificate_id, request.actor), request)


@require_safe
@page(permissions.VIEW_OWN)
def own_derived_pdf(request: HttpRequest, certificate_id: int, derived_id: int) -> HttpResponse:
    """A copy or an endorsement for the firm; another firm's is not found."""
    queries.get_own(certificate_id, request.actor)
    return _pdf(*life_queries.derived_pdf(certificate_id, derived_id))


@page(permissions.PRINT_OWN)
def print_own(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """A firm prints its own certificate: first the printing is put on record, then the pages are shown."""
    found = queries.get_own(certificate_id, request.actor)
    form = OwnPrintingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        words = {"certificate_id": certificate_id, **form.cleaned_data}
        if _done(form, printing.record_own_printing, request, words) is not None:
            return redirect("certificates:own_print", certificate_id)
    context = {
        "title": text("certificates.do.self_print"),
        "lead": showing.title_of(found),
        "layout": "layouts/portal.html",
        "form": form,
        "submit_label": text("certificates.do.self_print"),
        "cancel_url": reverse("certificates:own", args=[certificate_id]),
        "crumbs": [
            Crumb(text("certificates.list.own_title"), reverse("certificates:own_list")),
            Crumb(showing.title_of(found), reverse("certificates:own", args=[certificate_id])),
        ],
    }
    return render(request, "pages/form.html", context, status=422 if form.errors else 200)


@require_safe
@page(permissions.PRINT_OWN)
def own_print(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """The pages, one sheet each, for who has put a printing on record; anyone else is led to do so."""
    found = queries.get_own(certificate_id, request.actor)
    if not life_queries.is_printed_by(certificate_id, request.actor.key):
        return redirect("certificates:print_own", certificate_id)
    pages = [b64encode(each).decode() for each in queries.pictures_of(certificate_id)]
    return render(request, "certificates/print.html", {"title": showing.title_of(found), "pages": pages})


def _form(request: HttpRequest, order: life_acts.LifeOrder, certificate_id: int) -> UiForm:
    sent = request.POST if request.method == "POST" else None
    if order.form is PrintingForm:
        return PrintingForm(sent, papers=papers_to_print(life_queries.life_view(certificate_id)))
    return order.form(sent)


def _after(name: str, certificate_id: int, derived_id: int | None) -> str:
    """Where an act leads: a printing to what is printed, any other to the certificate."""
    if name != "printing":
        return reverse("certificates:show", args=[certificate_id])
    if derived_id is not None:
        return reverse("certificates:derived_pdf", args=[certificate_id, derived_id])
    return reverse("certificates:print", args=[certificate_id])


def _pdf(name: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _done(form: UiForm, operation: Any, request: HttpRequest, words: dict[str, Any]) -> Any:
    """What the operation returned; None when it was refused, with the reasons on the form."""
    try:
        return operation(**words, actor=request.actor, at=request.now)
    except (Forbidden, NotFound):
        raise
    except Refused as refusal:
        form.add_findings(refusal.findings)
        return None


def _credential(found: queries.CertificateView, request: HttpRequest) -> HttpResponse:
    made = verifying.credential_of(found.row.certificate_id, request.now)
    response = HttpResponse(made, content_type="application/vc+jwt")
    response["Content-Disposition"] = f'attachment; filename="{found.row.number}.jwt"'
    response["Cache-Control"] = "private, no-store"
    return response
