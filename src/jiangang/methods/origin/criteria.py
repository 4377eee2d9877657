"""Applying a condition to a case: met, not met, or not known, with the arithmetic written out.

Three values all the way: what is not known stays a range of values, and a condition is decided only when both
ends of the range decide it alike. `or` and `and` do not depend on the order of their parts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from jiangang.methods.origin.agreements import Edition
from jiangang.methods.origin.conditions import (
    Change,
    Condition,
    Content,
    Either,
    Every,
    Exclusive,
    Process,
    WhollyObtained,
)
from jiangang.methods.origin.content import Share, foreign_share, regional_share
from jiangang.methods.origin.goods import Case
from jiangang.methods.origin.reclassification import weigh_change
from jiangang.methods.origin.standing import Counted, Standing, count_materials


class Outcome(StrEnum):
    """What became of a condition."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, answer: bool | None) -> "Outcome":
        """From yes, no or not known."""
        return cls.UNKNOWN if answer is None else cls.MET if answer else cls.NOT_MET


@dataclass(frozen=True, slots=True)
class Step:
    """One condition applied: its short form, the outcome, the arithmetic, its parts, and what it made use of
    (`de_minimis`, `cumulation`).
    """

    test: str
    kind: str
    outcome: Outcome
    arithmetic: tuple[str, ...] = ()
    parts: tuple["Step", ...] = ()
    used: frozenset[str] = field(default_factory=frozenset)

    def as_dict(self) -> dict[str, Any]:
        """The step as plain values, its parts within it."""
        found: dict[str, Any] = {"test": self.test, "outcome": self.outcome.value}
        if self.arithmetic:
            found["arithmetic"] = list(self.arithmetic)
        if self.used:
            found["used"] = sorted(self.used)
        if self.parts:
            found["parts"] = [each.as_dict() for each in self.parts]
        return found

    def leaves(self) -> Iterator["Step"]:
        """The steps without parts; a value content with two formulas is one step."""
        if not self.parts or self.kind == "rvc":
            yield self
        else:
            for part in self.parts:
                yield from part.leaves()

    def leaves_met(self) -> Iterator["Step"]:
        """Those leaves that make this outcome of `met`."""
        if self.outcome is Outcome.MET:
            if not self.parts or self.kind == "rvc":
                yield self
            else:
                for part in self.parts:
                    yield from part.leaves_met()

    def lines(self) -> list[str]:
        """The arithmetic of the step and of its parts that decided it alike."""
        within = [line for part in self.parts if part.outcome is self.outcome for line in part.lines()]
        return [*self.arithmetic, *within]


@dataclass(frozen=True, slots=True)
class Facts:
    """A case under an edition, its materials counted with and without cumulation."""

    case: Case
    edition: Edition
    counted: tuple[Counted, ...]
    counted_alone: tuple[Counted, ...]

    @classmethod
    def of(cls, case: Case, edition: Edition) -> "Facts":
        """Count the materials of a case."""
        alone = count_materials(case, edition, cumulation=False)
        return cls(case, edition, count_materials(case, edition), alone)

    @property
    def alone(self) -> "Facts":
        """The same without cumulation."""
        return replace(self, counted=self.counted_alone)

    @property
    def cumulates(self) -> bool:
        """Whether a material of another party counts."""
        return any(each.standing is Standing.CUMULATED for each in self.counted)


def apply_condition(condition: Condition, facts: Facts) -> Step:
    """Apply a condition of a rule to the facts of a case."""
    if isinstance(condition, Either | Every):
        parts = tuple(apply_condition(each, facts) for each in condition.parts)
        return join(parts, either=isinstance(condition, Either), test=str(condition))
    step = _APPLIED[type(condition)](condition, facts)
    if step.outcome is Outcome.MET and facts.cumulates:
        alone = _APPLIED[type(condition)](condition, facts.alone)
        if alone.outcome is not Outcome.MET:
            return replace(step, used=step.used | {"cumulation"})
    return step


def join(parts: tuple[Step, ...], *, either: bool, test: str) -> Step:
    """The outcome of alternatives or of conditions that must all hold."""
    outcomes = {each.outcome for each in parts}
    decisive = Outcome.MET if either else Outcome.NOT_MET
    other = Outcome.NOT_MET if either else Outcome.MET
    outcome = decisive if decisive in outcomes else Outcome.UNKNOWN if Outcome.UNKNOWN in outcomes else other
    return Step(test, "either" if either else "every", outcome, parts=parts)


def _wholly_obtained(_: WhollyObtained, facts: Facts) -> Step:
    """As the case states; a good with foreign materials that states nothing is not wholly obtained."""
    stated = facts.case.good.wholly_obtained
    if stated is None and any(each.standing is Standing.FOREIGN for each in facts.counted_alone):
        stated = False
    return Step("WO", "wo", Outcome.of(stated))


def _exclusive(_: Exclusive, facts: Facts) -> Step:
    standings = [each.standing for each in facts.counted]
    if not standings:
        outcome = Outcome.UNKNOWN
    elif Standing.FOREIGN in standings:
        outcome = Outcome.NOT_MET
    else:
        outcome = Outcome.UNKNOWN if Standing.UNKNOWN in standings else Outcome.MET
    foreign = [each.material.name for each in facts.counted if not each.is_originating]
    said = (
        (f"0 / {len(standings)}",)
        if not foreign
        else (f"{len(foreign)} / {len(standings)}: {', '.join(foreign)}",)
    )
    return Step("PE", "pe", outcome, said)


def _change(condition: Change, facts: Facts) -> Step:
    weighed = weigh_change(condition, facts.case, facts.edition, facts.counted)
    outcome = Outcome.of(weighed.answer)
    used = frozenset({"de_minimis"}) if weighed.tolerated else frozenset()
    return Step(str(condition), "ctc", outcome, weighed.arithmetic, used=used)


def _content(condition: Content, facts: Facts) -> Step:
    counted = facts.counted_alone if condition.own else facts.counted
    if not counted:  # a bill of materials that is not there is no bill without foreign materials
        return Step(str(condition), "rvc", Outcome.UNKNOWN, ("?",))
    base = condition.base or facts.edition.base
    value = facts.case.good.value(base)
    if condition.most:
        shares = [foreign_share(counted, value, base)]
    else:
        methods = condition.methods or facts.edition.methods
        shares = [regional_share(name, counted, value, base, facts.case.costs) for name in methods]
    parts = tuple(_compared(each, condition) for each in shares)
    joined = parts[0] if len(parts) == 1 else join(parts, either=True, test=str(condition))
    return Step(str(condition), "rvc", joined.outcome, joined.arithmetic, joined.parts)


def _compared(share: Share, condition: Content) -> Step:
    """Compare a share, or both ends of its range, with the bound; nothing is rounded."""
    bound = condition.percent
    low, high = share.low, share.high
    if condition.most:
        answer = _decided(high is not None and high <= bound, low is not None and low > bound)
    else:
        answer = _decided(low is not None and low >= bound, high is not None and high < bound)
    said = share.arithmetic(bound, most=condition.most, answer=answer)
    return Step(f"{condition} {share.method}", "rvc", Outcome.of(answer), said)


def _decided(yes: bool, no: bool) -> bool | None:
    return True if yes else False if no else None


def _process(condition: Process, facts: Facts) -> Step:
    return Step(str(condition), "process", Outcome.of(facts.case.good.processes.get(condition.name)))


_APPLIED: dict[type, Callable[[Any, Facts], Step]] = {
    WhollyObtained: _wholly_obtained,
    Exclusive: _exclusive,
    Change: _change,
    Content: _content,
    Process: _process,
}
