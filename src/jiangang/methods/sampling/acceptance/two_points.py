"""The smallest plan by attributes that meets a producer's and a consumer's point, exactly.

Codex CXG 50 states plans by these two points. Where a binary number could fall on the wrong side of a risk,
the comparison is made again in whole numbers.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from math import comb

from scipy.special import bdtr

from jiangang.methods.answers import Answer, Said, Unreachable
from jiangang.methods.register import method
from jiangang.methods.sampling.acceptance.curves import Rounding
from jiangang.methods.sampling.acceptance.faults import Fault, finding, refuse
from jiangang.methods.sampling.acceptance.laws import hypergeometric_below

LARGEST_SAMPLE = 1_000_000
NEAR = Fraction(1, 10**8)
NEARER = Decimal("1e-40")
"""Relative distances from a risk within which the comparison is made in decimals, and in whole numbers."""
DIGITS = Context(prec=60, Emin=-(10**9), Emax=10**9)


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """A quality and the risk agreed for it. quality: fraction nonconforming; risk: for the producer the
    probability that a lot so good is not accepted (α), for the consumer that one so bad is accepted (β)."""

    quality: Fraction
    risk: Fraction


@dataclass(frozen=True, slots=True)
class SinglePlan:
    """A single plan: accept with `accept` nonconforming units or fewer among `sample_size`."""

    sample_size: int
    accept: int


@method(
    "sampling.smallest_plan",
    source=(
        "Codex CXG 50, general guidelines on sampling (plans by producer's and consumer's risk)",
        "Guenther, Journal of Quality Technology 1 (1969) 105–109 (the search)",
    ),
    verified=(
        "R AcceptanceSampling: (0.01, 0.05; 0.05, 0.10) n=132 c=3, lots of 1,000 n=128 c=3; "
        "(0.005, 0.01; 0.02, 0.05) n=782 c=9",
        "search of every n and c in rationals for small cases",
    ),
)
def find_smallest_plan(
    producer: RiskPoint,
    consumer: RiskPoint,
    *,
    lot_size: int | None = None,
    rounding: Rounding = Rounding.FLOOR,
) -> SinglePlan:
    """The plan with the smallest sample that accepts lots of the producer's quality with probability at
    least 1 − α and lots of the consumer's quality with probability at most β.

    lot_size: None for the binomial law, else the hypergeometric law with quality × lot_size rounded as told.
    Raises Refused for contradicting points, Unreachable where no sample up to a million, or up to the lot,
    meets both.
    """
    check_points(producer, consumer, lot_size)
    at_good, at_bad = (_law(point, lot_size, rounding) for point in (producer, consumer))
    largest = lot_size or LARGEST_SAMPLE
    if lot_size is not None:
        good, bad = (rounding.whole(point.quality * lot_size) for point in (producer, consumer))
        if good >= bad:
            params = {"lot_size": lot_size, "good": good, "bad": bad}
            raise Unreachable(finding("points_fall_together", "lot-size", params))
    accept = _first_promising(at_good, at_bad, producer, consumer, largest)
    size = 1
    while (size := _smallest_size(at_bad, accept, consumer.risk, size, largest)) <= largest:
        if at_good.compare(size, accept, 1 - producer.risk) >= 0:
            return SinglePlan(size, accept)
        accept += 1
    params = {"largest": largest}
    raise Unreachable(finding("plan_out_of_reach", "consumer", params))


@method("sampling.plan_by_risks", source="Codex CXG 50", verified="see sampling.smallest_plan")
def plan_by_risks(
    producer: RiskPoint,
    consumer: RiskPoint,
    *,
    lot_size: int | None = None,
    rounding: Rounding = Rounding.FLOOR,
) -> Answer:
    """The plan of `find_smallest_plan` as an answer, with the risks that it really has."""
    plan = find_smallest_plan(producer, consumer, lot_size=lot_size, rounding=rounding)
    reached = [
        _law(point, lot_size, rounding).value(plan.sample_size, plan.accept) for point in (producer, consumer)
    ]
    params = {
        "size": plan.sample_size, "accept": plan.accept, "reject": plan.accept + 1,
        "good": producer.quality, "kept": reached[0], "bad": consumer.quality, "passed": reached[1],
    }  # fmt: skip
    model = "binomial" if lot_size is None else "hypergeometric"
    assumptions = [
        Said(f"methods.acceptance.assumption.model_{model}"),
        Said("methods.acceptance.assumption.random"),
    ]
    if lot_size is not None:
        assumptions.append(Said(f"methods.acceptance.assumption.rounding_{rounding.value}"))
    return Answer(
        method="sampling.plan_by_risks",
        version="1",
        values={
            "sample_size": plan.sample_size,
            "accept": plan.accept,
            "reject": plan.accept + 1,
            "lot_size": lot_size,
            "model": model,
            "producer_quality": producer.quality,
            "producer_risk": producer.risk,
            "producer_accept_probability": reached[0],
            "consumer_quality": consumer.quality,
            "consumer_risk": consumer.risk,
            "consumer_accept_probability": reached[1],
        },
        assumptions=tuple(assumptions),
        sentence=Said("methods.acceptance.sentence.plan", params),
    )


class _Law(ABC):
    """A law of the count in a sample; comparisons are never decided by a rounded number."""

    @abstractmethod
    def value(self, size: int, accept: int) -> float:
        """Probability of acceptance, rounded."""

    @abstractmethod
    def terms(self, size: int, accept: int) -> Iterator[Decimal]:
        """Probabilities of 0, 1, … accept, to the digits of the decimal context; none where that is not
        possible from 0 on.
        """

    @abstractmethod
    def exact(self, size: int, accept: int) -> Fraction:
        """Probability of acceptance, exactly."""

    def compare(self, size: int, accept: int, limit: Fraction) -> int:
        """-1, 0 or 1: the probability of acceptance is below, at or above the limit."""
        value, border = self.value(size, accept), float(limit)
        if abs(value - border) > float(NEAR) * border:
            return -1 if value < border else 1
        with localcontext(DIGITS):
            found = sum(self.terms(size, accept), Decimal(0))
            wanted = Decimal(limit.numerator) / limit.denominator
            if found and abs(found - wanted) > NEARER * wanted:
                return -1 if found < wanted else 1
        exact = self.exact(size, accept)
        return (exact > limit) - (exact < limit)


class _OfSeries(_Law):
    """Probability of acceptance by the binomial law."""

    def __init__(self, quality: Fraction) -> None:
        self.quality, self._float = quality, float(quality)

    def value(self, size: int, accept: int) -> float:
        return float(bdtr(float(min(accept, size)), size, self._float))

    def terms(self, size: int, accept: int) -> Iterator[Decimal]:
        bad, good = self.quality.numerator, self.quality.denominator - self.quality.numerator
        term = (Decimal(good) / self.quality.denominator) ** size
        for count in range(min(accept, size) + 1):
            yield term
            term = term * ((size - count) * bad) / ((count + 1) * good)

    def exact(self, size: int, accept: int) -> Fraction:
        bad, whole = self.quality.numerator, self.quality.denominator
        good = whole - bad
        ways = sum(comb(size, k) * bad**k * good ** (size - k) for k in range(min(accept, size) + 1))
        return Fraction(ways, whole**size)


class _OfLot(_Law):
    """Probability of acceptance by the hypergeometric law."""

    def __init__(self, lot_size: int, infested: int) -> None:
        self.lot_size, self.infested = lot_size, infested

    def value(self, size: int, accept: int) -> float:
        return hypergeometric_below(self.lot_size, self.infested, size, accept)[0]

    def terms(self, size: int, accept: int) -> Iterator[Decimal]:
        rest = self.lot_size - self.infested
        if size > rest:
            return
        term = Decimal(1)
        for taken in range(min(size, self.infested)):
            other = max(size, self.infested)
            term = term * (self.lot_size - other - taken) / (self.lot_size - taken)
        for count in range(min(accept, size, self.infested) + 1):
            yield term
            term = (
                term * ((self.infested - count) * (size - count)) / ((count + 1) * (rest - size + count + 1))
            )

    def exact(self, size: int, accept: int) -> Fraction:
        rest = self.lot_size - self.infested
        few, many = max(0, size - rest), min(accept, size, self.infested)
        ways = sum(comb(self.infested, k) * comb(rest, size - k) for k in range(few, many + 1))
        return Fraction(ways, comb(self.lot_size, size))


def _law(point: RiskPoint, lot_size: int | None, rounding: Rounding) -> _Law:
    if lot_size is None:
        return _OfSeries(point.quality)
    return _OfLot(lot_size, rounding.whole(point.quality * lot_size))


def _first_promising(
    at_good: _Law, at_bad: _Law, producer: RiskPoint, consumer: RiskPoint, largest: int
) -> int:
    """An acceptance number below which none can meet both points, near the first that does.

    Were samples not whole, the producer's probability at the smallest sample for the consumer would grow
    with the acceptance number (Guenther). A number that fails even with one unit fewer than its smallest
    sample therefore rules out all below it.
    """

    def may_pass(accept: int) -> bool:
        size = _smallest_size(at_bad, accept, consumer.risk, 1, largest)
        return size > largest or at_good.value(max(size - 1, 1), accept) >= float(
            (1 - producer.risk) * (1 - NEAR)
        )

    if may_pass(0):
        return 0
    low, high = 0, 1
    while not may_pass(high):
        low, high = high, high * 2
    return _first_true(may_pass, low, high)


def _smallest_size(law: _Law, accept: int, risk: Fraction, from_size: int, largest: int) -> int:
    """The smallest sample from `from_size` on whose probability of acceptance is at most the risk, or one
    more than `largest`. The probability falls as the sample grows."""

    def is_small_enough(size: int) -> bool:
        return size > accept and law.compare(size, accept, risk) <= 0

    low, step = from_size - 1, 1
    high = min(from_size, largest)
    while not is_small_enough(high):
        if high == largest:
            return largest + 1
        low, step = high, step * 2
        high = min(high + step, largest)
    return _first_true(is_small_enough, low, high)


def _first_true(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The smallest number above `low` for which `holds` is true; it is true for `high`."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def check_points(producer: RiskPoint, consumer: RiskPoint, lot_size: int | None = None) -> None:
    """Raise Refused, with all findings, for points that no plan can be asked to meet."""
    found: list[Fault] = []
    for name, point in (("producer", producer), ("consumer", consumer)):
        for part, value in (("P", point.quality), ("A" if name == "producer" else "B", point.risk)):
            if not 0 < value < 1:
                code = "fraction_above_one" if value > 1 else "fraction_out_of_range"
                found.append((code, name, {"part": part, "value": float(value)}))
    if not found and producer.quality >= consumer.quality:
        params = {"good": float(producer.quality), "bad": float(consumer.quality)}
        found.append(("points_reversed", "consumer", params))
    if not found and consumer.risk >= 1 - producer.risk:
        risks = {"producer": float(producer.risk), "consumer": float(consumer.risk)}
        found.append(("risks_too_large", "consumer", risks))
    if lot_size is not None and lot_size < 1:
        found.append(("lot_small", "lot-size", {"lot_size": lot_size, "smallest": 1}))
    refuse(found)


__all__ = ["RiskPoint", "SinglePlan", "find_smallest_plan", "plan_by_risks"]
