"""Personal columns of business rows: which entries recorded them, and comparing them with what stands now.

Personal data stay out of the digests of `registry`. They are the personal facts of the entry that set them,
behind its salted commitment; here the present columns are held against the newest such facts. What an entry
did not record (before there was a form), or what was erased since, is compared with nothing.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection, models

from jiangang.kernel.ledger.digests import quoted
from jiangang.kernel.ledger.examiners import register_examiner
from jiangang.kernel.ledger.faults import Fault
from jiangang.kernel.ledger.operations import erase_personal
from jiangang.kernel.ledger.reading import stream
from jiangang.kernel.permissions import Actor

HASHED = "_sha256"
_NEWEST = """
SELECT given.{key}::text, newest.entry_id, newest.data_json {columns}
  FROM {table} AS given
 CROSS JOIN LATERAL (SELECT * FROM ({kept}) AS kept ORDER BY entry_id DESC LIMIT 1) AS newest
"""
_ENTRIES = """
SELECT kept.entry_id FROM {table} AS given CROSS JOIN LATERAL ({kept}) AS kept
 WHERE given.{key}::text = ANY(%s)
"""
# One look-up in the index for each subject: with `IN` the planner without statistics reads the whole ledger.
_KEPT = """
SELECT kept.entry_id, kept.data_json
  FROM ledger_entry AS entry JOIN ledger_personalrecord AS kept ON kept.entry_id = entry.sequence
 WHERE entry.subject = '{prefix}' || given.{column} AND strpos(kept.data_json, '{mark}') > 0
"""


@dataclass(frozen=True, slots=True)
class PersonalForm:
    """Personal columns of a model that are always recorded together, as facts of the same names.

    subjects: what the entries that set them are about, as (prefix, column): `("person:", "id")` stands for
    `person:12`. secret: the one column is kept as the SHA-256 of its text, as the fact `<column>_sha256`.
    """

    model: str
    columns: tuple[str, ...]
    subjects: tuple[tuple[str, str], ...]
    secret: bool = False

    def facts(self, row: models.Model) -> dict[str, str]:
        """What the entry that sets the columns of this row gives as `personal`."""
        return {self._fact(name): self._said(getattr(row, name)) for name in self.columns}

    def faults(self) -> Iterator[Fault]:
        """Rows whose columns are not those of the newest record that there still is of them."""
        columns = "".join(f", given.{quoted(name)}" for name in self.columns)
        query = self._query(_NEWEST, columns=columns)
        for key, entry, data_json, *values in stream("audit_kept", query):
            recorded = _read(data_json)
            changed = [
                name
                for name, value in zip(self.columns, values, strict=True)
                if recorded.get(self._fact(name), self._said(value)) != self._said(value)
            ]
            if changed:
                yield Fault(self._table, key, f"{', '.join(changed)}: not as entry {entry} recorded it")

    def entries(self, keys: Iterable[Any]) -> list[int]:
        """Sequences of the entries that still hold personal facts of these rows in this form."""
        with connection.cursor() as cursor:
            cursor.execute(self._query(_ENTRIES), [[str(key) for key in keys]])
            return [sequence for (sequence,) in cursor.fetchall()]

    @property
    def _mark(self) -> str:
        """How the first fact stands in canonical JSON; inside a value its quotes would be escaped."""
        return f'"{self._fact(self.columns[0])}":'

    @property
    def _table(self) -> str:
        return str(apps.get_model(self.model)._meta.db_table)

    def _fact(self, column: str) -> str:
        return column + HASHED if self.secret else column

    def _said(self, value: Any) -> str:
        text = "" if value is None else str(value)
        return hashlib.sha256(text.encode()).hexdigest() if self.secret else text

    def _query(self, words: str, columns: str = "") -> str:
        key = quoted(str(apps.get_model(self.model)._meta.pk.column))
        kept = " UNION ALL ".join(
            _KEPT.format(prefix=prefix, column=quoted(column), mark=self._mark)
            for prefix, column in self.subjects
        )
        return words.format(key=key, table=quoted(self._table), columns=columns, kept=kept)


_FORMS: list[PersonalForm] = []


def register_personal(form: PersonalForm) -> PersonalForm:
    """Let every verification compare these columns, and every erasure of a row clear what recorded them."""
    if form not in _FORMS:
        _FORMS.append(form)
    register_examiner(form.faults)
    return form


def erase_personal_of(model: str, keys: Iterable[Any], *, actor: Actor, at: datetime) -> int:
    """Clear what entries recorded of the personal columns of rows that are erased; returns how many there
    were.
    """
    wanted = list(keys)
    entries = {entry for form in _FORMS if form.model == model for entry in form.entries(wanted)}
    return erase_personal(sorted(entries), actor=actor, at=at)


def _read(data_json: str) -> Mapping[str, Any]:
    """The facts; nothing where the text is no JSON any more, which the walk along the log has named."""
    try:
        found = json.loads(data_json)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
