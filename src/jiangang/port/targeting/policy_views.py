"""Screens of policies: the versions, one version with its rules and the change, proposing, activating."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import page
from jiangang.kernel.texts import text
from jiangang.methods.findings import Forbidden, NotFound, Refused
from jiangang.methods.targeting.conditions import Condition
from jiangang.methods.targeting.policy import TargetingRule
from jiangang.port.targeting import forms, permissions, queries
from jiangang.port.targeting.operations.policies import activate_policy, propose_policy
from jiangang.port.targeting.queries import PolicyRow
from jiangang.ui.components import Action, Code, Crumb, Link, Status, Summary, SummaryRow
from jiangang.ui.dates import day as written_day
from jiangang.ui.dates import moment, short_day, short_moment
from jiangang.ui.pages import Part
from jiangang.ui.tables import Column, Table


@page(permissions.VIEW_POLICIES)
def list_policies(request: HttpRequest) -> HttpResponse:
    """Every version of every policy."""
    table = Table(
        name="policies",
        columns=[
            Column("code", text("targeting.field.policy"), sort="code", heading=True, render=_policy_link),
            Column("state", text("targeting.field.state"), render=_state),
            Column(
                "valid_from", text("targeting.field.valid_from"), render=lambda row: short_day(row.valid_from)
            ),
            Column(
                "valid_until",
                text("targeting.field.valid_until"),
                render=lambda row: short_day(row.valid_until),
            ),
            Column("reason", text("targeting.field.reason")),
            Column(
                "proposed_at", text("targeting.field.proposed_at"), sort="proposed_at", render=_proposed_at
            ),
        ],
        rows=queries.list_policies(request.actor.on),
        request=request,
        caption=text("targeting.title.policies"),
    )
    actions = []
    if permissions.PROPOSE_POLICY in request.actor.permissions:
        actions.append(Action(text("targeting.act.propose"), reverse("targeting:propose"), "primary"))
    context = {
        "title": text("targeting.title.policies"),
        "lead": text("targeting.lead.policies"),
        "crumbs": [Crumb(text("targeting.title.decisions"), reverse("targeting:decisions"))],
        "actions": actions,
    }
    return table.respond(request, "pages/table.html", context)


@page(permissions.VIEW_POLICIES)
def show_policy(request: HttpRequest, policy_id: int) -> HttpResponse:
    """One version: who, when, its rules in words, the change from the one before, the whole text."""
    policy = queries.get_policy_row(policy_id)
    row = queries.shape_policy(policy, request.actor.on)
    meaning = queries.read_once(policy.text)
    change = "\n".join(queries.difference(policy)) or text("targeting.note.no_difference")
    actions = []
    if permissions.ACTIVATE_POLICY in request.actor.permissions and request.actor.key != row.proposed_by:
        url = reverse("targeting:activate", args=[policy_id])
        actions.append(Action(text("targeting.act.activate"), url, "primary"))
    rules = [
        Part(
            Summary(_rule_rows(rule, request.actor.language)),
            text("targeting.title.rules") if not place else "",
        )
        for place, rule in enumerate(meaning.rules)
    ]
    context = {
        "title": text("targeting.title.policy", name=policy),
        "lead": meaning.name_en if request.actor.language == "en" else meaning.name_zh,
        "status": _state(row),
        "crumbs": [Crumb(text("targeting.title.policies"), reverse("targeting:policies"))],
        "actions": actions,
        "parts": [
            Part(Summary(_policy_rows(row, request.actor.language))),
            Part(Code(change, block=True), text("targeting.title.difference")),
            *rules,
            Part(Code(policy.text, block=True), text("targeting.title.text")),
        ],
    }
    return render(request, "pages/record.html", context)


@page(permissions.PROPOSE_POLICY)
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a version; the form begins with the text in force."""
    current = queries.policy_in_force(request.actor.on)
    before = queries.get_policy_row(current.policy_id).text if current else ""
    form = forms.ProposeForm(request.POST or None, initial={"text": before})
    if request.method == "POST" and form.is_valid():
        words = dict(form.cleaned_data)
        words["text"] = words["text"].replace("\r\n", "\n")
        try:
            made = propose_policy(**words, actor=request.actor, at=request.now)
        except Refused as refusal:
            form.add_findings(refusal.findings)
        else:
            messages.success(request, text("targeting.note.proposed", name=made))
            return redirect("targeting:policy", policy_id=made.pk)
    return _form(request, form, text("targeting.title.propose"), "propose", reverse("targeting:policies"))


