"""The words of findings made here: each code made by the function that makes it, filled in both languages."""

from dataclasses import replace
from pathlib import Path

import pytest

import jiangang.methods
from jiangang.methods.answers import told
from jiangang.methods.chance import (
    Ceremony,
    Plan,
    Units,
    check_share,
    close_ceremony,
    contribute,
    list_not_checked,
    open_ceremony,
    verify_draw,
)
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.texts import Catalogue

from .test_ceremonies import (
    BEACON,
    CEREMONY,
    OPENING,
    PLAN,
    PROMISES,
    SHARES,
    held_by,
    parts_of,
    random_bytes,
)
from .test_orders import ITEMS, UNITS, opening_for, proof_of

FOLDER = Path(jiangang.methods.__path__[0])


def refused(act) -> list[Finding]:
    with pytest.raises(Refused) as caught:
        act()
    return list(caught.value.findings)


def of_plans() -> list[Finding]:
    found = Plan("ZJG", "x", (), ("a", "a"), 1, "b").findings()
    found += refused(lambda: contribute(PLAN, "nobody", bytes(32), bytes(64)))
    found += refused(lambda: close_ceremony(PLAN, [replace(PROMISES[0], plan=bytes(32))]))
    found += Ceremony(PLAN, tuple(reversed(PROMISES))).findings()
    return found + refused(lambda: Ceremony.parse({**CEREMONY.as_dict(), "root": "00" * 32}))


def of_shares() -> list[Finding]:
    found = check_share(PLAN, PROMISES[0], replace(SHARES[0], value=bytes(32)))
    found += check_share(PLAN, PROMISES[1], SHARES[0])
    found += check_share(PLAN, PROMISES[0], replace(SHARES[0], plan=bytes(32)))
    return found + refused(lambda: open_ceremony(CEREMONY, held_by("chief"), beacon_value=BEACON))


def of_openings() -> list[Finding]:
    document = OPENING.as_dict()
    found = verify_draw({**document, "seed": "00" * 32}, root=bytes(32)) + list_not_checked(document)
    found += verify_draw({**document, "false_contributors": ["chief"]})
    found += refused(lambda: open_ceremony(CEREMONY, SHARES))
    plan = replace(PLAN, beacon_source="", beacon_round=0)
    promises, shares = parts_of(plan)
    found += refused(lambda: open_ceremony(close_ceremony(plan, promises), shares, beacon_value=b"x"))
    last = replace(SHARES[4], value=random_bytes("another", 32))
    commitments = (*PROMISES[0].commitments[:4], last.commitment(5))
    false = close_ceremony(PLAN, [replace(PROMISES[0], commitments=commitments), *PROMISES[1:]])
    return found + open_ceremony(false, SHARES, beacon_value=BEACON)[1]


def of_orders() -> list[Finding]:
    found = replace(ITEMS, kind="lots", count=9).findings()
    found += replace(UNITS, pool=Units(1, 10**9), count=10**6).findings()
    found += verify_draw(proof_of(replace(ITEMS, office="NT")).as_dict())
    return found + list_not_checked(proof_of(ITEMS, opening_for()).as_dict())


def test_every_finding_has_words_and_all_its_parameters():
    catalogue = Catalogue(["en", "zh-hans"], strict=True)
    for folder in FOLDER.rglob("texts"):
        catalogue.load("methods", folder)
    found = [*of_plans(), *of_shares(), *of_openings(), *of_orders()]
    for each in found:
        for language in catalogue.languages:
            said = told(each, catalogue, language)
            assert said["message"] and said["mend"] and "{" not in said["message"] + said["mend"]
    known = {key for key in catalogue.keys("en") if key.startswith("methods.chance.finding.")}
    made = {each.code for each in found if each.code.startswith("methods.chance.")}
    assert {f"{code}.{part}" for code in made for part in ("message", "mend")} == known
