"""The seed ceremony: every quorum opens one seed, cheats are named, and nothing can be changed unseen."""

import copy
import hashlib
import json
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangang.methods.answers import Unreachable
from jiangang.methods.chance import (
    Ceremony,
    Opening,
    Plan,
    Promise,
    SealedShare,
    check_share,
    close_ceremony,
    contribute,
    list_not_checked,
    open_ceremony,
    verify_draw,
    verify_opening,
)
from jiangang.methods.findings import Refused, Severity

HOLDERS = ("chief", "discipline", "headquarters", "lawyer", "trade")
PLAN = Plan("ZJG", "inspectors of 2011-06-30", HOLDERS[:3], HOLDERS, 3, "drand quicknet", 1234)
BEACON = b"\xaa" * 48


def random_bytes(name: str, size: int) -> bytes:
    return hashlib.shake_256(name.encode()).digest(size)


def parts_of(plan: Plan) -> tuple[list[Promise], list[SealedShare]]:
    promises, shares = [], []
    for name in plan.contributors:
        spare = random_bytes(f"{name} coefficients", 32 * (plan.threshold - 1))
        promise, dealt = contribute(plan, name, random_bytes(name, 32), spare)
        promises.append(promise)
        shares += dealt
    return promises, shares


PROMISES, SHARES = parts_of(PLAN)
CEREMONY = close_ceremony(PLAN, reversed(PROMISES))
OPENING, WARNINGS = open_ceremony(CEREMONY, SHARES, beacon_value=BEACON)


def held_by(*holders: str) -> list[SealedShare]:
    return [share for share in SHARES if share.holder in holders]


def codes(findings) -> list[str]:
    return [found.code.removeprefix("methods.chance.finding.") for found in findings]


def refused(act, kind=Refused):
    with pytest.raises(kind) as caught:
        act()
    return caught.value.findings


def test_every_quorum_opens_the_same_seed():
    assert WARNINGS == []
    for size in (3, 4, 5):
        for holders in combinations(HOLDERS, size):
            found, warnings = open_ceremony(CEREMONY, held_by(*holders), beacon_value=BEACON)
            assert (found.seed, warnings) == (OPENING.seed, [])


def test_fewer_than_the_threshold_open_nothing_and_the_missing_are_named():
    for holders in combinations(HOLDERS, 2):
        found = refused(
            lambda h=holders: open_ceremony(CEREMONY, held_by(*h), beacon_value=BEACON), Unreachable
        )
        assert codes(found) == ["shares_too_few"] * 3
        assert set(found[0].params["missing"].split(", ")) == set(HOLDERS) - set(holders)


def test_the_seed_is_that_of_a_second_writing():
    secrets = [random_bytes(name, 32) for name in PLAN.contributors]
    parts = [b"jiangang.seed/1 seed", CEREMONY.root, b"drand quicknet", (1234).to_bytes(8, "big"), BEACON]
    written = b"".join(len(part).to_bytes(8, "big") + part for part in [*parts, *secrets])
    assert OPENING.seed == hashlib.sha256(written).digest()


def test_every_changed_byte_of_a_share_names_its_holder():
    share, promise = SHARES[1], PROMISES[0]
    assert check_share(PLAN, promise, share) == []
    for place in range(32):
        value = bytearray(share.value)
        value[place] ^= 1
        (found,) = check_share(PLAN, promise, replace(share, value=bytes(value)))
        assert found.params == {"contributor": "chief", "holder": "discipline"}
    assert codes(check_share(PLAN, PROMISES[1], share)) == ["share_misplaced"]
    assert codes(check_share(PLAN, promise, replace(share, holder="nobody"))) == ["share_misplaced"]
    assert codes(check_share(PLAN, promise, replace(share, plan=bytes(32)))) == ["share_of_other_plan"]
    assert codes(check_share(PLAN, promise, replace(share, holder="trade"))) == ["share_false"]


def test_a_holder_who_shows_false_shares_is_named_and_changes_nothing():
    false = [replace(share, value=bytes(32)) if share.holder == "trade" else share for share in SHARES]
    found, warnings = open_ceremony(CEREMONY, false, beacon_value=BEACON)
    assert found.seed == OPENING.seed
    assert [(each.params["holder"], each.severity) for each in warnings] == [("trade", Severity.WARNING)] * 3
    few = [share for share in false if share.holder in ("trade", "chief", "lawyer")]
    named = refused(lambda: open_ceremony(CEREMONY, few, beacon_value=BEACON), Unreachable)
    assert codes(named) == ["shares_too_few"] * 3 + ["share_false"] * 3


def test_a_contributor_who_deals_falsely_is_named_by_every_quorum_with_one_outcome():
    promise, shares = PROMISES[0], list(SHARES)
    shares[4] = replace(shares[4], value=random_bytes("another polynomial", 32))
    commitments = (*promise.commitments[:4], shares[4].commitment(5))
    ceremony = close_ceremony(PLAN, [replace(promise, commitments=commitments), *PROMISES[1:]])
    seeds = set()
    for holders in combinations(HOLDERS, 3):
        held = [share for share in shares if share.holder in holders]
        found, warnings = open_ceremony(ceremony, held, beacon_value=BEACON)
        assert found.false_contributors == ("chief",)
        assert codes(warnings) == ["contributor_false"]
        assert verify_opening(found.as_dict()) == []
        seeds.add(found.seed)
    assert len(seeds) == 1 and seeds != {OPENING.seed}


