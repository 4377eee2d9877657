"""The table of a day, read back from the records: what was notified, decided, drawn, inspected, certified."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from unicodedata import east_asian_width

from jiangang.figures import api as figures
from jiangang.kernel.figures import Kind
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.texts import text
from jiangang.rehearsal.counting import DayCounts, count_day


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    label: str
    value: str


def day_table(day: date) -> list[Row]:
    """The lines of a day, in the order of a consignment's way."""
    counts = count_day(day)
    rows = [
        Row(text("rehearsal.row.day"), day.isoformat()),
        Row(text("rehearsal.row.notices"), _spread(counts.notices, "source")),
        Row(text("rehearsal.row.findings"), _spread(counts.findings, "severity")),
        Row(text("rehearsal.row.states"), _spread(counts.states, "state")),
        Row(text("rehearsal.row.lanes"), _spread(counts.lanes, "lane")),
        Row(text("rehearsal.row.random"), text("rehearsal.value.random", n=counts.random, of=counts.decided)),
        Row(text("rehearsal.row.draws"), _spread(counts.draws, "purpose")),
        Row(text("rehearsal.row.inspections"), _spread(counts.inspections, "result")),
        Row(text("rehearsal.row.decisions"), _spread(counts.decisions, "outcome")),
        Row(text("rehearsal.row.certificates"), _spread(counts.certificates, "certificate")),
    ]
    return [*rows, *_figure_rows(day), *_ledger_rows()]


def _figure_rows(day: date) -> list[Row]:
    window = figures.window_of(day, day)
    rows = []
    for printed in figures.compute_all(window, as_of=window.ends - timedelta(seconds=1)):
        beside = figures.interval_text(printed.value) or figures.note_text(printed.value)
        shown = f"{figures.number_text(printed)} (n = {printed.value.n}{'; ' + beside if beside else ''})"
        if printed.figure.kind is not Kind.COUNT:
            rows.append(Row(text(f"{printed.figure.text_key}.title"), shown))
    return rows


def _ledger_rows() -> list[Row]:
    return [
        Row(text("rehearsal.row.ledger"), f"{ledger.size():,}"),
        Row(text("rehearsal.row.root"), ledger.root().hex()),
    ]


def _spread(counts: Counter[str], kind: str) -> str:
    parts = "  ".join(f"{text(f'rehearsal.{kind}.{key}')} {count}" for key, count in sorted(counts.items()))
    return f"{sum(counts.values())}" + (f"  ({parts})" if parts else "")


def drawn(rows: list[Row]) -> str:
    """The table as lines of text, aligned also where Chinese characters take two columns."""
    width = max(_columns(row.label) for row in rows)
    ruler = "─" * (width + 60)
    lines = [f"  {row.label}{' ' * (width - _columns(row.label))}  {row.value}" for row in rows]
    return "\n".join([ruler, *lines, ruler])


def _columns(words: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in words)


__all__ = ["DayCounts", "Row", "day_table", "drawn"]
