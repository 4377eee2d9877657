"""What a policy would have caught, missed and cost among decided consignments. Pure: frozen facts in,
counts out.

Only inspected consignments have a known result, so that what a candidate would newly open has none: it counts
as work, and what it may find is not guessed. What a candidate lets go is known for the random stream alone,
which was drawn whatever the policy said; the leak is estimated from there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import IntEnum
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.findings import Finding
from jiangang.methods.ranking.intervals import clopper_pearson
from jiangang.methods.targeting.batch import BatchAnswers
from jiangang.methods.targeting.criteria import Lane
from jiangang.port.targeting.rules.refilling import Added, Judged

LANES = (*(lane.code for lane in Lane), "held")
"""How a consignment goes on; what a gate is closed to is held, in no lane, and nobody opens it."""

PLACES = {name: place for place, name in enumerate(LANES)}
RED, HELD = PLACES["red"], PLACES["held"]
DRAW = b"jiangang.targeting.replay/1\x00"
LEVEL = 0.95
Filling = Callable[[Judged, NDArray[np.bool_], NDArray[np.bool_]], Added]
"""What is opened beyond whom the candidate takes: asked with what was seen, who is taken, who may be."""
SMALL = 30
"""Fewer random units than this say nothing of a leak."""


class Known(IntEnum):
    """What is known of a consignment's check."""

    NOTHING = 0
    CLEAN = 1
    FOUND = 2
    MISSED = 3


KNOWN = {"": Known.NOTHING, "clean": Known.CLEAN, "found": Known.FOUND, "missed": Known.MISSED}


@dataclass(frozen=True, slots=True)
class Hours:
    """What one check costs: hours of the office's people and of the trader, by lane."""

    inspector: Mapping[Lane, Decimal]
    trader: Mapping[Lane, Decimal]

    def as_dict(self) -> dict[str, Any]:
        """The hours as plain JSON values."""
        return {
            name: {lane.code: format(hours, "f") for lane, hours in sorted(kind.items())}
            for name, kind in (("inspector", self.inspector), ("trader", self.trader))
        }


@dataclass(frozen=True, slots=True)
class Piece:
    """Some decided consignments: lanes as decided (places in `LANES`), known results, which the random stream
    took, what was seen.
    """

    lanes: NDArray[np.uint8]
    known: NDArray[np.uint8]
    is_random: NDArray[np.bool_]
    judged: Judged


@dataclass
class RuleTally:
    """One rule of the candidate: whom it touches, whom it could not be asked about, what was found there."""

    code: str
    lane: str
    touched: int = 0
    unknown: int = 0
    known: int = 0
    found: int = 0
    alone: int = 0


@dataclass
class GateTally:
    """One gate of the candidate: whose goods it guards, to whom it is closed, and what was found there.

    `caught` were found among those it is closed to; `missed` among those it lets through and the candidate
    does not open either; `spared[lane]` counts the closed by their lanes as decided: their checks fall away.
    """

    code: str
    guarded: int = 0
    closed: int = 0
    known: int = 0
    caught: int = 0
    missed: int = 0
    spared: NDArray[np.int64] = field(default_factory=lambda: np.zeros(len(LANES), np.int64))


