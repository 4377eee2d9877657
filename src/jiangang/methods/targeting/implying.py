"""What conditions say of one another: which can never hold together, which follow from others."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from jiangang.methods.targeting.conditions import Answer, Condition


def excludes(one: Condition, other: Condition) -> bool:
    """Whether two conditions on one fact can never hold together."""
    return one.fact == other.fact and find_contradiction((one, other)) is not None


def find_contradiction(conditions: Iterable[Condition]) -> str | None:
    """The first fact on which the conditions can never all hold, or None.

    Exact for lists, prefixes, bounds and `missing`; `not_in` alone never contradicts, because codes are
    endless (a closed list of the schema is taken into account).
    """
    by_fact: dict[str, list[Condition]] = {}
    for one in conditions:
        by_fact.setdefault(one.fact, []).append(one)
    return next((fact for fact, several in by_fact.items() if _impossible(several)), None)


def _impossible(conditions: Sequence[Condition]) -> bool:
    """Conditions on one fact."""
    if any(one.operator == "missing" for one in conditions):
        return any(one.operator != "missing" for one in conditions)
    listed = [one for one in conditions if one.operator == "in"]
    closed = conditions[0].about.values
    if listed or closed:
        candidates: Iterable[Any] = listed[0].wanted if listed else closed
        return not any(all(one.holds(value) is Answer.YES for one in conditions) for value in candidates)
    lows = [Decimal(one.wanted[0]) for one in conditions if one.operator == "at_least"]
    highs = [Decimal(one.wanted[0]) for one in conditions if one.operator == "at_most"]
    if lows and highs:
        return max(lows) > min(highs)
    return _no_common_prefix([one.wanted for one in conditions if one.operator == "prefix"])


def _no_common_prefix(lists: Sequence[Sequence[Any]]) -> bool:
    """Whether no text begins with one prefix of each list."""
    if not lists:
        return False
    common = set(map(str, lists[0]))
    for several in lists[1:]:
        longer = {max(a, str(b), key=len) for a in common for b in several if _overlap(a, str(b))}
        common = longer
    return not common


def _overlap(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def implies(one: Condition, other: Condition) -> bool:
    """Whether every value for which `one` holds is one for which `other` does; False if not plain."""
    if one.fact != other.fact:
        return False
    if one.operator == "missing" or other.operator == "missing":
        return one.operator == other.operator
    if one.operator == "in":
        stated = [value for value in one.wanted if one.holds(value) is Answer.YES]
        return all(other.holds(value) is Answer.YES for value in stated)
    pair = (one.operator, other.operator)
    if pair == ("prefix", "prefix"):
        return all(str(value).startswith(tuple(map(str, other.wanted))) for value in one.wanted)
    if pair == ("prefix", "not_in"):
        return not any(str(value).startswith(tuple(map(str, one.wanted))) for value in other.wanted)
    if pair == ("not_in", "not_in"):
        return set(other.wanted) <= set(one.wanted)
    if pair == ("at_least", "at_least"):
        return Decimal(one.wanted[0]) >= Decimal(other.wanted[0])
    return pair == ("at_most", "at_most") and Decimal(one.wanted[0]) <= Decimal(other.wanted[0])


def all_imply(some: Sequence[Condition], others: Sequence[Condition]) -> bool:
    """Whether, wherever all of `some` hold on a line, all of `others` hold on it."""
    return all(any(implies(one, other) for one in some) for other in others)
