"""Whatever is changed is named: any byte of a file, any column of a row; and a fork with the right key."""

import random
from pathlib import Path
from typing import Any

import pytest

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.register import api, keys, queries
from jiangang.kernel.register.asking import Asked, ask
from jiangang.kernel.register.files import Folder
from jiangang.methods.findings import Refused
from jiangang.methods.log import (
    Checkpoint,
    MerkleTree,
    leaf_hash,
    verify_proof_file,
)
from tests.integration.register.conftest import paper
from tests.integration.register.test_publishing import AT, folder


@pytest.fixture
def published(witnesses: Any, fill: Any) -> Any:
    fill(*(f"n{n}" for n in range(300)))
    api.publish(at=AT)
    fill(*(f"m{n}" for n in range(40)))
    api.publish(at=AT)
    assert api.fsck().faults == []
    return witnesses


def test_any_byte_of_any_file_is_named(published: Any) -> None:
    chance = random.Random(7)
    paths = list(folder().paths())
    assert {"checkpoint", "tile/0/000", "tile/entries/000", "tile/1/000.p/1"} <= set(paths)
    for path in paths:
        file = folder().root / path
        good = file.read_bytes()
        places = range(len(good)) if path == "checkpoint" else chance.sample(range(len(good)), 6)
        for place in places if path != "checkpoint" else chance.sample(list(places), 12):
            changed = bytearray(good)
            changed[place] ^= 1 << chance.randrange(8)
            file.write_bytes(bytes(changed))
            assert [(fault.table, fault.row) for fault in api.fsck().faults] == [("file", path)]
        file.unlink()
        assert [fault.row for fault in api.fsck().faults] in ([path], [])
        file.write_bytes(good)
    (folder().root / "stranger").write_bytes(b"x")
    assert [fault.row for fault in api.fsck().faults] == ["stranger"]


def flipped(column: str) -> str:
    return f"{column} = set_byte({column}, 3, get_byte({column}, 3) # 1)"


COSIGNED = "id = (SELECT min(id) FROM register_cosignature)"
ROWS: list[tuple[str, str, str, str]] = [
    # table, what is set (empty: deleted), where, and the row that must be named (empty: any of the table)
    ("entry", "leaf = set_byte(leaf, 150, get_byte(leaf, 150) # 1)", "index = 33", "33"),
    ("entry", flipped("leaf_hash"), "index = 33", "33"),
    ("entry", "kind = 'void'", "index = 33", "33"),
    ("entry", "at = at + interval '1 microsecond'", "index = 33", "33"),
    ("entry", "recorded_at = recorded_at - interval '1 day'", "index = 33", "33"),
    ("entry", "index = 999", "index = 340", "340"),
    ("entry", "", "index = 33", "33"),
    ("head", flipped("compact_range"), "id = 1", "1"),
    ("head", "size = size - 1", "id = 1", "1"),
    ("publication", flipped("root"), "size = 301", ""),
    ("publication", "size = 302", "size = 301", ""),
    ("publication", "note = replace(note, '301', '302')", "size = 301", ""),
    ("publication", "", "size = 301", ""),
    ("cosignature", "line = replace(line, 'A', 'B')", COSIGNED, ""),
    ("cosignature", "time = time + 1", COSIGNED, ""),
    ("key", "verifier_key = replace(verifier_key, 'a', 'b')", "true", ""),
]


def test_any_column_of_any_row_is_named(published: Any, superuser_connection: Any) -> None:
    superuser_connection.execute("SET session_replication_role = replica")
    for name, change, where, row in ROWS:
        table = f"register_{name}"
        superuser_connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        superuser_connection.execute(f"CREATE TABLE kept AS SELECT * FROM {table}")
        act = f"UPDATE {table} SET {change}" if change else f"DELETE FROM {table}"
        superuser_connection.execute(f"{act} WHERE {where}")
        _always(superuser_connection, table)
        named = {(each.table, each.row) for each in (*api.fsck().faults, *ledger.verify().faults)}
        assert any(found == table and (not row or found_row == row) for found, found_row in named), (
            table, change, where, named
        )  # fmt: skip
        superuser_connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        superuser_connection.execute(f"DELETE FROM {table}")
        superuser_connection.execute(f"INSERT INTO {table} SELECT * FROM kept")
        superuser_connection.execute("DROP TABLE kept")
        _always(superuser_connection, table)
    assert api.fsck().faults == []
    assert ledger.verify().faults == []


def _always(connection: Any, table: str) -> None:
    found = connection.execute(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table]
    ).fetchall()
    for (name,) in found:
        connection.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def test_a_trigger_switched_off_is_named(published: Any, superuser_connection: Any) -> None:
    superuser_connection.execute("ALTER TABLE register_entry DISABLE TRIGGER register_2_complete")
    assert "register_entry" in {fault.table for fault in ledger.verify().faults}


def test_a_fork_with_the_right_key_is_caught_by_the_witness(published: Any) -> None:
    """The thief has our key and our files, and signs another history: no witness cosigns it."""
    origin = api.current_origin()
    assert origin is not None
    active = queries.active_key(origin)
    assert active is not None
    thief = keys.signer(origin.name, active.file_name, active.verifier_key)
    other = MerkleTree(leaf_hash(paper(f"forged {n}")) for n in range(400))
    for size in (341, 342, 400):
        note = Checkpoint(origin.name, size, other.root(size)).sign(thief)
        proof = other.consistency_proof(341, size)
        heard = ask(published[0].key, published[0].url, 341, Asked(note, size, _tiles_of(other)))
        assert not heard.cosigned
        assert heard.finding is not None
        assert heard.finding.code == "register.finding.witness_contradicts"
        assert len(proof) >= 0
    small = Checkpoint(origin.name, 5, other.root(5)).sign(thief)
    heard = ask(published[0].key, published[0].url, 0, Asked(small, 5, _tiles_of(other)))
    assert heard.finding is not None
    assert heard.finding.code == "register.finding.witness_ahead"


def _tiles_of(tree: MerkleTree) -> Any:
    return lambda tile: tile.content(tree.node_at)


def test_any_byte_of_a_proof_is_refused(published: Any) -> None:
    found = api.proof_of(200)
    assert found is not None
    text = found.encode().encode()
    trusted = {"logs": api.trusted_logs(), "witnesses": api.all_witness_keys(), "wanted": 2}
    index = 200
    leaf = leaf_hash(paper("n199"))
    assert verify_proof_file(text, leaf, **trusted).index == index
    for place in range(0, len(text), 3):
        changed = bytearray(text)
        changed[place] ^= 1
        with pytest.raises(Refused):
            verify_proof_file(bytes(changed), leaf, **trusted)
    with pytest.raises(Refused):
        verify_proof_file(text, leaf_hash(paper("n200")), **trusted)


def test_a_key_that_others_may_read_signs_nothing(opened: Any, fill: Any, settings: Any) -> None:
    file = next(Path(settings.KEYS_DIR).glob("register-*.pem"))
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o640)
    fill("a")
    done = api.publish(at=AT)
    assert [each.code for each in done.findings] == ["register.finding.key_open"]
    assert [fault.table for fault in api.fsck().faults] == ["register_key"]


def test_a_file_is_never_written_over_another_content(tmp_path: Path) -> None:
    at = Folder(tmp_path)
    assert at.write_new("tile/0/000.p/1", bytes(32))
    assert not at.write_new("tile/0/000.p/1", bytes(32))
    with pytest.raises(Refused):
        at.write_new("tile/0/000.p/1", b"\x01" * 32)
