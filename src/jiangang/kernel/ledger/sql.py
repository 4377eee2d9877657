"""Guards that the database keeps by itself, as migration operations: which tables may only grow, and how.

`append_only` for logs and results, `erasable` for tables whose personal columns may be cleared and nothing
else, `undeletable` for records that change but are never deleted, `owner_only` for tables that only the
owning role fills. The triggers fire ALWAYS, so that `session_replication_role` does not skip them. Rights of
the application's role are taken away here when the role exists, and again by `rights.apply` after every
migration.
"""

from collections.abc import Sequence

from django.conf import settings
from django.db.migrations.operations import RunSQL

REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION ledger_refuse_change() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'table % keeps every row: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
"""

ONLY_ERASE = """
CREATE OR REPLACE FUNCTION ledger_only_erase() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    columns text[] := string_to_array(TG_ARGV[0], ',');
    stamps text[] := string_to_array(TG_ARGV[1], ',');
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
    changed text;
BEGIN
    IF before - columns - stamps IS DISTINCT FROM after - columns - stamps THEN
        RAISE EXCEPTION 'table %: only the personal columns may be cleared', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    FOREACH changed IN ARRAY columns LOOP
        IF after -> changed IS DISTINCT FROM before -> changed
           AND coalesce(after ->> changed, '') <> '' THEN
            RAISE EXCEPTION 'table %: column % may be cleared, not changed', TG_TABLE_NAME, changed
                USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    FOREACH changed IN ARRAY stamps LOOP
        IF coalesce(before ->> changed, '') <> '' AND after -> changed IS DISTINCT FROM before -> changed THEN
            RAISE EXCEPTION 'table %: the erasure is on record already', TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
"""


def append_only(table: str) -> RunSQL:
    """The table takes INSERT only: UPDATE, DELETE and TRUNCATE are refused for everybody, the owner
    included.
    """
    return RunSQL(
        REFUSE_CHANGE
        + _trigger(table, "append_only_rows", "UPDATE OR DELETE", "ROW", "ledger_refuse_change()")
        + _trigger(table, "append_only_truncate", "TRUNCATE", "STATEMENT", "ledger_refuse_change()")
        + _revoke(table, "UPDATE, DELETE, TRUNCATE"),
        _drop(table, "append_only_rows", "append_only_truncate"),
    )


def erasable(table: str, *, columns: Sequence[str], stamps: Sequence[str]) -> RunSQL:
    """Rows are kept and unchanged, save that `columns` may be cleared once and `stamps` (who, when) be
    filled.
    """
    call = f"ledger_only_erase({_literal(','.join(columns))}, {_literal(','.join(stamps))})"
    return RunSQL(
        REFUSE_CHANGE
        + ONLY_ERASE
        + _trigger(table, "erasable_rows", "UPDATE", "ROW", call)
        + _trigger(table, "undeletable_rows", "DELETE", "ROW", "ledger_refuse_change()")
        + _trigger(table, "undeletable_truncate", "TRUNCATE", "STATEMENT", "ledger_refuse_change()")
        + _revoke(table, "DELETE, TRUNCATE"),
        _drop(table, "erasable_rows", "undeletable_rows", "undeletable_truncate"),
    )


def undeletable(table: str) -> RunSQL:
    """Rows may change but never go: DELETE and TRUNCATE are refused."""
    return RunSQL(
        REFUSE_CHANGE
        + _trigger(table, "undeletable_rows", "DELETE", "ROW", "ledger_refuse_change()")
        + _trigger(table, "undeletable_truncate", "TRUNCATE", "STATEMENT", "ledger_refuse_change()")
        + _revoke(table, "DELETE, TRUNCATE"),
        _drop(table, "undeletable_rows", "undeletable_truncate"),
    )


def owner_only(table: str) -> RunSQL:
    """Only the owning role writes the table (rules, transitions, the ledger's head); the application reads
    it.
    """
    return RunSQL(_revoke(table, "INSERT, UPDATE, DELETE, TRUNCATE"), RunSQL.noop)


def application_role() -> str:
    """Name of the role that the application signs in with; from the setting, else `jiangang_app`."""
    return str(getattr(settings, "DATABASE_APPLICATION_ROLE", "") or "jiangang_app")


def _trigger(table: str, name: str, events: str, level: str, call: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {events} ON {_name(table)} FOR EACH {level} EXECUTE FUNCTION {call};\n"
        f"ALTER TABLE {_name(table)} ENABLE ALWAYS TRIGGER {name};\n"
    )


def _drop(table: str, *triggers: str) -> str:
    return "".join(f"DROP TRIGGER IF EXISTS {trigger} ON {_name(table)};\n" for trigger in triggers)


def _revoke(table: str, rights: str) -> str:
    role = application_role()
    name = _literal(role)
    # Names come from our own migrations and settings, and are quoted.
    return f"""
REVOKE {rights} ON {_name(table)} FROM PUBLIC;
DO $revoke$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = {name} AND NOT rolsuper) AND {name} <> current_user THEN
        REVOKE {rights} ON {_name(table)} FROM {_name(role)};
    END IF;
END $revoke$;
"""  # noqa: S608  # quoted above


def _name(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
