"""How decisions, overrides, checks and audits are shown. No reading from the database here."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse

from jiangang.kernel.people import api as people
from jiangang.kernel.texts import text
from jiangang.port.targeting.models import Override
from jiangang.port.targeting.queries import DecisionRow
from jiangang.port.targeting.reasons import words_of
from jiangang.ui.components import Crumb, Link, Status, Summary, SummaryRow, Tone
from jiangang.ui.dates import moment
from jiangang.ui.tables import Table

TONES: dict[str, Tone] = {"green": "good", "yellow": "warn", "red": "bad", "held": "bad"}
VERDICT_TONES: dict[str, Tone] = {"justified": "good", "doubtful": "warn", "wrong": "bad", "": "neutral"}


def lane_status(lane: str) -> Status:
    """A lane as a word on its tone."""
    return Status(text(f"targeting.lane.{lane}"), TONES[lane])


def decision_link(number: str) -> Link:
    """The page of a decision."""
    return Link(number, reverse("targeting:decision", args=[number]))


def stream_words(streams: Sequence[str]) -> str:
    """Why a consignment is checked, in words."""
    return "、".join(text(f"targeting.stream.{name}") for name in streams)


def percent(share: float | None) -> str:
    """A share as percent with one decimal; empty where there is none."""
    return "" if share is None else f"{100 * share:.1f} %"


def interval_words(low: float, high: float) -> str:
    """An interval in percent."""
    return f"{100 * low:.1f}–{100 * high:.1f} %"


def crumbs(*more: Crumb) -> list[Crumb]:
    """The way from the board."""
    return [Crumb(text("targeting.title.board"), reverse("targeting:board")), *more]


def table_part(table: Table) -> Any:
    """A table as a part of a page."""
    return render_to_string("ui/components/table.html", {"table": table, "page": table.page})


def override_summary(override: Override, language: str) -> Summary:
    """An override with its answer, whole."""
    answer = getattr(override, "answer", None)
    state = "waiting" if answer is None else "granted" if answer.is_granted else "refused"
    rows = [
        SummaryRow(
            text("targeting.field.lane"),
            f"{text(f'targeting.lane.{override.from_lane}')} → {text(f'targeting.lane.{override.to_lane}')}",
        ),
        SummaryRow(text("targeting.field.reason_code"), words_of(override.reason_code, language)),
        SummaryRow(text("targeting.field.words"), override.words),
        SummaryRow(text("targeting.field.asked_by"), people.name_of_key(override.asked_by, language)),
        SummaryRow(text("targeting.field.asked_at"), moment(override.asked_at)),
        SummaryRow(text("targeting.field.answer"), text(f"targeting.answer.{state}")),
    ]
    if answer is not None:
        name = people.name_of_key(answer.answered_by, language)
        rows.append(SummaryRow(text("targeting.field.answered_by"), f"{name}, {moment(answer.answered_at)}"))
        if answer.words:
            rows.append(SummaryRow(text("targeting.field.words"), answer.words))
    return Summary(rows)


def chance_rows(row: DecisionRow) -> list[SummaryRow]:
    """The streams and the probability of each before the draw."""
    rows = [
        SummaryRow(
            text("targeting.field.streams"), stream_words(row.streams) or text("targeting.note.no_streams")
        )
    ]
    rows += [
        SummaryRow(f"{text('targeting.field.chance')}: {text(f'targeting.stream.{name}')}", _chance(value))
        for name, value in row.chances.items()
    ]
    if row.inclusion:
        rows.append(SummaryRow(text("targeting.field.inclusion"), _chance(row.inclusion)))
    return rows


def score_rows(row: DecisionRow) -> list[SummaryRow]:
    """Model, score, worth and thresholds of the time."""
    rows = []
    if row.score is None:
        rows.append(SummaryRow(text("targeting.field.score"), text("targeting.note.no_model")))
    else:
        rows += [
            SummaryRow(text("targeting.field.model"), row.model),
            SummaryRow(text("targeting.field.score"), row.score),
            SummaryRow(text("targeting.field.worth"), row.worth),
        ]
    if row.threshold is None:
        rows.append(SummaryRow(text("targeting.field.cut"), text("targeting.note.no_threshold")))
    else:
        cut = row.threshold["cut"] or text("targeting.note.no_model")
        rows += [
            SummaryRow(text("targeting.field.cut"), cut),
            SummaryRow(text("targeting.field.explore"), _chance(row.threshold["explore"])),
            SummaryRow(text("targeting.field.target"), _chance(row.threshold["target"])),
            SummaryRow(text("targeting.field.computed_at"), moment(row.threshold["computed_at"])),
        ]
    rows += [SummaryRow(name, value) for name, value in row.features.items()]
    return rows


def _chance(exact: str) -> str:
    """An exact share with its value in percent; a long one in percent alone."""
    value = Fraction(exact)
    shown = f"{100 * float(value):.4g} %"
    return f"{exact} = {shown}" if value.denominator != 1 and len(exact) <= 20 else shown
