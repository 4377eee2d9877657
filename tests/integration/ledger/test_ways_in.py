"""Every way into the ledger past the operations: refused to the application, and to owner and replica as
well.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import errors

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.ledger.guards import guard_faults
from jiangang.kernel.ledger.models import Entry
from tests.integration.ledger.conftest import AT

Settle = Callable[..., Any]
REFUSED = (errors.RestrictViolation, errors.InsufficientPrivilege, errors.IntegrityError)
ENTRY = (
    'INSERT INTO ledger_entry (at, actor, post, act, subject, "case", facts_json, rows_digest, '
    "leaf_form{more}) VALUES ('2026-01-01', 'system:thief', '', 't', 's', '', '{{}}', sha256(''), "
    "'ledger.entry/1'{values})"
)


@pytest.fixture
def app(committed_db: Any) -> Iterator[psycopg.Connection]:
    """A bare connection of the application's role, past every operation."""
    with psycopg.connect(committed_db.url("jiangang_app"), autocommit=True) as connection:
        yield connection


WAYS_IN = [
    "UPDATE ledger_entry SET act = 'x'",
    "DELETE FROM ledger_entry",
    "TRUNCATE ledger_entry CASCADE",
    "UPDATE ledger_entryrow SET digest = sha256('')",
    "DELETE FROM ledger_entryrow",
    "TRUNCATE ledger_entryrow",
    "UPDATE ledger_checkpointnote SET size = 1",
    "DELETE FROM ledger_checkpointkey",
    "TRUNCATE ledger_tile",
    "UPDATE ledger_head SET size = 0",
    "DELETE FROM ledger_head",
    "INSERT INTO ledger_head VALUES (2, 0, '', now(), 0, 0)",
    "DELETE FROM ledger_personalrecord",
    "TRUNCATE ledger_personalrecord",
    "UPDATE ledger_personalrecord SET data_json = '{\"a\":2}'",
    "UPDATE ledger_personalrecord SET entry_id = 5",
    "SELECT setval('ledger_next', 77)",
    "SELECT nextval('ledger_next')",
    "SET session_replication_role = replica",
    "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
    "ALTER TABLE ledger_entry DISABLE TRIGGER append_only_rows",
    "DROP TRIGGER append_only_rows ON ledger_entry",
    "DROP TABLE ledger_entryrow",
    "DROP FUNCTION ledger_refuse_change() CASCADE",
    "CREATE OR REPLACE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql "
    "AS 'BEGIN RETURN NULL; END'",
    "ALTER TABLE ledger_entry OWNER TO jiangang_app",
    "SET ROLE jiangang_owner",
    "CREATE TABLE public.other (id int)",
    "CREATE RULE quiet AS ON INSERT TO ledger_entry DO INSTEAD NOTHING",
    "INSERT INTO ledger_entry SELECT * FROM ledger_entry",
    "INSERT INTO ledger_entry SELECT * FROM ledger_entry ON CONFLICT (sequence) DO UPDATE SET act = 'x'",
    "MERGE INTO ledger_entry USING (SELECT 0 AS n) AS s ON sequence = s.n WHEN MATCHED THEN DELETE",
    "INSERT INTO ledger_entryrow (entry_id, form, row_key, digest) "
    "VALUES (0, 'office.setting/1', '9', sha256(''))",
    ENTRY.format(more=", sequence", values=", 5"),
    ENTRY.format(more=", recorded_at", values=", '2001-01-01'"),
    ENTRY.format(more=", leaf_hash", values=", sha256('')"),
    ENTRY.format(more="", values="").replace("'{}'", "'[]'"),
    ENTRY.format(more="", values="").replace("'2026-01-01'", "'infinity'"),
    ENTRY.format(more="", values="").replace("ledger.entry/1", "ledger.entry/2"),
]


def ways_let_in(connection: psycopg.Connection, statements: list[str]) -> list[str]:
    """The statements that were not refused."""
    let_in = []
    for statement in statements:
        try:
            connection.execute(statement)
        except REFUSED:
            continue
        let_in.append(statement)
    return let_in