@dataclass
class Tally:
    """Counts over all pieces; `moved[now][then]` counts lanes as decided against lanes by the candidate."""

    moved: NDArray[np.int64] = field(default_factory=lambda: np.zeros((len(LANES), len(LANES)), np.int64))
    by_known: NDArray[np.int64] = field(default_factory=lambda: np.zeros((2, len(LANES), 4), np.int64))
    inadmissible: int = 0
    exploited: int = 0
    explored: int = 0
    let_go: int = 0
    let_go_found: int = 0
    rules: dict[str, RuleTally] = field(default_factory=dict)
    gates: dict[str, GateTally] = field(default_factory=dict)

    def add(
        self,
        piece: Piece,
        answers: BatchAnswers,
        draws: NDArray[np.uint64],
        guarded: NDArray[np.bool_],
        filling: Filling,
    ) -> NDArray[np.uint8]:
        """Count a piece under the candidate's answers; returns the candidate's lanes, uint8[n].

        guarded: bool[gates][n], whose goods a gate is about, permitted or not.
        """
        by_policy, _ = answers.settle(draws)
        taken = piece.is_random | (by_policy == RED)
        added = filling(piece.judged, taken, answers.admissible)
        self.exploited += int(added.exploit.sum())
        self.explored += int(added.explore.sum())
        settled = np.where(added.exploit | added.explore, np.uint8(RED), by_policy).astype(np.uint8)
        lanes = lanes_of(answers, settled, piece.is_random)
        np.add.at(self.moved, (piece.lanes, lanes), 1)
        for side, chosen in enumerate((piece.lanes, lanes)):
            np.add.at(self.by_known[side], (chosen, piece.known), 1)
        self.inadmissible += int((~answers.admissible).sum())
        checked = (piece.known == Known.CLEAN) | (piece.known == Known.FOUND)
        gone = piece.is_random & checked & answers.admissible & (by_policy != RED) & ~added.by_worth
        self.let_go += int(gone.sum())
        self.let_go_found += int((gone & (piece.known == Known.FOUND)).sum())
        self._add_rules(piece, answers, checked)
        self._add_gates(piece, answers, checked, guarded, lanes)
        return lanes

    def _add_gates(
        self,
        piece: Piece,
        answers: BatchAnswers,
        checked: NDArray[np.bool_],
        guarded: NDArray[np.bool_],
        lanes: NDArray[np.uint8],
    ) -> None:
        found, passed = piece.known == Known.FOUND, (lanes != RED) & (lanes != HELD)
        for gate, closed, about in zip(answers.gates, answers.shut, guarded, strict=True):
            one = self.gates.setdefault(gate.code, GateTally(gate.code))
            one.guarded += int((about | closed).sum())
            one.closed += int(closed.sum())
            one.known += int((closed & checked).sum())
            one.caught += int((closed & found).sum())
            one.missed += int((about & ~closed & passed & found).sum())
            one.spared += np.bincount(piece.lanes[closed], minlength=len(LANES))

    def _add_rules(self, piece: Piece, answers: BatchAnswers, checked: NDArray[np.bool_]) -> None:
        hits, found = answers.hits, piece.known == Known.FOUND
        unknown = answers.answers == 1
        red = np.fromiter((rule.lane is Lane.RED for rule in answers.rules), np.bool_, len(answers.rules))
        together = hits[red].sum(axis=0)
        for row, rule in enumerate(answers.rules):
            one = self.rules.setdefault(rule.code, RuleTally(rule.code, rule.lane.code))
            one.touched += int(hits[row].sum())
            one.unknown += int(unknown[row].sum())
            one.known += int((hits[row] & checked).sum())
            one.found += int((hits[row] & found).sum())
            if red[row]:
                one.alone += int((hits[row] & found & ~piece.is_random & (together == 1)).sum())


