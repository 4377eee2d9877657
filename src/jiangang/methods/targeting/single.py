"""Single decisions: thresholds that a job recomputes, so that one by one the rates and the capacity hold.

A batch is selected exactly (`selection`); a consignment that must be decided on its own is compared with
thresholds taken from recent arrivals. Between two thresholds a keyed draw decides, so that expected rates are
met even where many scores are equal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.chance import Stream
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.register import method
from jiangang.methods.targeting.selection import (
    EXPLOIT,
    EXPLORE,
    MANDATORY,
    NONE,
    RANDOM,
    Floats,
    Mask,
    Shares,
)

LEAST_REFERENCE = 100
FINENESS = 2**32


@dataclass(frozen=True)
class Limit:
    """A threshold with a draw on it: above `above` yes, equal to it yes with the probability `on`."""

    above: float
    on: Fraction


@dataclass(frozen=True)
class Thresholds:
    """What single decisions are compared with.

    random: probability of the random stream for every arrival; exploit: by lane, the limit on score × value;
    explore: by lane, the probability for a unit of mean curiosity; rates: the expected rate of each lane.
    """

    random: Fraction
    exploit: Mapping[int, Limit]
    explore: Mapping[int, Fraction]
    rates: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: the first stream that takes the unit (0 none), all that want it, the propensity."""

    stream: int
    streams: tuple[int, ...]
    propensity: Fraction


@method(
    "targeting.thresholds",
    source="quantiles of recent arrivals; the project's own rule for ties",
    verified="expected rates met within 95 % binomial limits on 10,000 single decisions",
)
def thresholds(
    scores: Floats | None,
    values: Floats,
    lanes: NDArray[np.uint8],
    mandatory: Mask,
    rates: Mapping[int, float],
    shares: Shares,
    *,
    so_far: Mapping[int, tuple[int, int]] | None = None,
    ahead: int = 1000,
) -> Thresholds:
    """Thresholds from recent arrivals, so that each lane is checked at its expected rate.

    scores, values, lanes, mandatory: of at least 100 recent admissible arrivals, None for scores without a
    model; rates: expected rate by lane, mandatory and random units included; so_far: checked and arrived by
    lane since the rates are counted; ahead: arrivals of a lane within which a lack or a surplus of those is
    made good. Raises Refused below 100, for a lane without a rate, and for a rate that the random stream and
    the mandatory units alone exceed.
    """
    check_reference(lanes, mandatory, rates, shares)
    random = _fraction(find_random_rate(lanes, rates, shares))
    worth = np.zeros(len(values)) if scores is None else scores * values
    exploit, explore = {}, {}
    for lane, stated in rates.items():
        here = lanes == lane
        checked, arrived = (so_far or {}).get(lane, (0, 0))
        rate = (stated * (arrived + ahead) - checked) / ahead
        if not here.any():
            exploit[lane], explore[lane] = Limit(np.inf, Fraction(0)), _fraction(max(0.0, rate))
            continue
        must = float(mandatory[here].mean())
        left = (rate - must - (1 - must) * float(random)) / max(1e-12, (1 - must) * (1 - float(random)))
        left = min(1.0, max(0.0, left))
        exploited = 0.0 if scores is None else left * (1 - shares.explore)
        exploit[lane] = _limit(worth[here & ~mandatory], exploited)
        rest = (left - exploited) / max(1e-12, 1 - exploited)
        explore[lane] = _fraction(rest)
    return Thresholds(random, exploit, explore, dict(rates))


@method(
    "targeting.decide_single",
    source="the same streams as `targeting.select`; exact Bernoulli draws by `chance.Stream`",
    verified="expected rates met within 95 % binomial limits on 10,000 single decisions",
)
def decide_single(
    score: float | None, value: float, lane: int, mandatory: bool, limits: Thresholds, stream: Stream
) -> Decision:
    """Decide one admissible arrival. stream: of chance, of this arrival alone (its committed seed).

    Three draws are taken from it in this order, whatever comes of them: random stream, tie, exploration.
    Raises Refused for a lane without thresholds.
    """
    if lane not in limits.exploit:
        raise Refused(
            Finding("methods.targeting.finding.lane_without_rate", field="lane", params={"lane": lane})
        )
    is_random = stream.bernoulli(limits.random)
    limit = limits.exploit[lane]
    on_tie = stream.bernoulli(limit.on)
    explored = stream.bernoulli(limits.explore[lane])
    worth = 0.0 if score is None else score * value
    exploited = worth > limit.above or (worth == limit.above and on_tie)
    wanted = [
        number
        for number, wants in (
            (RANDOM, is_random),
            (MANDATORY, mandatory),
            (EXPLOIT, exploited),
            (EXPLORE, explored and not exploited),
        )
        if wants
    ]
    return Decision(wanted[0] if wanted else NONE, tuple(wanted), limits.random)


def find_random_rate(lanes: NDArray[np.uint8], rates: Mapping[int, float], shares: Shares) -> float:
    """The probability of the random stream for each arrival: its share of all that the rates ask for."""
    return shares.random * float(np.mean([rates[int(lane)] for lane in lanes]))


def check_reference(
    lanes: NDArray[np.uint8], mandatory: Mask, rates: Mapping[int, float], shares: Shares
) -> None:
    """Raise Refused when the recent arrivals or the rates do not give thresholds."""
    found = []
    if len(lanes) < LEAST_REFERENCE:
        params: dict[str, Any] = {"count": len(lanes), "least": LEAST_REFERENCE}
        found.append(Finding("methods.targeting.finding.too_few_arrivals", params=params))
    found += [
        Finding("methods.targeting.finding.lane_without_rate", field="lane", params={"lane": int(lane)})
        for lane in np.unique(lanes)
        if int(lane) not in rates
    ]
    random = 0.0 if found else find_random_rate(lanes, rates, shares)
    for lane, rate in rates.items():
        must = float(mandatory[lanes == lane].mean()) if (lanes == lane).any() else 0.0
        least = must + (1 - must) * random
        if not least - 1e-9 <= rate <= 1:
            params = {"lane": lane, "rate": rate, "least": round(least, 4)}
            found.append(Finding("methods.targeting.finding.rate_too_low", field="rates", params=params))
    if found:
        raise Refused(found)


def _limit(worth: Floats, share: float) -> Limit:
    """The limit above which, with its draw on ties, exactly this share of the recent arrivals lies."""
    if not len(worth) or share <= 0:
        return Limit(np.inf, Fraction(0))
    ordered = np.sort(worth)[::-1]
    wanted = share * len(ordered)
    above = float(ordered[min(len(ordered) - 1, int(np.ceil(wanted)) - 1)])
    more, equal = int((worth > above).sum()), int((worth == above).sum())
    return Limit(above, _fraction((wanted - more) / equal))


def _fraction(value: float) -> Fraction:
    return Fraction(round(min(1.0, max(0.0, value)) * FINENESS), FINENESS)
