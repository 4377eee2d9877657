"""Screens of what a version has to show: ordering a back-test, its table and drawings, the shadow period."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from jiangang.kernel.office import api as office
from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import page
from jiangang.kernel.texts import text
from jiangang.methods.findings import Refused
from jiangang.port.targeting import forms, permissions, queries
from jiangang.port.targeting.operations.shadowing import end_shadow, start_shadow
from jiangang.port.targeting.operations.testing import order_backtest
from jiangang.port.targeting.parts import Grid, RateRow, Rates
from jiangang.port.targeting.trials import queries as trial_queries
from jiangang.port.targeting.trials.queries import BacktestRow, ShadowPage, ShadowRow
from jiangang.ui.components import Action, Alert, Code, Crumb, Empty, Link, Status, Summary, SummaryRow, Tone
from jiangang.ui.dates import day as written_day
from jiangang.ui.dates import moment, short_moment
from jiangang.ui.pages import Part
from jiangang.ui.tables import Column, Table

LANES = ("green", "yellow", "red", "held")
TONES: dict[str, Tone] = {"green": "good", "yellow": "warn", "red": "bad", "held": "bad"}


@page(permissions.TEST_POLICY)
def order_test(request: HttpRequest, policy_id: int) -> HttpResponse:
    """Choose the days of a back-test; a job replays them."""
    policy = queries.get_policy_row(policy_id)
    today = request.actor.on
    reach = int(office.get_setting("policy_backtest_days", today))
    first = {
        "first_day": today - timedelta(days=max(reach - 1, 0)),
        "last_day": today,
        "request_key": uuid4().hex,
    }
    form = forms.BacktestForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            job = order_backtest(
                policy_id=policy_id, **form.cleaned_data, actor=request.actor, at=request.now
            )
        except Refused as refusal:
            form.add_findings(refusal.findings)
        else:
            return redirect("jobs:watch", job_id=job)
    context = {
        "title": text("targeting.title.test", name=policy),
        "lead": text("targeting.lead.test", days=reach),
        "form": form,
        "submit_label": text("targeting.act.test"),
        "crumbs": _crumbs(policy_id, str(policy)),
        "cancel_url": reverse("targeting:policy", args=[policy_id]),
    }
    return render(request, "pages/form.html", context, status=422 if form.is_bound else 200)


@page(permissions.VIEW_POLICIES)
def show_backtest(request: HttpRequest, backtest_id: int) -> HttpResponse:
    """One back-test: now beside the candidate, with intervals; each rule; what lanes change; the digests."""
    row = trial_queries.get_backtest(backtest_id)
    result = row.result
    leak = result["leak"]
    weak = "" if leak["says_something"] else text("targeting.note.too_few")
    context = {
        "title": text("targeting.title.backtest", name=row.policy),
        "lead": text("targeting.lead.backtest"),
        "crumbs": _crumbs(row.policy_id, row.policy),
        "parts": [
            Part(Summary(_run_rows(row, request.actor.language))),
            Part(_sides(result), text("targeting.title.now_and_candidate")),
            Part(_rates(result, weak), text("targeting.title.rates")),
            Part(text("targeting.note.newly_opened", n=result["candidate"]["unknown"])),
            Part(_moved(result["moved"]), text("targeting.title.moved")),
            Part(_by_rule(result), text("targeting.title.by_rule")),
            Part(_found_by_rule(result)),
            *([Part(_by_gate(result), text("targeting.title.by_gate"))] if result.get("gates") else []),
        ],
    }
    return render(request, "targeting/record.html", context)


@page(permissions.VIEW_POLICIES)
def show_shadow(request: HttpRequest, policy_id: int) -> HttpResponse:
    """A version in shadow: what it would have decided otherwise."""
    policy = queries.get_policy_row(policy_id)
    shadow = trial_queries.get_shadow(policy)
    table = Table(
        name="answers",
        columns=[
            Column("number", text("targeting.field.number"), heading=True, render=_number, nowrap=True),
            Column("lane", text("targeting.field.lane"), render=lambda row: _lane(row.lane)),
            Column("shadow", text("targeting.field.shadow_lane"), render=lambda row: _lane(row.shadow_lane)),
            Column("rules", text("targeting.field.rules"), render=lambda row: "、".join(row.rules)),
            Column(
                "result",
                text("targeting.field.result"),
                render=lambda row: text(f"targeting.result.{row.result or 'none'}"),
            ),
            Column(
                "decided_at",
                text("targeting.field.decided_at"),
                render=lambda row: short_moment(row.decided_at),
            ),
        ],
        rows=trial_queries.different_answers(policy, request.actor),
        shape=trial_queries.shape_answers,
        request=request,
        caption=text("targeting.title.different"),
        empty=Empty(text("targeting.note.no_different")),
        export="shadow",
    )
    context = {
        "title": text("targeting.title.shadow", name=policy),
        "lead": text("targeting.lead.shadow"),
        "crumbs": _crumbs(policy_id, str(policy)),
        "actions": _shadow_actions(shadow, request),
        "parts": _shadow_parts(shadow, request.actor.language),
    }
    return table.respond(request, "targeting/shadow.html", context)


@require_POST
@page(permissions.TEST_POLICY)
def begin_shadow(request: HttpRequest, policy_id: int) -> HttpResponse:
    """Begin a version's shadow period."""
    start_shadow(policy_id=policy_id, actor=request.actor, at=request.now)
    messages.success(request, text("targeting.note.shadow_started"))
    return redirect("targeting:shadow", policy_id=policy_id)


