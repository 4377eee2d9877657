"""The words of findings made here: each code made by the function that makes it, filled in both languages."""

from pathlib import Path

import pytest

import jiangang.methods
from jiangang.methods.answers import told
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.log import (
    Bundle,
    Tile,
    check_bundle,
    decode_bundle,
    decode_tile,
    get_suite,
    join_cosignatures,
    judge_sign_subtree,
    leaf_hash,
    parse_tile_path,
    read_leaf,
    verify_cosignatures,
    verify_proof_file,
)
from jiangang.methods.texts import Catalogue

from .test_cosignatures import WITNESS
from .test_proof_files import LOGS, NOTE, proof_of
from .test_subtree_requests import KEY, subtree_asked
from .test_witnessing import OTHER, asked, judged

FOLDER = Path(jiangang.methods.__path__[0])


def refused(act) -> list[Finding]:
    with pytest.raises(Refused) as caught:
        act()
    return list(caught.value.findings)


def made_findings() -> list[Finding]:
    leaf, text = leaf_hash(b""), proof_of(3)
    acts = [
        lambda: verify_cosignatures(NOTE.replace("\n70\n", "\n71\n", 1), [WITNESS.key]),
        lambda: join_cosignatures(NOTE, b""),
        lambda: verify_proof_file("", leaf, logs=LOGS),
        lambda: verify_proof_file(text, leaf, logs={}),
        lambda: verify_proof_file(text, leaf, logs=LOGS, wanted=1),
        lambda: verify_proof_file(text, leaf, logs=LOGS),
        lambda: parse_tile_path("x"),
        lambda: decode_tile(Tile(0, 0), b""),
        lambda: decode_bundle(Bundle(0), b""),
        lambda: read_leaf(b""),
        lambda: get_suite("rsa", "checkpoint"),
        lambda: get_suite("sm2-sm3", "checkpoint"),
    ]
    found = [finding for act in acts for finding in refused(act)]
    for body, size in ((b"", 0), (asked(5, 3), 5), (asked(3, 5), 4), (asked(5, 9, OTHER), 5)):
        found += judged(body, size).findings
    unknown = asked(0, 3).replace(b"\nzjg.example/papers\n", b"\nother.example\n", 1)
    for new, cosigned, root in ((7, False, None), (7, True, bytes(32))):
        body = subtree_asked(4, 6, new, cosigned=cosigned, root=root)
        found += judge_sign_subtree(body, origins=LOGS, keys=[KEY]).findings
    return [*found, *judged(unknown).findings, *check_bundle(Bundle(0, 1), [b"x"], [leaf])]


def test_every_finding_has_words_and_all_its_parameters():
    catalogue = Catalogue(["en", "zh-hans"], strict=True)
    for folder in FOLDER.rglob("texts"):
        catalogue.load("methods", folder)
    found = made_findings()
    for each in found:
        for language in catalogue.languages:
            said = told(each, catalogue, language)
            assert said["message"] and said["mend"] and "{" not in said["message"] + said["mend"]
    known = {key for key in catalogue.keys("en") if key.startswith("methods.log.finding.")}
    made = {each.code for each in found if each.code.startswith("methods.log.")}
    assert {f"{code}.{part}" for code in made for part in ("message", "mend")} == known
