"""Screens of policies: the versions, one version with what it says and still lacks, signing, activating."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import page
from jiangang.kernel.texts import text
from jiangang.methods.findings import Forbidden, NotFound, Refused
from jiangang.port.targeting import forms, meaning, permissions, queries
from jiangang.port.targeting.operations.policies import activate_policy, sign_policy
from jiangang.port.targeting.parts import Changes
from jiangang.port.targeting.queries import PolicyRow
from jiangang.port.targeting.readiness import readiness_of
from jiangang.port.targeting.rules.stated import check_readiness
from jiangang.port.targeting.trials import queries as trial_queries
from jiangang.ui.components import Action, Alert, Code, Crumb, Link, Status, Summary, SummaryRow
from jiangang.ui.dates import day as written_day
from jiangang.ui.dates import moment, short_day, short_moment
from jiangang.ui.findings import FindingsList
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
    """One version: who, when, what it still lacks, what it says, how it differs, the whole text."""
    policy = queries.get_policy_row(policy_id)
    row = queries.shape_policy(policy, request.actor.on)
    said, language = queries.read_once(policy.text), request.actor.language
    parts = [Part(Summary(_policy_rows(row, language)))]
    if not row.activated_by:
        parts.append(_lacking(policy, request))
    parts += [
        Part(Summary(_signature_rows(policy, language)), text("targeting.title.signatures")),
        *_trials(policy, request),
        *_differences(policy, request),
        Part(Summary(meaning.head_rows(said)), text("targeting.title.rules")),
        *(Part(Summary(meaning.gate_rows(gate, request.actor))) for gate in said.gates),
        *(Part(Summary(meaning.rule_rows(rule, request.actor))) for rule in said.rules),
        Part(Code(policy.text, block=True), text("targeting.title.text")),
    ]
    context = {
        "title": text("targeting.title.policy", name=policy),
        "lead": said.name_en if language == "en" else said.name_zh,
        "status": _state(row),
        "crumbs": [Crumb(text("targeting.title.policies"), reverse("targeting:policies"))],
        "actions": _actions(row, request),
        "parts": parts,
    }
    return render(request, "targeting/record.html", context)


@page(permissions.SIGN_POLICY)
def sign(request: HttpRequest, policy_id: int) -> HttpResponse:
    """Sign a version as a further hand."""
    policy = queries.get_policy_row(policy_id)
    form = forms.SignForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        sign_policy(policy_id=policy_id, **form.cleaned_data, actor=request.actor, at=request.now)
        messages.success(request, text("targeting.note.signed", name=policy))
        return redirect("targeting:policy", policy_id=policy_id)
    title = text("targeting.title.sign", name=policy)
    return _form(request, form, title, "sign", reverse("targeting:policy", args=[policy_id]))


@page(permissions.ACTIVATE_POLICY)
def activate(request: HttpRequest, policy_id: int) -> HttpResponse:
    """Let a version decide, as the second hand; what it still lacks stands above the form."""
    policy = queries.get_policy_row(policy_id)
    form = forms.ActivateForm(
        request.POST if request.method == "POST" else None, initial={"valid_from": request.actor.on}
    )
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
    before = _lacking(policy, request).body
    return _form(request, form, title, "activate", reverse("targeting:policy", args=[policy_id]), before)


def _form(
    request: HttpRequest, form: Any, title: str, what: str, back: str, before: Any = ""
) -> HttpResponse:
    context = {
        "title": title,
        "lead": text(f"targeting.lead.{what}"),
        "form": form,
        "before": before,
        "submit_label": text(f"targeting.act.{what}"),
        "crumbs": [Crumb(text("targeting.title.policies"), reverse("targeting:policies"))],
        "cancel_url": back,
    }
    return render(request, "pages/form.html", context, status=422 if form.is_bound else 200)


def _lacking(policy: Any, request: HttpRequest) -> Part:
    """What a version needs before it may decide, said before anybody presses a button."""
    actor = request.actor
    may = permissions.ACTIVATE_POLICY in actor.permissions and actor.key != policy.proposed_by
    found = check_readiness(readiness_of(policy, request.now), actor.key if may else "")
    heading = text("targeting.title.lacking")
    if not found:
        return Part(Alert(text("targeting.note.nothing_lacking"), tone="good"), heading)
    return Part(FindingsList.of(found), heading)


def _actions(row: PolicyRow, request: HttpRequest) -> list[Action]:
    held, mine = request.actor.permissions, request.actor.key == row.proposed_by
    actions = []
    if permissions.TEST_POLICY in held:
        url = reverse("targeting:test", args=[row.policy_id])
        actions.append(Action(text("targeting.act.test"), url))
    actions.append(
        Action(text("targeting.act.shadow_page"), reverse("targeting:shadow", args=[row.policy_id]))
    )
    if permissions.SIGN_POLICY in held and not row.activated_by and not mine:
        actions.append(Action(text("targeting.act.sign"), reverse("targeting:sign", args=[row.policy_id])))
    if permissions.ACTIVATE_POLICY in held and not mine:
        url = reverse("targeting:activate", args=[row.policy_id])
        actions.append(Action(text("targeting.act.activate"), url, "primary"))
    return actions


def _signature_rows(policy: Any, language: str) -> list[SummaryRow]:
    return [
        SummaryRow(
            people.name_of_key(one.signed_by, language), f"{moment(one.signed_at)} {one.opinion}".strip()
        )
        for one in policy.signatures.all()
    ]


def _trials(policy: Any, request: HttpRequest) -> list[Part]:
    """The back-tests of a version, each with its page."""
    rows = [
        SummaryRow(
            short_moment(test.run_at),
            Link(
                text(
                    "targeting.note.backtest_of",
                    first=short_day(test.first_day),
                    last=short_day(test.last_day),
                    n=test.decisions,
                ),
                reverse("targeting:backtest", args=[test.pk]),
            ),
        )
        for test in trial_queries.backtests_of(policy)
    ]
    return [Part(Summary(rows), text("targeting.title.backtests"))] if rows else []


def _differences(policy: Any, request: HttpRequest) -> list[Part]:
    """Against the version in force and the one before: what it means otherwise, then line by line."""
    others = queries.to_compare(policy, request.actor.on)
    if not others:
        return [Part(text("targeting.note.no_difference"), text("targeting.title.difference"))]
    return [
        part
        for kind, other in others
        for part in difference_parts(kind, other, policy.text, str(policy), request)
    ]


def difference_parts(kind: str, other: Any, written: str, name: str, request: HttpRequest) -> list[Part]:
    """How a text differs from another version: kind is `in_force` or `before`."""
    heading = text(f"targeting.title.difference_{kind}", name=other)
    rows = meaning.changes(queries.read_once(other.text), queries.read_once(written), request.actor)
    parts = [Part(Changes(rows), heading)]
    lines = meaning.text_changes(other.text, written, (str(other), name))
    if lines:
        parts.append(Part(Code(lines, label=text("targeting.title.lines", name=other), block=True)))
    return parts


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


def _policy_link(row: PolicyRow) -> Link:
    return Link(f"{row.code}/{row.version}", reverse("targeting:policy", args=[row.policy_id]))


def _state(row: PolicyRow) -> Status:
    if row.is_in_force:
        return Status(text("targeting.state.in_force"), "good")
    return Status(text("targeting.state.activated" if row.valid_from else "targeting.state.proposed"))


def _proposed_at(row: PolicyRow) -> str:
    return short_moment(row.proposed_at)
