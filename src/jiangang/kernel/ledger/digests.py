"""Digests of business rows, taken from the text that the database itself gives for the saved columns.

Appending and verifying select the same expressions, so that both see the same text whatever the session's
settings.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models

from jiangang.kernel.ledger.leaf import Covered, netstring
from jiangang.kernel.ledger.registry import Form

_AS_TEXT = {
    "timestamp with time zone": """to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
    "date": "to_char({0}, 'YYYY-MM-DD')",
    "time": "to_char({0}, 'HH24:MI:SS.US')",
    "bytea": "encode({0}, 'hex')",
    "interval": "extract(epoch FROM {0})::text",
}


def quoted(name: str) -> str:
    """A name of a table or column as SQL."""
    return '"' + name.replace('"', '""') + '"'


def as_text(field: "models.Field[Any, Any]", table: str) -> str:
    """The SQL expression that gives a column as exact text, independent of the session's settings."""
    column = f"{table}.{quoted(str(field.column))}"
    kind = str(field.db_type(connection) or "")
    if kind.endswith("[]"):
        return f"to_jsonb({column})::text"
    kind = kind.split("(")[0].strip()
    return _AS_TEXT.get(kind, "{0}::text").format(column)


def digest_of(form: Form, values: Sequence[str | None]) -> bytes:
    """The digest of one row from the texts of its columns."""
    parts = [form.opening]
    for head, value in zip(form.heads, values, strict=True):
        parts += (head, b"-" if value is None else netstring(value))
    return hashlib.sha256(b"".join(parts)).digest()


def cover(keys: Mapping[Form, Iterable[Any]]) -> dict[tuple[str, str], Covered]:
    """Digests of saved rows, by form and key, as the database holds them now; KeyError names a missing
    row.
    """
    found: dict[tuple[str, str], Covered] = {}
    for form, wanted in keys.items():
        asked = list(dict.fromkeys(wanted))
        for key, *values in _select(form, asked):
            found[form.name, key] = Covered(form.name, key, digest_of(form, values))
        for key in asked:
            if (form.name, str(key)) not in found:
                raise KeyError(f"{form.table} has no row {key} for form {form.name}")
    return found


def _select(form: Form, keys: list[Any]) -> list[tuple[str, ...]]:
    if not keys:
        return []
    key = form.model_class._meta.pk
    texts = ", ".join(as_text(field, "given") for field in form.fields)
    column = f"given.{quoted(form.key_column)}"
    kind = key.rel_db_type(connection)
    place = f"FROM {quoted(form.table)} AS given WHERE {column} = ANY(%s::{kind}[])"
    query = f"SELECT {column}::text, {texts} {place}"  # names from the models, quoted
    with connection.cursor() as cursor:
        cursor.execute(query, [[key.get_prep_value(value) for value in keys]])
        return list(cursor.fetchall())
