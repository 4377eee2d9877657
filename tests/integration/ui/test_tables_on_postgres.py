"""Tables over querysets: what reaches the database, and how much of it is counted."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from jiangang.ui import tables
from jiangang.ui.exports import csv_lines
from jiangang.ui.tables import Column, Filter, Table

pytestmark = pytest.mark.django_db


def build(address: str, **options) -> Table:
    request: HttpRequest = RequestFactory().get(address)
    return Table(
        name="types",
        caption="Types",
        columns=[
            Column("label", "Label", ("app_label", "model"), render=str),
            Column("model", "Model", "model"),
        ],
        filters=[Filter("app", "App", "app_label"), Filter("part", "Part", "model__icontains")],
        rows=ContentType.objects.all(),
        request=request,
        **options,
    )


@pytest.fixture(autouse=True)
def sixty_types() -> None:
    ContentType.objects.bulk_create(
        ContentType(app_label="ui-test", model=f"m{n % 7}-{n:02}") for n in range(60)
    )


def test_order_is_stable_by_the_key() -> None:
    assert build("/t?sort=model").rows.query.order_by == ("model", "pk")
    assert build("/t?sort=-label").rows.query.order_by == ("-app_label", "-model", "-pk")
    assert build("/t").rows.query.order_by == ("pk",)


def test_filters_are_parameters_never_sql() -> None:
    evil = "'; DROP TABLE django_content_type; --"
    table = build(f"/t?app={evil}")
    assert table.page.total == 0
    _, params = table.rows.query.sql_with_params()
    assert evil in params
    assert ContentType.objects.filter(app_label="ui-test").count() == 60


@pytest.mark.parametrize("address", ["/t?part=%25", "/t?part=%F0%9F%98%80", "/t?app__in=x"])
def test_odd_values_find_what_they_say(address: str) -> None:
    expected = ContentType.objects.count() if "app__in" in address else 0
    assert build(address).page.total == expected


def test_what_the_database_cannot_hold_is_not_applied() -> None:
    table = build("/t?part=a%00b")
    assert table.page.total == ContentType.objects.count()
    assert len(table.problems) == 1


def test_one_page_costs_two_queries() -> None:
    table = build("/t?app=ui-test&page=2&sort=model")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = table.page
        assert len(table.body) == 25
    assert len(queries) == 2
    assert (page.first, page.last, page.total, page.capped) == (26, 50, 60, False)
    assert "LIMIT 10001" in queries[0]["sql"]


def test_pages_cover_every_row_once() -> None:
    seen = [row.pk for n in (1, 2, 3) for row in build(f"/t?app=ui-test&page={n}&sort=label").page.rows]
    assert len(seen) == len(set(seen)) == 60


def test_counting_stops_at_the_cap(monkeypatch) -> None:
    monkeypatch.setattr(tables, "COUNT_CAP", 50)
    page = build("/t?app=ui-test&page=99").page
    assert (page.total_label, page.capped, page.pages, page.number) == ("50+", True, 2, 2)
    exact = build("/t?part=m0").page
    assert exact.capped is False


def test_the_export_shapes_and_holds_every_row(monkeypatch) -> None:
    table = build("/t?app=ui-test&sort=label", shape=lambda rows: [row for row in rows])
    lines = list(csv_lines(table))
    assert len(lines) == 61
    assert "m0-00" in lines[1]
