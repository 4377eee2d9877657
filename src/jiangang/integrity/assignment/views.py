"""Screens of the draw: the board, one draw with pool and proof, drawing anew, the promises of the days."""

import json
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from jiangang.integrity.assignment import forms, operations, permissions, queries
from jiangang.integrity.assignment.models import Draw
from jiangang.integrity.assignment.queries import DrawRow
from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import page
from jiangang.kernel.texts import text
from jiangang.methods.findings import Forbidden, NotFound, Refused
from jiangang.ui.components import Action, Alert, Code, Crumb, Empty, Link, Status, Summary, SummaryRow
from jiangang.ui.dates import day as written_day
from jiangang.ui.dates import moment, short_moment
from jiangang.ui.pages import Part
from jiangang.ui.tables import Column, Filter, Table

SHOWN_IN_LIST = 8
"""Units that the list of draws names; the draw's own page names all."""


@page(permissions.VIEW_DRAWS)
def board(request: HttpRequest) -> HttpResponse:
    """Every draw that the reader may see, the newest first."""
    language = request.actor.language
    purposes = [(code, text(f"assignment.purpose.{code}")) for code in Draw.Purpose.values]
    table = Table(
        name="draws",
        columns=[
            Column(
                "case",
                text("assignment.field.case"),
                sort="case",
                heading=True,
                render=_draw_link,
                nowrap=True,
            ),
            Column("purpose", text("assignment.field.purpose"), render=_purpose),
            Column("result", text("assignment.field.result"), render=_short_result),
            Column("pool", text("assignment.field.pool"), align="end", render=lambda row: len(row.pool)),
            Column(
                "excluded",
                text("assignment.field.excluded"),
                align="end",
                render=lambda row: len(row.excluded),
            ),
            Column("state", text("assignment.field.state"), render=_state),
            Column(
                "drawn_at", text("assignment.field.drawn_at"), sort="drawn_at", render=_drawn_at, nowrap=True
            ),
        ],
        filters=[
            Filter("case", text("assignment.field.case"), queries.matches),
            Filter("purpose", text("assignment.field.purpose"), "purpose", purposes),
        ],
        rows=queries.visible_draws(request.actor),
        shape=lambda rows: queries.shape_draws(rows, language),
        request=request,
        caption=text("assignment.title.board"),
        empty=Empty(text("assignment.note.empty"), text("assignment.note.empty_body")),
    )
    context = {
        "title": text("assignment.title.board"),
        "lead": text("assignment.lead.board"),
        "actions": [Action(text("assignment.title.commitments"), reverse("assignment:commitments"))],
    }
    return table.respond(request, "pages/table.html", context)


@page(permissions.VIEW_DRAWS)
def show_draw(request: HttpRequest, draw_id: int) -> HttpResponse:
    """One draw: pool, who was left out and why, result, what was promised and mixed, the way to the proof."""
    (row,) = queries.shape_draws([queries.get_visible(draw_id, request.actor)], request.actor.language)
    parts = [
        Part(Summary(_facts(row, request.actor.language))),
        Part(Summary(_left_out(row)), text("assignment.title.excluded")),
        Part(Summary(_promise(row)), text("assignment.title.proof")),
        Part(Alert(text("assignment.hint.verify"))),
    ]
    if row.replaces_id or row.replaced_by_id:
        parts.append(Part(Summary(_history(row)), text("assignment.title.history")))
    context = {
        "title": text("assignment.title.draw", number=row.case),
        "status": _state(row),
        "crumbs": [_board_crumb()],
        "actions": _actions(request, row),
        "parts": parts,
    }
    return render(request, "pages/record.html", context)


