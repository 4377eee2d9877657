"""What arrives is a function of the seed; the truth stays out of the notices."""

from datetime import date

from jiangang.methods.identifiers import check_number
from jiangang.rehearsal.plan import all_firms, all_goods
from jiangang.rehearsal.world import arrivals

DAY = date(2026, 3, 2)


def test_the_same_seed_gives_the_same_day() -> None:
    assert list(arrivals("a", DAY, 30)) == list(arrivals("a", DAY, 30))


def test_another_seed_gives_another_day() -> None:
    assert [one.payload for one in arrivals("a", DAY, 30)] != [one.payload for one in arrivals("b", DAY, 30)]


def test_infestation_comes_at_the_rates_of_the_goods() -> None:
    many = list(arrivals("rates", DAY, 4000))
    for goods in all_goods().values():
        mine = [one for one in many if one.goods == goods]
        share = sum(one.truth.is_infested for one in mine) / len(mine)
        rate = float(goods.infested)
        assert abs(share - rate) < 4 * (rate * (1 - rate) / len(mine)) ** 0.5 + 0.001, goods.code


def test_the_truth_is_in_no_payload() -> None:
    for one in arrivals("a", DAY, 50):
        assert "infested" not in str(one.payload) and "truth" not in str(one.payload)


def test_firms_pass_their_check_digits() -> None:
    for firm in all_firms():
        assert check_number("uscc", firm.number, field="number") == []


def test_most_filings_are_without_flaw_and_some_are_not() -> None:
    many = list(arrivals("flaws", DAY, 600))
    flawed = [one for one in many if not one.payload["exporter_name"]]
    assert 5 < len(flawed) < 60
