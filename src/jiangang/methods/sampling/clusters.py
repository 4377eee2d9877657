"""Infestation in clusters that are examined whole: how many boxes, when one box is like itself.

The clusters are independent of each other; inside one the numbers are beta-binomial (ISPM 31, appendix 4).
"""

from fractions import Fraction

from jiangang.methods.answers import Answer, Said, Unreachable
from jiangang.methods.findings import Finding
from jiangang.methods.sampling.infestation import LARGEST_SAMPLE, Infestation, mean_needed
from jiangang.methods.sampling.inputs import in_digits
from jiangang.methods.sampling.urns import Urn, least
from jiangang.methods.sampling.wording import percent, percent_down


def detect_in_clusters(what: Infestation, confidence: Fraction, cluster_size: int) -> Answer:
    """The least number of clusters to examine; see `detection.detect`, which reads the question."""
    missed = what.urn.exact_miss(cluster_size)
    clusters, size, achieved = _whole_clusters(what, confidence, cluster_size, missed)
    return Answer(
        method="sampling.detection",
        version="1",
        values={
            "sample_size": size,
            "clusters": clusters,
            "achieved_confidence": achieved,
            "model": what.model,
            "confidence": confidence,
            "cluster_size": cluster_size,
            **what.as_values(),
        },
        assumptions=(*what.assumptions(), Said("methods.sampling.assumption.clusters")),
        sentence=Said(
            "methods.sampling.sentence.clusters",
            {
                "clusters": clusters,
                "cluster_size": cluster_size,
                "sample_size": size,
                "level": percent(what.level),
                "efficacy": percent(what.efficacy),
                "dispersion": in_digits(what.dispersion),
                "achieved": percent_down(achieved),
            },
        ),
    )


def _whole_clusters(
    what: Infestation, confidence: Fraction, cluster_size: int, missed: Fraction
) -> tuple[int, int, float]:
    """Clusters, units in them, and the confidence they give; a lot's last cluster may be a smaller one."""
    urn = Urn.of_large_lot(1 - missed)
    most = LARGEST_SAMPLE if what.lot_size is None else what.lot_size // cluster_size
    guess = int(mean_needed(float(confidence), 0) / max(1e-12, float(1 - missed))) + 1
    found = least(lambda count: urn.detects(count, 0, confidence), 1, most, guess) if most else None
    if found is not None:
        return found, found * cluster_size, urn.confidence(found)
    rest = 0 if what.lot_size is None else what.lot_size % cluster_size
    left = missed ** (most if what.lot_size is not None else 0) * what.urn.exact_miss(rest)
    if what.lot_size is not None and rest and left <= 1 - confidence:
        return most + 1, what.lot_size, float(1 - left)
    params = {
        "confidence": percent(confidence),
        "best": percent_down(1 - left if what.lot_size is not None else urn.confidence(most)),
        "most": most * cluster_size + rest,
        "efficacy": in_digits(what.efficacy),
        "accept": 0,
    }
    raise Unreachable(
        Finding("methods.sampling.finding.confidence_unreachable", field="confidence", params=params)
    )
