"""Each state by its own example; and what is broken is never valid."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import jiangang.methods.papers
from jiangang.methods.papers import End, Seen, State, StatusList, judge
from jiangang.methods.texts import Catalogue

AT = datetime(2026, 3, 5, 12, tzinfo=UTC)
ENDED = {3: End(date(2026, 3, 1), "误签"), 4: End(date(2026, 3, 1), "更正", "N-9")}
LIST = StatusList("370100", AT - timedelta(days=3), 10, frozenset({3, 4, 5}), ENDED)


def words() -> Catalogue:
    found = Catalogue(strict=True)
    found.load("methods", Path(jiangang.methods.papers.__path__[0]) / "texts")
    return found


@pytest.mark.parametrize(
    ("seen", "state", "sentence"),
    [
        ({"asked_office": True}, "valid", "Valid. The office issued N-1"),
        ({"status_index": 1, "status": LIST}, "valid", "which is 3 days old"),
        ({"status_index": 3, "status": LIST}, "withdrawn", "withdrew N-1 on 2026-03-01. Reason: 误签"),
        ({"status_index": 4, "status": LIST}, "replaced", "N-9 took the place of N-1 on 2026-03-01"),
        ({"status_index": 5, "status": LIST}, "withdrawn", "does not say when and why"),
        ({"asked_office": True, "ended_on": date(2026, 3, 4), "reason": "r"}, "withdrawn", "2026-03-04"),
        ({"asked_office": True, "valid_until": date(2026, 3, 4)}, "expired", "ended on 2026-03-04"),
        ({"asked_office": True, "valid_until": date(2026, 3, 5)}, "valid", "in force"),
        ({"asked_office": True, "must_be_logged": True}, "not_yet_logged", "Not yet in the register"),
        ({"asked_office": True, "must_be_logged": True, "logged": True}, "valid", "in force"),
        ({"must_be_logged": True, "log_known": False}, "cannot_check", "keys this verifier does not have"),
        ({"known": False}, "unknown", "Unknown"),
        ({}, "cannot_check", "no status list at hand"),
        ({"status_index": 10, "status": LIST}, "cannot_check", "3 days old or older than the paper"),
        ({"status": LIST}, "cannot_check", "3 days old"),
        ({"whole": False, "asked_office": True}, "broken", "changed after signing"),
    ],
)
def test_each_state_has_its_sentence(seen: dict[str, Any], state: str, sentence: str) -> None:
    found = judge(Seen("N-1", **seen), at=AT)
    assert found.state == state
    assert found.is_valid is (state == "valid")
    assert sentence in found.sentence.in_words(words(), "en")
    assert "N-1" in found.sentence.in_words(words(), "zh-hans")
    assert found.as_dict()["state"] == state


def test_an_old_list_answers_nothing() -> None:
    seen = Seen("N-1", status_index=1, status=LIST)
    assert judge(seen, at=LIST.dated + timedelta(days=30)).state is State.VALID
    assert judge(seen, at=LIST.dated + timedelta(days=31)).state is State.CANNOT_CHECK
    ended = Seen("N-1", status_index=3, status=LIST)
    assert judge(ended, at=LIST.dated + timedelta(days=400)).state is State.WITHDRAWN, "an end stays an end"


@given(
    st.builds(
        Seen,
        number=st.just("N"),
        whole=st.booleans(),
        known=st.booleans(),
        valid_until=st.none() | st.dates(),
        status_index=st.none() | st.integers(0, 12),
        status=st.none() | st.just(LIST),
        must_be_logged=st.booleans(),
        logged=st.booleans(),
        asked_office=st.booleans(),
        ended_on=st.none() | st.dates(),
    )
)
def test_valid_needs_every_condition(seen: Seen) -> None:
    if judge(seen, at=AT).is_valid:
        assert seen.whole
        assert seen.known
        assert seen.ended_on is None
        assert seen.logged or not seen.must_be_logged
        assert seen.valid_until is None or seen.valid_until >= AT.date()
        assert seen.asked_office or (seen.status and seen.status_index in (0, 1, 2, 6, 7, 8, 9))
