"""The course of an earned reduction, and the draws of a screen."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangang.methods.chance.stream import Stream
from jiangang.methods.targeting.drawing import commitment, draw, limit
from jiangang.methods.targeting.facts import Fact, Kind, Level
from jiangang.methods.targeting.standing import Happening, Programme, Standing, State, advance, replay

TERMS = Programme(
    Fact("standing", Kind.CODE, Level.CONSIGNMENT), ("importer",), 3, Fraction(1), Fraction(1, 5)
)
CLEAN, FAILURE, OVERRIDDEN = Happening.CLEAN, Happening.FAILURE, Happening.OVERRIDDEN
LOCK, UNLOCK = Happening.LOCK, Happening.UNLOCK
SEED = bytes(range(32))


@pytest.mark.parametrize(
    ("happenings", "state", "rate"),
    [
        ([], State.QUALIFYING, 1),
        ([CLEAN] * 2, State.QUALIFYING, 1),
        ([CLEAN] * 3, State.REDUCED, Fraction(1, 5)),
        ([CLEAN] * 3 + [FAILURE], State.QUALIFYING, 1),
        ([CLEAN] * 3 + [FAILURE] + [CLEAN] * 3, State.REDUCED, Fraction(1, 5)),
        ([CLEAN] * 3 + [LOCK], State.LOCKED, 1),
        ([CLEAN] * 3 + [LOCK, UNLOCK], State.QUALIFYING, 1),
        ([LOCK] + [CLEAN] * 3 + [UNLOCK], State.QUALIFYING, 1),
        ([CLEAN] * 3 + [OVERRIDDEN], State.OWED, 1),
        ([CLEAN] * 3 + [OVERRIDDEN, CLEAN], State.REDUCED, Fraction(1, 5)),
        ([CLEAN] * 3 + [OVERRIDDEN, OVERRIDDEN, CLEAN], State.OWED, 1),
        ([LOCK, OVERRIDDEN], State.OWED, 1),
    ],
)
def test_a_standing_goes_as_the_terms_say(happenings: list[Happening], state: State, rate: Fraction) -> None:
    """Qualification, reduction, reset, lock, and the missed check that stays owed."""
    standing = replay(happenings)
    assert (standing.state(TERMS), standing.rate(TERMS)) == (state, rate)


@given(st.lists(st.sampled_from(list(Happening)), max_size=30))
def test_no_reduction_without_a_clean_row(happenings: list[Happening]) -> None:
    """The last three checks done were clean, no check is owed, and nothing is locked."""
    standing = replay(happenings)
    if standing.state(TERMS) is State.REDUCED:
        done = [one for one in happenings if one in (CLEAN, FAILURE)]
        assert done[-3:] == [CLEAN] * 3
        locks = [one for one in happenings if one in (LOCK, UNLOCK)]
        assert locks[-1:] != [LOCK]
    assert standing.owed <= happenings.count(OVERRIDDEN)
    assert replay(happenings[5:], replay(happenings[:5])) == standing
    assert advance(standing, FAILURE).state(TERMS) is not State.REDUCED


def test_what_is_missing_is_told() -> None:
    """How many more clean checks."""
    assert [Standing(clean=clean).missing(TERMS) for clean in (0, 2, 3, 9)] == [3, 1, 0, 0]


@pytest.mark.parametrize(("first", "count"), [(0, 0), (0, 1), (0, 9), (3, 6), (5, 1), (1001, 10)])
def test_draws_are_those_of_the_stream(first: int, count: int) -> None:
    """Byte for byte, from any place."""
    stream = Stream(SEED, "label")
    stream.take(8 * first)
    assert draw(SEED, "label", first, count).tolist() == [
        int.from_bytes(stream.take(8), "big") for _ in range(count)
    ]


@pytest.mark.parametrize("wrong", [(b"short", "a", 0, 1), (SEED, "a\x00", 0, 1), (SEED, "a", -1, 1)])
def test_a_wrong_question_is_refused(wrong: tuple[bytes, str, int, int]) -> None:
    """Seeds of another length, labels with NUL, places before the first."""
    with pytest.raises(ValueError, match="32 bytes"):
        draw(*wrong)


def test_a_limit_is_the_rate_to_the_last_bit() -> None:
    """Rounded up, never over the top."""
    assert int(limit(Fraction(1, 2))) == 1 << 63
    assert int(limit(Fraction(1, 3))) == (1 << 64) // 3 + 1
    assert int(limit(Fraction(0))) == 0
    assert int(limit(1 - Fraction(1, 1 << 70))) == (1 << 64) - 1
    with pytest.raises(ValueError, match="below 1"):
        limit(Fraction(1))


def test_ten_thousand_draws_show_no_pattern() -> None:
    """Shares, runs and lagged agreement of a tenth within four standard errors of what chance gives."""
    taken = draw(SEED, "random", 0, 10_000) < limit(Fraction(1, 10))
    assert abs(taken.mean() - 0.1) < 4 * np.sqrt(0.09 / 10_000)
    for lag in range(1, 30):
        both = (taken[lag:] & taken[:-lag]).mean()
        assert abs(both - 0.01) < 4 * np.sqrt(0.01 * 0.99 / 10_000) * 1.2
    after = taken[1:][taken[:-1]]
    assert abs(after.mean() - 0.1) < 4 * np.sqrt(0.09 / len(after))


def test_a_commitment_tells_nothing_and_binds() -> None:
    """Another seed has another one."""
    assert len(commitment(SEED)) == 64 and commitment(SEED) != commitment(bytes(32))
