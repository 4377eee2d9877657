"""Acts on keys by two hands: ceremony, rotation, compromise, new origin, witnesses."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.permissions import Actor
from jiangang.kernel.register import api, queries
from jiangang.kernel.register.models import Confirmation, Entry, Proposal
from jiangang.kernel.register.public_keys import text
from jiangang.methods.findings import Conflict, Forbidden, NotFound, Refused
from jiangang.methods.log import leaf_hash, note_signatures, read_leaf, verify_checkpoint, verify_proof_file
from tests.integration.register.conftest import AT, paper
from tests.integration.register.test_publishing import folder


def said(index: int) -> dict[str, Any]:
    return read_leaf(bytes(Entry.objects.get(pk=index).leaf))


def test_the_ceremony_is_the_first_entry(opened: Any) -> None:
    origin = api.current_origin()
    assert origin is not None
    key = api.verifier_keys(origin)[0]
    assert (said(0)["kind"], said(0)["verifier_key"]) == ("ceremony", key.encode())
    assert origin.name == f"jiangang/register/{key.public_key.hex()[:16]}"
    assert text() == f"log {key.encode()}\n"
    assert ledger.verify().ok


def test_one_person_is_not_two(office: Any) -> None:
    made = api.propose(act="open", reason="trial", actor=office.one, at=AT)
    with pytest.raises(Forbidden):
        api.confirm(proposal_id=made.pk, actor=office.one, at=AT)
    with pytest.raises(DatabaseError, match="second person"), transaction.atomic():
        Confirmation.objects.create(proposal=made, confirmed_at=AT, confirmed_by=office.one.key)
    with pytest.raises(NotFound):
        api.confirm(proposal_id=made.pk + 1, actor=office.two, at=AT)
    with pytest.raises(Conflict):
        api.confirm(proposal_id=made.pk, actor=office.two, at=AT + timedelta(days=8))
    api.confirm(proposal_id=made.pk, actor=office.two, at=AT)
    with pytest.raises(Conflict):
        api.confirm(proposal_id=made.pk, actor=office.two, at=AT)
    nobody = Actor.system("nobody", on=AT.date())
    with pytest.raises(Forbidden):
        api.propose(act="rotate", reason="trial", actor=nobody, at=AT)
    with pytest.raises(Forbidden):
        api.confirm(proposal_id=made.pk, actor=nobody, at=AT)


UNFIT: list[tuple[str, dict[str, str]]] = [
    ("open", {}),
    ("burn", {}),
    ("new_origin", {"name": "with space"}),
    ("new_origin", {"name": "a+b"}),
    ("witness_set", {"verifier_key": "nonsense", "url": "http://127.0.0.1:1"}),
    ("witness_set", {"url": "file:///etc"}),
    ("rotate", {"reason": " "}),
]


def test_what_cannot_be_done_is_not_proposed(opened: Any) -> None:
    for name, params in UNFIT:
        reason = params.get("reason", "trial")
        with pytest.raises(Refused):
            api.propose(act=name, reason=reason, params=params, actor=opened.one, at=AT)
    assert Proposal.objects.count() == 1


def test_rotation_is_signed_by_both_and_the_past_stays_good(witnesses: Any, fill: Any, act: Any) -> None:
    index = fill("a")[0]
    api.publish(at=AT)
    old = api.proof_of(index)
    act("rotate")
    assert api.publish(at=AT).state == "released"
    origin = api.current_origin()
    assert origin is not None
    first, second = api.verifier_keys(origin)
    event = said(Entry.objects.count() - 1)
    assert (event["event"], event["verifier_key"], event["previous_key"]) == (
        "rotated",
        second.encode(),
        first.encode(),
    )
    note = folder().find("checkpoint") or b""
    assert {raw[:4] for name, raw in note_signatures(note) if name == origin.name} == {
        first.key_id,
        second.key_id,
    }
    for each in witnesses:
        each.witness.store.trust(second)
    fill("b")
    assert api.publish(at=AT).state == "released"
    note = folder().find("checkpoint") or b""
    assert verify_checkpoint(note, [second]).size == 4
    with pytest.raises(Refused):
        verify_checkpoint(note, [first])
    assert old is not None
    verify_proof_file(old.encode(), leaf_hash(paper("a")), logs=api.trusted_logs())
    assert api.fsck().faults == []
    assert ledger.verify().faults == []
    assert f"rotated {first.encode()}\n" in text()


def test_a_compromised_key_signs_no_more(witnesses: Any, fill: Any, act: Any) -> None:
    index = fill("a")[0]
    api.publish(at=AT)
    old = api.proof_of(index)
    act("compromise")
    origin = api.current_origin()
    assert origin is not None
    first, second = api.verifier_keys(origin)
    done = api.publish(at=AT)
    assert done.state == "waiting"
    assert {each.code for each in done.findings} == {"register.finding.witness_distrusts"}
    for each in witnesses:
        each.witness.store.trust(second)
        each.witness.store.distrust(first)
    assert api.publish(at=AT).state == "released"
    note = folder().find("checkpoint") or b""
    with pytest.raises(Refused):
        verify_checkpoint(note, [first])
    event = said(2)
    assert (event["event"], event["previous_size"]) == ("compromised", 2)
    assert f"compromised 2 {first.encode()}\n" in text()
    assert old is not None
    verify_proof_file(
        old.encode(),
        leaf_hash(paper("a")),
        logs=api.trusted_logs(),
        witnesses=api.all_witness_keys(),
        wanted=2,
    )
    assert api.fsck().faults == []


def test_a_witness_comes_and_goes(witnesses: Any, fill: Any, act: Any) -> None:
    fill("a")
    api.publish(at=AT)
    act("witness_end", verifier_key=witnesses[0].key.encode())
    assert [each.name for each in queries.list_witnesses()] == ["trial/witness-2"]
    fill("b")
    done = api.publish(at=AT)
    assert (done.state, done.cosigned) == ("refused", 0) or (done.state, done.cosigned) == ("waiting", 1)
    act("witness_set", verifier_key=witnesses[0].key.encode(), url=witnesses[0].url)
    assert api.publish(at=AT).cosigned == 2
    assert api.fsck().faults == []
