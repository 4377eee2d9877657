"""Guarding a table's `state` column in the database, as a migration operation."""

from django.db.migrations.operations import RunSQL

from jiangang.kernel.ledger.sql import undeletable

TRIGGERS = ("workflow_guard", "workflow_inserted", "workflow_moved")


def guard(table: str, workflow: str, *, key_column: str = "id", key_type: str = "bigint") -> RunSQL:
    """The table's `state` moves only along the workflow, only with a `Step` in the same transaction.

    A row is inserted in the workflow's initial state, or together with the steps that lead to another one
    (bulk loads). Rows are never deleted. The migration depends on ("workflow", "0002_guards").
    """
    call = f"({_literal(workflow)}, {_literal(key_column)})"
    values = ", ".join(_literal(value) for value in (table, workflow, key_column, key_type))
    name, kept = _name(table), undeletable(table)
    # Names come from our own migrations, and are quoted.
    forward = f"""
INSERT INTO workflow_guardedtable ("table", workflow, key_column, key_type) VALUES ({values});
CREATE TRIGGER workflow_guard BEFORE UPDATE ON {name} FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION workflow_guard_state{call};
CREATE CONSTRAINT TRIGGER workflow_inserted AFTER INSERT ON {name} DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION workflow_require_step{call};
CREATE CONSTRAINT TRIGGER workflow_moved AFTER UPDATE ON {name} DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION workflow_require_step{call};
"""  # noqa: S608  # quoted above
    forward += "".join(f"ALTER TABLE {name} ENABLE ALWAYS TRIGGER {trigger};\n" for trigger in TRIGGERS)
    back = "".join(f"DROP TRIGGER IF EXISTS {trigger} ON {name};\n" for trigger in TRIGGERS)
    back += f'DELETE FROM workflow_guardedtable WHERE "table" = {_literal(table)};\n'  # noqa: S608  # quoted above
    return RunSQL(f"{forward}{kept.sql}", f"{back}{kept.reverse_sql}")


def _name(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
