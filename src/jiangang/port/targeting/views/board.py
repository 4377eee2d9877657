"""The morning board."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jiangang.integrity.assignment.api import VIEW_DRAWS
from jiangang.kernel.permissions import page
from jiangang.kernel.texts import text
from jiangang.port.targeting import board, permissions, plots, queries, showing
from jiangang.ui.components import Action, Clock, Empty, Link, Summary, SummaryRow
from jiangang.ui.dates import moment, short_day
from jiangang.ui.pages import Part
from jiangang.ui.tables import Column, Table

SHOWN = 20


@require_safe
@page(permissions.VIEW_DECISIONS)
def show_board(request: HttpRequest) -> HttpResponse:
    """What comes, where it goes, what the policy expected, what waits, who is recused, and the proof."""
    found = board.today(request.actor, request.actor.on)
    parts = [
        Part(_lanes(request, found), text("targeting.title.today")),
        Part(_arrivals(request), text("targeting.title.arrivals")),
        Part(_due(request), text("targeting.title.due")),
        Part(_exceptions(request, found), text("targeting.title.exceptions")),
        Part(_rules(request, found), text("targeting.title.rule_hits")),
        Part(_proof(request), text("targeting.field.proof")),
        Part(_recused(request), text("targeting.title.recused")),
    ]
    context = {
        "title": text("targeting.title.board"),
        "lead": text("targeting.lead.board"),
        "actions": _actions(request),
        "parts": parts,
    }
    return render(request, "targeting/page.html", context)


def _actions(request: HttpRequest) -> list[Action]:
    wanted = (
        ("decisions", permissions.VIEW_DECISIONS, "targeting:decisions"),
        ("coverage", permissions.VIEW_COVERAGE, "targeting:coverage"),
        ("leakage", permissions.VIEW_COVERAGE, "targeting:leakage"),
        ("audit", permissions.VIEW_AUDIT, "targeting:audit"),
        ("policies", permissions.VIEW_POLICIES, "targeting:policies"),
    )
    return [
        Action(text(f"targeting.act.{act}"), reverse(name))
        for act, permission, name in wanted
        if permission in request.actor.permissions
    ]


def _records(request: HttpRequest, **narrowed: str) -> str:
    """Today's decisions, narrowed."""
    words = urlencode({**narrowed, "day": request.actor.on.isoformat()})
    return f"{reverse('targeting:decisions')}?{words}"


def _lanes(request: HttpRequest, found: board.Today) -> Any:
    lines = []
    for lane in found.lanes:
        expected = showing.percent(lane.expected) or text("targeting.note.not_expected")
        share = showing.percent(lane.share)
        said = f"{lane.count} ({share}) · {text('targeting.field.of_expected')} {expected}"
        url = _records(request, lane=lane.lane)
        lines.append(
            plots.bar_line(text(f"targeting.lane.{lane.lane}"), said, lane.share, lane.expected, url)
        )
    return plots.plot(lines, text("targeting.note.plot_lanes"))


def _arrivals(request: HttpRequest) -> Any:
    language, now = request.actor.language, request.now

    def importer(row: Any) -> str:
        firm = row.consignment.importer
        return firm.name_in(language) if firm else ""

    table = Table(
        name="arrivals",
        columns=[
            Column(
                "number",
                text("targeting.field.number"),
                heading=True,
                nowrap=True,
                render=lambda row: showing.decision_link(row.consignment.number),
            ),
            Column("eta", text("targeting.field.eta"), render=_eta),
            Column("importer", text("targeting.field.importer"), render=importer),
            Column("goods", text("targeting.field.goods"), render=lambda row: row.consignment.hs_code),
            Column("lane", text("targeting.field.lane"), render=lambda row: showing.lane_status(row.lane)),
            Column(
                "streams",
                text("targeting.field.streams"),
                render=lambda row: showing.stream_words(row.streams),
            ),
            Column(
                "due",
                text("targeting.field.promised_until"),
                render=lambda row: _clock(row.promised_until, now),
            ),
        ],
        rows=board.coming(request.actor).select_related("consignment__importer"),
        request=request,
        caption=text("targeting.title.arrivals"),
        empty=Empty(text("targeting.note.closed_day")),
        page_size=SHOWN,
        prefixed=True,
    )
    return showing.table_part(table)


