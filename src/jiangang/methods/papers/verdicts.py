"""What is said of a paper that somebody holds: one state, its date, reason and successor, in plain words.

A verification is never one red cross: each state says what is known, what is not, and how old the knowledge
is.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from jiangang.methods.answers import Said
from jiangang.methods.papers.status import StatusList
from jiangang.methods.register import method

OLDEST_LIST_DAYS = 30


class State(StrEnum):
    """The eight states of a verification; only `VALID` says that the paper can be relied on."""

    VALID = "valid"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    EXPIRED = "expired"
    NOT_YET_LOGGED = "not_yet_logged"
    UNKNOWN = "unknown"
    CANNOT_CHECK = "cannot_check"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a verifier has found out about a paper.

    number: as the paper says; whole: False when a seal, signature or hash is wrong or renderings disagree;
    fault: why, as a finding's code; known: False when no trusted key has signed it or the office knows no
    such number; status_index: its place in the status list; status: the list at hand, or None; ended: from
    the office itself, when that was asked; must_be_logged, logged: whether the office keeps a register and
    the proof was there; log_known: False when the verifier lacks the register's keys, so that it cannot tell;
    asked_office: the answer comes from the office's own records, not from a list.
    """

    number: str
    whole: bool = True
    fault: str = ""
    known: bool = True
    valid_until: date | None = None
    status_index: int | None = None
    status: StatusList | None = None
    must_be_logged: bool = False
    logged: bool = False
    log_known: bool = True
    asked_office: bool = False
    ended_on: date | None = None
    reason: str = ""
    successor: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer: state, the day that belongs to it, reason, number of the successor, age of the list.

    list_days: age of the status list in days; None when the office's own records were asked, or no list was
    there.
    """

    state: State
    number: str
    on: date | None = None
    reason: str = ""
    successor: str = ""
    list_days: int | None = None
    list_dated: datetime | None = None
    logged: bool = False
    log_known: bool = True

    @property
    def is_valid(self) -> bool:
        """Whether the paper can be relied on."""
        return self.state is State.VALID

    @property
    def sentence(self) -> Said:
        """The plain sentence, in the catalogue of this room."""
        name = str(self.state)
        if self.state in (State.WITHDRAWN, State.REPLACED) and self.on is None:
            name = "ended_without_details"
        elif self.state is State.CANNOT_CHECK and not self.log_known:
            name = "cannot_check_register"
        elif self.state is State.CANNOT_CHECK and self.list_days is not None:
            name = "cannot_check_old"
        elif self.state is State.VALID and self.list_days is not None:
            name = "valid_offline"
        elif self.state in (State.UNKNOWN, State.BROKEN) and not self.number:
            name = f"{name}_unnamed"
        params = {
            "number": self.number,
            "on": self.on.isoformat() if self.on else "",
            "reason": self.reason,
            "successor": self.successor,
            "days": self.list_days if self.list_days is not None else "",
        }
        return Said(f"methods.papers.verdict.{name}", params)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values, without the sentence."""
        return {
            "state": str(self.state),
            "number": self.number,
            "on": self.on.isoformat() if self.on else None,
            "reason": self.reason,
            "successor": self.successor,
            "list_days": self.list_days,
            "list_dated": self.list_dated.isoformat() if self.list_dated else None,
            "logged": self.logged,
        }


@method(
    "papers.judge",
    source="issue of the office: valid, withdrawn, replaced, expired, not yet in log, unknown, cannot check",
    verified="every state by its own example; a broken paper is never valid, whatever else is said",
)
def judge(seen: Seen, *, at: datetime, oldest_list_days: int = OLDEST_LIST_DAYS) -> Verdict:
    """The verdict on a paper at a moment.

    at: aware; oldest_list_days: a status list older than this answers nothing (days). What is worse is said
    first: broken, unknown, withdrawn or replaced, not in the register, expired, cannot check, valid.
    """
    if not seen.whole:
        return Verdict(State.BROKEN, seen.number, reason=seen.fault)
    if not seen.known:
        return Verdict(State.UNKNOWN, seen.number, reason=seen.fault)
    listed = None if seen.asked_office else seen.status
    age = listed.age_days(at) if listed else None
    dated = listed.dated if listed else None

    def said(state: State, on: date | None = None, reason: str = "", successor: str = "") -> Verdict:
        return Verdict(state, seen.number, on, reason, successor, age, dated, seen.logged, seen.log_known)

    ended = _ended(seen, listed)
    if ended is not None:
        on, reason, successor = ended
        return said(State.REPLACED if successor else State.WITHDRAWN, on, reason, successor)
    if seen.must_be_logged and not seen.logged:
        return said(State.NOT_YET_LOGGED if seen.log_known else State.CANNOT_CHECK)
    if seen.valid_until is not None and at.date() > seen.valid_until:
        return said(State.EXPIRED, seen.valid_until)
    if not seen.asked_office and not _answered(seen, listed, age, oldest_list_days):
        return said(State.CANNOT_CHECK)
    return said(State.VALID)


def _ended(seen: Seen, listed: StatusList | None) -> tuple[date | None, str, str] | None:
    if seen.ended_on is not None:
        return seen.ended_on, seen.reason, seen.successor
    if listed is not None and seen.status_index is not None and seen.status_index in listed.ended:
        end = listed.ends.get(seen.status_index)
        return (end.on, end.reason, end.successor) if end else (None, "", "")
    return None


def _answered(seen: Seen, listed: StatusList | None, age: int | None, oldest: int) -> bool:
    """Whether the list at hand speaks of this paper: there, not too old, and made after its issue."""
    if listed is None or age is None or seen.status_index is None:
        return False
    return age <= oldest and listed.covers(seen.status_index)
