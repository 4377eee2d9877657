"""10,000 consignments: expected rates hold, the random stream cannot be predicted, every draw recomputes."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from scipy.stats import binom, binomtest, chisquare

from tests.integration.assignment.small_office import AT, DAY, actor
from tests.integration.targeting.choosing import TEXT, officer, scoring
from tests.integration.targeting.notices import accept_many, activate, set_share

COUNT, BEFORE = 10_000, 600
SHARE = Fraction(1, 20)
GOODS = ("940310", "940320", "441520", "220421", "440321", "610910", "870830", "701328", "010611", "080510")
WEIGHTS = (300, 250, 100, 40, 20, 100, 80, 80, 10, 20)
CODES = [code for code, weight in zip(GOODS, WEIGHTS, strict=True) for _ in range(weight)]

pytestmark = pytest.mark.slow


def lines(count: int, first: int) -> list[dict[str, str]]:
    """Goods in a fixed mixed order; the mass, by which the test's model scores, is spread evenly."""
    places = range(first, first + count)
    return [
        {"hs_code": CODES[place * 617 % 1_000], "net_mass": str(1 + place * 7919 % 1_009)} for place in places
    ]


def decide_arriving(places: list[dict[str, str]], like: Any, at: Any) -> list[Any]:
    """Decisions on arrivals that are not written: drawn and decided by what bulk loads use, real seeds and
    all.
    """
    from jiangang.integrity.assignment import api as assignment
    from jiangang.port.declarations import api as declarations
    from jiangang.port.targeting import api as targeting

    (row,) = declarations.get_consignments([like.pk])
    rows = [
        replace(
            row,
            id=1_000_000 + place,
            number=f"arrival-{place:06}",
            lines=(replace(row.lines[0], **{**each, "net_mass": Decimal(each["net_mass"])}),),
        )
        for place, each in enumerate(places)
    ]
    pool = assignment.stream_pool(SHARE)
    orders = [assignment.Order(one.number, "random_stream", one.firm_ids, pool, 1) for one in rows]
    draws = {one.case: one for one in assignment.prepare_draws(orders, actor=officer(), at=at)}
    return targeting.prepare_decisions(rows, draws, frozenset(), share=SHARE, actor=officer(), at=at)


def decide_all(consignments: list[Any], at: Any) -> list[Any]:
    from jiangang.port.targeting import api as targeting

    outcomes = targeting.decide_many(consignment_ids=[one.pk for one in consignments], actor=officer(), at=at)
    return [outcome.decision for outcome in outcomes]


@pytest.fixture(scope="module")
def decided(django_db_setup: None, django_db_blocker: Any) -> Any:
    """10,000 decisions: singles by the thresholds of the 600 before them, in one transaction for all
    tests.
    """
    from django.db import transaction

    from jiangang.port.targeting import api as targeting
    from jiangang.port.targeting.operations import preparing

    with django_db_blocker.unblock(), transaction.atomic(), scoring():
        set_share(str(SHARE))
        activate(TEXT)
        before = accept_many(*lines(BEFORE, 0), key="before")
        decide_all(before, AT)
        later = AT + timedelta(days=1)
        (threshold,) = targeting.compute_thresholds(
            day=DAY + timedelta(days=1), actor=actor("T01", "targeting.threshold.compute"), at=later
        )
        exact, preparing.EXACT_FROM = preparing.EXACT_FROM, COUNT + 1
        try:
            made = decide_arriving(lines(COUNT, BEFORE), before[0], later + timedelta(hours=1))
        finally:
            preparing.EXACT_FROM = exact
        yield threshold, made
        transaction.set_rollback(True)


def test_the_expected_rate_of_inspection_is_met(decided: Any) -> None:
    """20 % of admissible arrivals. The seeds are new in each run, and a right rate leaves its 95 % interval
    once in twenty runs; it leaves the 99.9 % interval once in a thousand.
    """
    _, made = decided
    admissible = [one for one in made if one.is_admissible]
    red = sum(one.lane == "red" for one in admissible)
    interval = binomtest(red, len(admissible)).proportion_ci(0.999)
    assert interval.low <= 0.20 <= interval.high, (red, len(admissible))


