"""The desk's page of the register, and acts on keys and witnesses by two hands."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jiangang.kernel.permissions import page
from jiangang.kernel.register import operations, permissions, public_keys, showing
from jiangang.kernel.register.forms import ConfirmForm, ProposeForm
from jiangang.kernel.texts import text
from jiangang.ui.components import Crumb
from jiangang.ui.forms import UiForm


@require_safe
@page(permissions.VIEW)
def show(request: HttpRequest) -> HttpResponse:
    """State, last checkpoint, witnesses, merge delay, alarms, keys, and what waits for a second person."""
    shown = showing.facts(request.now)
    context = {
        "title": text("register.page.title"),
        "lead": text("register.page.lead"),
        "actions": showing.actions(request.actor),
        "parts": [
            *showing.desk_parts(shown),
            *showing.proposal_parts(request.actor, request.now),
            showing.key_part(public_keys.text()),
        ],
    }
    return render(request, "pages/record.html", context)


@page(permissions.PROPOSE)
def propose(request: HttpRequest) -> HttpResponse:
    """Propose an act on keys or witnesses."""
    form = ProposeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        params = {name: values[name] for name in ("name", "verifier_key", "url", "mark")}
        words = {"act": values["act"], "reason": values["reason"], "params": params}
        made = form.attempt(operations.propose, request, words)
        if made is not None:
            messages.success(request, text("register.say.proposed", number=made.pk))
            return redirect("register:desk")
    return _form_page(request, form, text("register.page.propose"), text("register.act.propose"))


@page(permissions.CONFIRM)
def confirm(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Confirm what somebody else proposed."""
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    sent = request.method == "POST" and form.is_valid()
    if sent and form.attempt(operations.confirm, request, {"proposal_id": proposal_id}) is not None:
        messages.success(request, text("register.say.confirmed", number=proposal_id))
        return redirect("register:desk")
    return _form_page(request, form, text("register.act.confirm"), text("register.act.confirm"))


def _form_page(request: HttpRequest, form: UiForm, title: str, submit: str) -> HttpResponse:
    context = {
        "title": title,
        "form": form,
        "submit_label": submit,
        "cancel_url": reverse("register:desk"),
        "crumbs": [Crumb(text("register.page.title"), reverse("register:desk"))],
    }
    return render(request, "pages/form.html", context, status=422 if form.errors else 200)
