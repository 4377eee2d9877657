"""From outside: served files, mirrors, monitors, the command line, the desk's page."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jiangang.kernel.register import api
from jiangang.kernel.register.commands import cli
from jiangang.kernel.register.files import Folder
from jiangang.kernel.register.mirroring import Watch, look, mirror
from jiangang.kernel.register.sources import open_source
from jiangang.methods.findings import Refused
from jiangang.methods.log import Tile, decode_bundle, leaf_hash, leaf_hashes, verify_proof_file
from jiangang.methods.log.bundles import Bundle
from tests.integration.register.conftest import AT, paper
from tests.integration.register.test_publishing import folder


def codes_of(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {each.code.rpartition(".")[2] for each in refused.value.findings}


def test_files_are_served_with_their_headers(witnesses: Any, fill: Any, client: Any) -> None:
    fill(*(f"n{n}" for n in range(300)))
    api.publish(at=AT)
    answer = client.get("/register/checkpoint")
    assert answer.content == folder().find("checkpoint")
    assert answer["Cache-Control"] == "public, max-age=5"
    assert not answer.cookies
    for path in ("tile/0/000", "tile/0/001.p/45", "tile/1/000.p/1", "tile/entries/001.p/45"):
        answer = client.get(f"/register/{path}")
        assert (answer.status_code, answer.content) == (200, folder().find(path))
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer["Content-Security-Policy"]
    origin = api.current_origin()
    assert origin is not None
    assert client.get(f"/register/{origin.pk}/checkpoint").status_code == 200
    leaves = decode_bundle(Bundle(0), client.get("/register/tile/entries/000").content)
    assert leaf_hashes(leaves) == [
        client.get("/register/tile/0/000").content[n * 32 : n * 32 + 32] for n in range(256)
    ]
    assert client.get("/register/tile/0/000.p/9").content == client.get("/register/tile/0/000").content[:288]
    assert client.get("/register/entries/5").content == paper("n4")
    proof = client.get("/register/entries/5/proof").content
    assert verify_proof_file(proof, leaf_hash(paper("n4")), logs=api.trusted_logs()).index == 5


NOWHERE = [
    "tile/0/../../checkpoint",
    "tile/0/..%2f..%2fkeys",
    "tile/0/%2e%2e/%2e%2e/%2e%2e/keys/ledger-checkpoints.pem",
    "tile/0/000.p/256",
    "tile/00/000",
    "tile/0/x000/000",
    "tile/64/000",
    "tile/0/001.p/46",
    "entries/301",
    "entries/99999999999999999999",
    "9/checkpoint",
    "99999999999999999999/checkpoint",
    "keys/x",
]


def test_nothing_else_is_served(opened: Any, fill: Any, client: Any) -> None:
    fill(*(f"n{n}" for n in range(300)))
    api.publish(at=AT)
    for path in NOWHERE:
        assert client.get(f"/register/{path}").status_code == 404, path


def test_nothing_before_the_ceremony(office: Any, client: Any) -> None:
    assert client.get("/register/checkpoint").status_code == 404
    assert client.get("/register/entries/0").status_code == 404
    assert client.get("/register/keys").content == b""
    for language, words in (("en", "Not witnessed"), ("zh-hans", "未经见证")):
        page = client.get("/register/", headers={"accept-language": language})
        assert words in page.content.decode()
    assert api.publish(at=AT).state == "closed"


def test_too_often_is_told(opened: Any, client: Any, settings: Any) -> None:
    from django.core.cache import cache

    cache.set("throttle|register_files|127.0.0.1", 3_000, timeout=60)
    assert client.get("/register/checkpoint").status_code == 429


def test_a_mirror_grows_and_is_a_register_itself(witnesses: Any, fill: Any, tmp_path: Path) -> None:
    source = Folder(folder().root)
    for count in (3, 0, 300, 1, 600):
        if count:
            fill(*(f"p{count}.{n}" for n in range(count)))
            api.publish(at=AT)
        seen = mirror(source, tmp_path / "m", api.trusted_logs())
        assert seen.checkpoint.size == api.size()
    again = mirror(open_source(str(tmp_path / "m")), tmp_path / "m2", api.trusted_logs())
    assert again.added == 905
    assert (tmp_path / "m2/checkpoint").read_bytes() == folder().find("checkpoint")
    assert (tmp_path / "m2/tile/0/002").read_bytes() == folder().read_tile(Tile(0, 2))


def test_a_mirror_refuses_what_was_changed(opened: Any, fill: Any, tmp_path: Path, act: Any) -> None:
    fill(*(f"n{n}" for n in range(300)))
    api.publish(at=AT)
    source, target = open_source(str(folder().root)), tmp_path / "m"
    mirror(source, target, api.trusted_logs())
    before = {path: path.read_bytes() for path in target.rglob("*") if path.is_file()}
    fill("more")
    api.publish(at=AT)
    for path in ("tile/entries/001.p/46", "tile/0/001.p/46", "checkpoint"):
        file = folder().root / path
        good = file.read_bytes()
        for place in range(3, len(good), len(good) // 5):
            changed = bytearray(good)
            changed[place] ^= 4
            file.write_bytes(bytes(changed))
            with pytest.raises(Refused):
                mirror(source, target, api.trusted_logs())
            assert (
                before.items()
                <= {path: path.read_bytes() for path in target.rglob("*") if path.is_file()}.items()
            )
        file.write_bytes(good)
    shutil.rmtree(target)
    assert mirror(source, target, api.trusted_logs()).checkpoint.size == 302


def test_a_monitor_sees_growth_shrinking_and_forks(witnesses: Any, fill: Any, tmp_path: Path) -> None:
    keys = tuple(each.key for each in witnesses)
    watch = Watch(api.trusted_logs(), keys, wanted=2)
    source, state = Folder(folder().root), tmp_path / "seen" / "checkpoint"
    fill(*(f"n{n}" for n in range(300)))
    api.publish(at=AT)
    assert look(source, state, watch, AT).witnesses == ("trial/witness-1", "trial/witness-2")
    older = (folder().root / "checkpoint").read_bytes()
    fill("a")
    api.publish(at=AT)
    assert look(source, state, watch, AT).added == 1
    newer = (folder().root / "checkpoint").read_bytes()
    (folder().root / "checkpoint").write_bytes(older)
    with pytest.raises(Refused) as refused:
        look(source, state, watch, AT)
    assert codes_of(refused) == {"shrunk"}
    (folder().root / "checkpoint").write_bytes(newer)
    _forked(source, state, watch)
    with pytest.raises(Refused) as refused:
        look(source, state, Watch(api.trusted_logs(), keys, wanted=3, oldest=1), AT.replace(year=2050))
    assert codes_of(refused) == {"too_few_witnesses", "checkpoint_old"}


def _forked(source: Any, state: Path, watch: Watch) -> None:
    """Another history, signed with the right key."""
    from jiangang.kernel.register import keys, queries
    from jiangang.methods.log import Checkpoint, MerkleTree, tiles_between

    origin = api.current_origin()
    assert origin is not None
    active = queries.active_key(origin)
    assert active is not None
    tree = MerkleTree(leaf_hash(paper(f"forged {n}")) for n in range(310))
    note = Checkpoint(origin.name, 310, tree.root()).sign(
        keys.signer(origin.name, active.file_name, active.verifier_key)
    )
    elsewhere = state.parent / "fork"
    for tile in tiles_between(0, 310):
        (elsewhere / tile.path).parent.mkdir(parents=True, exist_ok=True)
        (elsewhere / tile.path).write_bytes(tile.content(tree.node_at))
    (elsewhere / "checkpoint").write_text(note)
    with pytest.raises(Refused) as refused:
        look(open_source(str(elsewhere)), state, watch, AT)
    assert codes_of(refused) == {"forked", "too_few_witnesses"}


def test_the_commands(witnesses: Any, fill: Any, tmp_path: Path) -> None:
    index = fill("a")[0]
    run = CliRunner()
    assert run.invoke(cli, ["proof", str(index)]).exit_code == 1
    done = run.invoke(cli, ["publish"])
    assert (done.exit_code, "2 witnesses" in done.output) == (0, True)
    assert run.invoke(cli, ["proof", str(index)]).output.startswith("c2sp.org/tlog-proof@v1\n")
    status = run.invoke(cli, ["status", "--json"])
    found = json.loads(status.output)
    assert (status.exit_code, found["size"], found["waiting"], found["well"]) == (0, 2, 0, True)
    assert run.invoke(cli, ["status"]).exit_code == 0
    report = run.invoke(cli, ["fsck", "--json"])
    assert (report.exit_code, json.loads(report.output)["ok"]) == (0, True)
    assert run.invoke(cli, ["keys", "list"]).output.count("\n") == 4
    key = api.verifier_keys(api.current_origin())[0].encode()  # type: ignore[arg-type]  # opened
    words = ["mirror", str(folder().root), "--to", str(tmp_path / "m")]
    assert run.invoke(cli, words).exit_code == 2
    assert run.invoke(cli, [*words, "--key", key]).exit_code == 0
    assert run.invoke(cli, words).exit_code == 0
    watch = ["monitor", str(folder().root), "--key", key, "--state", str(tmp_path / "s")]
    assert run.invoke(cli, watch).exit_code == 0
    assert run.invoke(cli, [*watch, "--wanted", "1"]).exit_code == 1
    assert run.invoke(cli, ["monitor", "http://127.0.0.1:9", "--key", key]).exit_code == 2
    (folder().root / "tile/0/000.p/2").write_bytes(bytes(64))
    broken = run.invoke(cli, ["fsck"])
    assert (broken.exit_code, "tile/0/000.p/2" in broken.output) == (1, True)
    assert run.invoke(cli, ["rebuild"]).exit_code == 0
    assert run.invoke(cli, ["fsck"]).exit_code == 0


def test_an_alarm_is_shown_and_ends_with_the_next_release(witnesses: Any, fill: Any) -> None:
    run = CliRunner()
    fill("a")
    api.publish(at=AT)
    fill("b")
    witnesses[0].stop()
    assert api.publish(at=AT).state == "waiting"
    status = run.invoke(cli, ["status", "--json"])
    assert status.exit_code == 1
    assert [each["code"] for each in json.loads(status.output)["alarms"]] == [
        "register.finding.witness_silent"
    ]
    witnesses[0].start()
    assert api.publish(at=AT).state == "released"
    assert run.invoke(cli, ["status"]).exit_code == 0


def test_addresses_in_urls_are_plain(opened: Any) -> None:
    from jiangang.kernel.register.urls import urlpatterns

    assert all(re.fullmatch(r"(desk/)?register[/\w<>:]*", str(each.pattern)) for each in urlpatterns)
