"""The witness as logs meet it: over HTTP, in a process of its own, also when that is killed."""

import json
import subprocess
import sys
import threading
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jiangang.methods.findings import Refused
from jiangang.methods.log import (
    AddCheckpoint,
    Checkpoint,
    CosignerKey,
    MerkleTree,
    NoteSigner,
    join_cosignatures,
    verify_cosignatures,
)
from jiangang.witness.keys import load_cosigners, make_keys
from jiangang.witness.server import Witness
from jiangang.witness.store import Store
from tests.integration.register.conftest import Process

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LOG = NoteSigner.from_private_key("trial/log", PRIVATE)
OTHER = NoteSigner.from_private_key("trial/log", Ed25519PrivateKey.generate())


def tree(size: int, salt: str = "") -> MerkleTree:
    return MerkleTree(sha256(f"{salt}{n}".encode()).digest() for n in range(size))


def ask(old: int, new: int, *, signer: NoteSigner = LOG, salt: str = "", origin: str = "trial/log") -> bytes:
    whole = tree(new, salt)
    proof = tuple(whole.consistency_proof(old)) if 0 < old <= new else ()
    note = Checkpoint(origin, new, whole.root()).sign(signer)
    return AddCheckpoint(old, proof, note).encode()


def note_of(body: bytes) -> str:
    return AddCheckpoint.parse(body).checkpoint


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_keys(tmp_path / "w", "trial/witness")
    Store(tmp_path / "w").trust(LOG.key)
    return tmp_path / "w"


def test_every_answer_of_the_protocol(folder: Path) -> None:
    process = Process(folder)
    try:
        key = load_cosigners(folder)[0].key
        good = ask(0, 5)
        status, body = process.post(good)
        assert status == 200
        seen = verify_cosignatures(join_cosignatures(note_of(good), body), [key])
        assert [each.key for each in seen] == [key]
        assert process.post(ask(5, 9))[0] == 200
        assert process.post(ask(5, 9)) == (409, b"9\n")
        assert process.post(ask(0, 9)) == (409, b"9\n")
        assert process.post(ask(9, 12, salt="fork"))[0] == 422
        assert process.post(ask(9, 9, salt="fork"))[0] == 422
        assert process.post(ask(9, 12, signer=OTHER))[0] == 403
        other = NoteSigner.from_private_key("trial/other", PRIVATE)
        assert process.post(ask(0, 3, signer=other, origin="trial/other"))[0] == 404
        assert process.post(ask(12, 9))[0] == 400
        assert process.post(b"old nothing")[0] == 400
        assert process.post(b"\xff" * 100)[0] == 400
        assert process.post(ask(9, 12))[0] == 200
        assert process.post(ask(12, 12))[0] == 200
    finally:
        process.kill()


def test_killed_at_any_moment_it_never_signs_two_histories(folder: Path) -> None:
    """Both histories are sent again and again while it is killed: only one of them is ever cosigned."""
    process = Process(folder)
    assert process.post(ask(0, 5))[0] == 200
    signed: dict[int, set[bytes]] = {}
    for turn in range(6):
        new = 6 + turn
        answers: list[tuple[str, int]] = []

        def send(salt: str, new: int = new, answers: list[tuple[str, int]] = answers) -> None:
            try:
                answers.append((salt, process.post(ask(new - 1, new, salt=salt))[0]))
            except OSError:
                answers.append((salt, 0))

        threads = [threading.Thread(target=send, args=(salt,)) for salt in ("", "fork")]
        for each in threads:
            each.start()
        if turn % 2:
            process.kill()
        for each in threads:
            each.join()
        if turn % 2:
            process.start()
        assert ("fork", 200) not in answers
        status, body = process.post(ask(new - 1, new))
        assert status == 200 or (status, body) == (409, f"{new}\n".encode())
        signed.setdefault(new, set()).add(tree(new).root())
    kept = Store(folder).seen("trial/log")
    assert (kept.head.size, kept.head.root) == (11, tree(11).root())
    process.kill()


