"""The watch on values: its recursion beside one written out, and what a value's own record says."""

import numpy as np
import pytest

from jiangang.methods.targeting.curiosity import (
    HAZARD,
    KEEP,
    LEAST,
    LOW,
    RATES,
    Level,
    keep_watch,
    list_alarms,
    raise_alarms,
)
from jiangang.methods.targeting.keys import Keys


def write_out(history: list[tuple[int, int, float]], as_of: int) -> list[float]:
    """Odds of a jump to each rate, step by step. history: day, label and what was expected, of one value."""
    told = []
    for jumped_to in RATES:
        hazard = HAZARD / len(RATES)
        odds, last, found, awaited = hazard, history[0][0], 1.0, 1.0
        for day, label, expected in history:
            weeks, last = (day - last) / 7, day
            odds = odds * KEEP**weeks + hazard * (1 - KEEP**weeks) / (1 - KEEP)
            usual = max(LEAST, max(LOW, expected) * min(1.0, found / awaited))
            rate = max(jumped_to, usual)
            odds *= rate / usual if label else (1 - rate) / (1 - usual)
            found, awaited = found + label, awaited + max(LOW, expected)
        weeks = (as_of - last) / 7
        told.append(odds * KEEP**weeks + hazard * (1 - KEEP**weeks) / (1 - KEEP))
    return told


HISTORIES = {
    "clean": [(0, 0, 0.05), (3, 0, 0.2), (21, 0, 0.04), (30, 0, 0.05)],
    "once": [(0, 0, 0.05), (3, 0, 0.2), (21, 1, 0.04)],
    "often": [(0, 1, 0.05), (3, 1, 0.2), (21, 1, 0.7), (22, 0, 0.3), (40, 1, 0.001)],
}


@pytest.mark.parametrize("name", HISTORIES)
def test_the_watch_is_the_recursion_written_out(name: str) -> None:
    history = HISTORIES[name]
    days, labels, expected = (np.array(each) for each in zip(*history, strict=True))
    keys = np.full((len(history), 1), 7, np.uint64)
    (level,) = keep_watch(keys, labels.astype(float), days, expected.astype(float), 50)
    assert level.odds[0] == pytest.approx(write_out(history, 50))


def watch_of(clean: int, found: int) -> tuple[Keys, tuple[Level, ...]]:
    """A value checked once a day in vain, then found at once each day; 6 % were expected each time."""
    count = clean + found
    keys, days = np.full((count, 1), 7, np.uint64), np.arange(count)
    labels = np.r_[np.zeros(clean), np.ones(found)]
    return keys, keep_watch(keys, labels, days, np.full(count, 0.06), count)


def test_a_finding_says_more_where_a_long_record_is_clean() -> None:
    (short,), (long,) = watch_of(1, 1)[1], watch_of(100, 1)[1]
    assert long.odds.sum() > 2 * short.odds.sum()


def test_three_findings_after_a_clean_record_raise_an_alarm_and_none_do_not() -> None:
    keys, watch = watch_of(100, 3)
    (alarm,) = list_alarms(watch)
    low = np.array([0.02])
    assert raise_alarms(low, keys[:1], watch)[0] > 0.15 < alarm.rate[0]
    assert not list_alarms(watch_of(103, 0)[1])


def test_nothing_of_the_day_itself_or_later_is_looked_at() -> None:
    keys, days = np.full((6, 1), 7, np.uint64), np.array([0, 7, 14, 21, 28, 35])
    labels, expected = np.array([0.0, 0, 1, 0, 1, 1]), np.full(6, 0.05)
    (some,) = keep_watch(keys, labels, days, expected, 21)
    (whole,) = keep_watch(keys[:3], labels[:3], days[:3], expected[:3], 21)
    assert some.odds == pytest.approx(whole.odds)
