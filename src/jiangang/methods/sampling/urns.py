"""The probability that stands behind every detection plan, exact at its boundary.

One urn covers the three cases in the appendices of ISPM 31: after each unit drawn, `step` units of the same
kind are added. Step -1 is drawing without putting back (hypergeometric), 0 a lot so large that drawing
changes nothing (binomial), above 0 infestation that comes in clusters (beta-binomial, Pólya–Eggenberger):

    P(k) = C(n,k) · Π(A + jB) · Π(S - A + jB) / Π(S + jB),   j < k, j < n-k, j < n.

A decision is made with sixty decimal digits and a bound of their error; where the bound does not decide, with
integers. No binary floating-point number decides anything here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from math import comb, lcm, perm, prod

from jiangang.methods.findings import Finding, Refused

DIGITS = Context(prec=60, Emax=MAX_EMAX, Emin=MIN_EMIN)
ERROR = Decimal("1e-57")
"""A generous bound of the relative error of a few operations with sixty digits."""
BITS = 256
LONGEST_SUM = 1_000_000


@dataclass(frozen=True, slots=True)
class Urn:
    """Units of which some are infested, and what drawing one does to the rest.

    infested of units: whole numbers A and S; step: B as said above; efficacy: the probability that an
    infested unit which is examined is recognised.
    """

    infested: int
    units: int
    step: int
    efficacy: Fraction = Fraction(1)

    @classmethod
    def of_lot(cls, lot_size: int, infested: int, efficacy: Fraction = Fraction(1)) -> "Urn":
        """A lot of so many units, of which so many are infested."""
        return cls(infested, lot_size, -1, efficacy)

    @classmethod
    def of_large_lot(cls, level: Fraction, efficacy: Fraction = Fraction(1)) -> "Urn":
        """A lot much larger than any sample; recognising is part of the level."""
        found = level * efficacy
        return cls(found.numerator, found.denominator, 0)

    @classmethod
    def of_clusters(cls, level: Fraction, dispersion: Fraction, efficacy: Fraction = Fraction(1)) -> "Urn":
        """Units of one cluster; dispersion: their correlation F, so that B/S = F / (1 - F) (θ of ISPM 31)."""
        if dispersion == 0:
            return cls.of_large_lot(level, efficacy)
        theta = dispersion / (1 - dispersion)
        units = lcm(level.denominator, theta.denominator)
        return cls(int(level * units), units, int(theta * units), efficacy)

    @property
    def most(self) -> int | None:
        """The largest sample there can be, None when there is no end."""
        return self.units if self.step < 0 else None

    def miss(self, sampled: int, accept: int = 0) -> tuple[Decimal, Decimal]:
        """Probability that at most `accept` units are recognised, and a bound of its absolute error."""
        infested, drawn = self._sides(sampled)
        first = self._fewest(infested, drawn)
        last = min(accept, drawn) if self.efficacy == 1 else drawn
        if first > last:
            return Decimal(0), Decimal(0)
        if self.step and drawn > LONGEST_SUM:
            params = {"most": LONGEST_SUM}
            raise Refused(Finding("methods.sampling.finding.sum_too_long", field="infested", params=params))
        total, chance = Decimal(0), self._chance(infested, drawn, first)
        weights = self._weights(accept)
        for _ in range(first):
            next(weights)
        for found, weight in zip(range(first, last + 1), weights, strict=False):
            total = DIGITS.add(total, DIGITS.multiply(chance, weight))
            if found < last:
                more = (drawn - found) * (infested + found * self.step)
                less = (found + 1) * (self.units - infested + (drawn - found - 1) * self.step)
                chance = DIGITS.divide(DIGITS.multiply(chance, Decimal(more)), Decimal(less))
        return total, ERROR * (drawn + last + 10)

    def exact_miss(self, sampled: int, accept: int = 0) -> Fraction:
        """The same probability as a fraction, in integers."""
        infested, drawn = self._sides(sampled)
        first = self._fewest(infested, drawn)
        last = min(accept, drawn) if self.efficacy == 1 else drawn
        if first > last:
            return Fraction(0)
        ways = (
            comb(drawn, first)
            * self._rising(infested, first)
            * self._rising(self.units - infested, drawn - first)
        )
        total = 0
        for found in range(first, last + 1):
            total += ways * self._exact_weight(found, accept, last)
            if found < last:
                more = (drawn - found) * (infested + found * self.step)
                ways = (
                    ways * more // ((found + 1) * (self.units - infested + (drawn - found - 1) * self.step))
                )
        return Fraction(total, self._rising(self.units, drawn) * self.efficacy.denominator**last)

    def detects(self, sampled: int, accept: int, confidence: Fraction) -> bool:
        """Whether more than `accept` units are recognised with at least this probability: exact."""
        missed, error = self.miss(sampled, accept)
        allowed = as_decimal(1 - confidence)
        if abs(missed - allowed) > error + ERROR:
            return missed < allowed
        return self.exact_miss(sampled, accept) <= 1 - confidence

    def confidence(self, sampled: int, accept: int = 0) -> float:
        """Probability that more than `accept` units are recognised, to the last digit of a float."""
        return float(1 - self.miss(sampled, accept)[0])

    def _sides(self, sampled: int) -> tuple[int, int]:
        """Infested and drawn; without putting back they can change places, and the sum is then shorter."""
        if self.step < 0 and sampled > self.infested:
            return sampled, self.infested
        return self.infested, sampled

    def _fewest(self, infested: int, drawn: int) -> int:
        """The fewest infested units that a sample can hold."""
        if infested == self.units:
            return drawn
        return max(0, infested + drawn - self.units) if self.step < 0 else 0

    def _chance(self, infested: int, drawn: int, found: int) -> Decimal:
        """Probability of the fewest infested units that a sample can hold."""
        if infested == self.units:
            return Decimal(1)
        if found:
            return as_decimal(Fraction(comb(infested, found), comb(self.units, drawn)))
        if self.step == 0:
            return DIGITS.power(as_decimal(1 - Fraction(infested, self.units)), drawn)
        chance = Decimal(1)
        for place in range(drawn):
            moved = place * self.step
            chance = DIGITS.multiply(chance, Decimal(self.units - infested + moved))
            chance = DIGITS.divide(chance, Decimal(self.units + moved))
        return chance

    def _weights(self, accept: int) -> Iterator[Decimal]:
        """For 0, 1, 2 … infested units in the sample: probability that at most `accept` are recognised."""
        efficacy = as_decimal(self.efficacy)
        overlooked = as_decimal(1 - self.efficacy)
        for _ in range(accept):
            yield Decimal(1)
        weight, just = Decimal(1), DIGITS.power(efficacy, accept)
        held = accept
        while True:
            yield weight
            weight = DIGITS.subtract(weight, DIGITS.multiply(efficacy, just))
            held += 1
            just = DIGITS.multiply(DIGITS.multiply(just, overlooked), Decimal(held))
            just = DIGITS.divide(just, Decimal(held - accept))

    def _exact_weight(self, held: int, accept: int, last: int) -> int:
        """Probability that at most `accept` of the held are recognised, times denominator^last."""
        seen_ways, of = self.efficacy.numerator, self.efficacy.denominator
        some = range(min(accept, held) + 1)
        ways = sum(comb(held, seen) * seen_ways**seen * (of - seen_ways) ** (held - seen) for seen in some)
        return int(ways * of ** (last - held))

    def _rising(self, first: int, count: int) -> int:
        if self.step == 0:
            return int(first**count)
        return (
            perm(first, count) if self.step < 0 else prod(first + place * self.step for place in range(count))
        )


def power(base: Decimal, exponent: int) -> Decimal:
    """A power to sixty digits; nought to the nought is 1, as in every product over nothing."""
    return DIGITS.power(base, exponent) if exponent else Decimal(1)


def as_decimal(value: Fraction) -> Decimal:
    """A fraction to sixty digits; also one whose numerator and denominator are very long."""
    above, below = value.numerator, value.denominator
    if max(above, below).bit_length() <= BITS:
        return DIGITS.divide(Decimal(above), Decimal(below))
    shift = max(0, BITS - above.bit_length() + below.bit_length())
    scaled = (above << shift) // below
    return DIGITS.divide(Decimal(scaled), DIGITS.power(Decimal(2), shift))


def least(holds: Callable[[int], bool], low: int, high: int, guess: int) -> int | None:
    """The least number from low to high for which `holds` says yes; None when it does not at high.

    `holds` says yes from some number on. The guess only saves time.
    """
    guess = min(max(guess, low), high)
    step = 1
    if holds(guess):
        above, below = guess, low - 1
        while above > low:
            tried = max(low, above - step)
            if not holds(tried):
                below = tried
                break
            above, step = tried, step * 4
    else:
        below, above = guess, high
        while True:
            if below == high:
                return None
            tried = min(high, below + step)
            if holds(tried):
                above = tried
                break
            below, step = tried, step * 4
    while above - below > 1:
        middle = (above + below) // 2
        above, below = (middle, below) if holds(middle) else (above, middle)
    return above
