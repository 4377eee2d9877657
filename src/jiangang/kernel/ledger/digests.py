"""Digests of business rows, taken from the text that the database itself gives for the saved columns.

Appending and verifying select the same expressions, so that both see the same text whatever the session's
settings.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
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


TOGETHER = 50
"""Up to so many rows of several forms are read in one statement; more, each form for itself."""


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
    asked = {form: list(dict.fromkeys(wanted)) for form, wanted in keys.items()}
    found: dict[tuple[str, str], Covered] = {}
    for form, key, values in _rows(asked):
        found[form.name, key] = Covered(form.name, key, digest_of(form, values))
    for form, wanted in asked.items():
        for key in wanted:
            if (form.name, str(key)) not in found:
                raise KeyError(f"{form.table} has no row {key} for form {form.name}")
    return found


def _rows(asked: Mapping[Form, list[Any]]) -> Iterator[tuple[Form, str, Sequence[str | None]]]:
    """The texts of rows; of a few, whatever their forms, in one statement."""
    forms = [form for form, wanted in asked.items() if wanted]
    if len(forms) < 2 or sum(map(len, asked.values())) > TOGETHER:
        for form in forms:
            yield from ((form, key, values) for key, *values in _select(form, asked[form]))
        return
    parts, params = [], []
    for place, form in enumerate(forms):
        column, texts, source = _expressions(form)
        parts.append(f"SELECT {place}, {column}, ARRAY[{', '.join(texts)}]::text[] {source}")
        params.append(_prepared(form, asked[form]))
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        yield from ((forms[place], key, values) for place, key, values in cursor.fetchall())


def _select(form: Form, keys: list[Any]) -> list[tuple[str, ...]]:
    column, texts, source = _expressions(form)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column}, {', '.join(texts)} {source}", [_prepared(form, keys)])
        return list(cursor.fetchall())


@cache
def _expressions(form: Form) -> tuple[str, list[str], str]:
    """Key, texts of the columns, and where they are, as SQL: names from the models, quoted."""
    texts = [as_text(field, "given") for field in form.fields]
    column = f"given.{quoted(form.key_column)}"
    kind = form.model_class._meta.pk.rel_db_type(connection)
    source = f"FROM {quoted(form.table)} AS given WHERE {column} = ANY(%s::{kind}[])"
    return f"{column}::text", texts, source


def _prepared(form: Form, keys: list[Any]) -> list[Any]:
    key = form.model_class._meta.pk
    return [key.get_prep_value(value) for value in keys]
