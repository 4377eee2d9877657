"""The grade of a claim beside what the office computes. Pure."""

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

from jiangang.methods.statements import Claim

SECONDS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 7 * 86_400}


class Verdict(StrEnum):
    """What can be said of a claim."""

    SUPPORTED = "supported"
    DIFFERS = "differs"
    AMBIGUOUS = "ambiguous"
    NOT_COMPUTABLE = "cannot be computed"
    OPINION = "opinion"

    @property
    def is_settled(self) -> bool:
        """Whether nobody need look at it again: it holds, or no record could decide it."""
        return self in (Verdict.SUPPORTED, Verdict.OPINION)


@dataclass(frozen=True, slots=True)
class Grade:
    """A verdict with its reason: a text key and what fills it in; computed: in the claim's unit."""

    verdict: Verdict
    reason: str
    params: dict[str, Any] = field(default_factory=dict)
    computed: Fraction | None = None


def in_unit_of(claim: Claim, number: Fraction, figure_kind: str) -> Fraction | None:
    """A figure's number in the claim's unit: a rate in per cent, a duration in days or hours; None for
    neither.

    number: as figures have it (counts, fractions, seconds); figure_kind: count, rate, duration.
    """
    if figure_kind == "rate":
        return number * 100 if claim.unit == "%" else None
    if figure_kind == "duration":
        seconds = SECONDS.get(claim.unit)
        return number / seconds if seconds else None
    return number


def compare(claim: Claim, computed: Fraction, *, start_is_stated: bool) -> Grade:
    """Supported when the computed number is among those that the words allow.

    start_is_stated: the words fix both ends of the period ("two years" fixes none); where they do not, a
    number outside is ambiguous and not different.
    """
    params = {"extent": str(claim.extent)}
    if claim.extent is not None and computed in claim.extent:
        return Grade(Verdict.SUPPORTED, "figures.statement.reason.holds", params, computed)
    if not start_is_stated:
        return Grade(Verdict.AMBIGUOUS, "figures.statement.reason.start_unstated", params, computed)
    return Grade(Verdict.DIFFERS, "figures.statement.reason.outside", params, computed)