def test_each_contribution_and_the_beacon_decide():
    seeds = {OPENING.seed, open_ceremony(CEREMONY, SHARES, beacon_value=b"\xab" * 48)[0].seed}
    for place, name in enumerate(PLAN.contributors):
        promise, shares = contribute(PLAN, name, random_bytes("other", 32), random_bytes(name, 64))
        promises = [*PROMISES[:place], promise, *PROMISES[place + 1 :]]
        held = [share for share in SHARES if share.contributor != name]
        ceremony = close_ceremony(PLAN, promises)
        seeds.add(open_ceremony(ceremony, [*held, *shares], beacon_value=BEACON)[0].seed)
    assert len(seeds) == 5


def test_a_beacon_is_named_before_or_not_at_all():
    assert codes(refused(lambda: open_ceremony(CEREMONY, SHARES))) == ["beacon_missing"]
    plan = replace(PLAN, beacon_source="", beacon_round=0)
    promises, shares = parts_of(plan)
    ceremony = close_ceremony(plan, promises)
    opened, _ = open_ceremony(ceremony, shares)
    assert verify_opening(opened.as_json()) == []
    assert codes(refused(lambda: open_ceremony(ceremony, shares, beacon_value=b"1"))) == [
        "beacon_not_planned"
    ]


def test_plans_and_promises_that_do_not_fit_are_refused_with_all_that_is_wrong():
    plan = Plan("ZJG", "x", (), ("a", "a"), 1, "b")
    assert codes(plan.findings()) == ["threshold_wrong", "names_wrong", "names_wrong", "beacon_incomplete"]
    assert codes(refused(lambda: contribute(plan, "a", bytes(32), b""))) == codes(plan.findings())
    assert codes(refused(lambda: contribute(PLAN, "lawyer", bytes(32), b""))) == ["contributor_unknown"]
    with pytest.raises(ValueError, match="32 random"):
        contribute(PLAN, "chief", bytes(31), bytes(64))
    strange = replace(PROMISES[0], contributor="lawyer")
    other = replace(PROMISES[1], plan=bytes(32))
    assert codes(refused(lambda: close_ceremony(PLAN, [PROMISES[0], PROMISES[0], other, strange]))) == [
        "promise_missing", "promise_missing", "promise_of_other_plan", "contributor_unknown",
    ]  # fmt: skip
    assert codes(Ceremony(PLAN, tuple(reversed(PROMISES))).findings()) == ["promises_unordered"]


def test_documents_come_back():
    assert Plan.parse(json.dumps(PLAN.as_dict())) == PLAN
    assert Promise.parse(PROMISES[0].as_dict()) == PROMISES[0]
    assert SealedShare.parse(SHARES[0].as_dict()) == SHARES[0]
    assert Ceremony.parse(CEREMONY.as_dict()) == CEREMONY
    assert Opening.parse(OPENING.as_json()) == OPENING
    for parse, made in ((Plan, PLAN), (Promise, PROMISES[0]), (SealedShare, SHARES[0]), (Ceremony, CEREMONY)):
        for name in made.as_dict():
            lacking = {key: value for key, value in made.as_dict().items() if key != name}
            refused(lambda p=parse, d=lacking: p.parse(d))
            refused(lambda p=parse, d=lacking, n=name: p.parse({**d, n: 1.5}))
        refused(lambda p=parse, m=made: p.parse({**m.as_dict(), "more": 1}))
    changed = {**CEREMONY.as_dict(), "root": "00" * 32}
    assert codes(refused(lambda: Ceremony.parse(changed))) == ["ceremony_root_differs"]


def paths(value, before=()):
    if isinstance(value, dict) and value:
        return [path for key, inner in value.items() for path in paths(inner, (*before, key))]
    if isinstance(value, list) and value:
        return [path for place, inner in enumerate(value) for path in paths(inner, (*before, place))]
    return [before]


def test_every_changed_value_of_an_opening_is_found():
    few, _ = open_ceremony(CEREMONY, held_by(*HOLDERS[:3]), beacon_value=BEACON)
    document = few.as_dict()
    assert verify_opening(document) == verify_draw(few.as_json(), root=CEREMONY.root) == []
    for path in paths(document):
        for value in ("00" * 32, "x", 7, None, [], {"a": 1}):
            changed = copy.deepcopy(document)
            inner = changed
            for part in path[:-1]:
                inner = inner[part]
            if inner[path[-1]] == value:
                continue
            inner[path[-1]] = value
            assert verify_draw(changed), (path, value)
    assert codes(verify_draw(document, root=bytes(32))) == ["root_not_published"]
    assert codes(list_not_checked(document)) == ["root_time_not_checked", "beacon_not_checked"]


@given(st.sampled_from(paths(OPENING.as_dict())), st.recursive(
    st.none() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
))  # fmt: skip
def test_no_document_raises(path, value):
    changed = copy.deepcopy(OPENING.as_dict())
    inner = changed
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value
    verify_draw(changed)
    list_not_checked(changed)