@require_POST
@page(permissions.TEST_POLICY)
def stop_shadow(request: HttpRequest, policy_id: int) -> HttpResponse:
    """End a version's shadow period."""
    end_shadow(policy_id=policy_id, actor=request.actor, at=request.now)
    messages.success(request, text("targeting.note.shadow_ended"))
    return redirect("targeting:shadow", policy_id=policy_id)


def _crumbs(policy_id: int, name: str) -> list[Crumb]:
    return [
        Crumb(text("targeting.title.policies"), reverse("targeting:policies")),
        Crumb(name, reverse("targeting:policy", args=[policy_id])),
    ]


def _run_rows(row: BacktestRow, language: str) -> list[SummaryRow]:
    return [
        SummaryRow(
            text("targeting.field.period"), f"{written_day(row.first_day)} – {written_day(row.last_day)}"
        ),
        SummaryRow(text("targeting.field.replayed"), f"{row.decisions:,}"),
        SummaryRow(text("targeting.field.read_as_on"), row.inputs["as_on"]),
        SummaryRow(text("targeting.field.hours_each"), _hours_each(row.inputs["hours"])),
        SummaryRow(text("targeting.field.run_at"), moment(row.run_at)),
        SummaryRow(text("targeting.field.run_by"), people.name_of_key(row.run_by, language)),
        SummaryRow(text("targeting.field.input_digest"), Code(row.input_digest, groups=8)),
        SummaryRow(text("targeting.field.result_digest"), Code(row.result_digest, groups=8)),
    ]


def _hours_each(hours: dict[str, dict[str, str]]) -> str:
    return "; ".join(
        f"{text(f'targeting.hours.{kind}')}: "
        + text("targeting.note.list_comma").join(
            f"{text(f'targeting.lane.{lane}')} {hours[kind][lane]}" for lane in ("yellow", "red")
        )
        for kind in ("inspector", "trader")
    )


def _sides(result: dict[str, Any]) -> Grid:
    """The version that decided beside the candidate, in whole numbers."""
    now, then = result["now"], result["candidate"]
    rows: list[list[Any]] = [
        [text(f"targeting.lane.{lane}"), f"{now['lanes'].get(lane, 0):,}", f"{then['lanes'].get(lane, 0):,}"]
        for lane in LANES
    ]
    for name in ("caught", "missed", "unknown", "inspector_hours", "trader_hours"):
        rows.append([text(f"targeting.outcome.{name}"), now[name], then[name]])
    for name in ("inadmissible", "by_worth", "to_explore"):
        # Back-tests of before there was a score do not have the last two.
        rows.append([text(f"targeting.outcome.{name}"), "", result.get(name, "")])
    headings = ["", text("targeting.field.as_decided"), text("targeting.field.candidate")]
    return Grid(text("targeting.title.now_and_candidate"), headings, rows)


