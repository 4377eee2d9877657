"""From records to the number: once in the database for the page, once by the pure methods for the check."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, Count, DurationField, Q

from jiangang.kernel.figures.definition import Figure, Kind, Value, Window
from jiangang.methods.durations import summarise as summarise_durations
from jiangang.methods.ranking.intervals import wilson

PLACES = Decimal("0.000001")
MOST_RECORDS = 2**62


class Median(Aggregate):
    """The middle of durations; the mean of the two middle ones when their number is even."""

    output_field = DurationField()
    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


class NinthDecile(Aggregate):
    """The ninth decile of durations by nearest rank, as `methods.durations` takes it."""

    output_field = DurationField()
    template = "percentile_disc(0.9) WITHIN GROUP (ORDER BY %(expressions)s)"


def value_of(figure: Figure, window: Window) -> Value:
    """The figure's value over a window, aggregated in the database."""
    records = figure.records(window)
    if figure.kind is Kind.DURATION:
        # The limit, which no figure reaches, keeps PostgreSQL from calculating each length once per aggregate.
        sums = records[:MOST_RECORDS].aggregate(
            n=Count("pk"), median=Median("value"), p90=NinthDecile("value")
        )
        return Value(_seconds(sums["median"]), sums["n"], p90=_seconds(sums["p90"]))
    sums = records.aggregate(n=Count("pk"), hits=Count("pk", filter=Q(value=1)))
    return _counted(figure.kind, n=sums["n"], hits=sums["hits"])


def summarise(kind: Kind, values: Sequence[Any]) -> Value:
    """The same value from the records' own values, by the pure methods: what a reader can recompute from
    the CSV.

    values: timedeltas for a duration, else 1 and 0.
    """
    if kind is Kind.DURATION:
        if not values:
            return Value(None, 0)
        summary = summarise_durations(values)
        return Value(_seconds(summary.median), summary.count, p90=_seconds(summary.p90))
    return _counted(kind, n=len(values), hits=sum(value == 1 for value in values))


def _counted(kind: Kind, *, n: int, hits: int) -> Value:
    if kind is Kind.COUNT:
        return Value(Decimal(n), n)
    if n == 0:
        return Value(None, 0)
    interval = wilson(hits, n)
    rate = (Decimal(hits) / n).quantize(PLACES)
    return Value(rate, n, low=_fraction(interval.low), high=_fraction(interval.high))


def _fraction(value: float) -> Decimal:
    return Decimal(repr(value)).quantize(PLACES)


def _seconds(value: timedelta | None) -> Decimal | None:
    if value is None:
        return None
    whole = value // timedelta(microseconds=1)
    return (Decimal(whole) / 1_000_000).quantize(PLACES)
