"""Screens of certificates for desk and portal: lists, drafting, one certificate with its acts, the PDF."""

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jiangang.kernel.documents import api as documents
from jiangang.kernel.permissions import page
from jiangang.kernel.texts import text
from jiangang.methods.findings import Forbidden
from jiangang.port.certificates import acts, forms, permissions, queries, showing
from jiangang.port.certificates.entered_forms import initial_of
from jiangang.port.certificates.operations import drafting
from jiangang.port.certificates.registry import all_kinds, get_kind
from jiangang.port.declarations import api as declarations
from jiangang.ui.forms import UiForm


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
    """Draft a certificate of a consignment: which kind, then the facts that the kind asks its drafter for."""
    form = _draft_form(request)
    kind = form.of_kind
    if request.method == "POST" and "facts" not in request.POST and kind is not None and kind.entered:
        asked = urlencode({"consignment": request.POST.get("consignment", "").strip(), "kind": kind.code})
        return redirect(f"{reverse('certificates:draft')}?{asked}")
    if request.method == "POST":
        form.add_findings(documents.refused_uploads(request))
        if form.is_valid():
            made = _draft(request, form)
            if made is not None:
                showing.tell_changes(request, kind, form.words.get("entered", {}))
                messages.success(request, text("certificates.form.done_draft"))
                return redirect("certificates:show", made.pk)
    context = {
        **showing.draft_context(request, kind, str(form["consignment"].value() or "")),
        "form": form,
        "multipart": kind is not None and bool(kind.entered),
    }
    return render(request, "pages/form.html", context, status=422 if form.errors else 200)


def _draft_form(request: HttpRequest) -> forms.DraftForm:
    asked = request.POST if request.method == "POST" else request.GET
    kind = all_kinds().get(asked.get("kind", ""))
    start = {
        "request_key": str(uuid4()),
        "consignment": request.GET.get("consignment", ""),
        "kind": kind.code if kind else "",
    }
    return forms.DraftForm(
        _sent(request),
        request.FILES or None,
        language=request.actor.language,
        kind=kind,
        found=queries.documents_of(asked.get("consignment", "").strip(), request.actor) if kind else (),
        limits=documents.limits(request.actor.on),
        initial=start,
    )


def _draft(request: HttpRequest, form: forms.DraftForm) -> Any:
    values = form.cleaned_data
    words = {**form.words, "kind": values["kind"], "request_key": values["request_key"]}
    if form.of_kind is not None and form.of_kind.subject == "vessel":
        return form.attempt(drafting.draft_certificate, request, words)
    found = declarations.find_consignment(values["consignment"])
    if found is None:
        form.add_findings([showing.consignment_unknown(values["consignment"])])
        return None
    return form.attempt(drafting.draft_certificate, request, {"consignment_id": found.id, **words})


@page(permissions.VIEW)
def show(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """One certificate with its approval line and what can be done next."""
    found = queries.get_certificate(certificate_id, request.actor)
    return render(request, "certificates/certificate.html", showing.page_context(request, found))


@require_safe
@page(permissions.VIEW)
def show_issuing(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """What a signed certificate waits for; the page asks every few seconds. When it has been issued
    meanwhile, the whole page is to be loaded anew.
    """
    found = queries.get_certificate(certificate_id, request.actor)
    if not getattr(request, "htmx", False):
        return redirect("certificates:show", certificate_id)
    if found.row.state != "signed":
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    return render(request, "certificates/issuing.html", showing.handing_out_context(request, found))


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
    form = _form_of(order, request, found)
    if request.method == "POST":
        form.add_findings(documents.refused_uploads(request))
    if request.method == "POST" and form.is_valid():
        words = {"certificate_id": certificate_id, **getattr(form, "words", form.cleaned_data)}
        done = form.attempt(order.operation, request, words)
        if done is not None:
            number = queries.get_certificate(certificate_id, request.actor).row.number
            messages.success(request, text(order.done_key, number=number))
            return redirect("certificates:show", done.pk if order.makes_another else certificate_id)
    context = {
        "title": text(f"certificates.do.{name}"),
        "lead": showing.title_of(found),
        "form": form,
        "multipart": "file" in form.fields,
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


def _form_of(order: acts.Order, request: HttpRequest, found: queries.CertificateView) -> UiForm:
    if order.form is not forms.FactsForm:
        return order.form(_sent(request))
    kind = get_kind(found.row.kind)
    return forms.FactsForm(
        _sent(request),
        request.FILES or None,
        language=request.actor.language,
        kind=kind,
        found=queries.documents_of(found.row.consignment, request.actor),
        limits=documents.limits(request.actor.on),
        initial={"remarks": found.record["remarks"], **initial_of(kind, found.record)},
    )


def _sent(request: HttpRequest) -> QueryDict | None:
    """What the form was sent with; None when it is only opened. An empty sending is a sending too."""
    return request.POST if request.method == "POST" else None