def test_each_stream_takes_what_its_logged_chances_say(decided: Any) -> None:
    """Random, rates and exploring: counts within the 99.9 % range of the sum of their chances."""
    _, made = decided
    for stream in ("random", "mandatory", "explore"):
        chances = [float(Fraction(one.chances.get(stream, "0"))) for one in made]
        open_chances = [chance for chance in chances if 0 < chance < 1]
        taken = sum(
            stream in one.streams for one, chance in zip(made, chances, strict=True) if 0 < chance < 1
        )
        spread = sum(chance * (1 - chance) for chance in open_chances) ** 0.5
        assert abs(taken - sum(open_chances)) < 3.3 * spread, (stream, taken, sum(open_chances))
    total = sum(float(Fraction(one.inclusion)) for one in made)
    red = sum(one.lane == "red" for one in made)
    assert abs(red - total) < 3.3 * (COUNT * 0.25) ** 0.5


def test_every_rule_meets_its_rate(decided: Any) -> None:
    """Half of the wine by the campaign, all of the logs and live animals, none of the held fruit."""
    _, made = decided
    wine = [one for one in made if one.is_admissible and "wine" in {r["rule"] for r in one.reasons}]
    taken = sum("mandatory" in one.streams for one in wine)
    assert binom.interval(0.999, len(wine), 0.5)[0] <= taken <= binom.interval(0.999, len(wine), 0.5)[1]
    assert all(one.lane == "held" and not one.streams for one in made if not one.is_admissible)
    assert sum(not one.is_admissible for one in made) == pytest.approx(0.02 * COUNT, abs=10)


def test_who_knows_all_past_draws_gains_nothing(decided: Any) -> None:
    """No next draw follows from those before it: runs, pairs, gaps, weekdays of place, and a learner's
    guess.
    """
    import numpy as np

    _, made = decided
    taken = np.array([one.draw.result[0].startswith("check-") for one in made])
    pairs = np.bincount(2 * taken[:-1] + taken[1:], minlength=4)
    rate = taken.mean()
    expected = np.array([(1 - rate) ** 2, (1 - rate) * rate, rate * (1 - rate), rate**2]) * (len(taken) - 1)
    assert chisquare(pairs, expected, ddof=1).pvalue > 0.001
    for period in (7, 20, 64):
        counts = [int(taken[place::period].sum()) for place in range(period)]
        sizes = np.array([len(taken[place::period]) for place in range(period)])
        assert chisquare(counts, sizes / sizes.sum() * taken.sum()).pvalue > 0.001
    features = np.column_stack([np.roll(taken, shift)[64:] for shift in range(1, 65)]).astype(float)
    target, half = taken[64:], len(taken[64:]) // 2
    weights = np.linalg.lstsq(features[:half], target[:half] - rate, rcond=None)[0]
    guessed = np.argsort(-(features[half:] @ weights))[: half // 10]
    hits = int(target[half:][guessed].sum())
    assert hits <= binom.ppf(0.999, len(guessed), float(SHARE))


def test_every_draw_recomputes_from_its_published_seed(decided: Any) -> None:
    """All 10,000: the ticket by the draw's own proof, the lots by it too."""
    from jiangang.methods.chance import verify_draw
    from jiangang.methods.targeting.lots import RATES, STREAMS, lots_of

    threshold, made = decided
    for one in made:
        assert verify_draw(one.draw.proof) == []
        lots = lots_of(one.draw.proof)
        assert one.is_random == (one.is_admissible and one.draw.result[0].startswith("check-"))
        assert ("explore" in one.streams) == (
            one.is_admissible and lots[STREAMS] < Fraction(threshold.explore)
        )
        rate = Fraction(one.chances.get("mandatory", "0"))
        assert ("mandatory" in one.streams) == (lots[RATES] < rate)


def test_a_batch_is_filled_exactly(db: None) -> None:
    """1,000 at once: as many inspected as the target says, not one more."""
    from jiangang.port.targeting import api as targeting

    set_share(str(SHARE))
    activate(TEXT)
    with scoring():
        decide_all(accept_many(*lines(200, 0), key="before"), AT)
        later = AT + timedelta(days=1)
        targeting.compute_thresholds(
            day=DAY + timedelta(days=1), actor=actor("T01", "targeting.threshold.compute"), at=later
        )
        made = decide_all(accept_many(*lines(1_000, 200), key="then"), later + timedelta(hours=1))
    admissible = [one for one in made if one.is_admissible]
    assert sum(one.lane == "red" for one in admissible) == round(0.2 * len(admissible))
    explored = [one for one in admissible if "explore" in one.streams]
    assert explored and all(0 < Fraction(one.chances["explore"]) < 1 for one in explored)
