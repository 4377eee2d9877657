"""What is compared and how: places, settings, who has enough data, and everything calculated from them."""

from collections.abc import Sequence
from dataclasses import dataclass

from jiangang.methods.answers import Unreachable
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.ranking.counts import byar, poisson_exact, poisson_mid_p
from jiangang.methods.ranking.funnel import Funnel, place_rates, place_ratios
from jiangang.methods.ranking.intervals import clopper_pearson, wilson
from jiangang.methods.ranking.ranks import (
    DRAWS,
    LARGEST_INTEGRAL,
    Posterior,
    Ranks,
    posteriors_of_rates,
    posteriors_of_ratios,
    rank_by_integral,
    rank_by_simulation,
)
from jiangang.methods.ranking.shrinkage import Shrinkage, shrink_rates, shrink_ratios

RATE_INTERVALS = {"wilson": wilson, "exact": clopper_pearson}
RATIO_INTERVALS = {"byar": byar, "exact": poisson_exact, "mid-p": poisson_mid_p}


@dataclass(frozen=True, slots=True)
class Place:
    """One place to compare: `events` of `total`, or against `expected` when that is given.

    row: its line in a file; standardised: whether the expected number was made by indirect standardisation.
    """

    name: str
    events: int
    total: int | None = None
    expected: float | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """How to compare.

    level: of every interval; interval: `wilson` or `exact` for rates, `byar`, `exact` or `mid-p` for ratios,
    empty for the first of them; minimum_total, minimum_expected: below either a place is left out; model and
    trim: of the funnel; prior: `jeffreys` or `shrunk`; lowest_first: whether the lowest is first; seed: when
    given, ranks are simulated with it; draws: how many worlds.
    """

    level: float = 0.95
    interval: str = ""
    minimum_total: int = 0
    minimum_expected: float = 5.0
    model: str = "additive"
    trim: float = 0.1
    prior: str = "jeffreys"
    lowest_first: bool = False
    seed: int | None = None
    draws: int = DRAWS


@dataclass(frozen=True, slots=True)
class Comparison:
    """Places with enough data and without, and what was calculated of the former, in their order.

    kind: `rate` for events of a total, `ratio` for observed ÷ expected.
    """

    kind: str
    settings: Settings
    kept: tuple[Place, ...]
    left_out: tuple[Place, ...]
    shrunk: Shrinkage
    funnel: Funnel | None
    ranks: Ranks


def compare_places(places: Sequence[Place], settings: Settings) -> Comparison:
    """Check, leave out who has too little data, and calculate. Errors as `report.rank_places`."""
    kind = _kind(places)
    _check(places, settings, kind)
    kept, left_out = _split(places, settings, kind)
    if len(kept) < 2:
        params = {
            "left": len(kept),
            "minimum": settings.minimum_total,
            "expected": settings.minimum_expected,
        }
        raise Unreachable(Finding("methods.ranking.finding.nothing_to_rank", params=params))
    shrunk, funnel = _shrunk(kept, settings, kind), _funnel(kept, settings, kind)
    ranks = _ranks(kept, settings, kind, shrunk)
    return Comparison(kind, settings, tuple(kept), tuple(left_out), shrunk, funnel, ranks)


def _kind(places: Sequence[Place]) -> str:
    with_expected = [each.expected is not None for each in places]
    if any(with_expected) and not all(with_expected):
        raise Refused(Finding("methods.ranking.finding.expected_for_some", field="expected"))
    return "ratio" if places and all(with_expected) else "rate"


