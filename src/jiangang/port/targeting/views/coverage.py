"""Screens of coverage and leakage. Every number opens the records that it was counted from."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jiangang.kernel.permissions import page
from jiangang.kernel.texts import text
from jiangang.port.targeting import coverage, forms, permissions, plots, showing
from jiangang.port.targeting.coverage import CoverageRow, PathwayRow
from jiangang.ui.components import Crumb, Empty, Link
from jiangang.ui.dates import short_moment
from jiangang.ui.findings import FindingsList
from jiangang.ui.pages import Part
from jiangang.ui.tables import Column, Table

DAYS = 90


@require_safe
@page(permissions.VIEW_COVERAGE)
def show_coverage(request: HttpRequest) -> HttpResponse:
    """Checks ordered and done, by rule, lane, section or month, with exact intervals."""
    choices = [(each, text(f"targeting.title.by_{each}")) for each in coverage.DIMENSIONS]
    form, first, last, by = _asked(request, choices, text("targeting.field.by"))
    parts: list[Part] = []
    if form.is_valid():
        decisions = coverage.decided_between(request.actor, first, last)
        rows = coverage.coverage_by(coverage.check_records(decisions, last), by)
        lines = [plots.interval_line(_name(by, row.value), _done(row), row.interval) for row in rows]
        parts = [
            Part(plots.plot(lines, text("targeting.note.plot_coverage"))),
            Part(showing.table_part(_coverage_table(request, rows, (first, last)))),
        ]
    return _page(request, "coverage", form, parts)


@require_safe
@page(permissions.VIEW_COVERAGE)
def list_checks(request: HttpRequest) -> HttpResponse:
    """The checks that a number of the coverage was counted from, and their CSV."""
    _, first, last, by = _asked(request, [(each, each) for each in coverage.DIMENSIONS], "")
    value, state = request.GET.get("value", ""), request.GET.get("state", "")
    records = [
        one
        for one in coverage.check_records(coverage.decided_between(request.actor, first, last), last)
        if (not value or value in coverage.values_of(one, by)) and (not state or one.state == state)
    ]
    columns = [
        *_first_columns(),
        Column("rules", text("targeting.field.rules"), render=lambda row: "、".join(row.rules)),
        Column("section", text("targeting.field.section")),
        Column("month", text("targeting.field.month")),
        Column("is_random", text("targeting.field.is_random"), render=lambda row: _drawn(row.is_random)),
        Column("state", text("targeting.field.result"), render=_state),
        Column("found", text("targeting.field.found"), render=lambda row: _yes(row.found)),
    ]
    named = _name(by, value) if value else ""
    stated = text(f"targeting.field.{state}") if state in coverage.STATES else ""
    return _records(request, "coverage", columns, records, f"{named} {stated}".strip())


@require_safe
@page(permissions.VIEW_COVERAGE)
def show_leakage(request: HttpRequest) -> HttpResponse:
    """What passes undetected, by pathway, from the random stream alone; no number where it is too small."""
    choices = [(each, text(f"targeting.by.{each}")) for each in coverage.PATHWAYS]
    form, first, last, by = _asked(request, choices, text("targeting.field.pathway"))
    parts: list[Part] = []
    if form.is_valid():
        rows = coverage.leakage_by(coverage.decided_between(request.actor, first, last), by)
        known = [row for row in rows if row.estimate is not None]
        top = max([row.estimate.high for row in known if row.estimate], default=1.0)
        lines = [
            plots.interval_line(row.value, _leaked(row), (each.rate, each.low, each.high), top=top)
            for row in known
            if (each := row.estimate) is not None
        ]
        if lines:
            parts.append(Part(plots.plot(lines, text("targeting.note.plot_leakage"))))
        parts.append(Part(showing.table_part(_leakage_table(request, rows, by, (first, last)))))
        small = [(row.checked, row.refusal) for row in rows if row.refusal is not None]
        if small:
            _, refusal = max(small, key=lambda each: each[0])
            parts.append(Part(FindingsList.of([refusal]), text("targeting.note.too_small")))
    return _page(request, "leakage", form, parts)


@require_safe
@page(permissions.VIEW_COVERAGE)
def list_stream(request: HttpRequest) -> HttpResponse:
    """The units of the random stream of a pathway, checked or not, and their CSV."""
    _, first, last, by = _asked(request, [(each, each) for each in coverage.PATHWAYS], "")
    value = request.GET.get("value", "")
    rows = coverage.stream_units(coverage.decided_between(request.actor, first, last), by, value)
    columns = [
        *_first_columns(),
        Column("value", text("targeting.field.pathway")),
        Column("propensity", text("targeting.field.propensity")),
        Column("result", text("targeting.field.result"), render=_result),
    ]
    return _records(request, "leakage", columns, rows, f"{text(f'targeting.by.{by}')} {value}")


def _asked(
    request: HttpRequest, choices: Sequence[tuple[str, str]], label: str
) -> tuple[Any, date, date, str]:
    last = request.actor.on
    first = last - timedelta(days=DAYS)
    initial = {"first_day": first, "last_day": last, "by": choices[0][0]}
    given = {name: request.GET.get(name) or value for name, value in initial.items()}
    form = forms.CoverageForm(given, choices=choices, label=label)
    if form.is_valid():
        found = form.cleaned_data
        return form, found["first_day"], found["last_day"], found["by"] or choices[0][0]
    return form, first, last, choices[0][0]


def _page(request: HttpRequest, name: str, form: Any, parts: Sequence[Part]) -> HttpResponse:
    context = {
        "title": text(f"targeting.title.{name}"),
        "lead": text(f"targeting.lead.{name}"),
        "crumbs": showing.crumbs(),
        "form": form,
        "submit_label": text("targeting.act.show"),
        "parts": parts,
    }
    return render(request, "targeting/page.html", context, status=200 if form.is_valid() else 422)


def _records(
    request: HttpRequest, name: str, columns: Sequence[Column], rows: Sequence[Any], title: str
) -> HttpResponse:
    table = Table(
        name=f"{name}-records",
        columns=columns,
        rows=list(rows),
        request=request,
        caption=text("targeting.title.records"),
        empty=Empty(text("targeting.note.none")),
        export=f"{name}-records",
    )
    context = {
        "title": f"{text('targeting.title.records')} {title}".strip(),
        "crumbs": showing.crumbs(Crumb(text(f"targeting.title.{name}"), reverse(f"targeting:{name}"))),
    }
    return table.respond(request, "pages/table.html", context)


def _coverage_table(request: HttpRequest, rows: Sequence[CoverageRow], days: tuple[date, date]) -> Table:
    def link(row: CoverageRow, state: str) -> Any:
        count = row.counts[state] if state else row.ordered
        query = {"by": row.dimension, "value": row.value, "state": state, **_days(days)}
        return Link(str(count), f"{reverse('targeting:checks')}?{urlencode(query)}")

    def counted(state: str) -> Column:
        label = text(f"targeting.field.{state or 'ordered'}")
        return Column(state or "ordered", label, align="end", render=lambda row: link(row, state))

    return Table(
        name="coverage",
        columns=[
            Column(
                "value",
                text("targeting.field.by"),
                heading=True,
                render=lambda row: _name(row.dimension, row.value),
            ),
            counted(""),
            *(counted(state) for state in coverage.STATES),
            Column("interval", text("targeting.field.share_done"), align="end", render=_done),
        ],
        rows=list(rows),
        request=request,
        caption=text("targeting.title.coverage"),
        empty=Empty(text("targeting.note.none")),
    )


def _leakage_table(
    request: HttpRequest, rows: Sequence[PathwayRow], by: str, days: tuple[date, date]
) -> Table:
    def link(row: PathwayRow) -> Any:
        query = {"by": by, "value": row.value, **_days(days)}
        return Link(str(row.checked), f"{reverse('targeting:stream')}?{urlencode(query)}")

    return Table(
        name="leakage",
        columns=[
            Column("value", text(f"targeting.by.{by}"), heading=True),
            Column("arrivals", text("targeting.field.arrivals"), align="end"),
            Column("checked", text("targeting.field.checked"), align="end", render=link),
            Column("found", text("targeting.field.found"), align="end"),
            Column("rate", text("targeting.field.rate"), align="end", render=_leaked),
            Column("passed", text("targeting.field.leaked"), align="end", render=_passed),
        ],
        rows=list(rows),
        request=request,
        caption=text("targeting.title.leakage"),
        empty=Empty(text("targeting.note.none")),
    )


def _days(days: tuple[date, date]) -> dict[str, str]:
    return {"first_day": days[0].isoformat(), "last_day": days[1].isoformat()}


def _name(dimension: str, value: str) -> str:
    if value == "-":
        return text("targeting.note.no_rule" if dimension == "rule" else "targeting.note.not_expected")
    return text(f"targeting.lane.{value}") if dimension == "lane" else value


def _done(row: CoverageRow) -> str:
    if row.interval is None:
        return "—"
    rate, low, high = row.interval
    return f"{showing.percent(rate)} ({showing.interval_words(low, high)})"


def _leaked(row: PathwayRow) -> str:
    if row.refusal is not None or row.estimate is None:
        needed = row.refusal.params["needed"] if row.refusal else ""
        return text("targeting.note.too_small_of", count=row.checked, needed=needed)
    each = row.estimate
    return f"{showing.percent(each.rate)} ({showing.interval_words(each.low, each.high)})"


def _passed(row: PathwayRow) -> str:
    if row.estimate is None:
        return "—"
    each = row.estimate
    return f"{each.passed:.0f} ({each.passed_low:.0f}–{each.passed_high:.0f})"


def _drawn(is_random: bool) -> str:
    return text("targeting.random.yes" if is_random else "targeting.random.no")


def _yes(is_so: bool) -> str:
    return text("targeting.answer.yes" if is_so else "targeting.answer.no")


def _first_columns() -> list[Column]:
    return [
        Column(
            "number",
            text("targeting.field.number"),
            heading=True,
            render=lambda row: showing.decision_link(row.number),
        ),
        Column(
            "decided_at",
            text("targeting.field.decided_at"),
            render=lambda row: short_moment(row.decided_at),
        ),
    ]


def _state(row: coverage.CheckRecord) -> str:
    return text(f"targeting.field.{row.state}")


def _result(row: coverage.StreamUnit) -> str:
    return text(f"targeting.result.{row.result or 'none'}")
