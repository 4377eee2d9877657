"""Files as they come: encodings, delimiters, quotes, sizes, bombs. Each a clear finding, each row
reported.
"""

import io
import zipfile
from dataclasses import replace
from typing import Any

import pytest
import xlsxwriter

from jiangang.methods.findings import Refused
from jiangang.port.declarations.limits import limits
from jiangang.port.declarations.reading.encoding import decode
from jiangang.port.declarations.reading.maps import packaged_maps, read_map
from jiangang.port.declarations.reading.notices import read_notices
from jiangang.port.declarations.reading.tables import check_size, read_table

LIMITS = limits().file
TEXT = "编号,货物\n1,原木\n2,辐射松\n"


def refused(content: bytes, **changes: Any) -> str:
    """The code of the first finding that a file is refused with."""
    with pytest.raises(Refused) as caught:
        list(read_table(content, replace(LIMITS, **changes)).rows)
    return caught.value.findings[0].code.rpartition(".")[2]


def codes(content: bytes, **changes: Any) -> list[tuple[int, str]]:
    """Row and code of each finding at a row."""
    table = read_table(content, replace(LIMITS, **changes))
    return [(row.number, each.code.rpartition(".")[2]) for row in table.rows for each in row.findings]


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("gbk", "GBK"),
        ("utf-16", "UTF-16"),
    ],
)
def test_encodings_are_found_and_said(codec: str, name: str) -> None:
    decoded = decode(TEXT.encode(codec))
    assert decoded.text == TEXT
    assert decoded.findings[0].params["encoding"] == name


def test_gb18030_holds_what_gbk_does_not() -> None:
    assert decode("𠮷田贸易,原木\n".encode("gb18030")).encoding == "GB18030"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_mark_is_found_by_its_zeros(codec: str) -> None:
    assert decode(b"".join(["reference,origin\n1,NZ\n".encode(codec)])).encoding == "UTF-16"


def test_bytes_of_no_encoding_are_named() -> None:
    assert refused(b"a,b\n\xff\xfe\xfd,1\n\x81") == "encoding_unknown"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found(delimiter: str) -> None:
    table = read_table(TEXT.replace(",", delimiter).encode(), LIMITS)
    assert table.heading == ["编号", "货物"]
    assert [row.cells for row in table.rows] == [["1", "原木"], ["2", "辐射松"]]


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_empty_files_are_refused(content: bytes) -> None:
    assert refused(content) == "file_empty"


def test_a_million_columns_are_refused() -> None:
    assert refused(b",".join(b"c" for _ in range(1_000_000)) + b"\n1\n") == "columns_too_many"


def test_a_row_of_a_million_cells_is_named_and_the_next_is_read() -> None:
    content = b"a,b\n" + b"1," * 1_000_000 + b"1\n3,4\n"
    table = list(read_table(content, LIMITS).rows)
    assert [row.number for row in table if row.findings] == [2]
    assert table[-1].cells == ["3", "4"]


def test_a_huge_cell_and_a_wrong_quote_are_named_by_row() -> None:
    content = b'a,b\n"' + b"x" * 50_000 + b'",1\n3,"4"5\n6,7\n'
    assert codes(content) == [(2, "cell_too_large"), (3, "quote_wrong")]


def test_an_open_quote_is_named() -> None:
    assert codes(b'a,b\n1,"2\n3,4\n') == [(2, "quote_open")]


def test_short_and_long_rows_are_named() -> None:
    assert codes(b"a,b\n1\n1,2,3\n1,2,,\n") == [(2, "row_width"), (3, "row_width")]


def test_rows_beyond_the_limit_are_told() -> None:
    assert codes(b"a\n" + b"1\n" * 9, rows=5) == [(7, "rows_too_many")]


def test_size_is_asked_before_reading() -> None:
    with pytest.raises(Refused) as caught:
        check_size(2 * 1024**3, LIMITS)
    assert caught.value.findings[0].params == {"size": 2048, "limit": 64}


def sheet(rows: list[list[Any]]) -> bytes:
    """An XLSX file with these rows."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return stream.getvalue()


def test_a_spreadsheet_is_read_as_texts() -> None:
    table = read_table(sheet([["编号", "HS"], ["甲", 440321], ["乙", 1.5]]), LIMITS)
    assert [row.cells for row in table.rows] == [["甲", "440321"], ["乙", "1.5"]]


def test_a_zip_bomb_is_refused_before_it_unfolds() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    assert refused(stream.getvalue()) == "archive_bomb"


def test_two_cells_far_apart_are_no_sheet_of_billions() -> None:
    rows = sheet([["a"]])
    source, stream = zipfile.ZipFile(io.BytesIO(rows)), io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            body = source.read(name)
            if name.endswith("sheet1.xml"):
                far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                body = body.replace(b"</sheetData>", far)
            archive.writestr(name, body)
    assert refused(stream.getvalue()) == "sheet_too_far"


@pytest.mark.parametrize("cut", [40, 400, 2_000])
def test_a_cut_spreadsheet_is_damaged(cut: int) -> None:
    assert refused(sheet([["a", "b"], [1, 2]])[:cut]) == "spreadsheet_damaged"


def test_a_wrong_heading_has_the_nearest_as_hint() -> None:
    column_map = packaged_maps()["wco-import"]
    with pytest.raises(Refused) as caught:
        read_notices(b"Office ID,Declaration ID,HS6 Cod\n1,2,3\n", column_map, LIMITS)
    hints = {
        each.params["column"]: each.params["near"] for each in caught.value.findings if "near" in each.params
    }
    assert hints["HS6 Code"] == "HS6 Cod"


def test_rows_of_one_key_are_lines_of_one_notice() -> None:
    heading = ",".join(packaged_maps()["standard"].columns)
    width = heading.count(",")
    rows = [f"{key}{',' * width}" for key in ("a", "a", "b", "")]
    found = list(
        read_notices("\n".join([heading, *rows]).encode(), packaged_maps()["standard"], LIMITS).notices
    )
    assert [(each.key, each.rows, len(each.payload["lines"])) for each in found] == [
        ("a", [2, 3], 2),
        ("b", [4], 1),
    ]


@pytest.mark.parametrize(
    "text", ["= x", 'name = "a"', 'name = "a"\nsource = "b"\n[key]\ncolumns = []\n[fields]\n[lines]\n']
)
def test_a_wrong_map_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_map(text)


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_huge_cell_is_one_finding_with_row_column_and_limit(quote: str) -> None:
    huge = quote + "x" * 5_000_000 + quote
    content = f"a,b,c\n1,2,3\n1,{huge},3\n4,5,6\n".encode()
    rows = list(read_table(content, LIMITS).rows)
    assert [(row.number, len(row.findings)) for row in rows] == [(2, 0), (3, 1), (4, 0)]
    assert rows[1].findings[0].params == {"row": 3, "column": "b", "limit": 20_000}


def test_a_huge_cell_of_a_spreadsheet_names_its_column() -> None:
    table = read_table(sheet([["a", "b"], ["1", "x" * 30_000]]), LIMITS)
    assert [each.params["column"] for row in table.rows for each in row.findings] == ["b"]
