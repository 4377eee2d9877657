"""Guarding a table's `state` column in the database, as a migration operation."""

from django.db.migrations.operations import RunSQL

from jiangang.kernel.ledger.sql import undeletable


def guard(table: str, workflow: str, *, key_column: str = "id", key_type: str = "bigint") -> RunSQL:
    """The table's `state` moves only along the workflow, only with a `Step` in the same transaction.

    A row is inserted in the workflow's initial state, or together with the steps that lead to another one (bulk
    loads). Rows are never deleted. The migration depends on ("workflow", "0002_guards").
    """
    arguments = f"({_literal(workflow)}, {_literal(key_column)})"
    kept = undeletable(table)
    forward = (
        f'INSERT INTO workflow_guardedtable ("table", workflow, key_column, key_type) VALUES '
        f"({_literal(table)}, {_literal(workflow)}, {_literal(key_column)}, {_literal(key_type)});\n"
        f"CREATE TRIGGER workflow_guard BEFORE UPDATE ON {_name(table)} FOR EACH ROW "
        f"WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION workflow_guard_state{arguments};\n"
        f"CREATE CONSTRAINT TRIGGER workflow_inserted AFTER INSERT ON {_name(table)} DEFERRABLE INITIALLY DEFERRED "
        f"FOR EACH ROW EXECUTE FUNCTION workflow_require_step{arguments};\n"
        f"CREATE CONSTRAINT TRIGGER workflow_moved AFTER UPDATE ON {_name(table)} DEFERRABLE INITIALLY DEFERRED "
        f"FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) "
        f"EXECUTE FUNCTION workflow_require_step{arguments};\n"
    )
    names = ("workflow_guard", "workflow_inserted", "workflow_moved")
    forward += "".join(f"ALTER TABLE {_name(table)} ENABLE ALWAYS TRIGGER {name};\n" for name in names)
    back = "".join(f"DROP TRIGGER IF EXISTS {name} ON {_name(table)};\n" for name in names)
    back += f'DELETE FROM workflow_guardedtable WHERE "table" = {_literal(table)};\n'
    return RunSQL(f"{forward}{kept.sql}", f"{back}{kept.reverse_sql}")


def _name(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