def test_what_is_kept_is_on_the_disk_before_it_is_signed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    witness = Witness(Store(folder), load_cosigners(folder))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        answer = witness.add_checkpoint(ask(0, 5))
    assert (answer.status, answer.body) == (500, b"")
    assert Store(folder).seen("trial/log").head.size == 0
    assert witness.add_checkpoint(ask(0, 6)).status == 200


def test_a_broken_head_signs_nothing(folder: Path) -> None:
    witness = Witness(Store(folder), load_cosigners(folder))
    assert witness.add_checkpoint(ask(0, 5)).status == 200
    file = next((folder / "heads").glob("*.json"))
    good = file.read_bytes()
    for place in range(0, len(good), 7):
        changed = bytearray(good)
        changed[place] ^= 1
        file.write_bytes(bytes(changed))
        answer = witness.add_checkpoint(ask(0, 4, salt="fork"))
        assert answer.status in {409, 500}
    file.write_bytes(good)
    assert witness.add_checkpoint(ask(5, 6)).status == 200


def test_a_clock_set_back_dates_nothing_back(folder: Path) -> None:
    times = iter([1000.0, 10.0])
    witness = Witness(Store(folder), load_cosigners(folder), clock=lambda: next(times))
    key = load_cosigners(folder)[0].key
    stated = []
    for body in (ask(0, 5), ask(5, 6)):
        joined = join_cosignatures(note_of(body), witness.add_checkpoint(body).body)
        stated.append(verify_cosignatures(joined, [key])[0].time)
    assert stated == [1000, 1000]


def test_both_kinds_of_key_cosign(tmp_path: Path) -> None:
    keys = make_keys(tmp_path, "trial/both", ("ed25519", "ml-dsa-44"))
    Store(tmp_path).trust(LOG.key)
    body = ask(0, 5)
    joined = join_cosignatures(
        note_of(body), Witness(Store(tmp_path), load_cosigners(tmp_path)).add_checkpoint(body).body
    )
    assert {each.key for each in verify_cosignatures(joined, keys)} == set(keys)
    assert len(keys) == 2


def test_keys_are_private_and_of_one_name(tmp_path: Path) -> None:
    make_keys(tmp_path, "trial/one")
    file = tmp_path / "witness-ed25519.key"
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_bytes()
    make_keys(tmp_path, "trial/one")
    assert file.read_bytes() == before
    with pytest.raises(Refused):
        make_keys(tmp_path, "trial/two")
    with pytest.raises(Refused):
        make_keys(tmp_path / "sm", "trial/sm", ("sm2-sm3",))
    file.chmod(0o644)
    with pytest.raises(Refused):
        load_cosigners(tmp_path)


def test_one_program_on_one_folder(folder: Path) -> None:
    process = Process(folder)
    words = ["serve", "--dir", str(folder), "--port", str(process.port + 1)]
    second = subprocess.run(
        [sys.executable, "-m", "jiangang.witness", *words], capture_output=True, text=True, timeout=30
    )
    process.kill()
    assert second.returncode == 1
    assert "works on the folder" in second.stderr


def test_the_commands(tmp_path: Path) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "jiangang.witness", *words, "--dir", str(tmp_path)],
            capture_output=True,
            text=True,
            env={"LANG": "C.UTF-8", "PATH": ""},
        )

    made = run("key", "--name", "trial/w")
    assert CosignerKey.parse(made.stdout).name == "trial/w"
    assert run("trust", LOG.key.encode()).returncode == 0
    assert run("trust", "nonsense").returncode == 2
    assert f"log {LOG.key.name}" in run("show").stdout
    assert run("distrust", LOG.key.encode()).returncode == 0
    assert run("distrust", LOG.key.encode()).returncode == 1
    assert json.dumps(sorted(each.name for each in tmp_path.iterdir()))


def test_it_imports_methods_only() -> None:
    words = (
        "import jiangang.witness.commands, sys; print([m for m in sys.modules if m.startswith('jiangang.')])"
    )
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    found = [
        name for name in eval(done.stdout) if not name.startswith(("jiangang.methods", "jiangang.witness"))
    ]
    assert found == []
    assert "django" not in done.stdout
