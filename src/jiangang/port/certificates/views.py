"""Screens of certificates for desk and portal: lists, drafting, one certificate with its acts, the PDF."""

from base64 import b64encode
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jiangang.kernel.permissions import page
from jiangang.kernel.texts import text
from jiangang.methods.findings import Forbidden, NotFound, Refused
from jiangang.port.certificates import acts, forms, permissions, queries, showing
from jiangang.port.certificates.operations import drafting
from jiangang.port.declarations import api as declarations
from jiangang.ui.components import Crumb
from jiangang.ui.forms import UiForm

WORDS_OF_DRAFT = ("kind", "remarks", "spellings", "fallback_fonts", "request_key")


@page(permissions.VIEW)
def list_all(request: HttpRequest) -> HttpResponse:
    """Certificates of the office."""
    table = showing.table(request, queries.list_certificates(request.actor), "desk")
    return table.respond(request, "pages/table.html", showing.list_context(request))


@page(permissions.VIEW_OWN)
def list_own(request: HttpRequest) -> HttpResponse:
    """Certificates that were issued to the signed-in person's firm."""
    table = showing.table(request, queries.list_own(request.actor), "portal")
    context = {"title": text("certificates.list.own_title"), "layout": "layouts/portal.html"}
    return table.respond(request, "pages/table.html", context)


@page(permissions.DRAFT)
def draft(request: HttpRequest) -> HttpResponse:
    """Draft a certificate of a consignment."""
    start = {"request_key": str(uuid4()), "consignment": request.GET.get("consignment", "")}
    form = forms.DraftForm(_sent(request), language=request.actor.language, initial=start)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        found = declarations.find_consignment(values["consignment"])
        if found is None:
            form.add_findings([showing.consignment_unknown(values["consignment"])])
        else:
            words = {key: values[key] for key in WORDS_OF_DRAFT}
            made = _done(form, drafting.draft_certificate, request, {"consignment_id": found.id, **words})
            if made is not None:
                messages.success(request, text("certificates.form.done_draft"))
                return redirect("certificates:show", made.pk)
    context = {
        "title": text("certificates.form.title"),
        "lead": text("certificates.form.lead"),
        "form": form,
        "submit_label": text("certificates.do.draft"),
        "cancel_url": reverse("certificates:list"),
        "crumbs": [Crumb(text("certificates.list.title"), reverse("certificates:list"))],
    }
    return render(request, "pages/form.html", context, status=422 if form.errors else 200)


@page(permissions.VIEW)
def show(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """One certificate with its approval line and what can be done next."""
    found = queries.get_certificate(certificate_id, request.actor)
    return render(request, "certificates/certificate.html", showing.page_context(request, found))


@page(permissions.VIEW)
def act(request: HttpRequest, certificate_id: int, name: str) -> HttpResponse:
    """One act on a certificate: its form, or the reason why this reader may not do it."""
    order = acts.ACTS.get(name)
    if order is None:
        raise Http404
    found = queries.get_certificate(certificate_id, request.actor)
    against = acts.against(order, found, request.actor, request.now)
    if against:
        raise Forbidden(against)
    form = order.form(_sent(request), initial={"request_key": str(uuid4())})
    if request.method == "POST" and form.is_valid():
        words = {"certificate_id": certificate_id, **form.cleaned_data}
        done = _done(form, order.operation, request, words)
        if done is not None:
            number = queries.get_certificate(certificate_id, request.actor).row.number
            messages.success(request, text(order.done_key, number=number))
            return redirect("certificates:show", done.pk if order.makes_another else certificate_id)
    context = {
        "title": text(f"certificates.do.{name}"),
        "lead": showing.title_of(found),
        "form": form,
        "submit_label": text(f"certificates.do.{name}"),
        "cancel_url": reverse("certificates:show", args=[certificate_id]),
        "crumbs": showing.crumbs(found),
    }
    return render(request, "pages/form.html", context, status=422 if form.errors else 200)


@page(permissions.VIEW_OWN)
def show_own(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """A certificate of the signed-in person's firm; any other is not found."""
    found = queries.get_own(certificate_id, request.actor)
    return render(request, "certificates/own.html", showing.own_context(request, found))


@require_safe
@page(permissions.VIEW)
def download(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """The PDF for the desk: the paper, or the draft marked as one."""
    found = queries.get_certificate(certificate_id, request.actor)
    return _pdf(found)


@require_safe
@page(permissions.VIEW)
def print_view(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """The pages of a signed certificate, one sheet each, for the printer of the browser."""
    found = queries.get_certificate(certificate_id, request.actor)
    pages = [b64encode(each).decode() for each in queries.pictures_of(certificate_id)]
    context = {"title": showing.title_of(found), "pages": pages}
    return render(request, "certificates/print.html", context)


@require_safe
@page(permissions.VIEW_OWN)
def download_own(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """The PDF for the firm."""
    return _pdf(queries.get_own(certificate_id, request.actor))


def _pdf(found: queries.CertificateView) -> HttpResponse:
    name = found.row.number or f"draft-{found.row.consignment}"
    response = HttpResponse(queries.pdf_of(found.row.certificate_id), content_type="application/pdf")
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


def _sent(request: HttpRequest) -> QueryDict | None:
    """What the form was sent with; None when it is only opened. An empty sending is a sending too."""
    return request.POST if request.method == "POST" else None
