"""The criteria of a policy: rules that lead to a lane, watch-lists, campaigns, programmes, and gates.

Here lives what one criterion is and what it answers for one consignment. A whole policy is in `policy`; the
course of an earned reduction is in `standing`.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum, StrEnum
from fractions import Fraction

from jiangang.methods.findings import Citation
from jiangang.methods.targeting.conditions import Answer, Condition
from jiangang.methods.targeting.facts import ConsignmentFacts, Fact, Level, LineFacts
from jiangang.methods.targeting.standing import Programme, State

ALWAYS = Fraction(1)


class Lane(IntEnum):
    """How a consignment goes on, the gravest last: document release, document check, physical inspection."""

    GREEN = 0
    YELLOW = 1
    RED = 2

    @property
    def code(self) -> str:
        """The lane's name in text, database and JSON."""
        return self.name.lower()


LANES = {lane.code: lane for lane in Lane}


class Nature(StrEnum):
    """What a criterion is, as its table in the text says. All but rules and local criteria bind: what they
    take is checked whatever the capacity.
    """

    RULE = "rule"
    LOCAL = "local"
    MANDATORY = "mandatory"
    ALERT = "alert"
    WATCH = "watch"
    CAMPAIGN = "campaign"
    STANDING = "standing"

    @property
    def binds(self) -> bool:
        """Whether what it takes comes before what is chosen by value."""
        return self not in (Nature.RULE, Nature.LOCAL)


class Release(StrEnum):
    """What a trader may be told: purpose and source; the criterion's own sentence; nothing."""

    OPEN = "open"
    SENTENCE = "sentence"
    WITHHELD = "withheld"


def in_force(valid_from: date | None, valid_until: date | None, on: date) -> bool:
    """Whether a day lies within the days, first and last included; an open end has no limit."""
    return (valid_from is None or valid_from <= on) and (valid_until is None or on <= valid_until)


@dataclass(frozen=True, slots=True)
class WatchEntry:
    """One name on a watch-list, until a day; who put it there and why is the office's record."""

    value: str
    valid_from: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class TargetingRule:
    """One criterion: all conditions hold on one and the same line.

    expected: the share of consignments that it is meant to touch; applies_when_unknown: whether an unknown
    answer counts as a yes, else it is noted as not checked; rate: the share of those touched that take the
    lane, by a committed draw; section: where a local criterion holds; tests: those that a campaign adds;
    watched: the fact that a watch-list's entries are values of; programme: of an earned reduction.
    """

    code: str
    lane: Lane
    conditions: tuple[Condition, ...]
    purpose_zh: str
    purpose_en: str
    expected: Fraction
    citation: Citation
    applies_when_unknown: bool = False
    valid_from: date | None = None
    valid_until: date | None = None
    nature: Nature = Nature.RULE
    rate: Fraction = ALWAYS
    release: Release = Release.WITHHELD
    told_zh: str = ""
    told_en: str = ""
    section: str = ""
    tests: tuple[str, ...] = ()
    watched: Fact | None = None
    entries: tuple[WatchEntry, ...] = ()
    programme: Programme | None = None

    def in_force(self, on: date) -> bool:
        """Whether the rule is in force on a day (first and last day included)."""
        begun = in_force(self.valid_from, self.valid_until, on)
        return begun and (self.watched is None or bool(self._listed(on)))

    def as_on(self, on: date) -> "TargetingRule":
        """The rule as it is asked on a day: a watch-list asks for the entries in force."""
        if self.watched is None:
            return self
        listed = Condition(self.watched.name, "in", self._listed(on), self.watched)
        return replace(self, conditions=(*self.conditions, listed), watched=None, entries=())

    def _listed(self, on: date) -> tuple[str, ...]:
        entries = (one for one in self.entries if one.valid_from <= on <= one.valid_until)
        return tuple(dict.fromkeys(one.value for one in entries))

    def touches(self, answer: Answer) -> bool:
        """Whether this answer sends a consignment into the rule's lane."""
        return answer is Answer.YES or (answer is Answer.UNKNOWN and self.applies_when_unknown)

    def ask_line(self, facts: ConsignmentFacts, line: LineFacts) -> Answer:
        """The answer for one line: the least of the conditions' answers."""
        return min(one.holds(facts.value(one.about, line)) for one in self.conditions)

    def ask(self, facts: ConsignmentFacts) -> tuple[Answer, LineFacts]:
        """The answer for a consignment, the greatest of its lines', and the first line that gives it."""
        lines = facts.asked_lines
        answers = [self.ask_line(facts, line) for line in lines]
        best = max(answers)
        return best, lines[answers.index(best)]

    def rate_for(self, facts: ConsignmentFacts) -> Fraction:
        """The rate for a consignment that the rule touches.

        In a programme: 1 where a missed check is owed, the reduced rate where every line in scope has earned
        it, else the normal one, also where the standing is unknown.
        """
        if self.programme is None:
            return self.rate
        if self.owing().ask(facts)[0] is Answer.YES:
            return ALWAYS
        unearned = self.unearned().ask(facts)[0] is not Answer.NO
        return self.programme.normal if unearned else self.programme.reduced

    def owing(self) -> "TargetingRule":
        """The lines of a programme whose enterprise owes a missed check."""
        return self._with_state("in", (State.OWED.value,))

    def unearned(self) -> "TargetingRule":
        """The lines of a programme whose enterprise has not earned the reduced rate."""
        return self._with_state("not_in", (State.REDUCED.value,))

    def _with_state(self, operator: str, states: tuple[str, ...]) -> "TargetingRule":
        state = Condition(self.terms.fact.name, operator, states, self.terms.fact)
        return replace(self, conditions=(*self.conditions, state), programme=None)

    @property
    def terms(self) -> Programme:
        """The terms of the programme; raises ValueError where the rule has none."""
        if self.programme is None:
            raise ValueError(f"{self.code} is no programme")
        return self.programme

    @property
    def asks_lines(self) -> bool:
        """Whether any condition is about a line of goods."""
        return any(one.about.level is Level.LINE for one in self.conditions)