def lanes_of(
    answers: BatchAnswers, by_policy: NDArray[np.uint8], is_random: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    """Places in `LANES`: held where a gate is closed, red for the random stream, else the policy's."""
    opened = np.where(is_random, np.uint8(RED), by_policy)
    return np.where(answers.admissible, opened, np.uint8(HELD)).astype(np.uint8)


def draws_of(digest: str, numbers: Sequence[str]) -> NDArray[np.uint64]:
    """For rules that take a share: one number below 2^64 for each consignment, the same in every replay.

    digest: of the candidate's text. These draws decide nothing: in force, the committed draw does.
    """
    head = DRAW + digest.encode() + b"\x00"
    values = (int.from_bytes(sha256(head + number.encode()).digest()[:8]) for number in numbers)
    return np.fromiter(values, np.uint64, len(numbers))


def report(tally: Tally, hours: Hours) -> dict[str, Any]:
    """The counts with rates, exact intervals (Clopper–Pearson, 95 %) and hours, numbers as text."""
    total = int(tally.moved.sum())
    return {
        "decisions": total,
        "now": _side(tally.by_known[0], total, hours),
        "candidate": _side(tally.by_known[1], total, hours),
        "moved": {
            now: {then: int(tally.moved[i, j]) for j, then in enumerate(LANES)} for i, now in enumerate(LANES)
        },
        "inadmissible": tally.inadmissible,
        "by_worth": tally.exploited,
        "to_explore": tally.explored,
        "leak": _leak(tally),
        "rules": [_rule(one, total) for one in tally.rules.values()],
        "gates": [_gate(one, hours) for one in tally.gates.values()],
    }


def rate(events: int, total: int) -> dict[str, Any]:
    """A rate with its counts and exact interval; None where nothing was counted."""
    if not total:
        return {"events": events, "total": total, "rate": None, "low": None, "high": None}
    found = clopper_pearson(events, total, LEVEL)
    return {
        "events": events,
        "total": total,
        "rate": f"{found.rate:.6f}",
        "low": f"{found.low:.6f}",
        "high": f"{found.high:.6f}",
    }


def _side(counts: NDArray[np.int64], total: int, hours: Hours) -> dict[str, Any]:
    by_lane = {lane: int(counts[lane].sum()) for lane in Lane}
    held = int(counts[HELD].sum())
    caught = int(counts[[RED, HELD], Known.FOUND].sum())
    missed = int(counts[:, Known.FOUND].sum()) - caught
    clean = int(counts[Lane.RED, Known.CLEAN])
    return {
        "lanes": {**{lane.code: count for lane, count in by_lane.items()}, "held": held},
        "checked": rate(by_lane[Lane.RED], total),
        "caught": caught,
        "missed": missed,
        "unknown": int(counts[Lane.RED, Known.NOTHING] + counts[Lane.RED, Known.MISSED]),
        "recall": rate(caught, caught + missed),
        "found_among_checked": rate(caught, caught + clean),
        "inspector_hours": _cost(hours.inspector, by_lane),
        "trader_hours": _cost(hours.trader, by_lane),
    }


def _cost(hours: Mapping[Lane, Decimal], by_lane: Mapping[Lane, int]) -> str:
    return format(
        sum((hours.get(lane, Decimal(0)) * count for lane, count in by_lane.items()), Decimal(0)), "f"
    )


def _leak(tally: Tally) -> dict[str, Any]:
    """What is found among random units that the candidate would let go; too few say nothing."""
    return {**rate(tally.let_go_found, tally.let_go), "says_something": tally.let_go >= SMALL}


def _rule(one: RuleTally, total: int) -> dict[str, Any]:
    return {
        "rule": one.code,
        "lane": one.lane,
        "touched": rate(one.touched, total),
        "unknown": one.unknown,
        "found": rate(one.found, one.known),
        "alone": one.alone,
    }


def _gate(one: GateTally, hours: Hours) -> dict[str, Any]:
    """What one gate does; the hours are those of the checks, as decided, of what it is closed to."""
    spared = {lane: int(one.spared[lane]) for lane in Lane}
    return {
        "gate": one.code,
        "closed": rate(one.closed, one.guarded),
        "found": rate(one.caught, one.known),
        "caught": one.caught,
        "missed": one.missed,
        "inspector_hours": _cost(hours.inspector, spared),
        "trader_hours": _cost(hours.trader, spared),
    }


def read_hours(settings: Mapping[str, Any]) -> tuple[Hours | None, list[Finding]]:
    """The hours for each check out of the office's settings; a finding for each that is no number from 0
    on.
    """
    found: list[Finding] = []
    read: dict[str, dict[Lane, Decimal]] = {"inspector": {}, "trader": {}}
    for kind, by_lane in read.items():
        for lane in (Lane.YELLOW, Lane.RED):
            key = f"{kind}_hours_{lane.code}"
            try:
                by_lane[lane] = Decimal(str(settings[key]))
            except InvalidOperation:
                by_lane[lane] = Decimal("NaN")
            if not by_lane[lane].is_finite() or by_lane[lane] < 0:
                params = {"setting": key, "value": str(settings[key])}
                found.append(Finding("targeting.finding.hours_wrong", params=params))
    return (None, found) if found else (Hours(read["inspector"], read["trader"]), [])
