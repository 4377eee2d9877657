"""Selection under capacity: who is checked, by which stream, with what probability. Pure; chance is given.

The order is fixed: the random stream first, over all admissible arrivals and with its capacity reserved; then
what the policy makes mandatory; then exploitation, by the expected value of a finding for each hour; then
exploration, by Thompson draws of how bad each entity may be and by how little it was seen. What exploration
leaves goes back to exploitation. Single decisions live in `single`, the entities in `curiosity`.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.chance import Stream
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.register import method

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
NONE, RANDOM, MANDATORY, EXPLOIT, EXPLORE = range(5)
STREAMS = ("none", "random", "mandatory", "exploit", "explore")


@dataclass(frozen=True, slots=True)
class Selection:
    """What was selected of n arrivals.

    stream: uint8[n], the first stream that took the unit (0 none, 1 random, 2 mandatory, 3 exploit,
    4 explore); streams: uint8[n], bit s set for each stream s that wants the unit; propensity: float64[n],
    the probability with which the random stream takes the unit, logged for all; unserved: mandatory units
    beyond the capacity; used: hours used.
    """

    stream: NDArray[np.uint8]
    streams: NDArray[np.uint8]
    propensity: Floats
    unserved: Mask
    used: float

    @property
    def chosen(self) -> Mask:
        """Which units are checked."""
        return self.stream > NONE


@dataclass(frozen=True, slots=True)
class Shares:
    """How the capacity is shared: parts of it for the random stream and for exploration."""

    random: float = 0.03
    explore: float = 0.05

    def __post_init__(self) -> None:
        if not (0 <= self.random <= 1 and 0 <= self.explore < 1):
            raise Refused(
                Finding(
                    "methods.targeting.finding.selection_shares",
                    params={"random": self.random, "explore": self.explore},
                )
            )


@method(
    "targeting.select",
    source=(
        "Horvitz and Thompson, JASA 47 (1952) 663–685: known propensities make the rate unbiased",
        "Thompson, Biometrika 25 (1933) 285–294: exploration by posterior draws",
    ),
    verified="brute force on small cases; capacity and rates on 10,000 arrivals",
)
def select(  # noqa: PLR0917  # columns of one frame
    scores: Floats | None,
    values: Floats,
    curiosity: Floats | None,
    mandatory: Mask,
    capacity: float,
    shares: Shares,
    stream: Stream,
    *,
    admissible: Mask | None = None,
    hours: Floats | None = None,
    lanes: NDArray[np.uint8] | None = None,
    rates: Mapping[int, float] | None = None,
) -> Selection:
    """Select of n arrivals, in the order given, which is part of what the seed commits to.

    scores: probability of a finding, None without a model (then nothing is exploited and its capacity is
    explored); values: value of a finding; curiosity: what exploring a unit promises, as `curiosity.explore`
    gives it, None to explore by drawing; mandatory: units that the policy demands; capacity: hours, or units
    where `hours` (of one check) is not given; stream: of chance, used for nothing else; admissible: units
    that may be checked at all; lanes, rates: each lane is filled up to its expected rate and no further.
    Raises Refused for arrays of different lengths, scores that are no probabilities, negative hours.
    """
    count = len(values)
    costs = np.ones(count) if hours is None else hours
    may = np.ones(count, bool) if admissible is None else admissible
    check_given(count, scores, costs, (curiosity, mandatory, may, lanes))
    drawn, propensity = draw_random(may, costs, capacity, shares.random, stream)
    selected = _Filling(costs, capacity, lanes, rates, may, count)
    selected.take(drawn, RANDOM)
    unserved = selected.fill(mandatory & may, (values if scores is None else scores * values), MANDATORY)
    explored = shares.explore * capacity if scores is not None else math.inf
    if scores is not None:
        worth = scores * values / np.maximum(costs, 1e-9)
        kept, part = min(explored, selected.left), 1 - shares.explore
        selected.fill(may & (worth > 0), worth, EXPLOIT, keep=kept, part=part)
    promise = stream_numbers(stream, count) if curiosity is None else curiosity
    selected.fill(may, promise, EXPLORE, most=explored if rates is None else math.inf)
    if scores is not None:
        selected.fill(may & (worth > 0), worth, EXPLOIT)
    return Selection(selected.stream, selected.streams, propensity, unserved, selected.used)


@method(
    "targeting.random_stream",
    source="Fisher–Yates shuffle, Knuth, TAOCP vol. 2, §3.4.2 algorithm P, by `chance.Stream.draw`",
    verified="each unit equally often over many seeds; next draw not predictable from 10,000 past ones",
)
def draw_random(
    admissible: Mask, hours: Floats, capacity: float, share: float, stream: Stream
) -> tuple[Mask, Floats]:
    """The random stream: a simple random sample of the admissible arrivals, and the propensity of each.

    As many units are drawn, without putting back, as on average use this share of the capacity; a broken
    number is rounded up or down by the stream, so that the propensity is exact. It is drawn before anything
    else is known and never gives way: only where the dearest such sample would not fit the whole capacity
    is it smaller, for all alike.
    """
    places = np.flatnonzero(admissible)
    propensity = np.zeros(len(admissible))
    drawn = np.zeros(len(admissible), bool)
    if not len(places) or not share:
        return drawn, propensity
    dearest = float(hours[places].max()) or 1.0
    usual = float(hours[places].mean()) or 1.0
    wanted = min(share * capacity / usual, capacity / dearest, float(len(places)))
    whole = math.floor(wanted)
    part = round((wanted - whole) * 2**32)
    number = whole + int(stream.uniform_below(2**32) < part)
    number = min(number, len(places), math.floor(capacity / dearest))
    drawn[stream.draw(places.tolist(), number)] = True
    propensity[places] = wanted / len(places)
    return drawn, propensity


def stream_numbers(stream: Stream, count: int) -> Floats:
    """Numbers from 0 to 1 from 53 bits each: 8 bytes of the stream a number, big end first, shifted by 11."""
    parts = [stream.take(min(4096, 8 * count - start)) for start in range(0, 8 * count, 4096)]
    whole = np.frombuffer(b"".join(parts), ">u8") >> np.uint64(11)
    return np.asarray(whole.astype(np.float64) / 2.0**53)


@method(
    "targeting.overrides",
    source="the project's own rule (DESIGN law 7): a random unit that is overridden stays in the sample",
)
def apply_overrides(selection: Selection, up: Mask, down: Mask) -> tuple[Mask, Mask]:
    """Who is checked after overrides, and which random units somebody wanted to release.

    up, down: units that people add and release. A unit of the random stream is not released by an override;
    if it is not checked all the same, it stays in the sample as missed.
    """
    is_random = selection.stream == RANDOM
    return (selection.chosen | up) & (~down | is_random), down & is_random


def check_given(
    count: int, scores: Floats | None, hours: Floats, others: tuple[NDArray[Any] | None, ...]
) -> None:
    """Raise Refused when arrays differ in length, scores are no probabilities or hours are negative."""
    lengths = {len(each) for each in (scores, hours, *others) if each is not None} | {count}
    if len(lengths) > 1:
        params = {"lengths": ", ".join(map(str, sorted(lengths)))}
        raise Refused(Finding("methods.targeting.finding.selection_lengths", params=params))
    if scores is not None and not bool(((scores >= 0) & (scores <= 1)).all()):
        raise Refused(Finding("methods.targeting.finding.selection_scores", field="scores"))
    if not bool((hours >= 0).all()):
        raise Refused(Finding("methods.targeting.finding.selection_hours", field="hours"))


class _Filling:
    """The capacity as it is used up, stream by stream."""

    def __init__(
        self,
        costs: Floats,
        capacity: float,
        lanes: NDArray[np.uint8] | None,
        rates: Mapping[int, float] | None,
        may: Mask,
        count: int,
    ) -> None:
        self.costs, self.left, self.used = costs, capacity, 0.0
        self.stream = np.zeros(count, np.uint8)
        self.streams = np.zeros(count, np.uint8)
        self.lanes = np.zeros(count, np.uint8) if lanes is None else lanes
        sizes = np.bincount(self.lanes[may], minlength=256)
        self.open = np.full(256, np.inf)
        for lane, rate in (rates or {}).items():
            self.open[lane] = round(rate * sizes[lane])

    def take(self, units: Mask, stream: int) -> None:
        """Select all these units, whatever is left."""
        new = units & (self.stream == NONE)
        self.stream[new] = stream
        self.streams[units] |= np.uint8(1 << stream)
        hours = float(self.costs[new].sum())
        self.left, self.used = self.left - hours, self.used + hours
        self.open -= np.bincount(self.lanes[new], minlength=256)

    def fill(
        self,
        units: Mask,
        order: Floats,
        stream: int,
        *,
        keep: float = 0.0,
        most: float = math.inf,
        part: float = 1.0,
    ) -> Mask:
        """Select of these units the highest in order while capacity, less what is kept, lasts; give the rest.

        A unit that is too dear for what is left is passed over. Ties go by the order of arrival. Mandatory
        units do not heed the rates of their lanes; part: of what a lane has left.
        """
        taken = self.stream > NONE
        wanted = np.flatnonzero(units & ~taken)
        wanted = wanted[np.argsort(-order[wanted], kind="stable")]
        if stream != MANDATORY:
            wanted = self._within_lanes(wanted, part)
        chosen = np.zeros(len(taken), bool)
        room = min(self.left - keep, most) + 1e-9
        while len(wanted):
            fits = np.cumsum(self.costs[wanted]) <= room
            chosen[wanted[fits]] = True
            room -= float(self.costs[wanted[fits]].sum())
            wanted = wanted[~fits]
            wanted = wanted[self.costs[wanted] <= room]
        if stream == MANDATORY:
            self.streams[units] |= np.uint8(1 << stream)
        self.take(chosen, stream)
        return units & ~taken & ~chosen

    def _within_lanes(self, wanted: NDArray[np.int64], part: float) -> NDArray[np.int64]:
        if np.isinf(self.open).all():
            return wanted
        lane = self.lanes[wanted]
        place = np.empty(len(wanted))
        for each in np.unique(lane):
            rows = lane == each
            place[rows] = np.arange(1, rows.sum() + 1)
        return wanted[place <= np.round(part * self.open[lane])]