@page(permissions.VIEW_DRAWS)
def download_proof(request: HttpRequest, draw_id: int) -> HttpResponse:
    """The proof as the file that `jiangang draw verify` reads."""
    draw = queries.get_visible(draw_id, request.actor)
    body = json.dumps(draw.proof, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    response = HttpResponse(body, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{draw.case}-{draw.purpose}-proof.json"'
    return response


@page(permissions.REDRAW)
def ask_redraw(request: HttpRequest, draw_id: int) -> HttpResponse:
    """Ask that a draw be made anew."""
    (row,) = queries.shape_draws([queries.get_visible(draw_id, request.actor)], request.actor.language)
    people = [(code, _named(row, code)) for code in row.result]
    form = forms.RedrawForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            operations.request_redraw(
                draw_id=draw_id, **form.cleaned_data, actor=request.actor, at=request.now
            )
        except (NotFound, Forbidden):
            raise
        except Refused as refusal:
            form.add_findings(refusal.findings)
        else:
            messages.success(request, text("assignment.note.asked"))
            return redirect("assignment:draw", draw_id=draw_id)
    context = {
        "title": text("assignment.title.redraw", number=row.case),
        "lead": text("assignment.lead.redraw"),
        "form": form,
        "submit_label": text("assignment.act.ask"),
        "crumbs": [_board_crumb()],
        "cancel_url": reverse("assignment:draw", args=[draw_id]),
    }
    return render(request, "pages/form.html", context, status=422 if form.is_bound else 200)


@require_POST
@page(permissions.REDRAW)
def approve_redraw(request: HttpRequest, request_id: int) -> HttpResponse:
    """Let a requested draw be made."""
    made = operations.approve_redraw(request_id=request_id, actor=request.actor, at=request.now)
    messages.success(request, text("assignment.note.redrawn", people=", ".join(made.result)))
    return redirect("assignment:draw", draw_id=made.pk)


@page(permissions.VIEW_DRAWS)
def show_commitments(request: HttpRequest) -> HttpResponse:
    """The promises of the latest days."""
    table = Table(
        name="commitments",
        columns=[
            Column("day", text("assignment.field.day"), sort="day", heading=True, nowrap=True),
            Column("series", text("assignment.field.series"), align="end"),
            Column("root", text("assignment.field.root"), render=lambda row: Code(row.root, groups=8)),
            Column("used", text("assignment.field.used"), align="end"),
            Column("slots", text("assignment.field.slots"), align="end"),
            Column("committed_at", text("assignment.field.committed_at"), render=_committed_at, nowrap=True),
            Column("ledger_sequence", text("assignment.field.entry"), align="end"),
        ],
        rows=queries.commitments(),
        request=request,
        caption=text("assignment.title.commitments"),
    )
    actions = []
    if permissions.COMMIT_DAY in request.actor.permissions:
        url = reverse("assignment:commit")
        actions.append(Action(text("assignment.act.commit"), url, "primary", post=True))
    context = {
        "title": text("assignment.title.commitments"),
        "lead": text("assignment.lead.commitments"),
        "crumbs": [_board_crumb()],
        "actions": actions,
    }
    return table.respond(request, "pages/table.html", context)


@require_POST
@page(permissions.COMMIT_DAY)
def commit_tomorrow(request: HttpRequest) -> HttpResponse:
    """Promise the seeds of the next day."""
    day = request.actor.on + timedelta(days=1)
    made = operations.commit_day(day=day, actor=request.actor, at=request.now)
    root = bytes(made.root).hex()
    messages.success(request, text("assignment.note.committed", day=written_day(day), root=root))
    return redirect("assignment:commitments")


def _board_crumb() -> Crumb:
    return Crumb(text("assignment.title.board"), reverse("assignment:board"))


def _actions(request: HttpRequest, row: DrawRow) -> list[Action]:
    actions = [Action(text("assignment.act.download"), reverse("assignment:proof", args=[row.draw_id]))]
    may = permissions.REDRAW in request.actor.permissions
    if may and row.purpose == Draw.Purpose.INSPECTOR and row.replaced_by_id is None:
        if row.redraw_request_id is None:
            url = reverse("assignment:redraw", args=[row.draw_id])
            actions.append(Action(text("assignment.act.redraw"), url))
        else:
            url = reverse("assignment:approve", args=[row.redraw_request_id])
            actions.append(Action(text("assignment.act.approve"), url, "primary", post=True))
    return actions


def _facts(row: DrawRow, language: str) -> list[SummaryRow]:
    rows = [
        SummaryRow(text("assignment.field.purpose"), _purpose(row)),
        SummaryRow(text("assignment.field.result"), _result(row)),
        SummaryRow(text("assignment.field.count"), row.count),
        SummaryRow(text("assignment.title.pool"), _listed(_in_order(row.pool))),
        SummaryRow(text("assignment.field.drawn_at"), moment(row.drawn_at)),
        SummaryRow(text("assignment.field.drawn_by"), people.name_of_key(row.drawn_by, language)),
    ]
    if row.reason:
        rows.append(SummaryRow(text("assignment.field.reason"), row.reason))
        rows.append(
            SummaryRow(text("assignment.field.requested_by"), people.name_of_key(row.requested_by, language))
        )
        rows.append(
            SummaryRow(text("assignment.field.approved_by"), people.name_of_key(row.approved_by, language))
        )
    return rows


def _left_out(row: DrawRow) -> list[SummaryRow]:
    rows = [
        SummaryRow(one.code, _listed(text(f"assignment.reason.{reason}") for reason in one.reasons))
        for one in row.excluded
    ]
    return rows or [SummaryRow(text("assignment.field.excluded"), text("assignment.note.nobody"))]


def _promise(row: DrawRow) -> list[SummaryRow]:
    return [
        SummaryRow(text("assignment.field.day"), written_day(row.day)),
        SummaryRow(text("assignment.field.slot"), row.slot),
        SummaryRow(text("assignment.field.root"), Code(row.root, groups=8)),
        SummaryRow(text("assignment.field.entry"), row.ledger_sequence),
    ]


def _history(row: DrawRow) -> list[SummaryRow]:
    named = ((row.replaces_id, "replaces"), (row.replaced_by_id, "replaced_by"))
    return [
        SummaryRow(
            text(f"assignment.field.{name}"),
            Link(text("assignment.title.draw", number=row.case), reverse("assignment:draw", args=[draw_id])),
        )
        for draw_id, name in named
        if draw_id
    ]


def _draw_link(row: DrawRow) -> Link:
    return Link(row.case, reverse("assignment:draw", args=[row.draw_id]))


def _purpose(row: DrawRow) -> str:
    return text(f"assignment.purpose.{row.purpose}")


def _result(row: DrawRow) -> str:
    return _listed(_named(row, code) for code in _in_order(row.result))


def _short_result(row: DrawRow) -> str:
    """The result for a list: of many units only the first."""
    if len(row.result) <= SHOWN_IN_LIST:
        return _result(row)
    first = _listed(_in_order(row.result)[:SHOWN_IN_LIST])
    return text("assignment.note.and_more", first=first, count=len(row.result))


def _in_order(codes: Sequence[str]) -> list[str]:
    """Units by their number, people as they were drawn."""
    return sorted(codes, key=int) if all(code.isdigit() for code in codes) else list(codes)


def _listed(words: Iterable[str]) -> str:
    return text("ui.format.separator").join(words)


def _named(row: DrawRow, code: str) -> str:
    return f"{row.names[code]} ({code})" if code in row.names else code


def _state(row: DrawRow) -> Status:
    if row.replaced_by_id is not None:
        return Status(text("assignment.state.replaced"))
    if row.redraw_request_id is not None:
        return Status(text("assignment.state.asked"), "warn")
    return Status(text("assignment.state.stands"), "good")


def _drawn_at(row: Any) -> str:
    return short_moment(row.drawn_at)


def _committed_at(row: Any) -> str:
    return short_moment(row.committed_at)