@dataclass(frozen=True, slots=True)
class Permit:
    """What a gate lets through: lines on which all conditions hold, while the permission is in force."""

    conditions: tuple[Condition, ...]
    valid_from: date | None = None
    valid_until: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether the permission is in force on a day."""
        return in_force(self.valid_from, self.valid_until, on)


@dataclass(frozen=True, slots=True)
class Gate:
    """Goods that may enter only as permitted: origin, product, establishment, certificate.

    A line on which all `conditions` hold and none of the `permits` does is not admissible; no lane follows
    from it. An unknown answer closes the gate where `applies_when_unknown`, else it is noted.
    """

    code: str
    conditions: tuple[Condition, ...]
    permits: tuple[Permit, ...]
    purpose_zh: str
    purpose_en: str
    citation: Citation
    applies_when_unknown: bool = False
    valid_from: date | None = None
    valid_until: date | None = None
    release: Release = Release.OPEN
    told_zh: str = ""
    told_en: str = ""

    def in_force(self, on: date) -> bool:
        """Whether the gate is in force on a day."""
        return in_force(self.valid_from, self.valid_until, on)

    def as_on(self, on: date) -> "Gate":
        """The gate as it is asked on a day: with the permits in force."""
        return replace(self, permits=tuple(one for one in self.permits if one.in_force(on)))

    def closes(self, answer: Answer) -> bool:
        """Whether this answer makes a consignment not admissible."""
        return answer is Answer.YES or (answer is Answer.UNKNOWN and self.applies_when_unknown)

    def ask_line(self, facts: ConsignmentFacts, line: LineFacts) -> Answer:
        """Whether the gate is closed to a line: it is guarded, and nothing permits it."""

        def least(conditions: tuple[Condition, ...]) -> int:
            return min(one.holds(facts.value(one.about, line)) for one in conditions)

        permitted = max((least(permit.conditions) for permit in self.permits), default=0)
        return Answer(min(least(self.conditions), 2 - permitted))

    def ask(self, facts: ConsignmentFacts) -> tuple[Answer, LineFacts]:
        """The answer for a consignment, the greatest of its lines', and the first line that gives it."""
        lines = facts.asked_lines
        answers = [self.ask_line(facts, line) for line in lines]
        best = max(answers)
        return best, lines[answers.index(best)]


@dataclass(frozen=True, slots=True)
class Capacity:
    """Inspector-hours of a section on a weekday (`mon` … `sun`, or `all`).

    hours: of all its people together; hours_per_check: what one check takes; arrivals: consignments expected
    on such a day, 0 where nobody says.
    """

    section: str
    day: str
    hours: Fraction
    hours_per_check: Fraction
    arrivals: int = 0
    valid_from: date | None = None
    valid_until: date | None = None

    @property
    def checks(self) -> int:
        """How many checks the hours are enough for."""
        return int(self.hours / self.hours_per_check)
