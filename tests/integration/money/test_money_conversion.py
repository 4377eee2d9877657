"""Conversion as at a day: direct, reverse, through the office's currency; missing and stale rates are
findings.
"""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import Error, connection, transaction

from jiangang.kernel.codes import api as codes
from jiangang.kernel.codes import permissions as codes_permissions
from jiangang.kernel.money import api, permissions
from jiangang.kernel.money.api import Money, NewRate
from jiangang.kernel.permissions import Actor
from jiangang.methods.findings import Refused, Severity

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
CLERK = Actor.system(
    "test", on=DAY, permissions=frozenset({permissions.ENTER_RATES, codes_permissions.LOAD_CODES})
)


@pytest.fixture(autouse=True)
def currencies() -> None:
    """The list of currencies, for their smallest coins."""
    codes.load_seeds(actor=CLERK, at=AT)


def enter(base: str, quote: str, rate: str, on: date = DAY) -> None:
    """One rate."""
    api.enter_rates(rates=[NewRate(base, quote, Decimal(rate), on, "test notice")], actor=CLERK, at=AT)


def test_the_pair_itself() -> None:
    enter("USD", "CNY", "7.1234")
    made = api.convert(Money("1000", "USD"), "CNY", DAY)
    assert made.money == Money("7123.40", "CNY")
    assert made.rate is not None
    assert (made.rate.way, made.rate.source, made.findings) == ("direct", "test notice", ())


def test_the_reverse_pair() -> None:
    enter("USD", "CNY", "8")
    assert api.convert(Money("100", "CNY"), "USD", DAY).money == Money("12.50", "USD")


def test_through_the_office_currency_and_to_the_smallest_coin() -> None:
    enter("USD", "CNY", "7.2")
    enter("JPY", "CNY", "0.048")
    made = api.convert(Money("10.01", "USD"), "JPY", DAY)
    assert made.money == Money("1502", "JPY")  # 10.01 × 7.2 ÷ 0.048 = 1501.5, and the yen has no smaller coin
    assert made.rate is not None
    assert made.rate.way == "CNY"


def test_without_a_rate_nothing_is_converted() -> None:
    enter("USD", "CNY", "7.2", on=date(2026, 11, 24))
    made = api.convert(Money("1", "USD"), "CNY", DAY, field="value")
    assert made.money is None
    (finding,) = made.findings
    assert (finding.code, finding.severity, finding.field) == (
        "money.finding.no_rate",
        Severity.NOT_CHECKED,
        "value",
    )


def test_an_old_rate_is_used_and_said_to_be_old() -> None:
    enter("USD", "CNY", "7.2", on=date(2026, 1, 1))
    made = api.convert(Money("1", "USD"), "CNY", DAY)
    assert made.money == Money("7.20", "CNY")
    assert [finding.code for finding in made.findings] == ["money.finding.old_rate"]


def test_each_day_has_its_rate_and_a_correction_counts() -> None:
    enter("USD", "CNY", "6.5", on=date(2011, 6, 1))
    enter("USD", "CNY", "6.4", on=date(2011, 7, 1))
    enter("USD", "CNY", "6.49", on=date(2011, 6, 1))
    assert api.convert(Money("1", "USD"), "CNY", date(2011, 6, 30)).money == Money("6.49", "CNY")
    assert api.convert(Money("1", "USD"), "CNY", date(2011, 7, 1)).money == Money("6.40", "CNY")


def test_the_same_currency_needs_no_rate() -> None:
    assert api.convert(Money("1.005", "CNY"), "CNY", DAY).money == Money("1.01", "CNY")


def test_bad_rates_are_refused_with_all_findings() -> None:
    with pytest.raises(Refused) as caught:
        api.enter_rates(
            rates=[
                NewRate("USD", "USD", Decimal(-1), DAY, " "),
                NewRate("USD", "QQQ", Decimal(1), DAY, "x"),
            ],
            actor=CLERK,
            at=AT,
        )
    assert [(finding.code.rpartition(".")[2], finding.row) for finding in caught.value.findings] == [
        ("same_currency", 1),
        ("rate_not_positive", 1),
        ("source_missing", 1),
        ("outside_edition", 2),
    ]


def test_rates_cannot_be_changed() -> None:
    enter("USD", "CNY", "7.2")
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE money_fxrate SET rate = 1")


def test_the_seeded_rates_are_rough_and_say_so() -> None:
    assert api.load_seeds(actor=CLERK, at=AT) == 15
    assert api.load_seeds(actor=CLERK, at=AT) == 0
    made = api.convert(Money("34000000", "USD"), "CNY", date(2012, 6, 30))
    assert made.money == Money("214230600.00", "CNY")
    assert [finding.code for finding in made.findings] == [
        "money.finding.old_rate",
        "money.finding.unverified_rate",
    ]
