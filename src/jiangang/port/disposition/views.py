"""Screens of disposition: the queue, the decisions, one case with its decision, the notice on paper."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from jiangang.kernel.permissions import page
from jiangang.kernel.texts import text
from jiangang.kernel.workflow import api as workflow
from jiangang.methods.findings import Finding, Forbidden, NotFound, Refused
from jiangang.port.disposition import forms, operations, permissions, queries, showing
from jiangang.port.disposition.workflow import HAND


@page(permissions.VIEW)
def list_queue(request: HttpRequest) -> HttpResponse:
    """Consignments that wait for a decision."""
    table = showing.queue_table(request, queries.list_queue(request.actor))
    return table.respond(request, "pages/table.html", showing.list_context("title"))


@page(permissions.VIEW)
def list_decided(request: HttpRequest) -> HttpResponse:
    """Decisions, the newest first."""
    table = showing.decided_table(request, queries.list_decisions(request.actor))
    return table.respond(request, "pages/table.html", showing.list_context("decided"))


@page(permissions.VIEW)
def show(request: HttpRequest, consignment_id: int) -> HttpResponse:
    """One case: what it rests on, its decision, or the form to make one, or why this reader may not."""
    case = queries.get_case(consignment_id, request.actor)
    decision = queries.find_decision(consignment_id, language=request.actor.language)
    context: dict[str, Any] = showing.case_context(request, case, decision)
    status = 200
    if decision is None:
        against = _against(request, case)
        form = forms.DecisionForm(_sent(request), on=request.actor.on, initial={"request_key": str(uuid4())})
        if request.method == "POST":
            if against:
                raise Forbidden(against)
            if form.is_valid() and _decided(request, form, case):
                return redirect("disposition:show", consignment_id)
            status = 422
        context |= {"form": form, "against": showing.findings(against)}
    return render(request, "disposition/case.html", context, status=status)


@require_safe
@page(permissions.VIEW)
def print_notice(request: HttpRequest, consignment_id: int) -> HttpResponse:
    """The notice as a sheet to print."""
    case = queries.get_case(consignment_id, request.actor)
    decision = queries.find_decision(consignment_id, language=request.actor.language)
    if decision is None:
        raise NotFound(Finding("disposition.finding.not_found"))
    context = showing.case_context(request, case, decision)
    return render(request, "disposition/notice.html", context)


def _against(request: HttpRequest, case: queries.QueueRow) -> list[Finding]:
    if permissions.DECIDE not in request.actor.permissions:
        params = {"permission": str(permissions.DECIDE)}
        return [Finding("permissions.finding.not_held", params=params)]
    return workflow.check_hands(case.consignment, HAND, actor=request.actor, at=request.now)


def _decided(request: HttpRequest, form: forms.DecisionForm, case: queries.QueueRow) -> bool:
    words = {key: form.cleaned_data[key] for key in ("outcome", "measure", "reason", "request_key")}
    try:
        decision = operations.decide_disposition(
            consignment_id=case.consignment_id, **words, actor=request.actor, at=request.now
        )
    except (Forbidden, NotFound):
        raise
    except Refused as refusal:
        form.add_findings(refusal.findings)
        return False
    messages.success(request, text("disposition.form.sent", number=decision.disposition.number))
    return True


def _sent(request: HttpRequest) -> QueryDict | None:
    """What the form was sent with; None when it is only opened. An empty sending is a sending too."""
    return request.POST if request.method == "POST" else None
