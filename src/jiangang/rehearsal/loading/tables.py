"""Tables written by COPY, and the text of their columns as the database gives it, for the ledger's digests.

Rows are model instances, or plain namespaces with the model's column names. Nothing here knows a department.
"""

import json
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from hashlib import sha256
from operator import attrgetter
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from jiangang.kernel.ledger import api as ledger

_quoted = json.encoder.encode_basestring
KEYS_AT_ONCE = 500
_NEXT_KEYS = (
    "WITH keys AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence) "
    "SELECT nextval(keys.sequence) FROM keys, generate_series(1, %s)"
)
REMEMBERED = 4_000
AsText = Callable[[Any], str | None]
WRITTEN_ELSEWHERE = {"workflow.Step": {"id"}}
"""Columns that the database fills by itself although the model declares no default of the database."""


class Table:
    """One table: its columns for COPY, its columns in the ledger's form (if it has one), rows waiting."""

    def __init__(self, label: str) -> None:
        self.model = apps.get_model(label)
        skipped = WRITTEN_ELSEWHERE.get(label, set())
        self.fields = [
            field
            for field in self.model._meta.concrete_fields
            if not field.has_db_default() and field.attname not in skipped
        ]
        self.name = self.model._meta.db_table
        self.rows: list[Any] = []
        self._keys: deque[int] = deque()
        self._values = attrgetter(*(field.attname for field in self.fields))
        self._written = [
            (place, writing)
            for place, field in enumerate(self.fields)
            if (writing := _writing(field)) is not None
        ]
        self._defaults = {field.attname: _default(field) for field in self.fields}
        forms = [form for form in ledger.all_forms() if form.model_class is self.model]
        self.form = max(forms, key=lambda form: form.version) if forms else None
        if self.form is not None:
            self._covered = attrgetter(*(field.attname for field in self.form.fields))
            self._parts = [
                _Part(head, as_text(field))
                for head, field in zip(self.form.heads, self.form.fields, strict=True)
            ]

    def new(self, **values: Any) -> SimpleNamespace:
        """A row with the model's defaults, waiting to be written."""
        row = SimpleNamespace(**{**self._defaults, **values})
        self.rows.append(row)
        return row

    def cover(self, row: Any) -> ledger.Covered:
        """The digest of a row as it is now."""
        if self.form is None:
            raise LookupError(f"{self.name} has no form in the ledger")
        parts = [self.form.opening]
        for part, value in zip(self._parts, self._covered(row), strict=True):
            try:
                parts.append(part.known[value])
            except KeyError:
                parts.append(part.remember(value))
            except TypeError:  # lists and objects cannot be looked up
                parts.append(part.written(value))
        digest = sha256(b"".join(parts)).digest()
        return ledger.Covered(self.form.name, str(row.id), digest)

    def write(self) -> None:
        """Copy the waiting rows into the table, in their order."""
        if not self.rows:
            return
        columns = ", ".join(f'"{field.column}"' for field in self.fields)
        with (
            connection.cursor() as cursor,
            cursor.copy(f'COPY "{self.name}" ({columns}) FROM STDIN') as copy,
        ):
            for row in self.rows:
                values = list(self._values(row))
                for place, writing in self._written:
                    values[place] = writing(values[place])
                copy.write_row(values)
        self.rows.clear()

    def keys(self, count: int) -> list[int]:
        """The next keys of the table's own sequence, fetched many at a time."""
        if len(self._keys) < count:
            with connection.cursor() as cursor:
                cursor.execute(_NEXT_KEYS, [self.name, max(count, KEYS_AT_ONCE)])
                self._keys += [row[0] for row in cursor.fetchall()]
        return [self._keys.popleft() for _ in range(count)]

    def forget(self) -> None:
        """Drop waiting rows and keys, after a batch."""
        self.rows.clear()
        self._keys.clear()


class _Part:
    """One column of a row's bytes; values that come again, as most do, are written out once."""

    __slots__ = ("_head", "_text", "known")

    def __init__(self, head: bytes, text: AsText) -> None:
        self._head, self._text = head, text
        self.known: dict[Any, bytes] = {}

    def written(self, value: Any) -> bytes:
        """The column's head and text, as `ledger.leaf.row_bytes` writes them."""
        text = self._text(value)
        return self._head + (b"-" if text is None else ledger.netstring(text))

    def remember(self, value: Any) -> bytes:
        """As `written`, kept in `known` for the next time."""
        if len(self.known) > REMEMBERED:
            self.known.clear()
        written = self.known[value] = self.written(value)
        return written


@cache
def table(label: str) -> Table:
    """The table of a model (`app.Model`)."""
    return Table(label)


def write_all(labels: Iterable[str]) -> None:
    """Write the waiting rows of several tables."""
    for label in labels:
        table(label).write()


def forget_all(labels: Iterable[str]) -> None:
    """Drop what waits of several tables, after a batch."""
    for label in labels:
        table(label).forget()
    _JSONB.clear()


def as_text(field: "models.Field[Any, Any]") -> AsText:
    """How PostgreSQL writes a value of this column as text (`ledger.digests.as_text`), calculated here."""
    if isinstance(field, models.ForeignKey):
        return as_text(field.target_field)
    if isinstance(field, models.DecimalField):
        places = Decimal(1).scaleb(-field.decimal_places)
        return _unless_null(lambda value: format(value.quantize(places), "f"))
    for kind, writing in _BY_KIND:
        if isinstance(field, kind):
            return _unless_null(writing)
    return _unless_null(str)


def jsonb(value: Any) -> str:
    """A value as PostgreSQL writes `jsonb`: keys by length and then by bytes, a blank after each mark.

    TypeError for a float, which has no one text.
    """
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, dict):
        return "{" + ", ".join([head + jsonb(value[name]) for name, head in _heads(tuple(value))]) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(jsonb, value)) + "]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return _truth(value)
    if isinstance(value, int):
        return str(value)
    raise TypeError(f"a {type(value).__name__} has no one text in jsonb")


_JSONB: dict[int, tuple[Any, str]] = {}


def _jsonb_once(value: Any) -> str:
    """As `jsonb`; a waiting row's value is written twice, for its digest and for COPY, calculated once."""
    known = _JSONB.get(id(value))
    if known is None:
        known = _JSONB[id(value)] = (value, jsonb(value))
    return known[1]


@cache
def _heads(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    ordered = sorted(names, key=lambda name: (len(name.encode()), name.encode()))
    return tuple((name, f"{_quoted(name)}: ") for name in ordered)


def _plain_list(value: Sequence[Any]) -> str:
    return json.dumps(list(value), ensure_ascii=False)


def _day(value: date) -> str:
    return value.isoformat()


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _hex(value: bytes) -> str:
    return bytes(value).hex()


def _moment(value: datetime) -> str:
    return ledger.moment(value)


_BY_KIND: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (models.BooleanField, _truth),
    (models.DateTimeField, _moment),
    (models.DateField, _day),
    (models.JSONField, _jsonb_once),
    (ArrayField, _plain_list),
    (models.BinaryField, _hex),
)


def _unless_null(writing: Callable[[Any], str]) -> AsText:
    return lambda value: None if value is None else writing(value)


def _writing(field: "models.Field[Any, Any]") -> Callable[[Any], Any] | None:
    """What a value needs before COPY takes it; None where it needs nothing."""
    return _unless_null(_jsonb_once) if isinstance(field, models.JSONField) else None


def _default(field: "models.Field[Any, Any]") -> Any:
    return None if field.primary_key else field.get_default()
