"""Change of classification of every foreign material, and the tolerance (de minimis) for those that fail.

Sources: RCEP Annex 3A, headnote 6 (CC, CTH, CTSH), and article 3.7 (de minimis by value, for chapters 50–63
also by weight).
"""

from dataclasses import dataclass
from fractions import Fraction

from jiangang.methods.origin.agreements import Edition, Tolerance
from jiangang.methods.origin.classification import has_changed
from jiangang.methods.origin.conditions import Change
from jiangang.methods.origin.goods import Case
from jiangang.methods.origin.quantities import equals, percent_of, written
from jiangang.methods.origin.standing import Counted, Standing


@dataclass(frozen=True, slots=True)
class Weighed:
    """Whether the change is made (None: not known), the arithmetic, and whether a tolerance was needed."""

    answer: bool | None
    arithmetic: tuple[str, ...]
    tolerated: bool = False


@dataclass(frozen=True, slots=True)
class Looked:
    """A material that may be foreign: whether it changes, whether its code is excepted; None: not known."""

    counted: Counted
    changed: bool | None
    excepted: bool | None

    @property
    def fails(self) -> bool | None:
        """Whether it does not meet the condition, if it is foreign."""
        if self.changed is False or self.excepted is True:
            return True
        return None if self.changed is None or self.excepted is None else False

    @property
    def surely_fails(self) -> bool:
        """Whether it is foreign and does not meet the condition."""
        return self.counted.standing is Standing.FOREIGN and self.fails is True


def weigh_change(condition: Change, case: Case, edition: Edition, counted: tuple[Counted, ...]) -> Weighed:
    """Whether every foreign material makes the change, or all that fail are within a tolerance.

    A good without any material stated is not known. Source: the head of this module.
    """
    if not counted:
        return Weighed(None, ("?",))
    looked = [_look(each, condition, case) for each in counted if not each.is_originating]
    lines = tuple(_line(each, condition, case) for each in looked)
    failing = [each for each in looked if each.fails is not False]
    if not failing:
        return Weighed(True, lines)
    answers, more = [], []
    for tolerance in edition.tolerances:
        if any(chapter.holds(case.good.hs) for chapter in tolerance.chapters):
            answer, line = _within(tolerance, failing, case, edition)
            answers.append(answer)
            more.append(line)
    lines += tuple(more)
    if True in answers:
        return Weighed(True, lines, tolerated=True)
    surely = any(each.surely_fails for each in failing)
    return Weighed(None if None in answers or not surely else False, lines)


def _look(counted: Counted, condition: Change, case: Case) -> Looked:
    material = counted.material
    if material.hs_edition != case.hs_edition:
        return Looked(counted, None, None if condition.excepted else False)
    held = [each.holds(material.hs) for each in condition.excepted]
    excepted = True if True in held else None if None in held else False
    return Looked(counted, has_changed(material.hs, case.good.hs, condition.level), excepted)


def _line(looked: Looked, condition: Change, case: Case) -> str:
    material, level = looked.counted.material, condition.level
    if material.hs_edition != case.hs_edition:
        return (
            f"{material.name}: HS {material.hs_edition} {material.hs} ? HS {case.hs_edition} {case.good.hs}"
        )
    ours, theirs = material.hs[: level or 2], case.good.hs[: level or 2]
    sign = "?" if looked.changed is None else "≠" if ours != theirs else "="
    line = f"{material.name}: {ours or '?'} {sign} {theirs}"
    if looked.excepted:
        ranges = ", ".join(str(each) for each in condition.excepted if each.holds(material.hs))
        line += f"; {material.hs} ∈ {ranges}"
    return line


def _within(
    tolerance: Tolerance, failing: list[Looked], case: Case, edition: Edition
) -> tuple[bool | None, str]:
    """Whether the failing materials are within a tolerance; None when that is not known."""
    by_value = tolerance.basis == "value"
    whole = case.good.value(edition.base) if by_value else case.good.weight
    low = high = Fraction(0)
    unknown = False
    for each in failing:
        amount = each.counted.value if by_value else each.counted.material.weight
        unknown |= amount is None
        high += amount or 0
        low += (amount or 0) if each.surely_fails else 0
    barred = not tolerance.covers_exceptions and any(
        each.excepted is True and each.surely_fails for each in failing
    )
    name = ("FOB" if edition.base == "fob" else "EXW") if by_value else "kg"
    if whole is None:
        return (False if barred else None), f"de minimis ({name}): {written(high)} ÷ ?"
    least, most = percent_of(low, whole), percent_of(high, whole)
    bound = tolerance.percent
    answer = False if barred or least > bound else True if most <= bound and not unknown else None
    if answer and any(each.excepted is not False for each in failing) and not tolerance.covers_exceptions:
        answer = None
    sign = "≤" if answer else ">" if answer is False else "?"
    if least == most and not unknown:
        share = equals(most)
    else:
        share = f"∈ [{written(least)}, {'?' if unknown else written(most)}]"
    reckoned = f"{written(high)} ÷ {name} {written(whole)}"
    return answer, f"de minimis: {reckoned} {share} % {sign} {written(bound)} %"
