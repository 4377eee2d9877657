"""Protocols that compare strategies and scores on dated, labelled declarations, without a leak.

`run_online`: the weekly protocol with selective labels. `run_rolling`: monthly training, scored on rows that
resemble no earlier one. Both give a strategy only labels that would be known on the day.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.register import method
from jiangang.methods.targeting import scoring
from jiangang.methods.targeting.keys import as_numbers, find_telling, group_keys, make_keys, mix, read_layout
from jiangang.methods.targeting.measures import find_auc, find_auc_error, find_precision, find_share_interval
from jiangang.methods.targeting.reading_days import as_days
from jiangang.methods.targeting.store import FeatureStore, choose_crossings
from jiangang.methods.targeting.strategies import Arrivals, make_strategy

if TYPE_CHECKING:
    import polars as pl

FIRST_DAYS, WEEK, STEP = 28, 7, 0.10
LAST_WEEKS = 13
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """Declarations sorted by date: identifiers, what may be seen, and apart from it labels and values."""

    identifiers: "pl.Series"
    arrivals: Arrivals
    labels: Floats
    values: Floats
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Outcome:
    """What a run showed: the figures by name, the identifiers of what was inspected, warnings."""

    values: dict[str, Any]
    selected: tuple[str, ...]
    findings: tuple[Finding, ...]


def read_case(
    frame: "pl.DataFrame", label: str, date: str, value: str = "", leave_out: Sequence[str] = ()
) -> Case:
    """Declarations as a case: the first column identifies, all others are taken as they come.

    label: 0 or 1; value: of a finding, known only with the label and never a feature; leave_out: columns that
    are not to be used. How columns are taken is settled by the first 28 days alone, and so are columns left
    out because they tell the label. Raises Refused for missing columns, wrong labels, or no rows.
    """
    check_frame(frame, (label, date, *([value] if value else []), *leave_out), label)
    frame = frame.sort(date, maintain_order=True)
    days = as_days(frame[date])
    labels = as_numbers(frame[label])
    first = frame.filter(_mask(days < days[0] + FIRST_DAYS))
    without = {frame.columns[0], label, date, value, *leave_out}
    others = first.drop([name for name in without if name])
    found = find_telling(others, labels[: len(first)].astype(bool))
    layout = read_layout(others, {finding.field for finding in found})
    arrivals = Arrivals(
        layout,
        group_keys(frame, layout),
        tuple(as_numbers(frame[name]) for name in layout.numbers),
        days,
    )
    values = np.nan_to_num(as_numbers(frame[value])) if value else np.ones(len(frame))
    return Case(frame[frame.columns[0]], arrivals, labels, values, tuple(found))


def check_frame(frame: "pl.DataFrame", names: Sequence[str], label: str) -> None:
    """Raise Refused for columns that are not there, an empty file, and labels other than 0 and 1."""
    lacking = [name for name in names if name not in frame.columns]
    if lacking:
        raise Refused(
            [
                Finding("methods.targeting.finding.column_lacking", field=n, params={"column": n})
                for n in lacking
            ]
        )
    if not len(frame):
        raise Refused(Finding("methods.targeting.finding.no_rows"))
    labels = as_numbers(frame[label])
    wrong = np.flatnonzero((labels != 0) & (labels != 1))
    if len(wrong):
        params = {"column": label, "count": len(wrong)}
        raise Refused(
            Finding(
                "methods.targeting.finding.label_wrong", field=label, params=params, row=int(wrong[0]) + 2
            )
        )


@method(
    "targeting.online",
    version="2",
    source="Mai and others, IEEE TKDE (2022), section 5: customs inspection with selective labels",
    verified=(
        "the oracle reaches 1 by definition and random about the rate",
        "labels shuffled after a day change no selection before it",
    ),
)
def run_online(case: Case, strategy: str, rate: float, rng_seed: int) -> Outcome:
    """The weekly protocol: 28 days labelled, then weeks with a budget of 90 %, 80 % … down to `rate`.

    Each week floor(rate · arrivals) are selected and only their labels are revealed. A last week that is not
    whole is left out. Measures are means over the weeks at the rate: `norm_pre`, precision over the best that
    could be had, min(1, illicit / budget); `norm_val`, value found over the most that the budget could find;
    `norm_pre_last_13_weeks`. Raises Refused for a rate outside 0 to 1 or fewer than five weeks.
    """
    if not 0 < rate <= 1:
        raise Refused(Finding("methods.targeting.finding.rate_wrong", field="rate", params={"rate": rate}))
    days = case.arrivals.days
    learner = make_strategy(strategy, case.arrivals, rng_seed)
    first = np.flatnonzero(days < days[0] + FIRST_DAYS)
    learner.learn(first, case.labels[first], days[first])
    precisions, values, selected = [], [], []
    for day, rows, budget, is_final in list_weeks(days, rate):
        chosen = learner.choose(day, rows, budget)
        check_choice(chosen, rows, budget)
        learner.learn(chosen, case.labels[chosen], day)
        selected.append(chosen)
        if is_final:
            precisions.append(find_norm_precision(case.labels, rows, chosen, budget))
            values.append(find_norm_value(case.labels * case.values, rows, chosen, budget))
    if len(precisions) < 1:
        raise Refused(Finding("methods.targeting.finding.too_few_weeks", params={"weeks": len(precisions)}))
    told = {
        "strategy": strategy,
        "rate": rate,
        "rng_seed": rng_seed,
        "rows": len(days),
        "norm_pre": _mean(precisions),
        "norm_val": _mean(values),
        "norm_pre_last_13_weeks": _mean(precisions[-LAST_WEEKS:]),
        "weeks": len(precisions),
        "inspected": int(sum(map(len, selected))),
    }
    every = np.concatenate(selected)
    return Outcome(told, tuple(case.identifiers[every].cast(str).to_list()), case.findings)


def list_weeks(days: NDArray[np.int64], rate: float) -> list[tuple[int, NDArray[np.int64], int, bool]]:
    """The whole weeks after the first 28 days: first day, rows, budget, whether that is the rate."""
    found, start, share = [], int(days[0]) + FIRST_DAYS, 1 - STEP
    while start + WEEK - 1 <= days[-1]:
        rows = np.arange(*np.searchsorted(days, [start, start + WEEK]))
        now = max(share, rate)
        budget = math.floor(now * len(rows) + 1e-9)
        if budget:
            found.append((start, rows, budget, share <= rate + 1e-9))
        start, share = start + WEEK, share - STEP
    return found


def check_choice(chosen: NDArray[np.int64], rows: NDArray[np.int64], budget: int) -> None:
    """Raise ValueError when a strategy chose too many, twice, or from outside the week."""
    if len(chosen) > budget or len(np.unique(chosen)) != len(chosen) or not np.isin(chosen, rows).all():
        raise ValueError("a strategy chose what it may not")


def find_norm_precision(
    labels: Floats, rows: NDArray[np.int64], chosen: NDArray[np.int64], budget: int
) -> float:
    """Precision of a week over the best possible, min(1, illicit / budget); NaN where nothing was illicit."""
    illicit = float(labels[rows].sum())
    return float(labels[chosen].sum()) / budget / min(1.0, illicit / budget) if illicit else math.nan


def find_norm_value(worth: Floats, rows: NDArray[np.int64], chosen: NDArray[np.int64], budget: int) -> float:
    """Value found in a week over the most that the budget could find; NaN where there was none."""
    best = float(np.sort(worth[rows])[::-1][:budget].sum())
    return float(worth[chosen].sum()) / best if best > 0 else math.nan


@method(
    "targeting.rolling",
    version="2",
    source="the project's own protocol: only rows whose key occurred on no earlier day are scored",
    verified="labels of a month changed at will change no score of that month",
)
def run_rolling(case: Case, keys: Sequence["pl.Series"], start: int, months: NDArray[np.int64]) -> Outcome:
    """Monthly training; the scores of rows that resemble no earlier one are pooled.

    Of the earlier rows, too, only those are learnt from whose key had occurred on no day before them.
    keys: columns, sorted as the case, whose joint value must have occurred on no earlier day; start: first
    day scored; months: the month of each row, ascending. Measures: `auc`, `precision_at_1`, `_5`, `_10` per
    cent, with 95 % intervals.
    """
    fresh = find_fresh(keys, case.arrivals.days)
    scores = np.full(len(case.labels), np.nan)
    arrivals = case.arrivals
    for month in np.unique(months[arrivals.days >= start]):
        rows = np.flatnonzero((months == month) & (arrivals.days >= start))
        known = np.arange(rows[0])
        wanted = rows[fresh[rows]]
        if len(wanted) and len(known):
            scores[wanted] = score_month(arrivals, case.labels, known, wanted, fresh)
    pooled = np.flatnonzero(~np.isnan(scores))
    if not len(pooled):
        raise Refused(Finding("methods.targeting.finding.no_rows"))
    return Outcome(measure_pooled(scores[pooled], case.labels[pooled].astype(bool)), (), case.findings)


def find_fresh(keys: Sequence["pl.Series"], days: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Rows whose joint key occurred on no earlier day."""
    joint = make_keys(keys[0])
    for each in keys[1:]:
        joint = mix(joint, make_keys(each))
    _, place = np.unique(joint, return_inverse=True)
    earliest = np.full(place.max() + 1, np.iinfo(np.int64).max)
    np.minimum.at(earliest, place, days)
    return np.asarray(days == earliest[place])


