"""Pooled samples: several units are put together and one test decides about all of them."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import comb

from jiangang.methods.answers import Answer, Said, Unreachable
from jiangang.methods.findings import Finding
from jiangang.methods.register import method
from jiangang.methods.sampling.infestation import (
    Infestation,
    check_something_to_find,
    mean_needed,
    read_infestation,
)
from jiangang.methods.sampling.inputs import ANY_SHARE, INSIDE, POSITIVE, Facts, Given, Rounding
from jiangang.methods.sampling.urns import DIGITS, ERROR, Urn, as_decimal, least, power
from jiangang.methods.sampling.wording import percent, percent_down, percent_up

MOST_POOLS = 100_000
LOT_NAMES = frozenset({"lot_size", "infested", "level", "rounding"})


@dataclass(frozen=True, slots=True)
class Pooling:
    """What is pooled and how well a pool is tested.

    sensitivity: probability that a pool with at least one infested unit is positive; specificity: that one
    without is negative.
    """

    what: Infestation
    pool_size: int
    sensitivity: Fraction
    specificity: Fraction

    def miss(self, pools: int) -> tuple[Decimal, Decimal]:
        """Probability that every pool is negative, and a bound of its error.

        The sum over the pools that are clean: C(r,j) (1-s)^(r-j) (s+t-1)^j P(j·k units are clean).
        """
        dull, sharp = as_decimal(1 - self.sensitivity), self.sensitivity + self.specificity - 1
        if self.what.lot_size is None:
            clean = as_decimal((1 - self.what.level) ** self.pool_size)
            one = DIGITS.add(dull, DIGITS.multiply(as_decimal(sharp), clean))
            return power(one, pools), ERROR * (pools + 10)
        cleans = self._clean(pools)
        error = ERROR * (pools * (self.pool_size + 10) + 10)
        if not dull:
            return DIGITS.multiply(power(as_decimal(sharp), pools), cleans[pools]), error
        total, ways = Decimal(0), power(dull, pools)
        step = DIGITS.divide(as_decimal(sharp), dull)
        for count, clean in enumerate(cleans):
            total = DIGITS.add(total, DIGITS.multiply(ways, clean))
            ways = DIGITS.multiply(DIGITS.multiply(ways, step), Decimal(pools - count))
            ways = DIGITS.divide(ways, Decimal(count + 1))
        return total, error

    def exact_miss(self, pools: int) -> Fraction:
        """The same as a fraction."""
        dull, sharp = 1 - self.sensitivity, self.sensitivity + self.specificity - 1
        if self.what.lot_size is None:
            return Fraction((dull + sharp * (1 - self.what.level) ** self.pool_size) ** pools)
        urn = Urn.of_lot(self.what.lot_size, self.what.infested or 0)
        return sum(
            (
                comb(pools, count)
                * dull ** (pools - count)
                * sharp**count
                * urn.exact_miss(count * self.pool_size)
                for count in range(pools + 1)
            ),
            Fraction(0),
        )

    def detects(self, pools: int, confidence: Fraction) -> bool:
        """Whether at least one pool is positive with at least this probability: exact."""
        missed, error = self.miss(pools)
        allowed = as_decimal(1 - confidence)
        if abs(missed - allowed) > error + ERROR:
            return missed < allowed
        return self.exact_miss(pools) <= 1 - confidence

    def _clean(self, pools: int) -> list[Decimal]:
        """Probability that the units of 0, 1, 2 … pools are all clean."""
        size, infested = self.what.lot_size or 0, self.what.infested or 0
        chance, found = Decimal(1), [Decimal(1)]
        for place in range(pools * self.pool_size):
            chance = DIGITS.multiply(chance, Decimal(max(0, size - infested - place)))
            chance = DIGITS.divide(chance, Decimal(size - place))
            if (place + 1) % self.pool_size == 0:
                found.append(chance)
        return found


@method(
    "sampling.pooled",
    source=(
        "Christensen and Gardner, Preventive Veterinary Medicine 45 (2000) 83–106, for a large lot",
        "inclusion and exclusion over clean pools, for a lot of known size",
    ),
    verified=(
        "RSurveillance 0.2.1, n.pooled and sep.pooled: 24 values of its own tests",
        "enumeration of all samples and pools of small lots",
    ),
)
def detect_in_pools(
    *,
    pool_size: Given,
    confidence: Given = None,
    pools: Given = None,
    lot_size: Given = None,
    level: Given = None,
    infested: Given = None,
    sensitivity: Given = 1,
    specificity: Given = 1,
    rounding: Rounding | str = Rounding.FLOOR,
) -> Answer:
    """The least number of pools to test, or what a number of pools achieves.

    pool_size: units in a pool; confidence: wanted, or pools: how many were tested; sensitivity, specificity:
    of the test of one pool; lot_size, level, infested, rounding: as of `detect`. Values: `pools`,
    `sample_size` (units in them), `achieved_confidence` (that at least one pool is positive),
    `false_alarm` (the same of a clean lot). Raises Refused for bad values, Unreachable when all units in
    pools are not enough.
    """
    facts = Facts()
    what = read_infestation(
        facts,
        lot_size=lot_size,
        level=level,
        infested=infested,
        efficacy=1,
        accept=0,
        dispersion=0,
        rounding=rounding,
    )
    most = what.lot_size if what.lot_size is not None else MOST_POOLS
    each = facts.count("pool-size", pool_size, least=1, most=most)
    right, clean = (
        facts.share("sensitivity", sensitivity, POSITIVE),
        facts.share("specificity", specificity, ANY_SHARE),
    )
    if not facts.findings and right + clean < 1:
        facts.fault("test_worse_than_chance", "sensitivity")
    if (confidence is None) == (pools is None):
        facts.fault("one_of_two", "confidence", one="confidence", other="pools")
    wanted = None if confidence is None else facts.share("confidence", confidence, INSIDE)
    most_pools = MOST_POOLS if what.lot_size is None else min(MOST_POOLS, what.lot_size // each)
    tested = None if pools is None else facts.count("pools", pools, least=1, most=most_pools)
    facts.check()
    check_something_to_find(what)
    pooling = Pooling(what, each, right, clean)
    return _answer(pooling, tested or _size(pooling, wanted or Fraction(1, 2), most_pools), wanted)


def _size(pooling: Pooling, confidence: Fraction, most: int) -> int:
    dirty = 1 - (1 - float(pooling.what.level)) ** pooling.pool_size
    guess = int(mean_needed(float(confidence), 0) / max(1e-9, dirty * float(pooling.sensitivity))) + 1
    found = least(lambda pools: pooling.detects(pools, confidence), 1, most, guess)
    if found is None:
        params = {
            "confidence": percent(confidence),
            "best": percent_down(1 - pooling.miss(most)[0]),
            "most": most * pooling.pool_size,
            "efficacy": percent(pooling.sensitivity),
            "accept": 0,
        }
        raise Unreachable(
            Finding("methods.sampling.finding.confidence_unreachable", field="confidence", params=params)
        )
    return found


def _answer(pooling: Pooling, pools: int, confidence: Fraction | None) -> Answer:
    achieved, what = 1 - pooling.miss(pools)[0], pooling.what
    alarm = 1 - power(as_decimal(pooling.specificity), pools)
    form = "pools_large_lot" if what.lot_size is None else "pools_lot"
    return Answer(
        method="sampling.pooled",
        version="1",
        values={
            "pools": pools,
            "sample_size": pools * pooling.pool_size,
            "achieved_confidence": float(achieved),
            "false_alarm": float(alarm),
            "pool_size": pooling.pool_size,
            "sensitivity": pooling.sensitivity,
            "specificity": pooling.specificity,
            **({} if confidence is None else {"confidence": confidence}),
            **{name: value for name, value in what.as_values().items() if name in LOT_NAMES},
        },
        assumptions=(
            *(each for each in what.assumptions() if not each.key.endswith(".efficacy")),
            Said("methods.sampling.assumption.pools"),
        ),
        sentence=Said(
            f"methods.sampling.sentence.{form}",
            {
                "pools": pools,
                "pool_size": pooling.pool_size,
                "lot_size": what.lot_size,
                "infested": what.infested,
                "level": percent(what.level),
                "sensitivity": percent(pooling.sensitivity),
                "achieved": percent_down(achieved),
                "alarm": percent_up(Fraction(alarm)),
            },
        ),
    )
