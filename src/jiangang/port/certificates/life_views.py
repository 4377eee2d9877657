"""Screens of a certificate's life: its acts at the desk, its credential."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jiangang.kernel.permissions import check, page
from jiangang.kernel.texts import text
from jiangang.port.certificates import life_acts, life_queries, permissions, queries, showing, verifying
from jiangang.port.certificates.life_forms import PrintingForm
from jiangang.port.certificates.life_showing import papers_to_print
from jiangang.ui.forms import UiForm


@page(permissions.VIEW)
def act(request: HttpRequest, certificate_id: int, name: str) -> HttpResponse:
    """One act in a certificate's life: its form, or the reason why this reader may not do it."""
    order = life_acts.LIFE_ACTS.get(name)
    if order is None:
        raise Http404
    found = queries.get_certificate(certificate_id, request.actor)
    check(request.actor, order.permission)
    form = _form(request, order, certificate_id)
    if request.method == "POST" and form.is_valid():
        words = {"certificate_id": certificate_id, **form.cleaned_data}
        done = form.attempt(order.operation, request, words)
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
def credential(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """The certificate as a W3C verifiable credential, for the desk."""
    return _credential(queries.get_certificate(certificate_id, request.actor), request)


@require_safe
@page(permissions.VIEW_OWN)
def own_credential(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """The certificate as a W3C verifiable credential, for the firm's wallet."""
    return _credential(queries.get_own(certificate_id, request.actor), request)


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


def _credential(found: queries.CertificateView, request: HttpRequest) -> HttpResponse:
    made = verifying.credential_of(found.row.certificate_id, request.now)
    response = HttpResponse(made, content_type="application/vc+jwt")
    response["Content-Disposition"] = f'attachment; filename="{found.row.number}.jwt"'
    response["Cache-Control"] = "private, no-store"
    return response
