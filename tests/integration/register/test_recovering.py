"""An old copy of the database comes back: nothing is signed, nothing entered, until the rest is back."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import transaction

from jiangang.config.supervision import postgres
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.register import api, publishing
from jiangang.kernel.register.mirroring import mirror
from jiangang.kernel.register.models import Entry, Publication, Reconciliation
from jiangang.kernel.register.sources import open_source
from jiangang.methods.findings import Conflict, Refused
from jiangang.methods.log import leaf_hash, verify_proof_file
from tests.integration.register.conftest import AT, paper
from tests.integration.register.test_publishing import codes, folder


@pytest.fixture
def older(office: Any, databases: Any) -> Iterator[Any]:
    """Keeps a copy of the database as it is, and brings it back: what a restored backup is."""
    name = f"{office.db.name}_old"

    def connect(words: str) -> None:
        with psycopg.connect(databases.superuser_url, autocommit=True) as connection:
            connection.execute(words)

    class Copy:
        def take(self) -> None:
            _close()
            connect(f'CREATE DATABASE "{name}" TEMPLATE "{office.db.name}"')

        def bring_back(self, *, marked: bool = True) -> None:
            _close()
            connect(f'DROP DATABASE "{office.db.name}" WITH (FORCE)')
            connect(f'CREATE DATABASE "{office.db.name}" TEMPLATE "{name}"')
            connect(f'GRANT CONNECT ON DATABASE "{office.db.name}" TO {postgres.APP}')
            if marked:
                api.note_restoration(backup_of="2026-05-04", actor=office.one, at=AT)

    yield Copy()
    connect(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _close() -> None:
    from django.db import connection

    connection.close()
    publishing.forget_confirmed()


def another_place(office: Any, settings: Any, tmp_path: Path) -> None:
    """A restore into another folder: keys come along, published files do not."""
    settings.REGISTER_DIR = tmp_path / "elsewhere"


def codes_of(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {each.code.rpartition(".")[2] for each in refused.value.findings}


def test_an_old_copy_is_refused_and_recovers(
    witnesses: Any, fill: Any, older: Any, opened: Any, settings: Any, tmp_path: Path
) -> None:
    fill(*(f"n{n}" for n in range(300)))
    api.publish(at=AT)
    older.take()
    index = fill(*(f"m{n}" for n in range(300)))[-1]
    assert api.publish(at=AT).state == "released"
    copy = tmp_path / "mirror"
    mirror(open_source(str(folder().root)), copy, api.trusted_logs())
    proof = api.proof_of(index)
    older.bring_back()
    another_place(opened, settings, tmp_path)
    with pytest.raises(Conflict) as refused:
        fill("too early")
    assert codes_of(refused) == {"restored_unchecked"}
    done = api.publish(at=AT)
    assert (done.state, codes(done)) == ("refused", {"witness_ahead"})
    assert not Publication.objects.filter(size__gt=301).exists()
    back = api.recover(source=open_source(str(copy)), actor=opened.one, at=AT)
    assert (back.added, back.first, back.size) == (300, 301, 601)
    assert Reconciliation.objects.get().how == "recovered"
    fill("afterwards")
    done = api.publish(at=AT)
    assert (done.state, done.size, done.cosigned) == ("released", 602, 2)
    assert api.fsck().faults == []
    assert ledger.verify().faults == []
    assert proof is not None
    verify_proof_file(proof.encode(), leaf_hash(paper("m299")), logs=api.trusted_logs())


def test_a_copy_that_lacks_nothing_goes_on_by_itself(
    witnesses: Any, fill: Any, older: Any, opened: Any, settings: Any, tmp_path: Path
) -> None:
    fill("a")
    api.publish(at=AT)
    older.take()
    older.bring_back()
    another_place(opened, settings, tmp_path)
    assert api.publish(at=AT).state == "released"
    assert Reconciliation.objects.get().how == "witnessed"
    assert fill("b") == [2]
    assert api.publish(at=AT).size == 3
    assert api.fsck().faults == []


def test_a_copy_without_mark_is_caught_by_the_witness(
    witnesses: Any, fill: Any, older: Any, opened: Any, settings: Any, tmp_path: Path
) -> None:
    """Somebody copied files: rows of another history grow, and are never signed under the old name."""
    fill("a")
    api.publish(at=AT)
    older.take()
    fill("b", "c")
    api.publish(at=AT)
    copy = tmp_path / "mirror"
    mirror(open_source(str(folder().root)), copy, api.trusted_logs())
    old_origin = folder().root
    older.bring_back(marked=False)
    another_place(opened, settings, tmp_path)
    fill("b2", "c2", "d2")
    done = api.publish(at=AT)
    assert (done.state, codes(done)) == ("refused", {"witness_ahead"})
    with pytest.raises(Conflict) as refused, transaction.atomic():
        api.recover(source=open_source(str(copy)), actor=opened.one, at=AT)
    assert codes_of(refused) == {"mirror_shorter"} or codes_of(refused) == {"mirror_differs"}
    _go_on_under_a_new_origin(opened, witnesses, copy)
    assert old_origin.exists()


def _go_on_under_a_new_origin(opened: Any, witnesses: Any, copy: Path) -> None:
    made = api.propose(act=api.NEW_ORIGIN, reason="restored", actor=opened.one, at=AT)
    api.confirm(proposal_id=made.pk, actor=opened.two, at=AT)
    origin = api.current_origin()
    assert origin is not None
    for each in witnesses:
        each.witness.store.trust(api.verifier_keys(origin)[0])
    back = api.recover(source=open_source(str(copy)), actor=opened.one, at=AT)
    assert back.added == 2
    done = api.publish(at=AT)
    assert (done.state, done.cosigned) == ("released", 2)
    kinds = list(Entry.objects.order_by("index").values_list("kind", flat=True))
    assert kinds == ["ceremony", "issue", "issue", "issue", "issue", "origin_change", "issue", "issue"]
    assert api.fsck().faults == []
    assert ledger.verify().faults == []


def test_rows_behind_the_files_of_this_folder_are_told(opened: Any, fill: Any, older: Any) -> None:
    fill("a")
    api.publish(at=AT)
    older.take()
    fill("b")
    api.publish(at=AT)
    older.bring_back(marked=False)
    done = api.publish(at=AT)
    assert codes(done) == {"behind_published"}
    back = api.recover(source=open_source(str(folder().root)), actor=opened.one, at=AT)
    assert back.added == 1
    assert api.publish(at=AT).state in {"released", "current"}
    assert api.fsck().faults == []


def test_a_mirror_that_lies_is_not_believed(
    witnesses: Any, fill: Any, older: Any, opened: Any, tmp_path: Path
) -> None:
    fill("a")
    api.publish(at=AT)
    older.take()
    fill("b", "c")
    api.publish(at=AT)
    copy = tmp_path / "mirror"
    mirror(open_source(str(folder().root)), copy, api.trusted_logs())
    older.bring_back()
    bundle = copy / "tile/entries/000.p/4"
    good = bundle.read_bytes()
    bundle.write_bytes(good.replace(paper("c"), paper("d")))
    with pytest.raises(Refused) as refused, transaction.atomic():
        api.recover(source=open_source(str(copy)), actor=opened.one, at=AT)
    assert codes_of(refused) == {"entry_differs"}
    assert api.size() == 2
    shutil.rmtree(copy / "tile/0")
    with pytest.raises(Refused):
        api.recover(source=open_source(str(copy)), actor=opened.one, at=AT)


def test_files_are_made_anew_from_rows(witnesses: Any, fill: Any) -> None:
    fill(*(f"n{n}" for n in range(70)))
    api.publish(at=AT)
    fill(*(f"m{n}" for n in range(700)))
    api.publish(at=AT)
    before = {path: folder().find(path) for path in folder().paths()}
    origin = api.current_origin()
    assert origin is not None
    assert api.rebuild(origin) <= len(before)
    after = {path: folder().find(path) for path in folder().paths()}
    assert after.items() <= before.items()
    shutil.rmtree(folder().root)
    assert not api.fsck().ok
    api.rebuild(origin)
    assert {path: folder().find(path) for path in folder().paths()} == after
    assert api.fsck().faults == []
    shutil.rmtree(folder().root)
    api.publish(at=AT)
    assert {path: folder().find(path) for path in folder().paths()} == after
