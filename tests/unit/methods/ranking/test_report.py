"""The ranking as an answer: what may be said at which probability, who is left out, and how it prints."""

import pytest

from jiangang.config.calculations.calling import words
from jiangang.methods.answers import Unreachable
from jiangang.methods.findings import Refused
from jiangang.methods.ranking import Place, Settings, rank_places


def places(*counts):
    return [Place(f"P{number}", events, total) for number, (events, total) in enumerate(counts)]


def test_the_first_of_the_reference_is_not_separated():
    found = rank_places(places((18, 60), (540, 2000))).as_dict(words(), "en")
    first, second = found["rows"]
    assert (found["verdict"], found["supported"], found["first"]) == ("leading", False, None)
    assert (first["group"], round(first["low"], 3), round(first["high"], 3)) == ("P0", 0.199, 0.425)
    assert (round(second["low"], 3), round(second["high"], 3)) == (0.251, 0.290)
    assert (first["rank_low"], first["rank_high"]) == (1, 2)
    assert first["probability_first"] + second["probability_first"] == pytest.approx(1)
    assert "“first” is not" in found["sentence"]
    assert "18 of 60" in found["sentence"]


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [
        (((50, 500), (400, 500)), "first"),
        (((20, 200), (22, 200), (21, 200), (20, 200)), "none"),
        (((30, 200), (30, 200)), "leading"),
    ],
)
def test_wording_follows_the_probability_of_being_first(counts, verdict):
    answer = rank_places(places(*counts))
    assert answer.values["verdict"] == verdict
    for language in ("en", "zh-hans"):
        assert "{" not in answer.as_dict(words(), language)["sentence"]


def test_places_with_little_data_show_counts_only():
    found = rank_places(places((9, 10), (540, 2000), (300, 1500), (60, 200)), Settings(minimum_total=50))
    last = found.values["rows"][-1]
    assert last == {"group": "P0", "rank": None, "events": 9, "total": 10, "suppressed": True}
    assert found.findings[0].params["group"] == "P0"
    assert [each["rank"] for each in found.values["rows"][:3]] == [1, 2, 3]


def test_with_fewer_than_two_places_left_the_answer_is_no():
    with pytest.raises(Unreachable):
        rank_places(places((1, 10), (200, 900)))


def test_a_seed_makes_it_a_simulation_that_repeats_itself():
    settings = Settings(seed=7, draws=20_000)
    one, two = (rank_places(places((18, 60), (540, 2000)), settings).values for _ in range(2))
    assert one == two
    assert (one["rank_method"], one["rng_seed"]) == ("simulation", 7)
    exact = rank_places(places((18, 60), (540, 2000))).values
    assert one["probability_first"] == pytest.approx(exact["probability_first"], abs=4 * one["error"])


def test_ratios_are_ranked_by_gamma_posteriors():
    given = [Place("A", 40, None, 20.0), Place("B", 25, None, 22.5)]
    for interval in ("", "exact", "mid-p"):
        found = rank_places(given, Settings(interval=interval)).values["rows"]
        assert [each["ratio"] for each in found] == [2.0, pytest.approx(25 / 22.5)]
    assert found[0]["shrunk_ratio"] < 2


def test_equal_rates_share_a_rank_and_the_lowest_may_be_first():
    rows = rank_places(places((20, 100), (40, 200), (90, 300)), Settings(lowest_first=True)).values["rows"]
    assert [each["rank"] for each in rows] == [1, 1, 3]


def test_without_any_find_there_is_no_funnel_and_no_first():
    found = rank_places(places((0, 100), (0, 400)), Settings(minimum_expected=0)).values
    assert found["target"] is None
    assert not found["supported"]


def test_a_prior_of_all_places_needs_a_difference():
    with pytest.raises(Unreachable):
        rank_places(places((20, 100), (40, 200)), Settings(prior="shrunk"))
    found = rank_places(places((10, 100), (80, 200), (100, 900)), Settings(prior="shrunk")).values
    assert sum(each["probability_first"] for each in found["rows"]) == pytest.approx(1)


@pytest.mark.parametrize(
    ("given", "settings", "code"),
    [
        (places((6, 5), (1, 5)), Settings(), "counts_contradict"),
        ([Place("A", 1, 9), Place("A", 2, 9)], Settings(), "name_twice"),
        ([Place("A", 1, None, 0.0), Place("B", 1, None, 1.0)], Settings(), "ratio_contradicts"),
        ([Place("A", 1, 9, 2.0), Place("B", 1, 9)], Settings(), "expected_for_some"),
        (places((1, 5), (1, 5)), Settings(interval="byar"), "interval_unknown"),
        (places((1, 5), (1, 5)), Settings(level=95), "level_wrong"),
        (places((1, 5), (1, 5)), Settings(trim=0.5), "trim_wrong"),
    ],
)
def test_bad_input_is_refused_with_its_code(given, settings, code):
    with pytest.raises(Refused) as caught:
        rank_places(given, settings)
    assert caught.value.findings[0].code == f"methods.ranking.finding.{code}"
