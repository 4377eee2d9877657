"""Screens of alerts and watch-lists: the list, adding one, one with what it changed, signing and ending
it.
"""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import page
from jiangang.kernel.texts import text
from jiangang.methods.findings import Refused
from jiangang.port.targeting import alerting, forms, meaning, permissions, queries
from jiangang.port.targeting.alerting import AlertRow
from jiangang.port.targeting.alerts import queries as alert_queries
from jiangang.port.targeting.operations.alerting import end_alert, propose_alert, sign_alert
from jiangang.ui.components import Action, Alert, Code, Crumb, Empty, Link, Status, Summary, SummaryRow, Tone
from jiangang.ui.dates import day as written_day
from jiangang.ui.dates import moment, short_day
from jiangang.ui.pages import Part
from jiangang.ui.tables import Column, Table

TONES: dict[str, Tone] = {"waiting": "warn", "in_force": "bad", "coming": "info", "over": "neutral"}


@page(permissions.VIEW_ALERTS)
def list_alerts(request: HttpRequest) -> HttpResponse:
    """Every alert and watch-list, the newest first."""
    table = Table(
        name="alerts",
        columns=[
            Column("code", text("targeting.field.alert"), heading=True, render=_link, nowrap=True),
            Column("state", text("targeting.field.state"), render=_state),
            Column("reason", text("targeting.field.reason")),
            Column(
                "valid_from", text("targeting.field.valid_from"), render=lambda row: short_day(row.valid_from)
            ),
            Column(
                "valid_until",
                text("targeting.field.valid_until"),
                render=lambda row: short_day(row.valid_until),
            ),
        ],
        rows=alerting.list_alerts(request.actor.on),
        request=request,
        caption=text("targeting.title.alerts"),
        empty=Empty(text("targeting.note.no_alerts"), text("targeting.note.no_alerts_body")),
    )
    actions = []
    if permissions.PROPOSE_ALERT in request.actor.permissions:
        actions.append(Action(text("targeting.act.add_alert"), reverse("targeting:add_alert"), "primary"))
    context = {
        "title": text("targeting.title.alerts"),
        "lead": text("targeting.lead.alerts"),
        "crumbs": [Crumb(text("targeting.title.decisions"), reverse("targeting:decisions"))],
        "actions": actions,
    }
    return table.respond(request, "pages/table.html", context)


@page(permissions.PROPOSE_ALERT)
def add_alert(request: HttpRequest) -> HttpResponse:
    """Write an alert or watch-list as the first hand."""
    first = {
        "request_key": uuid4().hex,
        "valid_from": request.actor.on,
        "expected": "0.001",
        "when_unknown": "noted",
    }
    facts = queries.facts_to_ask(request.actor.on, request.actor.language)
    form = forms.AlertForm(request.POST if request.method == "POST" else None, initial=first, facts=facts)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = propose_alert(
                words=form.words(),
                reason=given["reason"],
                request_key=given["request_key"],
                actor=request.actor,
                at=request.now,
            )
        except Refused as refusal:
            form.add_findings(refusal.findings)
        else:
            messages.success(request, text("targeting.note.alert_proposed", name=made))
            return redirect("targeting:alert", alert_id=made.pk)
    context = {
        "title": text("targeting.title.add_alert"),
        "lead": text("targeting.lead.add_alert"),
        "form": form,
        "submit_label": text("targeting.act.add_alert"),
        "crumbs": [Crumb(text("targeting.title.alerts"), reverse("targeting:alerts"))],
        "cancel_url": reverse("targeting:alerts"),
    }
    return render(request, "pages/form.html", context, status=422 if form.is_bound else 200)


@page(permissions.VIEW_ALERTS)
def show_alert(request: HttpRequest, alert_id: int) -> HttpResponse:
    """One alert: what it asks, who signed, what it touched among the consignments that were open."""
    alert = alerting.get_alert(alert_id)
    row = alerting.shape_alert(alert, request.actor.on)
    rule = queries.alert_rule(alert, request.actor.on)
    language = request.actor.language
    parts = [Part(Summary(_rows(row, language)))]
    if rule is None:
        parts.append(Part(Alert(text("targeting.note.alert_does_not_fit"), tone="warn")))
    else:
        parts.append(Part(Summary(meaning.rule_rows(rule, request.actor)), text("targeting.title.rules")))
    parts.append(Part(Code(row.text, block=True), text("targeting.title.text")))
    screening = alert_queries.find_screening(alert)
    if screening is not None:
        said = text(
            "targeting.note.screened",
            open=screening.open_decided,
            waiting=screening.open_waiting,
            touched=screening.touched,
            raised=screening.raised,
        )
        parts.insert(1, Part(Alert(said, tone="info"), text("targeting.title.screened")))
    context = {
        "title": text("targeting.title.alert", name=row.code),
        "lead": row.reason,
        "status": _state(row),
        "crumbs": [Crumb(text("targeting.title.alerts"), reverse("targeting:alerts"))],
        "actions": _actions(row, request),
        "parts": parts,
    }
    table = _touches(request, alert)
    return table.respond(request, "targeting/touched.html", context)


