"""What the counter does with a notice, each act on a page of its own that shows the findings first."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from jiangang.kernel.permissions import Actor, page
from jiangang.kernel.texts import text
from jiangang.kernel.workflow import api as workflow
from jiangang.methods.findings import Finding, Refused
from jiangang.port.declarations import api, forms, permissions, queries, showing
from jiangang.port.declarations.models import Consignment
from jiangang.port.declarations.operations.deciding import current_notice, re_examine
from jiangang.ui.components import Alert, Crumb
from jiangang.ui.findings import FindingsList, sentence
from jiangang.ui.forms import UiForm

Act = Callable[[Consignment, UiForm, dict[str, Any]], object]


@page(permissions.ACCEPT_NOTICE)
def desk_accept(request: HttpRequest, number: str) -> HttpResponse:
    """Accept a notice, with what was found before the button."""
    form = forms.AcceptForm(request.POST or None)
    return _decide(request, number, form, "accept", _accept)


@page(permissions.RETURN_NOTICE)
def desk_return(request: HttpRequest, number: str) -> HttpResponse:
    """Return a notice with everything that is wrong, told at once."""
    form = forms.ReturnForm(request.POST or None)
    return _decide(request, number, form, "return", _return)


@page(permissions.WITHDRAW_NOTICE)
def desk_withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Withdraw a notice at the counter."""
    return _decide(request, number, forms.WithdrawForm(request.POST or None), "withdraw", _withdraw)


@page(permissions.WITHDRAW_NOTICE)
def portal_withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Withdraw a notice of one's own firm."""
    return _decide(request, number, forms.WithdrawForm(request.POST or None), "withdraw", _withdraw)


def _accept(consignment: Consignment, form: UiForm, who: dict[str, Any]) -> object:
    opinion = str(form.cleaned_data["opinion"])
    version = _version(form)
    return api.accept_notice(consignment_id=consignment.pk, version=version, opinion=opinion, **who)


def _return(consignment: Consignment, form: UiForm, who: dict[str, Any]) -> object:
    remarks = str(form.cleaned_data["remarks"])
    return api.return_notice(consignment_id=consignment.pk, version=_version(form), remarks=remarks, **who)


def _withdraw(consignment: Consignment, form: UiForm, who: dict[str, Any]) -> object:
    reason = str(form.cleaned_data["reason"])
    return api.withdraw_notice(consignment_id=consignment.pk, reason=reason, **who)


def _version(form: UiForm) -> int | None:
    """The version that stood on the page."""
    seen = str(form.data.get("version", ""))
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 5 else None


def _decide(request: HttpRequest, number: str, form: UiForm, act: str, run: Act) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by AccessMiddleware
    consignment = queries.find_scoped(number, actor)
    if request.method == "POST" and form.is_valid():
        try:
            run(consignment, form, {"actor": actor, "at": request.now})  # type: ignore[attr-defined]  # by middleware
        except Refused as refusal:
            form.add_findings(refusal.findings)
        else:
            messages.success(request, text(f"declarations.detail.{DONE[act]}", number=number))
            return redirect(showing.address(actor, "detail", number))
    context = {
        "layout": showing.layout_of(actor),
        "title": f"{text(f'declarations.detail.{act}')} · {number}",
        "crumbs": showing.crumbs(actor, Crumb(number, showing.address(actor, "detail", number))),
        "form": form,
        "version": consignment.version,
        "submit_label": text(f"declarations.detail.{act}"),
        "cancel_url": showing.address(actor, "detail", number),
        **_before(consignment, act, request),
    }
    return render(request, "declarations/decide.html", context, status=422 if form.errors else 200)


DONE = {"accept": "accepted", "return": "returned", "withdraw": "withdrawn"}


def _before(consignment: Consignment, act: str, request: HttpRequest) -> dict[str, Any]:
    """What stands above the button: findings of today's rules, and who may not act and why."""
    if act == "withdraw":
        return {}
    actor: Actor = request.actor  # type: ignore[attr-defined]  # by middleware
    at = request.now  # type: ignore[attr-defined]  # by middleware
    notice = current_notice(consignment)
    found = re_examine(consignment, notice, actor=actor, at=at).findings
    listed = FindingsList.of(found, of_lines=notice.source_row is None)
    shown: dict[str, Any] = {"findings": listed} if found else {}
    if act == "return":
        return {**shown, "lead": text("declarations.detail.return_lead")}
    barred = workflow.check_hands(consignment.number, "accept", actor=actor, at=at)
    return {**shown, **_accept_words(found, barred)}


def _accept_words(found: tuple[Finding, ...], barred: list[Finding]) -> dict[str, Any]:
    if barred:
        words = text("declarations.detail.by_hands", reason=sentence(barred[0]))
        return {"warning": Alert(words, tone="bad"), "barred": True}
    if any(each.blocks for each in found):
        words = text("declarations.detail.accept_blocked")
        return {"warning": Alert(words, tone="bad"), "barred": True}
    return {"lead": text("declarations.detail.accept_lead")} if found else {}
