"""Typed columns: other headings, defaults, all faults at once."""

from datetime import date
from fractions import Fraction

import pytest

from jiangang.methods.columns import Column, day, exact, number, read_columns, whole
from jiangang.methods.findings import Refused

COLUMNS = (
    Column("group", str, ("name",)),
    Column("count", whole),
    Column("share", number, required=False),
    Column("on", day, required=False),
    Column("size", exact, required=False, default=Fraction(1)),
)


def test_rows_are_read_by_any_of_their_headings():
    cells = {"Name": " A ", "COUNT": "3", "share": "0.5", "on": "2011-06-30", "extra": "x"}
    table = read_columns([(2, cells), (3, {**cells, "share": "", "on": ""})], COLUMNS)
    assert table.rows[0] == (
        2, {"group": "A", "count": 3, "share": 0.5, "on": date(2011, 6, 30), "size": 1},
    )  # fmt: skip
    assert table.rows[1][1]["share"] is None
    assert table.present == {"group", "count", "share", "on"}
    assert table.notes[0].params["columns"] == "extra"


def test_every_missing_column_is_told():
    with pytest.raises(Refused) as caught:
        read_columns([(2, {"share": "1"})], COLUMNS)
    assert [each.field for each in caught.value.findings] == ["group", "count"]


def test_every_unreadable_cell_is_told_with_its_row():
    rows = [
        (2, {"group": "A", "count": "1.5", "share": "inf", "on": "30/6/2011", "size": "1/3"}),
        (4, {"group": "", "count": "", "share": "", "on": "", "size": ""}),
    ]
    with pytest.raises(Refused) as caught:
        read_columns(rows, COLUMNS)
    found = [(each.row, each.field, each.code.rpartition(".")[2]) for each in caught.value.findings]
    assert found == [
        (2, "count", "no_whole"),
        (2, "share", "no_number"),
        (2, "on", "no_day"),
        (2, "size", "no_number"),
        (4, "group", "no_text"),
        (4, "count", "no_whole"),
    ]


def test_a_heading_alone_is_no_table():
    with pytest.raises(Refused, match="no_rows"):
        read_columns([], COLUMNS)