@require_POST
@page(permissions.SIGN_ALERT)
def sign(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Sign an alert as a further hand; with the last one it counts."""
    made = sign_alert(alert_id=alert_id, actor=request.actor, at=request.now)
    messages.success(request, text("targeting.note.alert_signed", name=made))
    return redirect("targeting:alert", alert_id=alert_id)


@page(permissions.END_ALERT)
def end(request: HttpRequest, alert_id: int) -> HttpResponse:
    """End an alert before its last day."""
    alert = alerting.get_alert(alert_id)
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        end_alert(alert_id=alert_id, **form.cleaned_data, actor=request.actor, at=request.now)
        messages.success(request, text("targeting.note.alert_ended", name=alert))
        return redirect("targeting:alert", alert_id=alert_id)
    context = {
        "title": text("targeting.title.end_alert", name=alert),
        "lead": text("targeting.lead.end_alert"),
        "form": form,
        "submit_label": text("targeting.act.end_alert"),
        "crumbs": [Crumb(text("targeting.title.alerts"), reverse("targeting:alerts"))],
        "cancel_url": reverse("targeting:alert", args=[alert_id]),
    }
    return render(request, "pages/form.html", context, status=422 if form.is_bound else 200)


def _touches(request: HttpRequest, alert: Any) -> Table:
    return Table(
        name="touches",
        columns=[
            Column(
                "number",
                text("targeting.field.number"),
                heading=True,
                nowrap=True,
                render=lambda row: Link(row.number, reverse("targeting:decision", args=[row.number])),
            ),
            Column("before", text("targeting.field.lane_before"), render=lambda row: _lane(row.lane_before)),
            Column("after", text("targeting.field.lane_after"), render=lambda row: _lane(row.lane_after)),
            Column(
                "changed",
                text("targeting.field.raised"),
                render=lambda row: text(f"targeting.answer.{'yes' if row.is_raised else 'no'}"),
            ),
        ],
        rows=alert_queries.touches_of(alert, request.actor),
        shape=alert_queries.shape_touches,
        request=request,
        caption=text("targeting.title.touched"),
        empty=Empty(text("targeting.note.nothing_touched")),
        export="alert",
    )


def _rows(row: AlertRow, language: str) -> list[SummaryRow]:
    signers = text("targeting.note.list_comma").join(people.name_of_key(key, language) for key in row.signers)
    return [
        SummaryRow(text("targeting.field.valid_from"), written_day(row.valid_from)),
        SummaryRow(text("targeting.field.valid_until"), written_day(row.valid_until)),
        SummaryRow(text("targeting.field.proposed_at"), moment(row.proposed_at)),
        SummaryRow(text("targeting.field.proposed_by"), people.name_of_key(row.proposed_by, language)),
        SummaryRow(text("targeting.field.signed_by"), signers),
        SummaryRow(text("targeting.field.counts_since"), moment(row.started_at) if row.started_at else ""),
        SummaryRow(text("targeting.field.ended_at"), moment(row.ended_at) if row.ended_at else ""),
    ]


def _actions(row: AlertRow, request: HttpRequest) -> list[Action]:
    held, actions = request.actor.permissions, []
    if permissions.SIGN_ALERT in held and row.state == "waiting" and request.actor.key not in row.signers:
        url = reverse("targeting:sign_alert", args=[row.alert_id])
        actions.append(Action(text("targeting.act.sign_alert"), url, "primary", post=True))
    if permissions.END_ALERT in held and row.state != "over":
        url = reverse("targeting:end_alert", args=[row.alert_id])
        actions.append(Action(text("targeting.act.end_alert"), url, "danger"))
    return actions


def _link(row: AlertRow) -> Link:
    return Link(row.code, reverse("targeting:alert", args=[row.alert_id]))


def _state(row: AlertRow) -> Status:
    return Status(text(f"targeting.alert_state.{row.state}"), TONES[row.state])


def _lane(lane: str) -> str:
    return text(f"targeting.lane.{lane}")