def score_month(
    arrivals: Arrivals,
    labels: Floats,
    known: NDArray[np.int64],
    wanted: NDArray[np.int64],
    fresh: NDArray[np.bool_],
) -> Floats:
    """Scores of a month's rows by a model fitted on rows before the month, and on their labels only.

    Rates, too, are learnt only from rows that resembled none before them: a consignment that is declared
    again and again would count as often, and the rows to be scored are none of these.
    """
    today = int(arrivals.days[known[-1]]) + 1
    trained = known[fresh[known]]
    store = FeatureStore(arrivals.layout, choose_crossings(arrivals.keys[trained], arrivals.layout))
    store.learn_keys(arrivals.keys[trained], labels[trained], arrivals.days[trained])
    features = _features(store, arrivals, trained, arrivals.days[trained])
    model = scoring.fit(features, labels[trained], (today - arrivals.days[trained]).astype(float), 1)
    return model.score(_features(store, arrivals, wanted, today))


def measure_pooled(scores: Floats, labels: NDArray[np.bool_]) -> dict[str, Any]:
    """Area under the curve and precision at 1, 5 and 10 %, with intervals."""
    ones = int(labels.sum())
    auc = find_auc(scores, labels)
    error = find_auc_error(auc, ones, len(labels) - ones)
    told = {"rows": len(labels), "base_rate": ones / len(labels), "auc": auc}
    told["auc_low"], told["auc_high"] = auc - 1.96 * error, auc + 1.96 * error
    for share in (0.01, 0.05, 0.10):
        name = f"precision_at_{round(100 * share)}"
        told[name] = find_precision(scores, labels, share)
        count = math.floor(share * len(labels) + 1e-9)
        hits = 0 if math.isnan(told[name]) else round(told[name] * count)
        told[f"{name}_low"], told[f"{name}_high"] = find_share_interval(hits, count)
    return told


def _features(
    store: FeatureStore, arrivals: Arrivals, rows: NDArray[np.int64], as_of: int | NDArray[np.int64]
) -> Any:
    return store.features_of(arrivals.keys[rows], [each[rows] for each in arrivals.numbers], as_of)


def _mask(values: NDArray[np.bool_]) -> "pl.Series":
    import polars as pl

    return pl.Series(values)


def _mean(values: list[float]) -> float:
    known = [each for each in values if not math.isnan(each)]
    return float(np.mean(known)) if known else math.nan
