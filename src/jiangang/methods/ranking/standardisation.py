"""Indirect standardisation: what a place would have found with everyone's rates and its own mix of work.

A place that inspects logs finds more than one that inspects machines. The ratio observed ÷ expected compares
each with the same work done at the reference's rates. It compares every place with the reference, not two
places with each other: their mixes still differ.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.ranking.counts import CountInterval, byar, poisson_exact, poisson_mid_p
from jiangang.methods.register import method

INTERVALS = {"byar": byar, "exact": poisson_exact, "mid_p": poisson_mid_p}


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of work at one place: `events` found in `total` inspected, of the stratum named."""

    stratum: str
    total: int
    events: int


@dataclass(frozen=True, slots=True)
class StandardisedRatio:
    """Observed ÷ expected of one place: the interval, and the expected number as an exact fraction.

    reference_rate: all events ÷ all totals of the reference; standardised_rate: the ratio times that rate.
    """

    interval: CountInterval
    expected: Fraction
    reference_rate: Fraction

    @property
    def standardised_rate(self) -> float:
        """The rate that the place would have with the reference's mix, if its ratio held in every stratum."""
        return self.interval.ratio * float(self.reference_rate)


@method(
    "ranking.pooled_reference",
    source="Breslow and Day, Statistical Methods in Cancer Research II (IARC 1987), section 2.1",
    verified="Sums by hand",
)
def pool_reference(cells: Iterable[Cell]) -> dict[str, tuple[int, int]]:
    """Events and totals of each stratum over all places: the reference when no outside one is given.

    Every place is part of what it is compared with, so that ratios are drawn a little towards 1. Raises
    Refused for counts that contradict each other.
    """
    pooled: dict[str, tuple[int, int]] = {}
    for cell in cells:
        _check(cell)
        events, total = pooled.get(cell.stratum, (0, 0))
        pooled[cell.stratum] = (events + cell.events, total + cell.total)
    return pooled


@method(
    "ranking.indirect_standardisation",
    source="Breslow and Day, Statistical Methods in Cancer Research II (IARC 1987), sections 2.1 and 2.3",
    verified="Test sheet of PHEindicatormethods (UK Health Security Agency): expected, ratios, limits",
)
def standardise_indirectly(
    cells: Iterable[Cell],
    reference: Mapping[str, tuple[int, int]],
    *,
    interval: str = "byar",
    level: float = 0.95,
) -> StandardisedRatio:
    """Observed ÷ expected of one place, expected = Σ reference rate of the stratum × own total in it.

    cells: the place's own counts by stratum; reference: stratum → (events, total); interval: `byar`, `exact`
    or `mid_p`; level: between 0 and 1. Raises Refused, with all findings, for a stratum that the reference
    lacks, for counts that contradict each other, and when nothing at all is expected.
    """
    own = list(cells)
    unknown = sorted({each.stratum for each in own if reference.get(each.stratum, (0, 0))[1] <= 0})
    if unknown:
        raise Refused(
            Finding("methods.ranking.finding.stratum_unknown", field="stratum", params={"stratum": name})
            for name in unknown
        )
    for cell in own:
        _check(cell)
    expected = sum((cell.total * Fraction(*reference[cell.stratum]) for cell in own), Fraction(0))
    observed = sum(cell.events for cell in own)
    everything = Fraction(
        sum(each[0] for each in reference.values()), sum(each[1] for each in reference.values())
    )
    return StandardisedRatio(INTERVALS[interval](observed, float(expected), level), expected, everything)


def _check(cell: Cell) -> None:
    if not 0 <= cell.events <= cell.total:
        raise Refused(
            Finding(
                "methods.finding.rate_counts_contradict",
                field="events",
                params={"events": cell.events, "total": cell.total},
            )
        )
