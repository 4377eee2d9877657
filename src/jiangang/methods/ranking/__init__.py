"""Comparing rates: intervals, expected numbers, shrinkage, funnels, ranks, random streams."""

from jiangang.methods.ranking.comparison import Place, Settings
from jiangang.methods.ranking.counts import CountInterval, byar, poisson_exact, poisson_mid_p
from jiangang.methods.ranking.effective import smallest_stream
from jiangang.methods.ranking.funnel import Funnel, measure_dispersion, place_rates, place_ratios
from jiangang.methods.ranking.intervals import RateInterval, clopper_pearson, wilson
from jiangang.methods.ranking.ranks import (
    Posterior,
    Ranks,
    posteriors_of_rates,
    posteriors_of_ratios,
    rank_by_integral,
    rank_by_simulation,
)
from jiangang.methods.ranking.report import rank_places
from jiangang.methods.ranking.shrinkage import Shrinkage, shrink_rates, shrink_ratios
from jiangang.methods.ranking.standardisation import (
    Cell,
    StandardisedRatio,
    pool_reference,
    standardise_indirectly,
)
from jiangang.methods.ranking.weighting import (
    StreamEstimate,
    estimate_from_stream,
    horvitz_thompson,
)

__all__ = [
    "Cell",
    "CountInterval",
    "Funnel",
    "Place",
    "Posterior",
    "Ranks",
    "RateInterval",
    "Settings",
    "Shrinkage",
    "StandardisedRatio",
    "StreamEstimate",
    "byar",
    "clopper_pearson",
    "estimate_from_stream",
    "horvitz_thompson",
    "measure_dispersion",
    "place_rates",
    "place_ratios",
    "poisson_exact",
    "poisson_mid_p",
    "pool_reference",
    "posteriors_of_rates",
    "posteriors_of_ratios",
    "rank_by_integral",
    "rank_by_simulation",
    "rank_places",
    "shrink_rates",
    "shrink_ratios",
    "smallest_stream",
    "standardise_indirectly",
    "wilson",
]
