"""Tables over lists: order, filters, pages, addresses, partial answers, CSV."""

from dataclasses import dataclass

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string

from jiangang.ui.components import Status
from jiangang.ui.exports import csv_lines, safe_cell
from jiangang.ui.tables import Column, Filter, Table


@dataclass(frozen=True)
class Row:
    pk: int
    firm: str
    mass: int | None


ROWS = [Row(n, f"Firm {n % 3}", None if n == 5 else n % 7) for n in range(60)]


def build(request: HttpRequest, rows: list[Row] = ROWS, **options) -> Table:
    return Table(
        name="rows",
        caption="Rows",
        columns=[
            Column("pk", "Number", "pk", heading=True),
            Column("firm", "Firm", "firm"),
            Column("mass", "Mass", "mass", align="end"),
            Column("state", "State", render=lambda row: Status(f"<{row.pk}>")),
        ],
        filters=[
            Filter("firm", "Firm", "firm", [("Firm 1", "One"), ("Firm 2", "Two")]),
            Filter("from", "From", lambda rows, day: [row for row in rows if row.pk >= day.day], kind="day"),
            Filter("named", "Name", "firm"),
        ],
        rows=rows,
        request=request,
        export="rows",
        **options,
    )


def test_the_address_orders_the_rows_and_equal_ones_keep_theirs(get) -> None:
    page = build(get("/list?sort=firm")).page
    assert [row.pk for row in page.rows][:4] == [0, 3, 6, 9]


@pytest.mark.parametrize("sort", ["mass", "-mass"])
def test_unknown_values_come_last_either_way(get, sort: str) -> None:
    assert build(get(f"/list?sort={sort}&page=3")).page.rows[-1].pk == 5


@pytest.mark.parametrize("sort", ["password", "state", "firm__owner__password", "pk;drop", "-", "?"])
def test_only_declared_columns_order(get, sort: str) -> None:
    table = build(get("/list", {"sort": sort}), default_sort="-pk")
    assert table.page.rows[0].pk == 59


def test_filters_narrow_and_are_kept_in_every_link(get) -> None:
    table = build(get("/list?firm=Firm+1&sort=-pk"))
    assert {row.firm for row in table.page.rows} == {"Firm 1"}
    assert table.page.total == 20
    assert table.url(page=2) == "/list?firm=Firm+1&sort=-pk&page=2"
    assert table.clear_url == "/list?sort=-pk"
    assert table.kept_params == [("sort", "-pk")]


def test_a_text_filter_finds_a_part_in_any_case(get) -> None:
    assert build(get("/list?named=FIRM+2")).page.total == 20


@pytest.mark.parametrize("query", ["firm=Firm+9", "from=yesterday", "from=2026-02-30"])
def test_a_filter_that_cannot_be_applied_says_so(get, query: str) -> None:
    table = build(get(f"/list?{query}"))
    assert table.page.total == 60
    assert len(table.problems) == 1
    assert "was not applied" in render_to_string(
        "ui/components/table.html", {"table": table, "page": table.page}
    )


@pytest.mark.parametrize(
    ("query", "number", "first", "last"),
    [
        ("", 1, 1, 25),
        ("page=3", 3, 51, 60),
        ("page=99", 3, 51, 60),
        ("page=-1", 1, 1, 25),
        ("page=x", 1, 1, 25),
        ("page=99999999999999", 1, 1, 25),
        ("size=50&page=2", 2, 51, 60),
        ("size=100000", 1, 1, 25),
    ],
)
def test_pages(get, query: str, number: int, first: int, last: int) -> None:
    page = build(get(f"/list?{query}")).page
    assert (page.number, page.first, page.last) == (number, first, last)


def test_a_heading_turns_its_own_order(get) -> None:
    headings = build(get("/list?sort=pk&page=2")).headings
    assert [heading.direction for heading in headings] == ["ascending", "", "", ""]
    assert headings[0].url == "/list?sort=-pk"
    assert headings[1].url == "/list?sort=firm"
    assert headings[3].url == ""


def test_two_tables_on_a_page_do_not_share_parameters(get) -> None:
    table = build(get("/list?page=2&rows-page=3"), prefixed=True)
    assert table.page.number == 3
    assert table.url(page=1) == "/list?page=2&rows-page=1"


def test_htmx_gets_the_table_alone_and_others_the_page(get) -> None:
    request = get("/list", headers={"hx-target": "table-rows"})
    answer = build(request).respond(request, "ui/gallery/gallery.html")
    assert answer.content.strip().startswith(b'<div class="jg-table" id="table-rows"')
    assert "HX-Target" in answer["Vary"]


def test_rows_are_shaped_once_per_page(get) -> None:
    asked = []

    def shape(rows):
        asked.append(len(rows))
        return rows

    assert len(build(get("/list"), shape=shape).body) == 25
    assert asked == [25]


def test_the_export_holds_all_filtered_rows_without_markup(get) -> None:
    request = get("/list?firm=Firm+1&export=csv&page=2")
    answer = build(request).respond(request, "ui/gallery/gallery.html")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[:2] == ["Number,Firm,Mass,State", "1,Firm 1,1,<1>"]
    assert len(lines) == 21
    assert answer["Content-Disposition"] == 'attachment; filename="rows.csv"'


def test_the_export_begins_with_a_mark_for_spreadsheets(get) -> None:
    assert next(csv_lines(build(get("/list")))).startswith("\ufeff")


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|x", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_taken_for_a_formula(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", [-5, "-5", "-1,234.5", "+86", "JG-1", "", 0.5])
def test_plain_values_stay_as_they_are(cell: object) -> None:
    assert safe_cell(cell) == cell


def test_empty_and_filtered_out_are_told_apart(get) -> None:
    def shown(query: str, rows: list[Row]) -> str:
        table = build(get(query), rows)
        return render_to_string("ui/components/table.html", {"table": table, "page": table.page})

    assert "Nothing here yet" in shown("/list", [])
    assert "Nothing matches these filters" in shown("/list?named=zzz", ROWS)