@page(permissions.ACTIVATE_POLICY)
def activate(request: HttpRequest, policy_id: int) -> HttpResponse:
    """Let a version decide, as the second hand."""
    policy = queries.get_policy_row(policy_id)
    form = forms.ActivateForm(request.POST or None, initial={"valid_from": request.actor.on})
    if request.method == "POST" and form.is_valid():
        try:
            made = activate_policy(
                policy_id=policy_id, **form.cleaned_data, actor=request.actor, at=request.now
            )
        except (NotFound, Forbidden):
            raise
        except Refused as refusal:
            form.add_findings(refusal.findings)
        else:
            day = written_day(made.valid_from)
            messages.success(request, text("targeting.note.activated", name=policy, day=day))
            return redirect("targeting:policy", policy_id=policy_id)
    title = text("targeting.title.activate", name=policy)
    return _form(request, form, title, "activate", reverse("targeting:policy", args=[policy_id]))


def _form(request: HttpRequest, form: Any, title: str, what: str, back: str) -> HttpResponse:
    context = {
        "title": title,
        "lead": text(f"targeting.lead.{what}"),
        "form": form,
        "submit_label": text(f"targeting.act.{what}"),
        "crumbs": [Crumb(text("targeting.title.policies"), reverse("targeting:policies"))],
        "cancel_url": back,
    }
    return render(request, "pages/form.html", context, status=422 if form.is_bound else 200)


def _policy_rows(row: PolicyRow, language: str) -> list[SummaryRow]:
    return [
        SummaryRow(text("targeting.field.valid_from"), written_day(row.valid_from)),
        SummaryRow(text("targeting.field.valid_until"), written_day(row.valid_until)),
        SummaryRow(text("targeting.field.reason"), row.reason),
        SummaryRow(text("targeting.field.proposed_at"), moment(row.proposed_at)),
        SummaryRow(text("targeting.field.proposed_by"), people.name_of_key(row.proposed_by, language)),
        SummaryRow(text("targeting.field.activated_by"), people.name_of_key(row.activated_by, language)),
        SummaryRow(text("targeting.field.digest"), Code(row.digest, groups=8)),
    ]


def _rule_rows(rule: TargetingRule, language: str) -> list[SummaryRow]:
    citation = " ".join(part for part in (rule.citation.source, rule.citation.article) if part)
    return [
        SummaryRow(text("targeting.field.rule"), rule.code),
        SummaryRow(text("targeting.field.lane"), text(f"targeting.lane.{rule.lane.code}")),
        SummaryRow(text("targeting.field.purpose"), rule.purpose_en if language == "en" else rule.purpose_zh),
        SummaryRow(text("targeting.field.conditions"), "; ".join(map(_condition, rule.conditions))),
        SummaryRow(text("targeting.field.expected"), f"{float(rule.expected):.1%}"),
        SummaryRow(text("targeting.field.citation"), citation),
    ]


def _condition(condition: Condition) -> str:
    fact = text(f"targeting.fact.{condition.fact}")
    operator = text(f"targeting.operator.{condition.operator}")
    return " ".join([fact, operator, ", ".join(str(one) for one in condition.wanted)]).strip()


def _policy_link(row: PolicyRow) -> Link:
    return Link(f"{row.code}/{row.version}", reverse("targeting:policy", args=[row.policy_id]))


def _state(row: PolicyRow) -> Status:
    if row.is_in_force:
        return Status(text("targeting.state.in_force"), "good")
    return Status(text("targeting.state.activated" if row.valid_from else "targeting.state.proposed"))


def _proposed_at(row: PolicyRow) -> str:
    return short_moment(row.proposed_at)
