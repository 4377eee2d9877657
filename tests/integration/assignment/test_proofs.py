"""Seeds, promises and proofs: what is sealed, what is mixed, what one proof tells."""

import json
import os
import stat
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.integration.assignment.small_office import AT, DAY, DRAWER, accept, actor, inspector

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, settings: Any) -> Path:
    """A folder of keys of the test's own."""
    settings.KEYS_DIR = tmp_path / "keys"
    return tmp_path / "keys" / "seeds"


def _commit(slots: int = 50, day: Any = DAY) -> Any:
    from jiangang.integrity.assignment import api as assignment

    return assignment.commit_day(day=day, slots=slots, actor=actor("T01", *DRAWER), at=AT)


def _commit_free(free: int) -> Any:
    from jiangang.integrity.assignment import api as assignment

    return assignment.commit_day(day=DAY, slots=50, free=free, actor=actor("T01", *DRAWER), at=AT)


def _draw(case: str, count: int = 1) -> Any:
    from jiangang.integrity.assignment import api as assignment

    return assignment.draw_inspectors(
        consignment_number=case, firm_ids=(), count=count, actor=actor("T01", *DRAWER), at=AT
    )


def test_the_master_seed_is_sealed_in_a_file_and_nowhere_else(keys: Path) -> None:
    """Mode 0600 in a closed folder; the database and the ledger hold the root only."""
    from django.core import serializers

    from jiangang.integrity.assignment.models import DayCommitment, SlotCounter

    _commit()
    (file,) = keys.iterdir()
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(keys).st_mode) == 0o700
    master = file.read_bytes()
    assert len(master) == 32
    rows = [*DayCommitment.objects.all(), *SlotCounter.objects.all()]
    kept = serializers.serialize("json", rows)
    assert master.hex() not in kept and bytes(DayCommitment.objects.get().root) != master


def test_the_same_day_twice_is_one_promise_and_another_day_another() -> None:
    """Idempotent; seeds of two days have nothing in common."""
    first, again, next_day = _commit(), _commit(), _commit(day=DAY + timedelta(days=1))
    assert first.pk == again.pk
    assert bytes(first.root) != bytes(next_day.root)


def test_the_promise_comes_before_the_entry_that_is_mixed() -> None:
    """Accepted after the promise: its entry is mixed. Accepted before: a new entry is."""
    inspector("I01"), inspector("I02")
    before = accept("N1")
    promise = _commit()
    after = accept("N2")
    early, late = _draw("N1"), _draw("N2")
    assert late.entry_id == after.sequence
    assert early.entry_id not in (before.sequence, after.sequence)
    assert early.entry_id > promise.counter.ledger_sequence > before.sequence


def test_slots_go_in_order_and_a_used_up_day_gets_a_further_series() -> None:
    """Nobody chooses a slot; the second series has a root of its own and proofs that verify."""
    from jiangang.integrity.assignment import api as assignment
    from jiangang.methods.chance import verify_draw

    inspector("I01"), inspector("I02")
    _commit(slots=2)
    draws = [_draw(f"N{number}") for number in range(4)]
    assert [(draw.commitment.series, draw.slot) for draw in draws] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert draws[0].commitment.root != draws[2].commitment.root
    assert all(verify_draw(assignment.proof(f"N{number}")) == [] for number in range(4))


def test_a_tampered_proof_is_found() -> None:
    """Result, pool, seed, entry: each change is a finding."""
    from jiangang.methods.chance import verify_draw

    for number in range(6):
        inspector(f"I0{number}")
    good = json.loads(json.dumps(_draw("N1", count=2).proof))
    assert verify_draw(good) == []
    changes: list[dict[str, Any]] = [
        {"result": [code for code in good["pool"] if code not in good["result"]][:2]},
        {"pool": [code for code in good["pool"] if code != good["result"][0]]},
        {"sub_seed": "00" * 32},
        {"commitment": {**good["commitment"], "root": "22" * 32}},
    ]
    for change in changes:
        assert verify_draw({**good, **change}) != [], change
    # In a pool of six another entry may draw the same two by chance (1 in 30); not eight times over.
    others = [{**good["entry"], "leaf_hash": f"{number:02x}" * 32} for number in range(8)]
    assert any(verify_draw({**good, "entry": other}) for other in others)


