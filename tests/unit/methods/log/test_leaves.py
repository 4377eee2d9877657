"""Public entries: one spelling, every field known, every changed byte another entry or none."""

import random
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import cbor2
import pytest

from jiangang.methods.findings import Refused
from jiangang.methods.log import (
    KINDS,
    SUITES,
    commit_personal,
    get_suite,
    make_leaf,
    number_digest,
    read_leaf,
)
from jiangang.methods.log.leaves import DIGEST, NUMBER, OPTIONAL, REQUIRED, leaf_beginning, leaf_moment

AT = datetime(2026, 5, 4, 16, 30, 0, 5, tzinfo=timezone(timedelta(hours=8)))
VALUES = {DIGEST: bytes(range(32)), NUMBER: 7, "text": "理由 reason"}


def fields(kind: str, every: bool = False) -> dict[str, object]:
    wanted = {**(OPTIONAL if every else {}), **REQUIRED[kind]}
    return {name: VALUES[kind_of] for name, kind_of in wanted.items()}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("every", [False, True])
def test_every_kind_is_written_and_read(kind: str, every: bool) -> None:
    made = make_leaf(kind, AT, fields(kind, every))
    assert read_leaf(made) == {
        "form": "register.entry/1",
        "kind": kind,
        "at": "2026-05-04T08:30:00.000005Z",
        **fields(kind, every),
    }
    assert made[1:].startswith(leaf_beginning(kind, AT))
    assert made == cbor2.dumps(read_leaf(made), canonical=True)


def test_the_order_of_filling_does_not_matter() -> None:
    given = fields("issue", every=True)
    turned = dict(reversed(given.items()))
    assert make_leaf("issue", AT, given) == make_leaf("issue", AT, turned)


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("unknown", {}),
        ("issue", {"record": b"short"}),
        ("issue", {"record": "a" * 64}),
        ("issue", {"name": "王一"}),
        ("issue", {"previous_size": -1}),
        ("issue", {"previous_size": True}),
        ("issue", {"paper": ""}),
        ("issue", {"paper": 1.5}),
        ("void", {"reason": "x" * 3000}),
    ],
)
def test_what_does_not_fit_is_refused(kind: str, changes: dict[str, object]) -> None:
    with pytest.raises(Refused):
        make_leaf(kind, AT, {**fields(kind if kind in REQUIRED else "issue"), **changes})


def test_a_missing_field_and_a_bare_moment_are_refused() -> None:
    with pytest.raises(Refused):
        make_leaf("void", AT, {"number": bytes(32)})
    with pytest.raises(Refused):
        make_leaf("issue", AT.replace(tzinfo=None), fields("issue"))


def test_a_changed_byte_is_refused_or_says_something_else() -> None:
    made = make_leaf("issue", AT, fields("issue", every=True))
    good = read_leaf(made)
    for place in range(len(made)):
        for bit in (1, 128):
            changed = bytearray(made)
            changed[place] ^= bit
            try:
                found = read_leaf(bytes(changed))
            except Refused:
                continue
            assert found != good


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xa0",
        b"\x9f\xff",
        bytes(70_000),
        b"\xd8\x1c\xa0",
        b"\x81" * 2_000,
        cbor2.dumps({"form": "register.entry/1", "kind": "issue"}),
        b"\xbf\xff",
    ],
)
def test_other_bytes_are_no_entry(raw: bytes) -> None:
    with pytest.raises(Refused):
        read_leaf(raw)


def test_another_spelling_is_no_entry() -> None:
    made = make_leaf("issue", AT, fields("issue"))
    longer = b"\xb8" + bytes([made[0] & 31]) + made[1:]
    assert cbor2.loads(longer) == cbor2.loads(made)
    turned = cbor2.dumps(dict(reversed(read_leaf(made).items())))
    for other in (longer, turned, made + b"\0", made + made):
        with pytest.raises(Refused):
            read_leaf(other)


def test_random_bytes_never_break_the_reader() -> None:
    chance = random.Random(5)
    made = make_leaf("issue", AT, fields("issue", every=True))
    for _ in range(3000):
        changed = bytearray(made)
        for _ in range(chance.randint(1, 8)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        try:
            read_leaf(bytes(changed))
        except Refused:
            continue


def test_papers_cbor_says_the_same() -> None:
    """The papers' own writer of deterministic CBOR, where it is there, gives the very same bytes."""
    cbor = pytest.importorskip("jiangang.methods.papers.cbor")
    made = make_leaf("issue", AT, fields("issue", every=True))
    assert cbor.write(read_leaf(made)) == made
    assert cbor.read(made) == read_leaf(made)


def test_digests_are_as_described() -> None:
    assert number_digest("31000022") == sha256(b"register.number/1\n31000022").digest()
    salt = bytes(range(32))
    assert (
        commit_personal(salt, "王一".encode())
        == sha256(b"register.personal/1\n" + salt + "王一".encode()).digest()
    )
    with pytest.raises(ValueError, match="32 bytes"):
        commit_personal(b"short", b"")
    assert leaf_moment(datetime(1, 2, 3, tzinfo=UTC)) == "0001-02-03T00:00:00.000000Z"


def test_suites_say_what_they_can() -> None:
    assert get_suite("ed25519", "checkpoint").built
    assert get_suite("ml-dsa-44", "cosignature").built
    for name, use, code in (
        ("ml-dsa-44", "checkpoint", "suite_unknown"),
        ("sm2-sm3", "cosignature", "suite_not_built"),
        ("rsa", "checkpoint", "suite_unknown"),
    ):
        with pytest.raises(Refused) as refused:
            get_suite(name, use)
        assert refused.value.findings[0].code == f"methods.log.finding.{code}"
    assert [each.name for each in SUITES] == ["ed25519", "ml-dsa-44", "sm2-sm3"]
