"""Screens of the register: my interests for everybody of the staff, the register for the discipline
officer.
"""

import secrets
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jiangang.integrity.interests import forms, operations, permissions, queries
from jiangang.integrity.interests.queries import InterestRow
from jiangang.kernel.organisations import api as organisations
from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import hidden_firm_ids, page
from jiangang.kernel.texts import text
from jiangang.methods.findings import Finding, Forbidden, NotFound, Refused
from jiangang.ui.components import Action, Crumb, Empty, Link, Status
from jiangang.ui.dates import day as written_day
from jiangang.ui.dates import short_day, short_moment
from jiangang.ui.tables import Column, Filter, Table


@page(permissions.VIEW_OWN)
def list_own(request: HttpRequest) -> HttpResponse:
    """What the reader has declared, or others have told of the reader."""
    on = request.actor.on
    table = Table(
        name="interests",
        columns=[_firm(), *_tie(), _state(on), _end_link(on)],
        rows=queries.own_interests(request.actor),
        request=request,
        caption=text("interests.title.mine"),
        empty=Empty(text("interests.note.empty_mine"), text("interests.note.empty_body")),
    )
    actions = []
    if permissions.DECLARE in request.actor.permissions:
        actions.append(Action(text("interests.act.declare"), reverse("interests:declare"), "primary"))
    if permissions.VIEW_REGISTER in request.actor.permissions:
        actions.append(Action(text("interests.act.register"), reverse("interests:register")))
    context = {
        "title": text("interests.title.mine"),
        "lead": text("interests.lead.mine"),
        "actions": actions,
    }
    return table.respond(request, "pages/table.html", context)


@page(permissions.VIEW_REGISTER)
def show_register(request: HttpRequest) -> HttpResponse:
    """Every interest on record, for the discipline officer."""
    on = request.actor.on
    table = Table(
        name="register",
        columns=[
            Column("person_name", text("interests.field.person"), sort="person_code", heading=True),
            _firm(heading=False),
            *_tie(),
            Column("source", text("interests.field.source"), render=_worded("source")),
            _state(on),
            Column("note", text("interests.field.note")),
            Column("declared_at", text("interests.field.declared_at"), sort="declared_at", render=_entered),
            _end_link(on),
        ],
        filters=[
            Filter("person", text("interests.field.person"), "person_name"),
            Filter("firm", text("interests.field.firm"), "firm_name"),
        ],
        rows=queries.register(request.actor, hidden_firm_ids(request.actor)),
        request=request,
        caption=text("interests.title.register"),
        empty=Empty(text("interests.note.empty_register"), text("interests.note.empty_body")),
    )
    actions = []
    if permissions.RECORD in request.actor.permissions:
        actions.append(Action(text("interests.act.record"), reverse("interests:record"), "primary"))
    context = {
        "title": text("interests.title.register"),
        "lead": text("interests.lead.register"),
        "crumbs": [Crumb(text("interests.title.mine"), reverse("interests:list"))],
        "actions": actions,
    }
    return table.respond(request, "pages/table.html", context)


@page(permissions.DECLARE)
def declare(request: HttpRequest) -> HttpResponse:
    """Declare an interest of one's own."""
    form = forms.DeclareForm(request.POST or None, initial=_first_values(request))
    if request.method == "POST" and form.is_valid():
        words = dict(form.cleaned_data)
        if _enter(request, form, words, person_id=int(request.actor.person_id)):
            return redirect("interests:list")
    return _form(request, form, "declare", "interests:list")


@page(permissions.RECORD)
def record(request: HttpRequest) -> HttpResponse:
    """Enter an interest of somebody else."""
    form = forms.RecordForm(request.POST or None, initial=_first_values(request))
    if request.method == "POST" and form.is_valid():
        words = dict(form.cleaned_data)
        code = words.pop("person_code")
        try:
            person_id = int(people.actor_by_code(code, request.actor.on).person_id or 0)
        except ObjectDoesNotExist:
            unknown = Finding("interests.finding.person_unknown", field="person_code", params={"code": code})
            form.add_findings([unknown])
        else:
            if _enter(request, form, words, person_id=person_id):
                return redirect("interests:register")
    return _form(request, form, "record", "interests:register")


@page(permissions.DECLARE)
def end(request: HttpRequest, interest_id: int) -> HttpResponse:
    """Say the last day of an interest."""
    form = forms.EndForm(request.POST or None, initial={"ends_on": request.actor.on})
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.end_interest(
                interest_id=interest_id, **form.cleaned_data, actor=request.actor, at=request.now
            )
        except (NotFound, Forbidden):
            raise
        except Refused as refusal:
            form.add_findings(refusal.findings)
        else:
            messages.success(request, text("interests.note.ended", day=written_day(made.ends_on)))
            return redirect("interests:list")
    return _form(request, form, "end", "interests:list")


def _enter(request: HttpRequest, form: Any, words: dict[str, Any], *, person_id: int) -> bool:
    """Find the firm and declare; what is wrong goes to the form."""
    scheme, number = words.pop("scheme"), words.pop("number").strip()
    firm = organisations.find_firm(scheme, number)
    if firm is None:
        form.add_findings(
            [Finding("interests.finding.firm_unknown", field="number", params={"number": number})]
        )
        return False
    try:
        made = operations.declare_interest(
            person_id=person_id, firm_id=firm.pk, **words, actor=request.actor, at=request.now
        )
    except Refused as refusal:
        form.add_findings(refusal.findings)
        return False
    messages.success(request, text("interests.note.declared", day=written_day(made.valid_from)))
    return True


def _first_values(request: HttpRequest) -> dict[str, Any]:
    return {"valid_from": request.actor.on, "request_key": secrets.token_hex(16)}


def _form(request: HttpRequest, form: Any, what: str, back: str) -> HttpResponse:
    context = {
        "title": text(f"interests.title.{what}"),
        "lead": text("interests.lead.end" if what == "end" else "interests.lead.declare"),
        "form": form,
        "submit_label": text(f"interests.act.{what}"),
        "crumbs": [Crumb(text("interests.title.mine"), reverse("interests:list"))],
        "cancel_url": reverse(back),
    }
    return render(request, "pages/form.html", context, status=422 if form.is_bound else 200)


def _firm(*, heading: bool = True) -> Column:
    return Column("firm_name", text("interests.field.firm"), sort="firm_name", heading=heading)


def _tie() -> list[Column]:
    return [
        Column("kind", text("interests.field.kind"), render=_worded("kind")),
        Column("valid_from", text("interests.field.valid_from"), sort="valid_from", render=_first_day),
        Column("last_day", text("interests.field.last_day"), render=_last_day),
    ]


def _state(on: date) -> Column:
    def shown(row: InterestRow) -> Status:
        if row.in_force(on):
            return Status(text("interests.state.in_force"), "warn")
        return Status(text("interests.state.not_yet" if row.valid_from > on else "interests.state.ended"))

    return Column("state", text("interests.field.state"), render=shown)


def _end_link(on: date) -> Column:
    def link(row: InterestRow) -> Link | str:
        running = not row.is_ended and (row.last_day is None or row.last_day >= on)
        url = reverse("interests:end", args=[row.interest_id])
        return Link(text("interests.act.end"), url) if running else ""

    return Column("end", text("interests.act.end"), render=link)


def _worded(name: str) -> Any:
    return lambda row: text(f"interests.{name}.{getattr(row, name)}")


def _first_day(row: InterestRow) -> str:
    return short_day(row.valid_from)


def _last_day(row: InterestRow) -> str:
    return short_day(row.last_day)


def _entered(row: InterestRow) -> str:
    return short_moment(row.declared_at)
