"""Infestation in clusters that are examined whole: how many boxes, when one box is like itself.

The clusters are independent of each other; inside one the numbers are beta-binomial (ISPM 31, pests with an
aggregated distribution).
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from jiangang.methods.answers import Answer, Said, Unreachable
from jiangang.methods.findings import Finding
from jiangang.methods.sampling.infestation import LARGEST_SAMPLE, Infestation, mean_needed
from jiangang.methods.sampling.inputs import in_digits
from jiangang.methods.sampling.urns import DIGITS, ERROR, Urn, as_decimal, least, power
from jiangang.methods.sampling.wording import percent, percent_down

LARGEST_CLUSTER = 10_000


@dataclass(frozen=True)
class Clusters:
    """Clusters of one size: the urn that each of them is, and what examining one whole misses."""

    urn: Urn
    size: int
    missed: Decimal
    error: Decimal

    @classmethod
    def of(cls, urn: Urn, size: int) -> "Clusters":
        """Clusters of so many units."""
        return cls(urn, size, *urn.miss(size))

    def miss(self, count: int, rest: int = 0) -> Decimal:
        """Probability of missing everything in `count` clusters and one more of only `rest` units."""
        return DIGITS.multiply(power(self.missed, count), self.urn.miss(rest)[0])

    def detect(self, count: int, confidence: Fraction, rest: int = 0) -> bool:
        """Whether they detect with at least this probability: exact."""
        missed, allowed = self.miss(count, rest), as_decimal(1 - confidence)
        if self.missed:
            part = DIGITS.add(DIGITS.divide(self.error, self.missed), ERROR * (rest + 10))
            if abs(missed - allowed) > missed * part * (count + 1) * 2 + ERROR:
                return missed < allowed
        return self.urn.exact_miss(self.size) ** count * self.urn.exact_miss(rest) <= 1 - confidence


def detect_in_clusters(what: Infestation, confidence: Fraction, cluster_size: int) -> Answer:
    """The least number of clusters to examine; see `detection.detect`, which reads the question."""
    clusters = Clusters.of(what.urn, cluster_size)
    count, rest = _count(what, confidence, clusters)
    achieved = 1 - clusters.miss(count, rest)
    size = count * cluster_size + rest
    opened = count + bool(rest)
    return Answer(
        method="sampling.detection",
        version="1",
        values={
            "sample_size": size,
            "clusters": opened,
            "achieved_confidence": float(achieved),
            "model": what.model,
            "confidence": confidence,
            "cluster_size": cluster_size,
            **what.as_values(),
        },
        assumptions=(*what.assumptions(), Said("methods.sampling.assumption.clusters")),
        sentence=Said(
            "methods.sampling.sentence.clusters",
            {
                "clusters": opened,
                "cluster_size": cluster_size,
                "sample_size": size,
                "level": percent(what.level),
                "efficacy": percent(what.efficacy),
                "dispersion": in_digits(what.dispersion),
                "achieved": percent_down(achieved),
            },
        ),
    )


def _count(what: Infestation, confidence: Fraction, clusters: Clusters) -> tuple[int, int]:
    """Whole clusters, and the units of the smaller one that a lot may end with, 0 when it is not needed."""
    most, rest = LARGEST_SAMPLE, 0
    if what.lot_size is not None:
        most, rest = divmod(what.lot_size, clusters.size)
    guess = int(mean_needed(float(confidence), 0) / max(1e-12, float(1 - clusters.missed))) + 1
    found = least(lambda count: clusters.detect(count, confidence), 1, most, guess) if most else None
    if found is not None:
        return found, 0
    if rest and clusters.detect(most, confidence, rest):
        return most, rest
    params = {
        "confidence": percent(confidence),
        "best": percent_down(1 - clusters.miss(most, rest)),
        "most": most * clusters.size + rest,
        "efficacy": in_digits(what.efficacy),
        "accept": 0,
    }
    raise Unreachable(
        Finding("methods.sampling.finding.confidence_unreachable", field="confidence", params=params)
    )