def _rates(result: dict[str, Any], weak: str) -> Rates:
    rows = [
        RateRow.of(
            f"{text(f'targeting.outcome.{name}')} ({text(f'targeting.field.{label}')})", result[side][name]
        )
        for name in ("recall", "found_among_checked", "checked")
        for side, label in (("now", "as_decided"), ("candidate", "candidate"))
    ]
    rows.append(RateRow.of(text("targeting.outcome.leak"), result["leak"], weak))
    return Rates(
        text("targeting.title.rates"), rows, text("targeting.field.what"), text("targeting.field.remark")
    )


def _by_rule(result: dict[str, Any]) -> Rates:
    """How many each rule touches, and how many it could not be asked about."""
    rows = [
        RateRow.of(
            " · ".join([one["rule"], text("targeting.lane." + one["lane"])]),
            one["touched"],
            text("targeting.note.unknown_and_alone", unknown=one["unknown"], alone=one["alone"]),
        )
        for one in result["rules"]
    ]
    return Rates(
        text("targeting.title.by_rule"), rows, text("targeting.field.rule"), text("targeting.field.remark")
    )


def _found_by_rule(result: dict[str, Any]) -> Rates:
    rows = [RateRow.of(one["rule"], one["found"]) for one in result["rules"]]
    return Rates(text("targeting.title.found_by_rule"), rows, text("targeting.field.found_by_rule"))


def _by_gate(result: dict[str, Any]) -> Rates:
    """To how many of its goods each gate is closed, and what that catches, misses and spares."""
    rows = [
        RateRow.of(
            one["gate"],
            one["closed"],
            text(
                "targeting.note.gate_in_backtest",
                caught=one["caught"],
                missed=one["missed"],
                inspector=one["inspector_hours"],
                trader=one["trader_hours"],
            ),
        )
        for one in result.get("gates", ())
    ]
    return Rates(
        text("targeting.title.by_gate"), rows, text("targeting.field.gate"), text("targeting.field.remark")
    )


def _moved(moved: dict[str, dict[str, int]]) -> Grid:
    # a back-test of an earlier build knows nothing of held ones
    rows = [
        [text(f"targeting.lane.{now}"), *(f"{moved.get(now, {}).get(then, 0):,}" for then in LANES)]
        for now in LANES
    ]
    headings = [text("targeting.field.as_decided"), *(text(f"targeting.lane.{lane}") for lane in LANES)]
    return Grid(text("targeting.title.moved"), headings, rows)


def _shadow_actions(shadow: ShadowPage, request: HttpRequest) -> list[Action]:
    if permissions.TEST_POLICY not in request.actor.permissions or shadow.last_day is not None:
        return []
    what = "begin_shadow" if shadow.first_day is None else "stop_shadow"
    url = reverse(f"targeting:{what}", args=[shadow.policy_id])
    return [
        Action(
            text(f"targeting.act.{what}"), url, "primary" if what == "begin_shadow" else "danger", post=True
        )
    ]


def _shadow_parts(shadow: ShadowPage, language: str) -> list[Part]:
    if shadow.first_day is None:
        return [Part(Alert(text("targeting.note.no_shadow"), tone="info"))]
    rows = [
        SummaryRow(text("targeting.field.valid_from"), written_day(shadow.first_day)),
        SummaryRow(text("targeting.field.valid_until"), written_day(shadow.last_day)),
        SummaryRow(text("targeting.field.started_by"), people.name_of_key(shadow.started_by, language)),
        SummaryRow(text("targeting.field.answers"), f"{shadow.answers:,}"),
        SummaryRow(text("targeting.field.different"), f"{shadow.different:,}"),
        *(
            SummaryRow(text("targeting.field.found_in_lane", lane=text(f"targeting.lane.{lane}")), str(count))
            for lane, count in shadow.found.items()
        ),
    ]
    return [Part(Summary(rows)), Part(_moved(shadow.moved), text("targeting.title.moved"))]


def _number(row: ShadowRow) -> Link:
    return Link(row.number, reverse("targeting:decision", args=[row.number]))


def _lane(lane: str) -> Status:
    return Status(text(f"targeting.lane.{lane}"), TONES[lane])
