"""Tables with sorting, filters and paging, over a queryset or a list, as whole pages and as htmx parts.

Sorting and filtering go only by what the table declares; a name from the address is never passed to the
database. The address holds the whole state, so that any view of a table can be kept and shared. CSV is in
`jiangang.ui.exports`.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from math import ceil
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from jiangang.ui.columns import Column, Filter, Heading, Rows, ShownFilter, attribute
from jiangang.ui.components import Empty
from jiangang.ui.dates import shown
from jiangang.ui.exports import csv_response
from jiangang.ui.paging import PAGE_SIZES, Page, near
from jiangang.ui.wording import text

__all__ = ["COUNT_CAP", "Column", "Filter", "Page", "Table"]

COUNT_CAP = 10_000
"""Rows that are counted and paged through; beyond, the screen says `10,000+` and asks to filter."""


class Table:
    """One table on one page. Print it with `{% ui_table table %}`, answer with `respond`.

    name: unique on the page, also its id; rows: queryset or list, already scoped to the reader; shape: turns
    the rows of a page (models) into what the columns read (dataclasses), called once; default_sort: a column
    key, `-` before it for descending; caption: what the table is, for screen readers; export: file name of
    the CSV without ending, empty for none; prefixed: put the table's name before its parameters in the
    address, for a second table on a page.
    """

    def __init__(
        self,
        *,
        name: str,
        columns: Sequence[Column],
        rows: Rows,
        request: HttpRequest,
        caption: str,
        filters: Sequence[Filter] = (),
        default_sort: str = "",
        page_size: int = PAGE_SIZES[0],
        shape: Callable[[Sequence[Any]], Sequence[Any]] | None = None,
        empty: Empty | None = None,
        export: str = "",
        prefixed: bool = False,
    ) -> None:
        self.name, self.columns, self.filters = name, tuple(columns), tuple(filters)
        self.params: QueryDict = request.GET
        self.path = request.path
        self.caption, self.export, self.shape = caption, export, shape
        self.empty = empty or Empty(text("ui.table.empty_title"), text("ui.table.empty_body"))
        self.problems: list[str] = []
        self._all, self._default_sort, self._page_size = rows, default_sort, page_size
        self._prefix = f"{name}-" if prefixed else ""

    @property
    def dom_id(self) -> str:
        """The id of the part that htmx replaces."""
        return f"table-{self.name}"

    @cached_property
    def rows(self) -> Rows:
        """All rows that pass the filters, in order."""
        rows = self._all
        for item in self.filters:
            raw = self._param(item.key).strip()
            if not raw:
                continue
            try:
                rows = item.narrow(rows, item.read(raw))
            except ValueError:
                self.problems.append(text("ui.table.filter_unknown", label=item.label, value=raw))
        return self._ordered(rows)

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is set."""
        return any(self._param(item.key).strip() for item in self.filters)

    @property
    def shown_filters(self) -> list[ShownFilter]:
        """The filters with what is chosen in them."""
        return [
            ShownFilter(
                name=self._prefix + item.key,
                dom_id=f"{self.dom_id}-{item.key}",
                label=item.label,
                kind=item.kind,
                choices=item.choices,
                value=self._param(item.key),
            )
            for item in self.filters
        ]

    @property
    def kept_params(self) -> list[tuple[str, str]]:
        """What the address holds beside filters and page number, to be sent along with the filter form."""
        own = {self._prefix + item.key for item in self.filters} | {self._prefix + "page"}
        return [(key, value) for key, values in self.params.lists() if key not in own for value in values]

    @property
    def clear_url(self) -> str:
        """The address without filters."""
        return self.url(page="", **{item.key: "" for item in self.filters})

    @property
    def export_url(self) -> str:
        """The address of the CSV of what is filtered now."""
        return self.url(export="csv", page="")

    @property
    def headings(self) -> list[Heading]:
        """The head of each column."""
        key, descending = self._sort
        found = []
        for column in self.columns:
            here = column.key == key
            direction = ("descending" if descending else "ascending") if here else ""
            turn = f"-{column.key}" if here and not descending else column.key
            found.append(Heading(column, self.url(sort=turn, page="") if column.order else "", direction))
        return found

    @cached_property
    def page(self) -> Page:
        """The rows to show now and the way to the others."""
        total, capped = self._count()
        size = self._size
        pages = max(1, ceil(total / size))
        number = min(max(1, _whole(self._param("page"), 1)), pages)
        start = (number - 1) * size
        rows = list(self.rows[start : start + size])
        return Page(
            rows=self.shape(rows) if self.shape else rows,
            number=number,
            pages=pages,
            total=total,
            first=start + 1 if rows else 0,
            capped=capped,
            previous_url=self.url(page=number - 1) if number > 1 else "",
            next_url=self.url(page=number + 1) if number < pages else "",
            links=[
                (str(n) if n else "", self.url(page=n) if n else "", n == number) for n in near(number, pages)
            ],
            sizes=[(str(n), self.url(size=n, page=""), n == size) for n in PAGE_SIZES],
        )

    @property
    def body(self) -> list[list[Any]]:
        """What the cells of the page print, row by row, in the order of the columns."""
        return [[shown(column.value(row)) for column in self.columns] for row in self.page.rows]

    def url(self, **changes: object) -> str:
        """The present address with these parameters of the table changed; an empty value takes one out."""
        params = self.params.copy()
        params.pop(self._prefix + "export", None)
        for key, value in changes.items():
            params.pop(self._prefix + key, None)
            if value != "":
                params[self._prefix + key] = str(value)
        return f"{self.path}?{params.urlencode()}" if params else self.path

    def shaped(self, rows: Iterable[Any]) -> Iterable[Any]:
        """These rows as the columns read them."""
        return self.shape(list(rows)) if self.shape else rows

    def respond(
        self, request: HttpRequest, template: str, context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """The page, or only the table when htmx asked for it, or the CSV. In the template it is `table`."""
        if self.export and self._param("export") == "csv":
            return csv_response(self)
        partial = request.headers.get("HX-Target") == self.dom_id
        shown = "ui/components/table.html" if partial else template
        response = render(request, shown, {**(context or {}), "table": self, "page": self.page})
        patch_vary_headers(response, ["HX-Target"])
        return response

    @property
    def _sort(self) -> tuple[str, bool]:
        sortable = {column.key for column in self.columns if column.order}
        for wanted in (self._param("sort"), self._default_sort):
            if wanted.removeprefix("-") in sortable:
                return wanted.removeprefix("-"), wanted.startswith("-")
        return "", False

    def _ordered(self, rows: Rows) -> Rows:
        key, descending = self._sort
        fields = next((column.order for column in self.columns if column.key == key), ())
        if isinstance(rows, QuerySet):
            if not fields and rows.ordered:
                return rows.order_by(*(rows.query.order_by or rows.model._meta.ordering), "pk")
            sign = "-" if descending else ""
            return rows.order_by(*(f"{sign}{field}" for field in fields), f"{sign}pk")
        rows = list(rows)
        return (
            sorted(rows, key=lambda row: _sort_key(row, fields, descending), reverse=descending)
            if fields
            else rows
        )

    def _count(self) -> tuple[int, bool]:
        if not isinstance(self.rows, QuerySet):
            return len(self.rows), False
        counted = self.rows.order_by()[: COUNT_CAP + 1].count()
        return min(counted, COUNT_CAP), counted > COUNT_CAP

    @property
    def _size(self) -> int:
        size = _whole(self._param("size"), self._page_size)
        return size if size in PAGE_SIZES else self._page_size

    def _param(self, key: str) -> str:
        return self.params.get(self._prefix + key, "")


def _sort_key(row: Any, fields: Sequence[str], descending: bool) -> list[tuple[bool, Any]]:
    """Values in order, the unknown ones last either way."""
    values = [attribute(row, field) for field in fields]
    return [((value is None) != descending, "" if value is None else value) for value in values]


def _whole(raw: str, default: int) -> int:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 7 else default
