"""Each figure: the database's sum equals the methods over its opened records, and the page opens them."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from jiangang.figures import api as figures
from jiangang.figures.queries import records_digest
from jiangang.kernel.figures import Kind, all_figures, summarise, value_of
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.people import api as people
from jiangang.methods.findings import Forbidden, NotFound, Refused

CODES = (
    "declarations.notified",
    "declarations.time_to_release",
    "inspection.failing",
    "inspection.failing_rate",
    "inspection.inspected",
)


def played_day() -> date:
    return date.fromisoformat(office.get_setting("demo_day", office.clock().date()))


def test_the_five_figures_are_there(demo_db: Any) -> None:
    assert set(CODES) <= {figure.code for figure in all_figures()}


@pytest.mark.parametrize("code", CODES)
def test_the_sum_equals_the_methods_over_the_records(demo_db: Any, code: str) -> None:
    figure = figures.get_figure(code)
    window = figures.window_of(played_day(), played_day())
    values = [row["value"] for row in figures.records_of(figure, window)]
    assert values
    assert value_of(figure, window) == summarise(figure.kind, values)


@pytest.mark.parametrize("code", CODES)
def test_a_period_without_records_says_so(demo_db: Any, code: str) -> None:
    figure = figures.get_figure(code)
    value = value_of(figure, figures.window_of(date(2001, 1, 1), date(2001, 1, 2)))
    assert value.n == 0
    assert value.number == (0 if figure.kind is Kind.COUNT else None)


def test_a_rate_has_its_denominator_and_interval(demo_db: Any) -> None:
    window = figures.window_of(played_day(), played_day())
    rate = value_of(figures.get_figure("inspection.failing_rate"), window)
    inspected = value_of(figures.get_figure("inspection.inspected"), window)
    failing = value_of(figures.get_figure("inspection.failing"), window)
    assert rate.n == inspected.n
    assert rate.number == (Decimal(failing.n) / inspected.n).quantize(Decimal("0.000001"))
    assert rate.low < rate.number < rate.high or rate.number in (0, 1)


def test_the_day_is_the_office_s_not_greenwich_s(demo_db: Any) -> None:
    """Notices filed at 08:00 in Shanghai are filed at midnight UTC: the local day has all of them."""
    figure = figures.get_figure("declarations.notified")
    day = played_day()
    whole = value_of(figure, figures.window_of(day - timedelta(days=2), day + timedelta(days=2)))
    assert value_of(figure, figures.window_of(day, day)).n == whole.n


def test_crossed_days_are_refused() -> None:
    from jiangang.figures.rules import check_period

    assert [finding.code for finding in check_period(date(2026, 2, 2), date(2026, 2, 1))] == [
        "figures.finding.period_crossed"
    ]


def test_an_unknown_figure_is_not_found(demo_db: Any) -> None:
    with pytest.raises(NotFound):
        figures.get_figure("nobody.knows")


def test_freezing_keeps_the_figure_and_enters_it(demo_db: Any) -> None:
    day, actor = played_day(), people.actor_by_code("K001", office.clock().date())
    row = figures.freeze_figure(
        code="inspection.failing_rate", first=day, last=day, actor=actor, at=office.clock()
    )
    figure = figures.get_figure("inspection.failing_rate")
    assert row.records_digest == records_digest(figure, figures.window_of(day, day))
    assert ledger.verify().ok


def test_freezing_needs_the_permission(demo_db: Any) -> None:
    day, actor = played_day(), people.actor_by_code("W001", office.clock().date())
    with pytest.raises(Forbidden):
        figures.freeze_figure(code=CODES[0], first=day, last=day, actor=actor, at=office.clock())


@pytest.mark.parametrize("code", CODES)
def test_the_page_opens_the_records(demo_client: Callable[[str], Any], code: str) -> None:
    client, day = demo_client("chief"), played_day()
    page = client.get(reverse("figures:figure", args=[code]), {"first": day, "last": day})
    assert page.status_code == 200
    figure = figures.get_figure(code)
    cases = [row["case"] for row in figures.records_of(figure, figures.window_of(day, day))]
    assert all(case in page.content.decode() for case in cases[:20])


def test_the_csv_has_every_record(demo_client: Callable[[str], Any]) -> None:
    client, day = demo_client("chief"), played_day()
    asked = {"first": day, "last": day, "export": "csv"}
    answer = client.get(reverse("figures:figure", args=["declarations.notified"]), asked)
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert len(rows) == value_of(figures.get_figure("declarations.notified"), figures.window_of(day, day)).n


@pytest.mark.parametrize("asked", [{"first": "nonsense"}, {"first": "2026-02-02", "last": "2026-01-01"}])
def test_a_bad_period_is_said_on_the_page(demo_client: Callable[[str], Any], asked: dict[str, str]) -> None:
    for name in ("figures:list", "figures:figure"):
        url = reverse(name, args=[CODES[0]] if name.endswith("figure") else [])
        assert demo_client("chief").get(url, asked).status_code == 422


def test_refused_is_an_exception_with_findings() -> None:
    with pytest.raises(Refused):
        figures.window_of(date(2026, 2, 2), date(2026, 2, 1))
