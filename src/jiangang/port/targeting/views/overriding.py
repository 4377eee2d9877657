"""Screens of overriding a lane, of its second person, and of releasing after the promised time."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jiangang.kernel.permissions import page
from jiangang.kernel.texts import text
from jiangang.methods.findings import Finding, Forbidden, NotFound, Refused
from jiangang.port.targeting import forms, permissions, showing
from jiangang.port.targeting.casework import get_override, open_case
from jiangang.port.targeting.operations.overdue import release_overdue
from jiangang.port.targeting.operations.overriding import answer_override, ask_override
from jiangang.port.targeting.rules.overriding import OverdueFacts, check_case, check_overdue
from jiangang.ui.components import Alert, Crumb
from jiangang.ui.findings import FindingsList


@page(permissions.ASK_OVERRIDE)
def override(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for another lane; what stands against it, and whether a second person is wanted, is said before."""
    case = open_case(number, request.actor, permissions.ASK_OVERRIDE)
    against = check_case(case.facts)
    form = forms.OverrideForm(
        request.POST or None,
        lane=case.facts.lane,
        language=request.actor.language,
        on=request.actor.on,
        initial={"request_key": str(uuid4())},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = ask_override(number=number, **form.cleaned_data, actor=request.actor, at=request.now)
        except (Forbidden, NotFound):
            raise
        except Refused as refusal:
            form.add_findings(refusal.findings)
        else:
            said = "override_asked" if made.needs_second else "override_done"
            messages.success(request, text(f"targeting.note.{said}"))
            return redirect("targeting:decision", number=number)
    note = "second_needed" if case.facts.high_risk else "one_hand"
    before = _before(against, text(f"targeting.note.{note}"))
    return _form(request, None if against else form, "override", number, before, "ask")


@page(permissions.ANSWER_OVERRIDE)
def answer(request: HttpRequest, override_id: int) -> HttpResponse:
    """The second person's page: what was asked and why, and granting or refusing it."""
    asked = get_override(override_id, request.actor)
    number = asked.decision.consignment.number
    form = forms.AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        granted = form.cleaned_data["answer"] == "grant"
        try:
            answer_override(
                override_id=override_id,
                is_granted=granted,
                words=form.cleaned_data["words"],
                actor=request.actor,
                at=request.now,
            )
        except (Forbidden, NotFound):
            raise
        except Refused as refusal:
            form.add_findings(refusal.findings)
        else:
            said = "override_granted" if granted else "override_refused"
            messages.success(request, text(f"targeting.note.{said}"))
            return redirect("targeting:decision", number=number)
    is_open = not hasattr(asked, "answer") and asked.asked_by != request.actor.key
    stands = [] if is_open else [_stands(asked)]
    before = [*stands, showing.override_summary(asked, request.actor.language)]
    return _form(request, form if is_open else None, "answer", number, before, "show")


@page(permissions.RELEASE_OVERDUE)
def overdue(request: HttpRequest, number: str) -> HttpResponse:
    """Release what waits beyond the promised time; what stands against it is said before the button."""
    case = open_case(number, request.actor, permissions.RELEASE_OVERDUE)
    against = check_overdue(OverdueFacts(case.facts, case.decision.promised_until, request.now, "-"))
    form = forms.OverdueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            release_overdue(
                number=number, words=form.cleaned_data["words"], actor=request.actor, at=request.now
            )
        except (Forbidden, NotFound):
            raise
        except Refused as refusal:
            form.add_findings(refusal.findings)
        else:
            messages.success(request, text("targeting.note.overdue_done"))
            return redirect("targeting:decision", number=number)
    return _form(request, None if against else form, "overdue", number, _before(against, ""), "overdue")


def _stands(asked: Any) -> Any:
    name = "override_answered" if hasattr(asked, "answer") else "override_same_hand"
    return FindingsList.of([Finding(f"targeting.finding.{name}")])


def _before(against: Sequence[Finding], note: str) -> list[Any]:
    if against:
        return [FindingsList.of(against)]
    return [Alert(note)] if note else []


def _form(
    request: HttpRequest, form: Any, name: str, number: str, before: Sequence[Any], act: str
) -> HttpResponse:
    url = reverse("targeting:decision", args=[number])
    context = {
        "title": text(f"targeting.title.{name}", number=number),
        "lead": text(f"targeting.lead.{name}"),
        "crumbs": showing.crumbs(Crumb(number, url)),
        "before": before,
        "form": form,
        "submit_label": text(f"targeting.act.{act}" if act != "show" else "targeting.field.answer"),
        "cancel_url": url,
    }
    failed = form is not None and form.is_bound
    return render(request, "targeting/act.html", context, status=422 if failed else 200)
