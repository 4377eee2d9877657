"""The words of the findings made here: complete in both languages, and filled by what the findings carry."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

import jiangang.methods
from jiangang.methods.calendar import WorkingCalendar
from jiangang.methods.chance import list_not_checked, verify_draw
from jiangang.methods.durations import median
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.identifiers import check_number
from jiangang.methods.log import VerifierKey, verify_note
from jiangang.methods.log.checkpoints import Checkpoint, verify_checkpoint
from jiangang.methods.ranking.intervals import wilson
from jiangang.methods.texts import Catalogue
from jiangang.methods.workflow import Transition, Workflow

from .chance.test_proofs import DOCUMENT, OFFICE, OTHER, changed

FOLDER = Path(jiangang.methods.__file__).parent
OF_COMMANDS = {"batch_column_unknown", "file_unreadable", "option_wrong"}
"""Codes that the command line makes, tried in tests/unit/config/test_calling.py."""
BROKEN = Workflow(
    "x.y",
    "a",
    ("a", "b", "b", "c", "d", "e", "e2"),
    (
        Transition("go", ("a",), "b", "p"), Transition("go", ("a",), "z", ""), Transition("no", (), "b", "p"),
        Transition("on", ("b",), "d", "p"), Transition("run", ("e",), "e2", "p"),
        Transition("run", ("e2",), "e", "p"),
    ),
    final=("b",),
)  # fmt: skip


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    made = Catalogue(["en", "zh-hans"], strict=True)
    made.load("methods", FOLDER / "texts")
    return made


def refused(act) -> list[Finding]:
    with pytest.raises(Refused) as caught:
        act()
    return list(caught.value.findings)


def made_findings() -> list[Finding]:
    """Findings of every code, each made by the function that makes it."""
    whole = Workflow("x.y", "a", ("a", "b"), (Transition("go", ("a",), "b", "p"),))
    found = BROKEN.faults()
    for state, act in (("a", "x"), ("b", "go"), ("z", "go")):
        found += refused(lambda state=state, act=act: whole.next_state(state, act))
    note = DOCUMENT["commitment"]["checkpoint"]
    found += refused(lambda: verify_note("", []))
    found += refused(lambda: verify_note(note, [OTHER.key]))
    found += refused(lambda: verify_note(note.replace("100", "101"), [OFFICE.key]))
    found += refused(lambda: Checkpoint.parse(""))
    found += refused(lambda: verify_checkpoint(note, [OFFICE.key], origin="other"))
    found += verify_draw("{") + verify_draw("{}") + list_not_checked(DOCUMENT)
    for path, value in (
        (("count",), 0), (("count",), -1), (("x",), 1), (("version",), "x"), (("pool",), ["b", "a"]),
        (("sub_seed",), "00" * 32), (("result",), ["x"]), (("commitment", "size"), 99),
    ):  # fmt: skip
        found += verify_draw(changed(path, value))
    unsigned = changed(("commitment", "checkpoint"), "")
    found += verify_draw(unsigned, keys=[VerifierKey("a", bytes(32))]) + list_not_checked(unsigned)
    found += refused(lambda: wilson(0, 0)) + refused(lambda: wilson(2, 1))
    found += refused(lambda: median([])) + refused(lambda: median([timedelta(-1)]))
    for scheme, value in (("x", "1"), ("imo", "1"), ("imo", "888888A"), ("imo", "8814274")):
        found += check_number(scheme, value)
    return found + WorkingCalendar([]).check_years(date(2011, 1, 1), date(2011, 1, 1))


def test_texts_are_complete_and_alike(catalogue):
    assert catalogue.missing() == []
    assert catalogue.placeholder_mismatches() == []
    codes = {key.rsplit(".", 1)[0] for key in catalogue.keys("en")}
    assert catalogue.keys("en") == {f"{code}.{part}" for code in codes for part in ("message", "mend")}


def test_every_finding_has_words_and_all_its_parameters(catalogue):
    found = made_findings()
    for each in found:
        for language in ("en", "zh-hans"):
            for key in (each.message_key, each.mend_key):
                assert "{" not in catalogue.get(language, key, **each.params)
    assert {each.message_key for each in found} == {
        key
        for key in catalogue.keys("en")
        if key.endswith(".message") and key.split(".")[2] not in OF_COMMANDS
    }


def test_every_code_in_the_source_has_words(catalogue):
    used = set()
    for path in FOLDER.rglob("*.py"):
        used |= set(re.findall(r"methods\.finding\.([a-z_]+)\b", path.read_text(encoding="utf-8")))
    assert {f"methods.finding.{code}.message" for code in used} <= catalogue.keys("en")
