"""Seasonal anomaly against SciPy and in simulated years."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import t

from jiangang.config.calculations.calling import words
from jiangang.methods.answers import Unreachable
from jiangang.methods.findings import Refused
from jiangang.methods.vectors import Observation, find_anomalies
from jiangang.methods.vectors.efforts import LampHours, LampNights

INDEX = "mosquito-lamp-night"


def observed(year, month, count, nights=100):
    return Observation(year, month, count, LampNights(Fraction(nights)))


def test_a_month_by_hand():
    past = [40, 60, 50, 70, 30]
    given = [observed(2006 + number, 7, count) for number, count in enumerate(past)]
    found = find_anomalies(INDEX, [*given, observed(2011, 7, 160)], 2011)
    row = found.values["rows"][0]
    spread = np.std(np.array(past) / 100, ddof=1)
    reach = t.ppf(0.975, 4) * spread * np.sqrt(1.2)
    assert (row["mean"], row["density"], row["anomaly"]) == (0.5, 1.6, pytest.approx(1.1))
    assert (row["deviation"], row["high"]) == (pytest.approx(spread), pytest.approx(0.5 + reach))
    assert (row["verdict"], row["relative"]) == ("above", pytest.approx(2.2))
    for language in ("en", "zh-hans"):
        assert "{" not in found.as_dict(words(), language)["sentence"]


def test_several_rows_of_a_month_are_joined_by_effort_and_old_years_do_not_count():
    given = [observed(year, 7, 40) for year in range(2006, 2011)]
    given += [observed(1999, 7, 9000), observed(2011, 7, 10, 50), observed(2011, 7, 40, 150)]
    row = find_anomalies(INDEX, given, 2011).values["rows"][0]
    assert (row["density"], row["effort"], row["years"], row["mean"]) == (0.25, 200, 5, 0.4)
    assert row["verdict"] == "below"


def test_months_without_three_past_years_are_told():
    given = [observed(year, 7, 40 + year % 3) for year in range(2006, 2012)] + [observed(2011, 8, 3)]
    found = find_anomalies(INDEX, given, 2011)
    assert [each["month"] for each in found.values["rows"]] == [7]
    assert found.findings[0].params["month"] == 8
    with pytest.raises(Unreachable):
        find_anomalies(INDEX, given, 2008)


def test_units_and_months_are_checked():
    hours = Observation(2010, 7, 3, LampHours(Fraction(5)))
    with pytest.raises(Refused, match="unit_of_other_index"):
        find_anomalies(INDEX, [observed(2009, 7, 3), hours], 2010)
    with pytest.raises(Refused) as caught:
        find_anomalies(INDEX, [observed(2009, 13, 3)], 2010, years=2, level=5)
    codes = [each.code.rpartition(".")[2] for each in caught.value.findings]
    assert codes == ["month_wrong", "years_wrong", "level_wrong"]


def test_a_year_like_the_others_lies_inside_at_least_93_of_100_times():
    rng = np.random.default_rng(51)
    counts = np.maximum(0, np.rint(rng.normal(500, 80, (2000, 6)))).astype(int)
    inside = 0
    for world in counts:
        given = [observed(2006 + number, 7, int(count)) for number, count in enumerate(world)]
        inside += find_anomalies(INDEX, given, 2011).values["rows"][0]["verdict"] == "within"
    assert inside / 2000 >= 0.93
