"""Tariff savings: line by line, by status, with the destination's basis and the rate of the day."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from jiangang.methods.answers import Answer
from jiangang.methods.findings import Citation, Refused
from jiangang.methods.origin.destinations import Destination, Rate
from jiangang.methods.origin.japanese_tariff import read_tariff
from jiangang.methods.origin.saving_lines import read_saving_lines
from jiangang.methods.origin.savings import compute_savings, estimate_at_flat_rate

DAY = date(2026, 7, 10)
YEN = Rate("USD", "JPY", Fraction(150), DAY, DAY)
TAIWAN = Destination("TW", "CIF", "USD", Citation("test"))


def line(**more: Any) -> dict[str, str]:
    """A line to Japan, CIF in dollars."""
    plain = {
        "certificate": "R1", "certificate_state": "valid", "hs": "420222", "destination": "JP",
        "date": DAY.isoformat(), "status": "potential", "mfn": "8%", "preferential": "5%",
        "tariff_date": "2026-07-01", "value": "20000", "currency": "USD", "basis": "CIF",
    }  # fmt: skip
    return {**plain, **more}


def saved(*rows: Mapping[str, str], **more: Any) -> Answer:
    """The savings of rows numbered from 2."""
    lines, refused = read_saving_lines(enumerate(rows, 2), more.pop("tariff", None), more.pop("column", ""))
    return compute_savings(lines, refused=refused, **{"rates": [YEN], **more})


def one(answer: Answer) -> dict[str, Any]:
    """The only line of an answer."""
    (found,) = answer.values["lines"]
    return dict(found)


def test_first_certificate_under_ecfa() -> None:
    """domain.md §9.3: toothbrushes for US$ 43,000, duty 5 % to 2.5 %: 1,075 saved."""
    row = line(destination="TW", hs="960321", value="43000", mfn="5%", preferential="2.5%")
    answer = saved(row, destinations={"TW": TAIWAN})
    assert one(answer)["saving"] == Decimal("1075.00")


def test_putian_as_an_estimate_under_its_own_name() -> None:
    """domain.md §9.7: US$ 164 million, “about 8.1958 million saved” is 5.00 % flat."""
    answer = estimate_at_flat_rate(Fraction(164_000_000), Fraction(5), "USD")
    assert answer.method == "origin.flat_rate_estimate"
    assert (answer.values["status"], answer.values["estimate"]) == ("estimate", Decimal("8200000.00"))
    assert abs(8_195_800 / 164_000_000 - 0.05) < 0.00005


@pytest.mark.parametrize(
    ("changes", "saving"),
    [
        ({}, 90_000),
        ({"mfn": "max(25%, 60 JPY/kg)", "preferential": "free", "quantity": "15000", "unit": "kg"}, 900_000),
        ({"mfn": "25% + 63 JPY/kg", "preferential": "10%", "quantity": "1", "unit": "t"}, 513_000),
        ({"mfn": "5%", "preferential": "8%"}, 0),
        ({"preferential": "none"}, 0),
        ({"certificate_state": "withdrawn"}, 0),
        ({"quota": "exhausted"}, 0),
        ({"basis": "FOB", "freight": "1000", "insurance": "0"}, 94_500),
        ({"value": "3000000", "currency": "JPY"}, 90_000),
        ({"rate": "149", "rate_date": "2026-07-10"}, 89_400),
    ],
)
def test_a_line_is_reckoned_exactly(changes: dict[str, str], saving: int) -> None:
    assert one(saved(line(**changes)))["saving"] == saving


def test_statuses_are_never_added() -> None:
    answer = saved(line(), line(status="claimed"), line())
    totals = {each["status"]: each["saving"] for each in answer.values["totals"]}
    assert totals == {"potential": 180_000, "claimed": 90_000}
    assert "estimate" not in str(answer.values["totals"])


def test_totals_are_rounded_once_from_exact_amounts() -> None:
    rows = [line(value="1", currency="JPY", mfn="30%", preferential="free")] * 3
    answer = saved(*rows)
    assert [each["saving"] for each in answer.values["lines"]] == [0, 0, 0]
    assert answer.values["totals"][0]["saving"] == 1


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"status": "estimate"}, "estimate_not_here", "status"),
        ({"mfn": "3%-6%"}, "duty_unreadable", "mfn"),
        ({"mfn": ""}, "missing", "mfn"),
        ({"mfn": "60 JPY/kg"}, "quantity_missing", "quantity"),
        ({"currency": "EUR"}, "rate_missing", "rate"),
        ({"rate": "150", "rate_date": "2026-07-09"}, "rate_of_other_day", "rate_date"),
        ({"destination": "XX"}, "destination_unknown", "destination"),
        ({"destination": "AU", "currency": "AUD", "basis": "CIF"}, "freight_missing", "freight"),
        ({"basis": "FOB", "mfn": "5% + 9 JPY/kg", "quantity": "1", "unit": "kg"}, "bound_not_possible",
         "freight"),
        ({"value": "1e"}, "not_number", "value"),
        ({"colour": "red"}, "unknown_key", "colour"),
    ],
)  # fmt: skip
def test_a_line_that_is_not_exact_is_refused_with_its_row(
    changes: dict[str, str], code: str, field: str
) -> None:
    answer = saved(line(), line(**changes))
    finding = next(each for each in answer.findings if each.row is not None)
    assert (finding.code.rpartition(".")[2], finding.field, finding.row) == (code, field, 3)
    assert answer.values["refused_rows"] == [3]
    assert len(answer.values["lines"]) == 1


def test_without_freight_the_saving_is_a_lower_bound() -> None:
    answer = saved(line(basis="FOB", insurance="100"))
    assert (one(answer)["lower_bound"], one(answer)["saving"]) == (True, 90_450)
    assert "≥ JPY 90,450" in answer.sentence.params["potential"]


def test_a_destination_that_levies_on_fob_takes_freight_off() -> None:
    row = line(destination="AU", currency="AUD", value="1000", freight="90", insurance="10", mfn="5%",
               preferential="free")  # fmt: skip
    assert one(saved(row))["saving"] == Decimal("45.00")


def test_only_the_rate_of_the_day_counts() -> None:
    weeks = [
        Rate("USD", "JPY", Fraction(140), date(2026, 6, 28), date(2026, 7, 4)),
        Rate("USD", "JPY", Fraction(150), date(2026, 7, 5), date(2026, 7, 11)),
    ]
    answer = saved(line(), line(date="2026-07-04"), rates=weeks)
    assert [each["saving"] for each in answer.values["lines"]] == [90_000, 84_000]
    with pytest.raises(Refused):
        saved(line(date="2026-07-12"), rates=weeks)


def test_totals_in_one_more_currency_leave_out_what_has_no_rate() -> None:
    yuan = Rate("JPY", "CNY", Fraction("0.05"), DAY, DAY)
    later = DAY.replace(day=11)
    rates = [YEN, yuan, Rate("USD", "JPY", Fraction(150), later, later)]
    answer = saved(line(), line(date=later.isoformat()), rates=rates, report_currency="CNY")
    assert answer.values["reported"] == [
        {"status": "potential", "currency": "CNY", "saving": Decimal("4500.00"), "lines": 1}
    ]
    assert [each.row for each in answer.findings if each.code.endswith("rate_missing")] == [3]


def test_rates_from_the_tariff_file() -> None:
    heads = ("stat_code", "stat_suffix", "general", "temporary", "wto", "rcep_cn")
    cells = (("420222", "000", "10%", "", "8%", "5%"), ("040120", "100", "25%", "", "●1%〜2%", ""))
    rows = [dict(zip(heads, each, strict=True)) for each in cells]
    tariff = read_tariff(enumerate(rows, 2))
    blank = line(mfn="", preferential="")
    answer = saved(blank, {**blank, "hs": "040120100"}, tariff=tariff, column="rcep_cn")
    assert one(answer)["saving"] == 90_000
    assert answer.values["refused_rows"] == [3]
