"""Ships and fleas: published rate, sums by hand, contradictions."""

import pytest

from jiangang.config.calculations.calling import words
from jiangang.methods.findings import Refused
from jiangang.methods.ranking.counts import poisson_exact
from jiangang.methods.ranking.intervals import wilson
from jiangang.methods.vectors import measure_fleas, measure_ships


def test_the_carriage_rate_of_jiangsu_2004():
    found = measure_ships(3300, 693, individuals=340_000, rooms=9000, rooms_infested=900).values
    assert found["carriage_rate"] == 0.21
    assert (found["low"], found["high"]) == (wilson(693, 3300).low, wilson(693, 3300).high)
    assert found["intensity"] == pytest.approx(340_000 / 693)
    assert found["abundance"] == pytest.approx(340_000 / 3300)
    assert found["room_rate"] == 0.1


def test_ships_without_rooms_or_individuals_say_nothing_of_them():
    answer = measure_ships(10, 0)
    assert (answer.values["intensity"], answer.values["room_rate"]) == (None, None)
    assert "0 of 10" in answer.as_dict(words(), "en")["sentence"]


def test_a_flea_index_by_hand():
    answer = measure_fleas(12, 30, 8)
    assert answer.values["flea_index"] == 0.4
    assert answer.values["high"] == poisson_exact(12, 30.0).high
    assert answer.values["infestation_rate"] == pytest.approx(8 / 30)
    assert measure_fleas(12, 30).findings[0].code.endswith("infested_not_given")
    assert "{" not in answer.as_dict(words(), "zh-hans")["sentence"]


@pytest.mark.parametrize(
    ("act", "codes"),
    [
        (lambda: measure_ships(0, 0), ["nothing_inspected"]),
        (lambda: measure_ships(5, 6, level=3), ["part_contradicts", "level_wrong"]),
        (lambda: measure_ships(5, 3, individuals=2), ["individuals_contradict"]),
        (lambda: measure_ships(5, 0, individuals=2), ["individuals_contradict"]),
        (lambda: measure_ships(5, 3, rooms=2), ["rooms_half"]),
        (lambda: measure_ships(5, 3, rooms=2, rooms_infested=3), ["part_contradicts"]),
        (lambda: measure_fleas(3, 0), ["nothing_inspected"]),
        (lambda: measure_fleas(3, 5, 6), ["part_contradicts", "individuals_contradict"]),
        (lambda: measure_fleas(-3, 5), ["individuals_contradict"]),
    ],
)
def test_contradictions_are_refused_all_at_once(act, codes):
    with pytest.raises(Refused) as caught:
        act()
    assert [each.code.rpartition(".")[2] for each in caught.value.findings] == codes
