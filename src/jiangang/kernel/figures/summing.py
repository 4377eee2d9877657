"""From records to the number: once in the database for the page, once by the pure methods for the check."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, Count, FloatField, Q

from jiangang.kernel.figures.definition import Figure, Kind, Value, Window
from jiangang.methods.durations import summarise_durations
from jiangang.methods.ranking.intervals import wilson

PLACES = Decimal("0.000001")


class Percentile(Aggregate):
    """PostgreSQL's `percentile_cont`: interpolates between neighbours, as `methods.durations` does."""

    function = "PERCENTILE_CONT"
    name = "percentile"
    output_field = FloatField()
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"

    def __init__(self, expression: str, *, share: str, **extra: Any) -> None:
        super().__init__(expression, share=share, **extra)


def value_of(figure: Figure, window: Window) -> Value:
    """The figure's value over a window, aggregated in the database."""
    records = figure.records(window)
    if figure.kind is Kind.DURATION:
        sums = records.aggregate(
            n=Count("pk"), median=Percentile("value", share="0.5"), p90=Percentile("value", share="0.9")
        )
        return Value(_exact(sums["median"]), sums["n"], p90=_exact(sums["p90"]))
    sums = records.aggregate(n=Count("pk"), hits=Count("pk", filter=Q(value=1)))
    return _counted(figure.kind, n=sums["n"], hits=sums["hits"])


def summarise(kind: Kind, values: Sequence[Decimal | int]) -> Value:
    """The same value from the records' own values, by the pure methods: what a reader can recompute from the CSV."""
    if kind is Kind.DURATION:
        if not values:
            return Value(None, 0)
        summary = summarise_durations([Decimal(value) for value in values])
        return Value(_exact(summary.median), len(values), p90=_exact(summary.p90))
    return _counted(kind, n=len(values), hits=sum(value == 1 for value in values))


def _counted(kind: Kind, *, n: int, hits: int) -> Value:
    if kind is Kind.COUNT:
        return Value(Decimal(n), n)
    if n == 0:
        return Value(None, 0)
    interval = wilson(hits, n)
    return Value(_exact(Decimal(hits) / n), n, low=_exact(interval.low), high=_exact(interval.high))


def _exact(value: float | Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(repr(value) if isinstance(value, float) else value).quantize(PLACES)
