"""How reference data and files to be loaded are shown."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from jiangang.kernel.calendar import api as calendar
from jiangang.kernel.codes import api as codes
from jiangang.kernel.money import api as money
from jiangang.kernel.permissions import Actor
from jiangang.kernel.reference.loaders import LOADERS, Change, Preview
from jiangang.kernel.reference.models import Load
from jiangang.kernel.reference.queries import content_of
from jiangang.kernel.texts import text
from jiangang.ui import dates
from jiangang.ui.components import Action, Alert, Summary, SummaryRow
from jiangang.ui.findings import show
from jiangang.ui.tables import Column, Table

MOST_SHOWN = 200
"""Findings shown at a form; a preview has a table of all."""


@dataclass(frozen=True, slots=True)
class RateRow:
    """A rate as the list shows it."""

    pair: str
    rate: str
    on: str
    source: str
    verified: str
    loaded_at: str


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A year as the list shows it."""

    year: int
    revision: int
    notice: str
    issued: str
    days: str
    verified: str
    loaded_at: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change as the preview shows it."""

    name: str
    what: str
    before: str
    after: str


def rates_table(request: HttpRequest) -> Table:
    """Every rate that stands, with its day and source."""
    rows = [
        RateRow(
            pair=each.pair,
            rate=f"{each.rate.normalize():f}",
            on=each.on.isoformat(),
            source=each.source,
            verified=_yes(each.verified),
            loaded_at=dates.short_day(each.entered_at),
        )
        for each in money.list_rates()
    ]
    return _table("rates", ("pair", "rate", "on", "source", "verified", "loaded_at"), rows, request, "rate")


def years_table(request: HttpRequest) -> Table:
    """Every year of the office's calendar, the latest first, with the notice that arranged it."""
    rows = [
        CalendarRow(
            year=each.year,
            revision=each.revision,
            notice=each.notice,
            issued=dates.short_day(each.issued),
            days=text("reference.preview.days", off=each.days_off, worked=each.days_worked),
            verified=_yes(each.verified),
            loaded_at=dates.short_day(each.loaded_at),
        )
        for each in reversed(calendar.list_years())
    ]
    names = ("year", "revision", "notice", "issued", "days", "verified", "loaded_at")
    return _table("calendar", names, rows, request, "revision")


def preview_context(load: Load, preview: Preview, request: HttpRequest) -> dict[str, Any]:
    """What a file would change: facts, counts, changes, and the button unless nothing can be loaded."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by AccessMiddleware
    shown: dict[str, Any] = {
        "summary": Summary([*_told(load, preview, actor)], columns=2),
        "counts": [text(f"reference.count.{what}", count=count) for what, count in preview.counts.items()],
        "changes": _changes_table(preview, request),
        "has_findings": bool(preview.findings),
    }
    if load.done_at is not None:
        return {**shown, "lead": outcome_words(load)}
    if LOADERS[load.kind].is_barred(preview):
        return {**shown, "warning": Alert(text("reference.preview.barred"), tone="bad")}
    act = Action(text("reference.act.carry_out"), request.path, "primary", post=True)
    lead = text("reference.preview.already" if preview.already else "reference.preview.lead")
    if preview.refused_rows:
        left_out = text("reference.preview.left_out", count=preview.refused_rows)
        shown["warning"] = Alert(left_out, tone="warn")
    return {**shown, "lead": lead, "actions": [act]}


def findings_table(preview: Preview, request: HttpRequest) -> Table:
    """What was found, by row."""
    findings = sorted(preview.findings, key=lambda each: (not each.blocks, each.row or 0))
    return Table(
        name="findings",
        columns=[
            Column("row", text("reference.column.row"), sort="row", align="end", heading=True),
            Column("severity", text("reference.column.severity"), sort="severity"),
            Column("message", text("reference.column.message")),
            Column("mend", text("reference.column.mend")),
        ],
        rows=[show(each) for each in findings],
        request=request,
        caption=text("reference.preview.findings"),
        export="findings",
    )


def look_through(load: Load) -> Preview:
    """What a received file would change now."""
    return LOADERS[load.kind].look_through(content_of(load), load.words)


def outcome_words(load: Load) -> str:
    """What came of a file, in a sentence."""
    return text(f"reference.{load.kind}.done", **load.outcome)


def _told(load: Load, preview: Preview, actor: Actor) -> list[SummaryRow]:
    rows = []
    for name, value in preview.told:
        if name == "scheme":
            scheme = codes.get_scheme(value)
            value = scheme.name_en if actor.language == "en" else scheme.name_zh
        rows.append(SummaryRow(text(f"reference.field.{name}"), value))
    rows.append(SummaryRow("SHA-256", load.document.sha256))
    return rows


def _changes_table(preview: Preview, request: HttpRequest) -> Table:
    def row(change: Change) -> ChangeRow:
        return ChangeRow(change.name, text(f"reference.what.{change.what}"), change.before, change.after)

    return Table(
        name="changes",
        columns=[
            Column("name", text("reference.column.name"), heading=True, nowrap=True),
            Column("what", text("reference.column.what"), sort="what"),
            Column("before", text("reference.column.before")),
            Column("after", text("reference.column.after")),
        ],
        rows=[row(change) for change in preview.changes],
        request=request,
        caption=text("reference.preview.changes"),
        prefixed=True,
    )


def _table(name: str, columns: tuple[str, ...], rows: list[Any], request: HttpRequest, number: str) -> Table:
    return Table(
        name=name,
        columns=[
            Column(
                column,
                text(f"reference.column.{column}"),
                heading=column == columns[0],
                align="end" if column == number else "start",
                nowrap=column == columns[0],
            )
            for column in columns
        ],
        rows=rows,
        request=request,
        caption=text(f"reference.{name}.title"),
    )


def _yes(value: bool) -> str:
    return text("reference.column.yes" if value else "reference.column.no")
