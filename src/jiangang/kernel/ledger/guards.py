"""Comparing the guards that the database has with those that the models declare by `mutability`."""

from dataclasses import dataclass

from django.apps import apps
from django.db import connection

EXPECTED = {
    "append-only": {"append_only_rows", "append_only_truncate"},
    "erasable": set(),
    "owner-only": set(),
    "undeletable": {"undeletable_rows", "undeletable_truncate"},
    "mutable": set(),
}
OF_THE_LEDGER = {
    "ledger_entry": {"ledger_1_open", "ledger_2_complete", "ledger_3_close"},
    "ledger_entryrow": {"ledger_rows_in_time"},
    "ledger_personalrecord": {"erasable_rows", "undeletable_rows", "undeletable_truncate"},
    "ledger_head": {"undeletable_rows", "undeletable_truncate"},
}
_TRIGGERS = """
SELECT class.relname, trigger.tgname, trigger.tgenabled
  FROM pg_trigger AS trigger JOIN pg_class AS class ON class.oid = trigger.tgrelid
 WHERE NOT trigger.tgisinternal AND class.relnamespace = 'public'::regnamespace
"""


@dataclass(frozen=True, slots=True)
class GuardFault:
    """A table whose guard is not as declared."""

    table: str
    what: str


def guard_faults() -> list[GuardFault]:
    """Every guard that is missing, not declared, or switched off (anything but ENABLE ALWAYS)."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS)
        present = [(table, name, state) for table, name, state in cursor.fetchall()]
    by_table: dict[str, dict[str, str]] = {}
    for table, name, state in present:
        by_table.setdefault(table, {})[name] = state
    found = [
        GuardFault(table, f"trigger {name} is missing or switched off")
        for table, wanted in sorted(_wanted().items())
        for name in sorted(wanted)
        if by_table.get(table, {}).get(name) != "A"
    ]
    declared = {table for table, wanted in _wanted().items() if "append_only_rows" in wanted}
    known = {model._meta.db_table for model in apps.get_models()}
    found += [
        GuardFault(table, "is append-only in the database, and its model does not say so")
        for table, triggers in sorted(by_table.items())
        if "append_only_rows" in triggers and table in known and table not in declared
    ]
    return found


def _wanted() -> dict[str, set[str]]:
    wanted = {
        model._meta.db_table: set(EXPECTED.get(getattr(model, "mutability", ""), set()))
        for model in apps.get_models()
        if model._meta.managed and model.__module__.startswith("jiangang.")
    }
    for table, names in OF_THE_LEDGER.items():
        wanted.setdefault(table, set()).update(names)
    return wanted
