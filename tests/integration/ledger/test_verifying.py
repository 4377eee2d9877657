"""Verification: one flipped byte anywhere is named with its table and row; erasure and growth are no
faults.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.ledger.models import CheckpointNote, PersonalRecord, Tile
from jiangang.kernel.permissions import Actor
from tests.integration.ledger.conftest import AT

Settle = Callable[..., Any]
BUSINESS = "office_officesetting"


def tamper(connection: psycopg.Connection, table: str, statement: str) -> None:
    """What a thief with the superuser's keys does: guards off, change, guards on."""
    connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    connection.execute(statement)
    for (name,) in connection.execute(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table]
    ).fetchall():
        connection.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


@pytest.fixture
def story(settle: Settle, clerk: Actor, keys_folder: Path) -> None:
    """600 entries, 20 of them with a business row, one with personal facts, two checkpoints."""
    for number in range(20):
        settle(number, personal={"name": "王"} if number == 3 else None)
    ledger.sign_checkpoint(AT)
    ledger.append_many(ledger.Act(actor=clerk, at=AT, act="t", subject=f"n:{n}") for n in range(580))
    ledger.sign_checkpoint(AT)


def test_what_was_not_touched_is_whole(story: None) -> None:
    report = ledger.verify(keys=ledger.verifier_keys())
    assert report.as_dict() | {"seconds": 0} == {
        "ok": True,
        "size": 600,
        "root": ledger.root().hex(),
        "faults": [],
        "faults_found": 0,
        "rows": 20,
        "checkpoints": 2,
        "tiles": 2,
        "personal": 1,
        "erased": 0,
        "seconds": 0,
    }


FLIPS = [
    ("ledger_entry", "SET actor = 'system:other' WHERE sequence = 300", "300"),
    ("ledger_entry", "SET at = at + interval '1 microsecond' WHERE sequence = 300", "300"),
    ("ledger_entry", "SET recorded_at = recorded_at - interval '1 microsecond' WHERE sequence = 300", "300"),
    ("ledger_entry", "SET facts_json = '{\"a\":1}' WHERE sequence = 300", "300"),
    (
        "ledger_entry",
        "SET leaf_hash = set_byte(leaf_hash, 31, get_byte(leaf_hash, 31) # 1) WHERE sequence = 7",
        "7",
    ),
    (
        "ledger_entry",
        "SET rows_digest = set_byte(rows_digest, 0, 1 # get_byte(rows_digest, 0)) WHERE sequence = 7",
        "7",
    ),
    (
        "ledger_entryrow",
        "SET digest = set_byte(digest, 9, get_byte(digest, 9) # 128) WHERE entry_id = 7",
        "7",
    ),
    ("ledger_personalrecord", 'SET data_json = \'{"name":"李"}\'', "3"),
    ("ledger_tile", "SET hashes = set_byte(hashes, 8191, get_byte(hashes, 8191) # 1) WHERE index = 1", "0/1"),
    ("ledger_head", "SET size = 599", "1"),
    (
        "ledger_checkpointnote",
        "SET root = set_byte(root, 0, get_byte(root, 0) # 1) WHERE size = 20",
        "1 (size 20)",
    ),
    ("ledger_checkpointnote", "SET note = replace(note, '600', '601') WHERE size = 600", "2 (size 600)"),
    ("ledger_checkpointkey", "SET verifier_key = overlay(verifier_key placing '~' from 1 for 1)", "1"),
    (BUSINESS, 'SET value = \'{"名": "苹東", "n": 7}\' WHERE key = \'trial.7\'', None),
    (BUSINESS, "SET valid_from = valid_from + 1 WHERE key = 'trial.7'", None),
]


@pytest.mark.parametrize(("table", "change", "row"), FLIPS)
def test_one_flipped_byte_is_named(
    story: None, superuser_connection: psycopg.Connection, table: str, change: str, row: str | None
) -> None:
    tamper(superuser_connection, table, f"UPDATE {table} {change}")
    if row is None:
        found = superuser_connection.execute(f"SELECT id FROM {table} WHERE key = 'trial.7'").fetchone()
        assert found is not None
        row = str(found[0])
    report = ledger.verify()
    assert not report.ok
    assert (table, row) in {(fault.table, fault.row) for fault in report.faults}


def test_rows_that_came_or_went_are_named(story: None, superuser_connection: psycopg.Connection) -> None:
    superuser_connection.execute(
        f"INSERT INTO {BUSINESS} (id, key, value, valid_from, recorded_by) "
        "VALUES (9000, 'k', '1', '2026-01-01', 'x')"
    )
    tamper(superuser_connection, BUSINESS, f"DELETE FROM {BUSINESS} WHERE key = 'trial.4'")
    tamper(superuser_connection, "ledger_personalrecord", "DELETE FROM ledger_personalrecord")
    told = {(fault.table, fault.what) for fault in ledger.verify().faults}
    assert told == {
        (BUSINESS, "is covered by no entry"),
        (BUSINESS, "is missing, and entry 4 covers it"),
        ("ledger_personalrecord", "is missing"),
    }


