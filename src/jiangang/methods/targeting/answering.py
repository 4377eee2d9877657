"""Answers of the protocols and worlds, as the commands print them: values, assumptions, one sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date as Day
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from jiangang.methods.answers import Answer, Said
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.targeting.keys import as_numbers, find_telling
from jiangang.methods.targeting.protocols import Outcome, check_frame, read_case, run_online, run_rolling
from jiangang.methods.targeting.reading_days import as_days
from jiangang.methods.targeting.trained import Lesson, Scorer, learn, summarise
from jiangang.methods.targeting.worlds import World, make_world, measure_world

if TYPE_CHECKING:
    import polars as pl

KEY_WORDS = (("hs", "commodity", "code"), ("mass", "weight"))
EPOCH = Day(1970, 1, 1)


def answer_online(
    frame: "pl.DataFrame",
    *,
    label: str,
    date: str,
    value: str,
    leave_out: Sequence[str],
    rate: float,
    strategy: str,
    rng_seed: int,
) -> tuple[Answer, tuple[str, ...]]:
    """The weekly protocol on a frame (see `run_online`), and the identifiers of what was inspected."""
    case = read_case(frame, label, date, value, leave_out)
    outcome = run_online(case, strategy, rate, rng_seed)
    said = {"strategy": strategy, "norm_pre": f"{outcome.values['norm_pre']:.4f}"}
    said["weeks"] = str(outcome.values["weeks"])
    return _answer("online", outcome, Said("methods.targeting.sentence.online", said)), outcome.selected


def answer_rolling(
    frame: "pl.DataFrame", *, label: str, date: str, keys: Sequence[str], start: str, leave_out: Sequence[str]
) -> Answer:
    """The rolling protocol on a frame (see `run_rolling`).

    keys: columns whose joint value must be new; without any, the column of the commodity code and that of the
    mass are found by their names. start: first day scored, else the first of the third month.
    """
    names = tuple(keys) or find_keys(frame.columns)
    lacking = [name for name in names if name not in frame.columns]
    if lacking:
        code = "methods.targeting.finding.column_lacking"
        raise Refused([Finding(code, field=name, params={"column": name}) for name in lacking])
    case = read_case(frame, label, date, "", leave_out)
    ordered = frame.sort(date, maintain_order=True)
    dates = case.arrivals.days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]").astype(np.int64)
    outcome = run_rolling(case, [ordered[name] for name in names], _first_day(start, int(months[0])), months)
    said = {"auc": f"{outcome.values['auc']:.4f}", "rows": str(outcome.values["rows"])}
    said["precision"] = f"{outcome.values['precision_at_10']:.4f}"
    return _answer("rolling", outcome, Said("methods.targeting.sentence.rolling", said))


def answer_training(
    frame: "pl.DataFrame", *, label: str, date: str, known: str, leave_out: Sequence[str], rng_seed: int
) -> tuple[Answer, Scorer]:
    """A scorer learnt from a frame of inspected declarations, and what its card says.

    The first column identifies and is not learnt from. known: column of the day on which the result was
    known, empty where that is the day of the decision. The day of training is the last of them.
    """
    without = {frame.columns[0], label, date, *([known] if known else []), *leave_out}
    check_frame(frame, (label, date, *([known] if known else []), *leave_out), label)
    frame = frame.sort(date, maintain_order=True)
    labels, decided = as_numbers(frame[label]), as_days(frame[date])
    asked = frame.drop(without)
    telling = find_telling(asked, labels.astype(bool))
    asked = asked.drop([finding.field for finding in telling])
    lesson = Lesson.of_rows(asked, labels, decided)
    if known:
        lesson = replace(lesson, known=as_days(frame[known]))
    last = int(max(lesson.known.max(), decided.max()))
    scorer = learn(lesson, last, rng_seed)
    values = {**summarise(scorer.card()), "columns": list(scorer.columns), "rng_seed": rng_seed}
    values |= {"trained_on": (EPOCH + timedelta(days=last)).isoformat(), "digest": scorer.digest}
    said = {
        "rows": f"{values['rows']:,}",
        "findings": f"{values['found']:,}",
        "auc": f"{values['auc']:.3f}",
    }
    sentence = Said("methods.targeting.sentence.training", said)
    assumptions = (Said("methods.targeting.assumption.training"),)
    return Answer("targeting.learn", "1", values, assumptions, sentence, tuple(telling)), scorer


def answer_world(
    frame: "pl.DataFrame", world: str, rng_seed: int, roles: Mapping[str, str]
) -> tuple[Answer, World]:
    """A world like a frame (see `make_world`), described, and the world itself."""
    made = make_world(frame, world, rng_seed, dict(roles))
    values = {"world": world, "rng_seed": rng_seed, **measure_world(made), "roles": dict(roles)}
    said = {"rows": str(values["rows"]), "world": world, "auc": f"{made.bayes_auc:.3f}"}
    return Answer("targeting.world", "1", values, (), Said("methods.targeting.sentence.world", said)), made


def find_keys(columns: Sequence[str]) -> tuple[str, ...]:
    """Columns of the commodity code and of the mass by words in their names; raises Refused without both."""
    found = []
    for words in KEY_WORDS:
        names = [name for name in columns if any(word in name.lower() for word in words)]
        if not names:
            raise Refused(Finding("methods.targeting.finding.no_key", field="key"))
        found.append(names[0])
    return tuple(found)


def _first_day(start: str, month: int) -> int:
    if not start:
        return int(np.datetime64(month + 2, "M").astype("datetime64[D]").astype(np.int64))
    try:
        return (Day.fromisoformat(start) - EPOCH).days
    except ValueError as error:
        code = "methods.targeting.finding.no_date"
        raise Refused(Finding(code, field="from", params={"column": "from", "count": 1})) from error


def _answer(name: str, outcome: Outcome, sentence: Said) -> Answer:
    assumptions = (Said(f"methods.targeting.assumption.{name}"),)
    return Answer(f"targeting.{name}", "1", outcome.values, assumptions, sentence, outcome.findings)
