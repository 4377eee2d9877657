"""What the application's role may do with each table, made equal to what the models declare. For the owner's
role.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, transaction

from jiangang.kernel.ledger.digests import quoted

WITHHELD = {
    "append-only": "UPDATE, DELETE, TRUNCATE",
    "erasable": "DELETE, TRUNCATE",
    "owner-only": "INSERT, UPDATE, DELETE, TRUNCATE",
}

_COUNTERS = """
SELECT relname FROM pg_class
 WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
   AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype IN ('a', 'i'))
"""
"""Sequences that belong to no column: triggers of append-only logs count with them, nobody else does."""


def apply_rights(role: str) -> None:
    """Give the application's role its rights on every table and sequence, less those that the models
    withhold.

    To be called by the owner after every migration; does nothing when owner and application are one role.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone()[0] == role:
            return
    name = quoted(role)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")
        cursor.execute(_COUNTERS)
        for (counter,) in cursor.fetchall():
            cursor.execute(f"REVOKE ALL ON SEQUENCE {quoted(counter)} FROM PUBLIC, {name}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM {name}")
        for table, rights in _withheld():
            cursor.execute(f"REVOKE {rights} ON {quoted(table)} FROM PUBLIC, {name}")


def _withheld() -> Iterator[tuple[str, str]]:
    present = set(connection.introspection.table_names())
    for model in apps.get_models():
        rights = WITHHELD.get(getattr(model, "mutability", ""))
        if rights and model._meta.db_table in present:
            yield model._meta.db_table, rights
