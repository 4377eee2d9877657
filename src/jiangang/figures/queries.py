"""Computing figures and opening their records, scoped to what the reader may see."""

import csv
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from jiangang.figures.models import Snapshot
from jiangang.figures.rules import check_period
from jiangang.kernel.figures import Figure, Value, Window, all_figures, find_figure, value_of
from jiangang.kernel.office.api import time_zone
from jiangang.methods.findings import Finding, NotFound, Severity, raise_if_blocked


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as it may be printed: definition (by code and version), period, as-of, value."""

    figure: Figure
    window: Window
    as_of: datetime
    value: Value


def get_figure(code: str) -> Figure:
    """The figure of that code; raises NotFound."""
    figure = find_figure(code)
    if figure is None:
        raise NotFound([Finding("figures.finding.unknown", Severity.ERROR, "code", {"code": code})])
    return figure


def window_of(first: date, last: date) -> Window:
    """The period in the office's zone of its last day; raises Refused when the days are crossed."""
    raise_if_blocked(check_period(first, last))
    return Window(first, last, time_zone(last))


def compute(figure: Figure, window: Window, *, as_of: datetime) -> Printed:
    """One figure over a period, from the records as they stand now."""
    return Printed(figure, window, as_of, value_of(figure, window))


def compute_all(window: Window, *, as_of: datetime) -> list[Printed]:
    """Every figure over a period."""
    return [compute(figure, window, as_of=as_of) for figure in all_figures()]


def records_of(figure: Figure, window: Window) -> QuerySet[Any]:
    """The records that the number was counted from, oldest first: dicts with case, moment, value."""
    return figure.records(window).order_by("moment", "pk").values("pk", "case", "moment", "value")


def records_digest(figure: Figure, window: Window) -> str:
    """SHA-256 over the records in their order: the same records give the same digest."""
    digest = hashlib.sha256()
    for row in records_of(figure, window).iterator(chunk_size=5_000):
        digest.update(f"{row['case']}|{row['moment'].isoformat()}|{row['value']}\n".encode())
    return digest.hexdigest()


class _Line:
    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The records as CSV, line by line, with a head."""
    writer = csv.writer(_Line())
    yield writer.writerow(["consignment", "moment", "value"])
    for row in rows:
        yield writer.writerow([row["case"], row["moment"].isoformat(), row["value"]])


def list_snapshots(code: str) -> list[Snapshot]:
    """What was frozen of a figure, newest first."""
    return list(Snapshot.objects.filter(code=code).order_by("-as_of", "-pk")[:20])
