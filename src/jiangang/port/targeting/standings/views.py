"""Screens of earned reductions: who stands where, one course, locking, unlocking, a check that was let go."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import page
from jiangang.kernel.texts import text
from jiangang.methods.findings import Forbidden, NotFound, Refused
from jiangang.port.targeting import forms, permissions
from jiangang.port.targeting.firm_names import entity_names
from jiangang.port.targeting.meaning import percent
from jiangang.port.targeting.operations.standings import lock_standing, override_check, unlock_standing
from jiangang.port.targeting.standing_facts import CourseRow, StandingRow
from jiangang.port.targeting.standings import queries as standing_queries
from jiangang.ui.components import (
    Action,
    Crumb,
    Empty,
    Link,
    Status,
    Step,
    Summary,
    SummaryRow,
    Timeline,
    Tone,
)
from jiangang.ui.pages import Part
from jiangang.ui.tables import Column, Table

TONES: dict[str, Tone] = {"reduced": "good", "qualifying": "info", "locked": "warn", "owed": "bad"}


@page(permissions.VIEW_STANDINGS)
def list_standings(request: HttpRequest) -> HttpResponse:
    """Every enterprise in a programme, with its standing."""
    rows = standing_queries.list_standings(request.actor)
    names = entity_names([row.entity for row in rows], request.actor.language)
    table = Table(
        name="standings",
        columns=[
            Column(
                "entity",
                text("targeting.field.entity"),
                heading=True,
                render=lambda row: Link(names[row.entity], _address(row.programme, row.entity)),
            ),
            Column("programme", text("targeting.field.programme"), sort="programme"),
            Column("state", text("targeting.field.state"), render=_state),
            Column(
                "clean", text("targeting.field.clean"), align="end", render=lambda row: row.standing.clean
            ),
            Column("owed", text("targeting.field.owed"), align="end", render=lambda row: row.standing.owed),
            Column("rate", text("targeting.field.rate"), align="end", render=_rate),
        ],
        rows=rows,
        request=request,
        caption=text("targeting.title.standings"),
        empty=Empty(text("targeting.note.no_standings"), text("targeting.note.no_standings_body")),
    )
    context = {
        "title": text("targeting.title.standings"),
        "lead": text("targeting.lead.standings"),
        "crumbs": [Crumb(text("targeting.title.decisions"), reverse("targeting:decisions"))],
    }
    return table.respond(request, "pages/table.html", context)


@page(permissions.VIEW_STANDINGS)
def show_standing(request: HttpRequest, programme: str, entity: str) -> HttpResponse:
    """One standing: what it is, what it costs, and everything that happened."""
    row = standing_queries.get_standing(programme, entity, request.actor)
    language = request.actor.language
    context = {
        "title": entity_names([entity], language)[entity],
        "status": _state(row),
        "crumbs": [Crumb(text("targeting.title.standings"), reverse("targeting:standings"))],
        "actions": _actions(row, request),
        "parts": [
            Part(Summary(_rows(row))),
            Part(Timeline([_step(one, language) for one in row.course]), text("targeting.title.course")),
        ],
    }
    return render(request, "pages/record.html", context)


@page(permissions.LOCK_STANDING)
def lock(request: HttpRequest, programme: str, entity: str) -> HttpResponse:
    """Lock a standing, or unlock it as another hand."""
    row = standing_queries.get_standing(programme, entity, request.actor)
    act = unlock_standing if row.standing.is_locked else lock_standing
    return _by_reason(
        request,
        row,
        forms.ReasonForm(request.POST if request.method == "POST" else None),
        act,
        "unlock" if row.standing.is_locked else "lock",
    )


@page(permissions.OVERRIDE_CHECK)
def let_go(request: HttpRequest, programme: str, entity: str) -> HttpResponse:
    """Note an ordered check that was let go: it is owed."""
    row = standing_queries.get_standing(programme, entity, request.actor)
    return _by_reason(
        request,
        row,
        forms.LetGoForm(request.POST if request.method == "POST" else None),
        override_check,
        "let_go",
    )


def _by_reason(request: HttpRequest, row: StandingRow, form: Any, act: Any, what: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            act(
                programme=row.programme,
                entity=row.entity,
                **form.cleaned_data,
                actor=request.actor,
                at=request.now,
            )
        except Forbidden:
            raise
        except NotFound as missing:
            form.add_findings(missing.findings)
        except Refused as refusal:
            form.add_findings(refusal.findings)
        else:
            messages.success(request, text(f"targeting.note.standing_{what}"))
            return redirect(_address(row.programme, row.entity))
    context = {
        "title": text(f"targeting.title.{what}"),
        "lead": text(f"targeting.lead.{what}"),
        "form": form,
        "submit_label": text(f"targeting.act.{what}"),
        "crumbs": [Crumb(text("targeting.title.standings"), reverse("targeting:standings"))],
        "cancel_url": _address(row.programme, row.entity),
    }
    return render(request, "pages/form.html", context, status=422 if form.is_bound else 200)


def _address(programme: str, entity: str) -> str:
    return reverse("targeting:standing", args=[programme, entity])


def _rows(row: StandingRow) -> list[SummaryRow]:
    rows = [
        SummaryRow(text("targeting.field.programme"), row.programme),
        SummaryRow(text("targeting.field.clean"), str(row.standing.clean)),
        SummaryRow(text("targeting.field.owed"), str(row.standing.owed)),
        SummaryRow(text("targeting.field.rate"), _rate(row)),
    ]
    if row.rule is not None:
        missing = str(row.standing.missing(row.rule.terms))
        rows.append(SummaryRow(text("targeting.field.clean_missing"), missing))
    return rows


def _actions(row: StandingRow, request: HttpRequest) -> list[Action]:
    held, actions = request.actor.permissions, []
    args = [row.programme, row.entity]
    if permissions.LOCK_STANDING in held:
        what = "unlock" if row.standing.is_locked else "lock"
        actions.append(Action(text(f"targeting.act.{what}"), reverse("targeting:lock_standing", args=args)))
    if permissions.OVERRIDE_CHECK in held:
        actions.append(Action(text("targeting.act.let_go"), reverse("targeting:let_go", args=args)))
    return actions


def _step(one: CourseRow, language: str) -> Step:
    said = [one.reason]
    if one.is_undone:
        said.append(text("targeting.note.undone"))
    said.append(text("targeting.note.after_event", clean=one.after.clean, owed=one.after.owed))
    url = reverse("targeting:decision", args=[one.consignment]) if one.consignment else ""
    return Step(
        label=text(f"targeting.happening.{one.happening}"),
        state="refused" if one.is_undone else "done",
        at=one.occurred_at,
        by=people.name_of_key(one.entered_by, language),
        note=" · ".join(part for part in said if part),
        url=url,
    )


def _state(row: StandingRow) -> Status:
    if row.rule is None:
        return Status(text("targeting.standing_state.ended"))
    state = row.standing.state(row.rule.terms).value
    return Status(text(f"targeting.standing_state.{state}"), TONES[state])


def _rate(row: StandingRow) -> str:
    return percent(row.standing.rate(row.rule.terms)) if row.rule is not None else ""