def _due(request: HttpRequest) -> Any:
    may = permissions.RELEASE_OVERDUE in request.actor.permissions

    def act(row: Any) -> Any:
        number = row.consignment.number
        if not may or row.is_random or not row.is_admissible or "mandatory" in row.streams:
            return ""
        return Link(text("targeting.act.release"), reverse("targeting:overdue", args=[number]), note=number)

    table = Table(
        name="due",
        columns=[
            Column(
                "number",
                text("targeting.field.number"),
                heading=True,
                nowrap=True,
                render=lambda row: showing.decision_link(row.consignment.number),
            ),
            Column("lane", text("targeting.field.lane"), render=lambda row: showing.lane_status(row.lane)),
            Column(
                "streams",
                text("targeting.field.streams"),
                render=lambda row: showing.stream_words(row.streams),
            ),
            Column(
                "due",
                text("targeting.field.promised_until"),
                render=lambda row: _clock(row.promised_until, request.now),
            ),
            Column("act", text("targeting.act.overdue"), render=act),
        ],
        rows=board.due(request.actor, request.now),
        request=request,
        caption=text("targeting.title.due"),
        empty=Empty(text("targeting.note.none")),
        page_size=SHOWN,
        prefixed=True,
    )
    return showing.table_part(table)


def _exceptions(request: HttpRequest, found: board.Today) -> Any:
    held = Link(str(found.held), _records(request, lane="held"))
    rows = [SummaryRow(text("targeting.lane.held"), held)]
    for override in board.pending(request.actor)[:SHOWN]:
        url = reverse("targeting:override_answer", args=[override.pk])
        rows.append(
            SummaryRow(
                text("targeting.title.pending"),
                Link(override.decision.consignment.number, url, note=moment(override.asked_at)),
            )
        )
    if len(rows) == 1:
        rows.append(SummaryRow(text("targeting.title.pending"), text("targeting.note.none")))
    return Summary(rows)


def _rules(request: HttpRequest, found: board.Today) -> Any:
    table = Table(
        name="rules",
        columns=[
            Column("rule", text("targeting.field.rule"), heading=True),
            Column("purpose", text("targeting.field.purpose")),
            Column(
                "count",
                text("targeting.field.hits"),
                align="end",
                render=lambda row: Link(str(row.count), _records(request, rule=row.rule)),
            ),
            Column(
                "share",
                text("targeting.field.share"),
                align="end",
                render=lambda row: showing.percent(row.share),
            ),
            Column(
                "expected",
                text("targeting.field.of_expected"),
                align="end",
                render=lambda row: showing.percent(row.expected),
            ),
        ],
        rows=list(found.rules),
        request=request,
        caption=text("targeting.title.rule_hits"),
        empty=Empty(text("targeting.note.none")),
        prefixed=True,
    )
    return showing.table_part(table)


def _proof(request: HttpRequest) -> Any:
    rows = []
    if VIEW_DRAWS in request.actor.permissions:
        rows.append(
            SummaryRow(
                text("targeting.field.proof"),
                Link(text("targeting.act.draws"), reverse("assignment:commitments")),
            )
        )
    policy = queries.policy_in_force(request.actor.on)
    rows.append(SummaryRow(text("targeting.field.policy"), _policy(request, policy)))
    thresholds = queries.standing_thresholds(policy.policy_id, request.now) if policy else {}
    for section, row in thresholds.items():
        said = f"{row.target} · {text('targeting.field.explore')} {row.explore} · {moment(row.computed_at)}"
        rows.append(SummaryRow(f"{text('targeting.title.thresholds')} {section}".strip(), said))
    if not thresholds:
        rows.append(SummaryRow(text("targeting.title.thresholds"), text("targeting.note.no_threshold")))
    return Summary(rows)


def _policy(request: HttpRequest, policy: queries.PolicyInForce | None) -> Any:
    if policy is None:
        return text("targeting.note.none")
    if permissions.VIEW_POLICIES not in request.actor.permissions:
        return policy.name
    return Link(policy.name, reverse("targeting:policy", args=[policy.policy_id]))


def _recused(request: HttpRequest) -> Any:
    found = board.recused(request.actor, request.actor.on)
    if not found:
        return text("targeting.note.none")
    return Summary([SummaryRow(name, f"{text('targeting.field.firms')}: {count}") for name, count in found])


def _eta(row: Any) -> str:
    return short_day(row.consignment.arrives_on)


def _clock(promised_until: datetime | None, now: datetime) -> Any:
    return Clock.until(promised_until, now=now) if promised_until else ""
