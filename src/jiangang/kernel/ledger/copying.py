"""Writing thousands of entries at once by COPY; the triggers number and hash them as they do single ones."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

MANY = 200
"""From so many rows on COPY is quicker than one INSERT."""

_ENTRIES = (
    'COPY ledger_entry (at, actor, post, act, subject, "case", facts_json, personal_commitment, rows_digest, '
    "leaf_form) FROM STDIN"
)
_GIVEN = (
    "SELECT sequence, recorded_at, leaf_hash FROM ledger_entry WHERE sequence = ANY(%s) ORDER BY sequence"
)
_ROWS = "COPY ledger_entryrow (entry_id, form, row_key, digest) FROM STDIN"


def copy_entries(rows: Sequence[tuple[Any, ...]]) -> range:
    """Write entries in their order; their sequences.

    The transaction holds the ledger's head, so that the last entries of the log are these.
    """
    with connection.cursor() as cursor:
        _copy(cursor, _ENTRIES, rows)
        cursor.execute("SELECT size FROM ledger_head WHERE id = 1")
        size = int(cursor.fetchone()[0])
    return range(size - len(rows), size)


def read_given(sequences: Iterable[int]) -> list[tuple[int, datetime, bytes]]:
    """Sequence, time and leaf hash of entries in their order, as the database gave them."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN, [list(sequences)])
        return list(cursor.fetchall())


def copy_rows(rows: Iterable[tuple[int, str, str, bytes]]) -> None:
    """Write which rows the entries of this transaction cover."""
    with connection.cursor() as cursor:
        _copy(cursor, _ROWS, rows)


def _copy(cursor: Any, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