def test_a_cut_off_or_holed_log_is_named(story: None, superuser_connection: psycopg.Connection) -> None:
    superuser_connection.execute("ALTER TABLE ledger_entryrow DISABLE TRIGGER ALL")
    tamper(
        superuser_connection,
        "ledger_entry",
        "DELETE FROM ledger_entry WHERE sequence = 400 OR sequence > 590",
    )
    told = [(fault.table, fault.row, fault.what) for fault in ledger.verify().faults]
    assert ("ledger_entry", "401", "comes where entry 400 was due") in told
    assert ("ledger_checkpointnote", "2 (size 600)", "was signed over other entries than these") in told


def test_a_second_history_fails_against_a_pinned_key(story: None, settle: Settle, keys_folder: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from jiangang.methods.log import VerifierKey

    stranger = VerifierKey(
        ledger.verifier_keys()[0].name, Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    )
    assert not ledger.verify(keys=[stranger]).ok


def test_erasure_is_counted_and_is_no_fault(story: None, clerk: Actor) -> None:
    assert ledger.erase_personal([3, 4], actor=clerk, at=AT) == 1
    assert ledger.erase_personal([3], actor=clerk, at=AT) == 0
    record = PersonalRecord.objects.get()
    assert (record.salt, record.data, record.erased_by) == (None, None, "system:trial")
    report = ledger.verify()
    assert (report.ok, report.counts["erased"]) == (True, 1)


def test_a_later_entry_of_a_changed_row_replaces_the_earlier(committed_db: Any, clerk: Actor) -> None:
    from django.db import transaction

    from jiangang.kernel.people.models import Grant, PostKind

    with transaction.atomic():
        kind = PostKind.objects.create(code="k", name_en="k", name_zh="k")
        grant = Grant.objects.create(post_kind=kind, permission="a.b.c", valid_from=AT.date())
        ledger.append(actor=clerk, at=AT, act="t", subject="s", rows=[kind, grant])
    grant.permission = "a.b.d"
    grant.save()
    assert [fault.table for fault in ledger.verify().faults] == ["people_grant"]
    ledger.append(actor=clerk, at=AT, act="t", subject="s", rows=[grant])
    assert ledger.verify().ok


def test_checkpoints_grow_and_never_contradict(
    story: None, settle: Settle, superuser_connection: psycopg.Connection
) -> None:
    latest = ledger.latest_checkpoint()
    assert latest is not None
    assert ledger.sign_checkpoint(AT).pk == latest.pk
    assert Tile.objects.count() == 2
    settle(99)
    tamper(
        superuser_connection,
        "ledger_entry",
        "UPDATE ledger_entry SET leaf_hash = sha256('') WHERE sequence = 5",
    )
    tamper(superuser_connection, "ledger_tile", "DELETE FROM ledger_tile")
    with pytest.raises(ledger.LedgerFault):
        ledger.sign_checkpoint(AT)
    assert CheckpointNote.objects.count() == 2


def run(committed_db: Any, keys_folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "jiangang.config.cli", "ledger", *words]
    environment = committed_db.environment() | {"LANG": "C.UTF-8"}
    return subprocess.run(program, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_the_command_answers_in_json_and_exit_codes(
    committed_db: Any,
    story: None,
    superuser_connection: psycopg.Connection,
    keys_folder: Path,
    tmp_path: Path,
) -> None:
    whole = run(committed_db, keys_folder, "verify", "--json")
    assert whole.returncode == 0, whole.stderr
    assert json.loads(whole.stdout)["root"] == run(committed_db, keys_folder, "root").stdout.split()[1]
    proof = tmp_path / "proof.json"
    proof.write_text(run(committed_db, keys_folder, "proof", "300").stdout)
    key = run(committed_db, keys_folder, "keys").stdout.strip()
    assert run(committed_db, keys_folder, "check-proof", str(proof), "--key", key).returncode == 0
    proof.write_text(proof.read_text().replace("n:280", "n:281"))
    assert run(committed_db, keys_folder, "check-proof", str(proof)).returncode == 1
    assert run(committed_db, keys_folder, "proof", "600").returncode == 2
    tamper(superuser_connection, "ledger_entry", "UPDATE ledger_entry SET act = 'u' WHERE sequence = 300")
    broken = run(committed_db, keys_folder, "verify", "--json")
    answer = json.loads(broken.stdout)
    assert (broken.returncode, answer["ok"]) == (1, False)
    assert {"table": "ledger_entry", "row": "300"}.items() <= answer["faults"][0].items()
