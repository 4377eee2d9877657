"""Tables as CSV that a spreadsheet opens safely: UTF-8 with a mark, streamed, no cell taken for a formula."""

import csv
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse

if TYPE_CHECKING:
    from jiangang.ui.tables import Table

BYTE_ORDER_MARK = "\ufeff"
CHUNK = 500
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, value: str) -> str:
        return value


def csv_response(table: "Table") -> StreamingHttpResponse:
    """All rows that pass the table's filters, in its order, as a download."""
    response = StreamingHttpResponse(csv_lines(table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{table.export}.csv"'
    return response


def csv_lines(table: "Table") -> Iterator[str]:
    """The lines of the file, the labels of the columns first."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow([safe_cell(column.label) for column in table.columns])
    for row in _rows(table):
        yield writer.writerow([safe_cell(column.plain(row)) for column in table.columns])


def safe_cell(value: Any) -> Any:
    """The value, with a quote before text that a spreadsheet would run as a formula; numbers stay numbers."""
    if isinstance(value, int | float):
        return value
    shown = "" if value is None else str(value)
    if shown.startswith(FORMULA_STARTS) and not _is_number(shown):
        return f"'{shown}"
    return shown


def _is_number(shown: str) -> bool:
    return shown.lstrip("+-").replace(".", "", 1).replace(",", "").isdecimal()


def _rows(table: "Table") -> Iterator[Any]:
    rows: Iterable[Any] = table.rows
    if isinstance(rows, QuerySet):
        rows = rows.iterator(chunk_size=CHUNK)
    source = iter(rows)
    while chunk := list(islice(source, CHUNK)):
        yield from table.shaped(chunk)