def test_no_way_in_for_the_application(app: psycopg.Connection, settle: Settle) -> None:
    settle(1, personal={"name": "王"})
    before = list(Entry.objects.values())
    assert ways_let_in(app, WAYS_IN) == []
    assert list(Entry.objects.values()) == before
    assert ledger.verify().ok


# The head's own triggers write it as the owner, so the owner may; verification compares it with the entries.
CHANGES = [
    way
    for way in WAYS_IN
    if way.startswith(("UPDATE", "DELETE", "TRUNCATE")) and "ledger_head SET" not in way
]


def test_owner_and_replica_are_refused_too(
    settle: Settle,
    keys_folder: Path,
    owner_connection: psycopg.Connection,
    superuser_connection: psycopg.Connection,
) -> None:
    settle(1, personal={"name": "王"})
    ledger.sign_checkpoint(AT)
    assert ways_let_in(owner_connection, CHANGES) == []
    superuser_connection.execute("SET session_replication_role = replica")
    assert ways_let_in(superuser_connection, CHANGES) == []
    assert ledger.verify().ok


def test_copy_and_bare_inserts_go_the_same_way(app: psycopg.Connection, settle: Settle) -> None:
    settle(1)
    columns = 'at, actor, post, act, subject, "case", facts_json, rows_digest, leaf_form'
    from jiangang.kernel.ledger import leaf

    empty = "\\x" + leaf.rows_digest([]).hex()
    with app.cursor().copy(f"COPY ledger_entry ({columns}) FROM STDIN") as copy:
        for number in range(300):
            copy.write_row((AT, "system:bulk", "", "t", f"s:{number}", "", "{}", empty, "ledger.entry/1"))
    with (
        pytest.raises(REFUSED),
        app.cursor().copy(f"COPY ledger_entry ({columns}, sequence) FROM STDIN") as copy,
    ):
        copy.write_row((AT, "system:bulk", "", "t", "s", "", "{}", empty, "ledger.entry/1", 7))
    report = ledger.verify()
    assert (report.ok, report.size) == (True, 301)


def test_a_killed_appender_leaves_no_gap(
    committed_db: Any, settle: Settle, superuser_connection: Any
) -> None:
    settle(1)
    from jiangang.kernel.ledger import leaf

    with psycopg.connect(committed_db.url("jiangang_app")) as dying:
        dying.execute(ENTRY.format(more="", values="").replace("sha256('')", "%s"), [leaf.rows_digest([])])
        superuser_connection.execute("SELECT pg_terminate_backend(%s)", [dying.info.backend_pid])
        with pytest.raises(psycopg.OperationalError):
            dying.commit()
            dying.execute("SELECT 1")
    assert settle(2).sequence == 1
    assert ledger.verify().ok


def test_a_missing_or_sleeping_guard_is_named(
    settle: Settle, superuser_connection: psycopg.Connection
) -> None:
    settle(1)
    superuser_connection.execute("ALTER TABLE office_officesetting DISABLE TRIGGER append_only_rows")
    superuser_connection.execute("DROP TRIGGER ledger_2_complete ON ledger_entry")
    superuser_connection.execute("ALTER TABLE ledger_tile ENABLE TRIGGER append_only_truncate")
    named = {(fault.table, fault.what.split()[1]) for fault in guard_faults()}
    assert named == {
        ("office_officesetting", "append_only_rows"),
        ("ledger_entry", "ledger_2_complete"),
        ("ledger_tile", "append_only_truncate"),
    }
    assert {fault.table for fault in ledger.verify().faults} == {table for table, _ in named}


def test_one_role_for_everything_keeps_the_triggers(
    committed_db: Any, owner_connection: psycopg.Connection, settle: Settle
) -> None:
    from jiangang.kernel.ledger.rights import apply_rights
    from tests.support.database import connected_to

    settle(1)
    with connected_to(committed_db.url("jiangang_owner")):
        apply_rights("jiangang_owner")
        assert settle(2).sequence == 1
    with pytest.raises(errors.RestrictViolation):
        owner_connection.execute("UPDATE ledger_entry SET act = 'x'")
