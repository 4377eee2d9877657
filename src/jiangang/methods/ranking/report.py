"""The ranking of places as an answer: rates, intervals, ranks, and whether anybody may be called first.

"First" is said from a probability of 0.95 on, "among the leading" from 0.5 on, and below that nothing is said
of rank. A place with too few inspections or too few expected finds is shown with its counts and left out.
"""

from collections.abc import Sequence
from typing import Any

from jiangang.methods.answers import Answer, Said
from jiangang.methods.findings import Finding, Severity
from jiangang.methods.ranking.comparison import (
    RATE_INTERVALS,
    RATIO_INTERVALS,
    Comparison,
    Place,
    Settings,
    compare_places,
)
from jiangang.methods.ranking.ranks import SOURCE
from jiangang.methods.register import method

NAME, VERSION = "ranking.places", "1"
FIRST, LEADING = 0.95, 0.5
STANDARD = Settings()
SENTENCES = {
    ("rate", "first"): "methods.ranking.sentence.first",
    ("rate", "leading"): "methods.ranking.sentence.leading",
    ("rate", "none"): "methods.ranking.sentence.none",
    ("ratio", "first"): "methods.ranking.sentence.first_ratio",
    ("ratio", "leading"): "methods.ranking.sentence.leading_ratio",
    ("ratio", "none"): "methods.ranking.sentence.none_ratio",
}


@method(
    NAME,
    version=VERSION,
    source=(SOURCE, "Wording by probability of being first: metric dictionary of the project"),
    verified="The parts, each under its own name; 18/60 beside 540/2000 of the reference",
)
def rank_places(places: Sequence[Place], settings: Settings = STANDARD) -> Answer:
    """Rank places by rate, or by observed ÷ expected, with everything that shows how sure the rank is.

    places: at least two with enough data; all with an expected number, or all with a total; settings: see
    `Settings`. Raises Refused for contradicting counts or settings, Unreachable when fewer than two places
    have enough data to be compared.
    """
    found = compare_places(places, settings)
    rows = [_row(found, number) for number in range(len(found.kept))]
    rows.sort(key=lambda each: each[found.kind], reverse=not settings.lowest_first)
    for number, each in enumerate(rows):
        tied = number > 0 and each[found.kind] == rows[number - 1][found.kind]
        each["rank"] = rows[number - 1]["rank"] if tied else number + 1
    top = max(rows, key=lambda each: float(each["probability_first"]))
    verdict = _verdict(top)
    left_out = [_left_out_row(each, found.kind) for each in found.left_out]
    return Answer(
        NAME,
        VERSION,
        {**_summary(found, top, verdict), "rows": rows + left_out},
        _assumptions(found),
        _sentence(found, top, verdict),
        tuple(_suppression(each, settings) for each in found.left_out),
    )


def _row(found: Comparison, number: int) -> dict[str, Any]:
    place, ranks, shrunk = found.kept[number], found.ranks, found.shrunk.values[number]
    low, high = ranks.interval(number, found.settings.level)
    position = found.funnel.places[number] if found.funnel else None
    return {
        "group": place.name,
        "rank": 0,
        **_measured(place, found),
        f"shrunk_{found.kind}": shrunk.value,
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


def _measured(place: Place, found: Comparison) -> dict[str, Any]:
    """Counts, rate or ratio, and its interval."""
    settings = found.settings
    if found.kind == "rate":
        rate = RATE_INTERVALS[settings.interval or "wilson"](place.events, place.total or 0, settings.level)
        counts = {"events": place.events, "total": place.total, "rate": rate.rate}
        return {**counts, "low": rate.low, "high": rate.high}
    expected = place.expected or 0.0
    ratio = RATIO_INTERVALS[settings.interval or "byar"](place.events, expected, settings.level)
    against = {"events": place.events, "expected": expected, "ratio": ratio.ratio}
    return {**against, "low": ratio.low, "high": ratio.high}


def _left_out_row(place: Place, kind: str) -> dict[str, Any]:
    size = {"total": place.total} if kind == "rate" else {"expected": place.expected}
    return {"group": place.name, "rank": None, "events": place.events, **size, "suppressed": True}


def _summary(found: Comparison, top: dict[str, Any], verdict: str) -> dict[str, Any]:
    funnel, finite = found.funnel, found.shrunk.concentration < float("inf")
    return {
        "supported": verdict == "first",
        "verdict": verdict,
        "first": top["group"] if verdict == "first" else None,
        "leader": top["group"],
        "probability_first": top["probability_first"],
        "rank_method": found.ranks.method,
        "rng_seed": found.ranks.seed,
        "draws": found.ranks.draws,
        "error": found.ranks.error,
        "level": found.settings.level,
        "prior_mean": found.shrunk.mean,
        "prior": list(found.shrunk.prior) if finite else None,
        "target": funnel.target if funnel else None,
        "phi": funnel.dispersion.phi if funnel else None,
        "tau_squared": funnel.dispersion.tau_squared if funnel else None,
    }


def _sentence(found: Comparison, top: dict[str, Any], verdict: str) -> Said:
    params = {
        "group": top["group"],
        "events": top["events"],
        "size": top["total"] if found.kind == "rate" else top["expected"],
        "value": top[found.kind],
        **{name: top[name] for name in ("low", "high", "rank_low", "rank_high")},
        "probability": top["probability_first"],
        "count": len(found.kept),
        "level": found.settings.level,
        "limit": FIRST if verdict == "first" else LEADING,
    }
    return Said(SENTENCES[found.kind, verdict], params)


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


def _assumptions(found: Comparison) -> tuple[Said, ...]:
    order = "lowest" if found.settings.lowest_first else "highest"
    prior = "jeffreys" if found.settings.prior != "shrunk" else "shrunk"
    said = [
        Said(f"methods.ranking.assumption.{order}_first"),
        Said(f"methods.ranking.assumption.prior_{prior}"),
        Said("methods.ranking.assumption.same_definition"),
        Said("methods.ranking.assumption.independent"),
    ]
    if found.kind == "ratio":
        said.append(Said("methods.ranking.assumption.expected_known"))
    if found.ranks.method == "simulation":
        params = {"draws": found.ranks.draws, "seed": found.ranks.seed, "error": found.ranks.error}
        said.append(Said("methods.ranking.assumption.simulated", params))
    return tuple(said)
