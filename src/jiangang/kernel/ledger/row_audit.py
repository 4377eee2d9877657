"""Comparing the business rows, as they are now, with the latest entry that covers each of them."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist

from jiangang.kernel.ledger.digests import as_text, digest_of, quoted
from jiangang.kernel.ledger.faults import Fault, Report
from jiangang.kernel.ledger.reading import stream
from jiangang.kernel.ledger.registry import Form, families, find_form

_JOINED = """
SELECT coalesce(present.row_key, latest.row_key), present.row_key IS NULL,
       latest.form, latest.entry_id, latest.digest {columns}
  FROM (SELECT {key}::text AS row_key {expressions} FROM {table} AS given) AS present
  FULL JOIN (SELECT DISTINCT ON (row_key) row_key, form, entry_id, digest FROM ledger_entryrow
              WHERE form = ANY(%s) ORDER BY row_key, entry_id DESC) AS latest USING (row_key)
"""


def audit_rows(report: Report) -> None:
    """Check every table that has a registered form; counts the rows that were compared."""
    report.add(_unknown_forms())
    for versions in families():
        report.add(_audit(versions, report))


def _unknown_forms() -> Iterator[Fault]:
    for form, entries in stream("audit_forms", "SELECT form, count(*) FROM ledger_entryrow GROUP BY form"):
        if find_form(form) is None:
            yield Fault(
                "ledger_entryrow", "", f"{entries} rows are of the form {form}, which no room registers"
            )


def _audit(versions: tuple[Form, ...], report: Report) -> Iterator[Fault]:
    newest = versions[-1]
    names = list(dict.fromkeys(name for form in versions for name in form.columns))
    places = {form.name: (form, [names.index(name) for name in form.columns]) for form in versions}
    try:
        query = _query(versions, names)
    except (FieldDoesNotExist, LookupError) as error:
        yield Fault(newest.model, "", f"form {newest.base} cannot be taken any more: {error}")
        return
    for key, gone, form_name, entry, digest, *values in stream("audit_business", query, [list(places)]):
        report.counts["rows"] += 1
        if gone:
            yield Fault(newest.table, key, f"is missing, and entry {entry} covers it")
        elif form_name is None:
            yield Fault(newest.table, key, "is covered by no entry")
        else:
            form, at = places[form_name]
            if digest_of(form, [values[place] for place in at]) != digest:
                yield Fault(newest.table, key, f"is not as entry {entry} left it")


def _query(versions: tuple[Form, ...], names: list[str]) -> str:
    fields: dict[str, Any] = {
        name: field for form in versions for name, field in zip(form.columns, form.fields, strict=True)
    }
    return _JOINED.format(
        columns="".join(f", present.c{place}" for place in range(len(names))),
        expressions="".join(
            f", {as_text(fields[name], 'given')} AS c{place}" for place, name in enumerate(names)
        ),
        key=f"given.{quoted(versions[-1].key_column)}",
        table=quoted(versions[-1].table),
    )