def test_a_draw_is_recomputed_from_the_sealed_seed_and_the_ledger() -> None:
    """Anybody with the opened seed gets the same people."""
    from jiangang.integrity.assignment import seeds
    from jiangang.integrity.assignment.queries import sealed_of
    from jiangang.methods.chance import DrawProof, make_draw

    for number in range(6):
        inspector(f"I0{number}")
    draw = _draw("N1", count=2)
    stored = DrawProof.parse(draw.proof)
    reveal = seeds.open_seeds(sealed_of(draw.commitment)).reveal(str(draw.slot))
    again = make_draw(
        reveal,
        office=stored.office,
        subject=stored.subject,
        entry_sequence=draw.entry_id,
        entry_leaf_hash=bytes(draw.ledger_leaf_hash),
        pool=stored.pool,
        count=2,
    )
    assert list(again.result) == draw.result


def test_opening_one_proof_tells_nothing_of_the_others() -> None:
    """No other draw's sub-seed, nor the master seed, stands in or follows from a proof by hashing what is in
    it.
    """
    from hashlib import sha256

    from jiangang.integrity.assignment import seeds
    from jiangang.integrity.assignment.queries import sealed_of

    inspector("I01"), inspector("I02")
    draws = [_draw(f"N{number}") for number in range(8)]
    opened = seeds.open_seeds(sealed_of(draws[0].commitment))
    text = json.dumps(draws[0].proof)
    others = [opened.sub_seed(str(draw.slot)) for draw in draws[1:]]
    assert opened.sub_seed("0").hex() in text
    for secret in (*others, opened.master_seed):
        assert secret.hex() not in text
        assert sha256(secret).hexdigest() not in text
        assert sha256(sha256(secret).digest()).hexdigest() not in text


def test_whoever_needs_more_slots_than_are_left_gets_a_further_series() -> None:
    """As many as are left are enough, one more is not."""
    inspector("I01")
    _commit(slots=4)
    _draw("N1")
    assert _commit_free(3).series == 0
    assert _commit_free(4).series == 1
    assert _commit().series == 1


@pytest.mark.parametrize("how", ["lost", "altered"])
def test_a_lost_or_altered_seed_is_said_and_a_new_series_goes_on(how: str, keys: Path) -> None:
    """No draw in silence from another seed; the proofs made before stand."""
    from jiangang.integrity.assignment import api as assignment
    from jiangang.methods.chance import verify_draw
    from jiangang.methods.findings import Refused

    inspector("I01"), inspector("I02")
    _commit()
    _draw("N1")
    (file,) = keys.iterdir()
    if how == "lost":
        file.unlink()
    else:
        file.write_bytes(bytes(32))
    with pytest.raises(Refused) as refusal:
        _draw("N2")
    assert refusal.value.findings[0].code == f"assignment.finding.seed_{how}"
    assert _commit().series == 1
    assert _draw("N2").commitment.series == 1
    assert verify_draw(assignment.proof("N1")) == []


@pytest.mark.parametrize("share", [Fraction(0), Fraction(1), Fraction(1, 20), Fraction(333, 1000)])
def test_the_random_stream_has_the_probability_that_its_tickets_show(share: Fraction) -> None:
    """Exactly at the ends, and within four standard deviations between them."""
    from jiangang.integrity.assignment import api as assignment
    from jiangang.methods.chance import verify_draw

    cases = {f"N{number}": frozenset({1}) for number in range(400)}
    _commit(slots=400)
    draws = assignment.draw_random_stream(cases=cases, share=share, actor=actor("T01", *DRAWER), at=AT)
    taken = sum(assignment.is_taken(draw.result) for draw in draws.values())
    deviation = (400 * share * (1 - share)) ** 0.5
    assert abs(taken - 400 * share) <= 4 * deviation
    some = draws["N7"]
    assert sum(ticket.startswith("check") for ticket in some.pool) == share.numerator
    assert len(some.pool) == share.denominator and verify_draw(some.proof) == []


@pytest.mark.parametrize("text", ["-0.1", "1.01", "often", "1/3000", "1/0", ""])
def test_a_share_that_is_none_is_refused(text: str) -> None:
    """A finding, not a guess."""
    from jiangang.integrity.assignment import api as assignment
    from jiangang.methods.findings import Refused

    with pytest.raises(Refused):
        assignment.read_share(text)
    assert assignment.read_share(" 0.05 ") == Fraction(1, 20)
