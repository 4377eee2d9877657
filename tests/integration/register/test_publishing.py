"""Publishing: files, checkpoint, witnesses, hand-out; and every fault in between."""

import errno
from typing import Any

import pytest

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.register import api, publishing, queries
from jiangang.kernel.register.files import Folder
from jiangang.kernel.register.models import Alarm, Publication, Release
from jiangang.methods.log import (
    CosignerKey,
    leaf_hash,
    tiles_between,
    verify_checkpoint,
    verify_cosignatures,
    verify_proof_file,
)
from tests.integration.register.conftest import AT, paper


def folder() -> Folder:
    from jiangang.kernel.register import tiles

    origin = api.current_origin()
    assert origin is not None
    return tiles.folder_of(origin.pk)


def codes(outcome: Any) -> set[str]:
    return {each.code.rpartition(".")[2] for each in outcome.findings}


def test_without_witnesses_it_is_published_and_says_so(opened: Any, fill: Any) -> None:
    index = fill("a", "b")[1]
    done = api.publish(at=AT)
    assert (done.state, done.size, done.cosigned, done.required) == ("released", 3, 0, 0)
    assert not api.state(0).witnesses
    proof = api.proof_of(index)
    assert proof is not None
    shown = verify_proof_file(proof.encode(), leaf_hash(paper("b")), logs=api.trusted_logs())
    assert (shown.index, shown.checkpoint.size, shown.witnesses) == (2, 3, ())
    assert api.publish(at=AT).state == "current"
    assert api.proof_of(3) is None


def test_a_proof_needs_the_witnesses(witnesses: Any, fill: Any) -> None:
    index = fill("a")[0]
    witnesses[1].stop()
    done = api.publish(at=AT)
    assert (done.state, codes(done)) == ("refused", {"witness_silent", "too_few_witnesses"})
    assert api.proof_of(index) is None
    assert Publication.objects.filter(size__gt=0).count() == 0
    witnesses[1].start()
    done = api.publish(at=AT)
    assert (done.state, done.cosigned) == ("released", 2)
    proof = api.proof_of(index)
    assert proof is not None
    keys = [CosignerKey.parse(each.key.encode()) for each in witnesses]
    shown = verify_proof_file(
        proof.encode(), leaf_hash(paper("a")), logs=api.trusted_logs(), witnesses=keys, wanted=2
    )
    assert {each.key.name for each in shown.witnesses} == {"trial/witness-1", "trial/witness-2"}


def test_signed_and_not_cosigned_goes_on_later(witnesses: Any, fill: Any) -> None:
    fill("a")
    assert api.publish(at=AT).state == "released"
    fill("b")
    witnesses[0].stop()
    done = api.publish(at=AT)
    assert (done.state, done.size, done.cosigned) == ("waiting", 2, 1)
    fill("c")
    witnesses[0].start()
    assert api.publish(at=AT).size == 4
    assert api.fsck().ok
    served = folder().find("checkpoint")
    assert served is not None
    assert len(verify_cosignatures(served, [each.key for each in witnesses])) == 2


def test_the_root_stands_in_the_ledger_and_all_verifies(witnesses: Any, fill: Any) -> None:
    from jiangang.kernel.ledger.models import Entry

    fill(*(f"n{n}" for n in range(700)))
    api.publish(at=AT)
    entry = Entry.objects.get(act="register.publish")
    origin = api.current_origin()
    assert origin is not None
    checkpoint = verify_checkpoint(folder().find("checkpoint") or b"", api.verifier_keys(origin))
    assert entry.facts == {"origin": origin.name, "size": 701, "root": checkpoint.root.hex()}
    assert {f"tile/{each.path.removeprefix('tile/')}" for each in tiles_between(0, 701)} <= set(
        folder().paths()
    )
    assert ledger.verify().ok
    assert api.fsck().ok


def test_partial_files_give_way_and_are_still_answered(opened: Any, fill: Any) -> None:
    from jiangang.methods.log import Bundle, Tile

    fill(*(f"n{n}" for n in range(100)))
    api.publish(at=AT)
    before = folder().find_tile(Tile(0, 0, 101)), folder().find_bundle(Bundle(0, 101))
    fill(*(f"m{n}" for n in range(200)))
    api.publish(at=AT)
    assert not any(".p/101" in path for path in folder().paths())
    assert (folder().find_tile(Tile(0, 0, 101)), folder().find_bundle(Bundle(0, 101))) == before
    assert api.fsck().ok


def test_a_publisher_killed_between_any_two_steps_is_followed(
    witnesses: Any, fill: Any, monkeypatch: Any
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Killed

    steps = ("_write", "_sign", "collect", "_release")
    for number, step in enumerate(steps):
        fill(f"paper {number}")
        with monkeypatch.context() as patch:
            patch.setattr(publishing, step, die)
            with pytest.raises(Killed):
                api.publish(at=AT)
        assert api.proof_of(number + 1) is None
        done = api.publish(at=AT)
        assert (done.state, done.size) == ("released", number + 2), step
        assert api.fsck().faults == []


def test_a_full_disk_leaves_what_was_published(opened: Any, fill: Any, monkeypatch: Any) -> None:
    import os

    fill(*(f"n{n}" for n in range(300)))
    api.publish(at=AT)
    before = {path: folder().find(path) for path in folder().paths()}
    fill(*(f"m{n}" for n in range(300)))
    real, calls = os.fsync, [0]

    def full(handle: int) -> None:
        calls[0] += 1
        if calls[0] > 4:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            api.publish(at=AT)
    assert before.items() <= {path: folder().find(path) for path in folder().paths()}.items()
    assert queries.latest_publication(api.current_origin()).size == 301  # type: ignore[union-attr,arg-type]  # opened
    proof = api.proof_of(5)
    assert proof is not None and "301" in proof.checkpoint
    assert api.publish(at=AT).size == 601
    assert api.fsck().ok


def test_a_contradicting_log_is_never_signed(opened: Any, fill: Any, superuser_connection: Any) -> None:
    fill("a", "b")
    api.publish(at=AT)
    superuser_connection.execute("ALTER TABLE register_entry DISABLE TRIGGER append_only_rows")
    changed = paper("other")
    superuser_connection.execute(
        "UPDATE register_entry SET leaf = %s, leaf_hash = %s WHERE index = 1", [changed, leaf_hash(changed)]
    )
    superuser_connection.execute("ALTER TABLE register_entry ENABLE ALWAYS TRIGGER append_only_rows")
    fill("c")
    done = api.publish(at=AT)
    assert done.state == "refused"
    assert codes(done) & {"file_differs", "files_give_other_root", "signed_other_root"}
    assert Publication.objects.filter(size=4).count() == 0
    assert [alarm.code.rpartition(".")[2] for alarm in queries.open_alarms()]
    assert Alarm.objects.count() == len(done.findings)
    api.publish(at=AT)
    assert Alarm.objects.count() == len(done.findings)


def test_a_witness_of_another_mind_stops_it(witnesses: Any, fill: Any) -> None:
    fill("a")
    api.publish(at=AT)
    origin = api.current_origin()
    assert origin is not None
    witnesses[0].witness.store.distrust(api.verifier_keys(origin)[0])
    fill("b")
    done = api.publish(at=AT)
    assert (done.state, codes(done)) == ("waiting", {"witness_unknowing"})
    assert Release.objects.count() == 1
