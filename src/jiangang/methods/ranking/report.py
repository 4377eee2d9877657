"""The ranking of places as an answer: rates, intervals, ranks, and whether anybody may be called first.

"First" is said from a probability of 0.95 on, "among the leading" from 0.5 on, and below that nothing is said
of rank. A place with too few inspections or too few expected finds is shown with its counts and left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jiangang.methods.answers import Answer, Said, Unreachable
from jiangang.methods.findings import Finding, Refused, Severity
from jiangang.methods.ranking.counts import byar, poisson_exact, poisson_mid_p
from jiangang.methods.ranking.funnel import Funnel, place_rates, place_ratios
from jiangang.methods.ranking.intervals import clopper_pearson, wilson
from jiangang.methods.ranking.ranks import (
    DRAWS,
    LARGEST_INTEGRAL,
    SOURCE,
    Posterior,
    Ranks,
    posteriors_of_rates,
    posteriors_of_ratios,
    rank_by_integral,
    rank_by_simulation,
)
from jiangang.methods.ranking.shrinkage import Shrinkage, Shrunk, shrink_rates, shrink_ratios
from jiangang.methods.register import method

NAME, VERSION = "ranking.places", "1"
FIRST, LEADING = 0.95, 0.5
RATE_INTERVALS = {"wilson": wilson, "exact": clopper_pearson}
RATIO_INTERVALS = {"byar": byar, "exact": poisson_exact, "mid-p": poisson_mid_p}
SENTENCES = {
    ("rate", "first"): "methods.ranking.sentence.first",
    ("rate", "leading"): "methods.ranking.sentence.leading",
    ("rate", "none"): "methods.ranking.sentence.none",
    ("ratio", "first"): "methods.ranking.sentence.first_ratio",
    ("ratio", "leading"): "methods.ranking.sentence.leading_ratio",
    ("ratio", "none"): "methods.ranking.sentence.none_ratio",
}


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


@method(
    NAME,
    version=VERSION,
    source=(SOURCE, "Wording by probability of being first: metric dictionary of the project"),
    verified="The parts, each under its own name; 18/60 beside 540/2000 of the reference",
)
def rank_places(places: Sequence[Place], settings: Settings = Settings()) -> Answer:  # noqa: B008 – frozen
    """Rank places by rate, or by observed ÷ expected, with everything that shows how sure the rank is.

    places: at least two with enough data; all with an expected number, or all with a total; settings: see
    `Settings`. Raises Refused for contradicting counts or settings, Unreachable when fewer than two places have
    enough data to be compared.
    """
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
    rows = [
        _row(place, number, settings, kind, shrunk.values[number], funnel, ranks)
        for number, place in enumerate(kept)
    ]
    measure = "rate" if kind == "rate" else "ratio"
    rows.sort(key=lambda each: each[measure] if settings.lowest_first else -each[measure])
    for number, each in enumerate(rows, start=1):
        each["rank"] = number
    rows += [_left_out_row(each, kind) for each in left_out]
    return _answer(rows, settings, kind, shrunk, funnel, ranks, left_out)


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


def _row(
    place: Place,
    number: int,
    settings: Settings,
    kind: str,
    shrunk: Shrunk,
    funnel: Funnel | None,
    ranks: Ranks,
) -> dict[str, Any]:
    low, high = ranks.interval(number, settings.level)
    if kind == "rate":
        found = RATE_INTERVALS[settings.interval or "wilson"](place.events, place.total or 0, settings.level)
        counts = {"events": place.events, "total": place.total, "rate": found.rate}
        bounds = {"low": found.low, "high": found.high, "shrunk_rate": shrunk.value}
    else:
        against = RATIO_INTERVALS[settings.interval or "byar"](
            place.events, place.expected or 0.0, settings.level
        )
        counts = {"events": place.events, "expected": place.expected, "ratio": against.ratio}
        bounds = {"low": against.low, "high": against.high, "shrunk_ratio": shrunk.value}
    position = funnel.places[number] if funnel else None
    return {
        "group": place.name,
        "rank": 0,
        **counts,
        **bounds,
        "shrunk_low": shrunk.low,
        "shrunk_high": shrunk.high,
        "probability_first": float(ranks.first[number]),
        "monte_carlo_error": ranks.error_of_first(number),
        "rank_low": low,
        "rank_high": high,
        "expected_rank": ranks.expected(number),
        "funnel": position.position if position else None,
        "funnel_limits": [list(each) for each in position.limits] if position else None,
        "suppressed": False,
    }


def _left_out_row(place: Place, kind: str) -> dict[str, Any]:
    size = {"total": place.total} if kind == "rate" else {"expected": place.expected}
    return {"group": place.name, "rank": None, "events": place.events, **size, "suppressed": True}


def _answer(
    rows: list[dict[str, Any]],
    settings: Settings,
    kind: str,
    shrunk: Shrinkage,
    funnel: Funnel | None,
    ranks: Ranks,
    left_out: Sequence[Place],
) -> Answer:
    compared = [each for each in rows if not each["suppressed"]]
    top = max(compared, key=lambda each: float(each["probability_first"]))
    verdict = _verdict(top)
    finite = shrunk.concentration < float("inf")
    values = {
        "supported": verdict == "first",
        "verdict": verdict,
        "first": top["group"] if verdict == "first" else None,
        "leader": top["group"],
        "probability_first": top["probability_first"],
        "rank_method": ranks.method,
        "rng_seed": ranks.seed,
        "draws": ranks.draws,
        "error": ranks.error,
        "level": settings.level,
        "pooled": shrunk.mean if not finite else None,
        "prior": list(shrunk.prior) if finite else None,
        "target": funnel.target if funnel else None,
        "phi": funnel.dispersion.phi if funnel else None,
        "tau_squared": funnel.dispersion.tau_squared if funnel else None,
        "rows": rows,
    }
    params = {
        "group": top["group"],
        "events": top["events"],
        "size": top["total"] if kind == "rate" else top["expected"],
        "value": top["rate"] if kind == "rate" else top["ratio"],
        **{name: top[name] for name in ("low", "high", "rank_low", "rank_high")},
        "probability": top["probability_first"],
        "count": len(compared),
        "level": settings.level,
        "limit": FIRST if verdict == "first" else LEADING,
    }
    notes = tuple(_suppression(each, settings) for each in left_out)
    said = Said(SENTENCES[kind, verdict], params)
    return Answer(NAME, VERSION, values, _assumptions(settings, kind, ranks), said, notes)


def _verdict(top: dict[str, Any]) -> str:
    """What may be said; a simulated probability must clear a limit by two of its errors."""
    sure = top["probability_first"] - 2 * top["monte_carlo_error"]
    if sure >= FIRST:
        return "first"
    return "leading" if sure >= LEADING - 1e-6 else "none"


def _suppression(place: Place, settings: Settings) -> Finding:
    params = {
        "group": place.name,
        "events": place.events,
        "size": f"{place.total if place.total is not None else place.expected:g}",
        "minimum": settings.minimum_total,
        "expected": f"{settings.minimum_expected:g}",
    }
    return Finding("methods.ranking.finding.suppressed", Severity.NOTE, "group", params, row=place.row)


def _assumptions(settings: Settings, kind: str, ranks: Ranks) -> tuple[Said, ...]:
    order = "lowest" if settings.lowest_first else "highest"
    prior = "jeffreys" if settings.prior != "shrunk" else "shrunk"
    found = [
        Said(f"methods.ranking.assumption.{order}_first"),
        Said(f"methods.ranking.assumption.prior_{prior}"),
        Said("methods.ranking.assumption.same_definition"),
        Said("methods.ranking.assumption.independent"),
    ]
    if kind == "ratio":
        found.append(Said("methods.ranking.assumption.expected_known"))
    if ranks.method == "simulation":
        params = {"draws": ranks.draws, "seed": ranks.seed, "error": ranks.error}
        found.append(Said("methods.ranking.assumption.simulated", params))
    return tuple(found)