def _check(places: Sequence[Place], settings: Settings, kind: str) -> None:
    findings = []
    known = RATE_INTERVALS if kind == "rate" else RATIO_INTERVALS
    if settings.interval and settings.interval not in known:
        params = {"interval": settings.interval, "known": ", ".join(known)}
        findings.append(Finding("methods.ranking.finding.interval_unknown", field="interval", params=params))
    if not 0 < settings.level < 1:
        params = {"level": f"{settings.level:g}"}
        findings.append(Finding("methods.ranking.finding.level_wrong", field="level", params=params))
    if not 0 <= settings.trim < 0.5:
        params = {"trim": f"{settings.trim:g}"}
        findings.append(Finding("methods.ranking.finding.trim_wrong", field="trim", params=params))
    for place in places:
        findings += _faults(place)
    names = [each.name for each in places]
    findings += [
        Finding("methods.ranking.finding.name_twice", field="group", params={"group": name})
        for name in sorted({each for each in names if names.count(each) > 1})
    ]
    if findings:
        raise Refused(findings)


def _faults(place: Place) -> list[Finding]:
    if place.expected is not None:
        if place.events < 0 or not place.expected > 0:
            params = {"group": place.name, "events": place.events, "expected": f"{place.expected:g}"}
            return [
                Finding(
                    "methods.ranking.finding.ratio_contradicts",
                    field="expected",
                    params=params,
                    row=place.row,
                )
            ]
        return []
    if place.total is None or not 0 <= place.events <= place.total:
        params = {"group": place.name, "events": place.events, "total": str(place.total)}
        return [
            Finding("methods.ranking.finding.counts_contradict", field="events", params=params, row=place.row)
        ]
    return []


def _split(places: Sequence[Place], settings: Settings, kind: str) -> tuple[list[Place], list[Place]]:
    """Those with enough data and those without; the expected number of a rate is total times pooled rate."""
    pooled = 0.0
    if kind == "rate":
        pooled = sum(each.events for each in places) / max(1, sum(each.total or 0 for each in places))

    def enough(place: Place) -> bool:
        expected = place.expected if place.expected is not None else (place.total or 0) * pooled
        large = place.total is None or place.total >= max(1, settings.minimum_total)
        return large and expected >= settings.minimum_expected - 1e-9

    return [each for each in places if enough(each)], [each for each in places if not enough(each)]


def _events(kept: Sequence[Place]) -> list[int]:
    return [each.events for each in kept]


def _totals(kept: Sequence[Place]) -> list[int]:
    return [each.total or 0 for each in kept]


def _expected(kept: Sequence[Place]) -> list[float]:
    return [each.expected or 0.0 for each in kept]


def _shrunk(kept: Sequence[Place], settings: Settings, kind: str) -> Shrinkage:
    if kind == "rate":
        return shrink_rates(_events(kept), _totals(kept), settings.level)
    return shrink_ratios(_events(kept), _expected(kept), settings.level)


def _funnel(kept: Sequence[Place], settings: Settings, kind: str) -> Funnel | None:
    """The funnel; None where every rate is 0 or 1, so that there is no spread by chance."""
    if kind == "ratio":
        return place_ratios(_events(kept), _expected(kept), model=settings.model, trim=settings.trim)
    if sum(_events(kept)) in (0, sum(_totals(kept))):
        return None
    return place_rates(_events(kept), _totals(kept), model=settings.model, trim=settings.trim)


def _ranks(kept: Sequence[Place], settings: Settings, kind: str, shrunk: Shrinkage) -> Ranks:
    posteriors = _posteriors(kept, settings, kind, shrunk)
    if settings.seed is None and len(kept) <= LARGEST_INTEGRAL:
        return rank_by_integral(posteriors, lowest_first=settings.lowest_first)
    return rank_by_simulation(
        posteriors, seed=settings.seed or 0, draws=settings.draws, lowest_first=settings.lowest_first
    )


def _posteriors(kept: Sequence[Place], settings: Settings, kind: str, shrunk: Shrinkage) -> list[Posterior]:
    own = settings.prior != "shrunk"
    finite = shrunk.concentration < float("inf")
    if not own and not finite:
        raise Unreachable(Finding("methods.ranking.finding.no_difference", field="prior"))
    if kind == "rate":
        return posteriors_of_rates(_events(kept), _totals(kept), (0.5, 0.5) if own else shrunk.prior)
    return posteriors_of_ratios(_events(kept), _expected(kept), (0.5, 0.0) if own else shrunk.prior)
