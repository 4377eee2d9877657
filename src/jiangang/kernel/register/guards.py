"""Whether the database's own guards of the register stand, for every verification of the ledger."""

from collections.abc import Iterator

from django.db import connection

from jiangang.kernel.ledger.api import Fault

WANTED = (
    ("register_entry", "register_1_open"),
    ("register_entry", "register_2_complete"),
    ("register_entry", "register_3_close"),
    ("register_confirmation", "register_second_hand"),
    ("register_head", "undeletable_rows"),
    ("register_head", "undeletable_truncate"),
)
_TRIGGERS = """
SELECT class.relname, trigger.tgname
  FROM pg_trigger AS trigger JOIN pg_class AS class ON class.oid = trigger.tgrelid
 WHERE NOT trigger.tgisinternal AND trigger.tgenabled = 'A' AND class.relname LIKE 'register\\_%%'
"""


def guard_faults() -> Iterator[Fault]:
    """Each trigger of the register that is missing, or switched off."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS, [])
        present = set(cursor.fetchall())
    for table, name in WANTED:
        if (table, name) not in present:
            yield Fault(table, "", f"trigger {name} is missing or switched off")
