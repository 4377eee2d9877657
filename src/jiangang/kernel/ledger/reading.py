"""Streaming rows from the database with constant memory, and stepping through several ordered streams at
once.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

ROWS_AT_A_TIME = 5000


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read inside is of one moment, whatever others commit meanwhile (within a transaction
    already: its own).
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def stream(name: str, query: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """Rows of a query through a cursor of the server; `name` is unique among those open at once."""
    connection.ensure_connection()
    with connection.connection.cursor(name=name, binary=True) as cursor:
        cursor.itersize = ROWS_AT_A_TIME
        cursor.execute(query, parameters)
        yield from cursor


class Ahead:
    """An ordered stream that is asked for all rows up to a key, and keeps the row after them."""

    def __init__(self, rows: Iterator[tuple[Any, ...]], key: Callable[[tuple[Any, ...]], int]) -> None:
        self._rows, self._key = rows, key
        self._next = next(rows, None)

    def until(self, key: int) -> Iterator[tuple[Any, ...]]:
        """The rows not given yet whose key is `key` or less."""
        while self._next is not None and self._key(self._next) <= key:
            row, self._next = self._next, next(self._rows, None)
            yield row

    def rest(self) -> Iterator[tuple[Any, ...]]:
        """All rows not given yet."""
        while self._next is not None:
            row, self._next = self._next, next(self._rows, None)
            yield row
