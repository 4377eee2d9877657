"""A policy over many consignments at once: columns, look-up tables, masks; with the answers of `interpret`.

A bit stands for each rule, for each gate, and for what gates permit. For each fact a table holds the bits of
every value that makes a difference; a consignment's answers are the bits that all its values leave.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.register import method
from jiangang.methods.targeting.columns import Columns
from jiangang.methods.targeting.conditions import Answer, Condition
from jiangang.methods.targeting.criteria import Gate, Lane, TargetingRule
from jiangang.methods.targeting.drawing import limit
from jiangang.methods.targeting.policy import Policy
from jiangang.methods.targeting.tables import LaidOut, Table, Words, merged, tables_of

__all__ = ["BatchAnswers", "Columns", "Compiled", "compile_policy", "lane_of", "screen"]

CHUNK = 8192
"""Lines asked at once: their bits stay in the processor's cache."""
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sampled:
    """Those whom rules of one lane and rate touch; `binds` as their natures say."""

    lane: Lane
    binds: bool
    rate: Fraction
    touched: Flags


@dataclass(frozen=True, slots=True)
class BatchAnswers:
    """A policy's answers for n consignments.

    lanes: uint8[n], by the rules that take all they touch; yes, possible: bits of rules and gates, words × n;
    touched: bits of the rules that touch, and of the gates that are closed; mandatory: inspected whatever the
    capacity; admissible: no gate is closed; sampled: who is taken into which lane at which rate below 1.
    """

    rules: tuple[TargetingRule, ...]
    gates: tuple[Gate, ...]
    lanes: NDArray[np.uint8]
    yes: Words
    possible: Words
    touched: Words
    mandatory: Flags
    admissible: Flags
    sampled: tuple[Sampled, ...]

    @property
    def hits(self) -> Flags:
        """bool[rules][n]: which rules touch which consignments."""
        return _unpacked(self.touched, len(self.rules)).view(np.bool_)

    @property
    def shut(self) -> Flags:
        """bool[gates][n]: which gates are closed to which consignments."""
        first = len(self.rules)
        return _unpacked(self.touched, first + len(self.gates))[first:].view(np.bool_)

    @property
    def answers(self) -> NDArray[np.int8]:
        """int8[rules][n]: 0 no, 1 unknown, 2 yes."""
        count = len(self.rules)
        return (_unpacked(self.yes, count) + _unpacked(self.possible, count)).view(np.int8)

    def asked(self, place: int) -> list[tuple[TargetingRule, Answer]]:
        """The rules' answers for one consignment, as `policy.verdict` takes them."""
        return [(rule, self._answer(bit, place)) for bit, rule in enumerate(self.rules)]

    def closed(self, place: int) -> list[tuple[Gate, Answer]]:
        """The gates' answers for one consignment, as `policy.verdict` takes them."""
        first = len(self.rules)
        return [(gate, self._answer(first + bit, place)) for bit, gate in enumerate(self.gates)]

    def settle(self, draws: NDArray[np.uint64]) -> tuple[NDArray[np.uint8], Flags]:
        """Lanes and who is mandatory once the committed draws, 64 bits each, are known.

        A consignment is taken by a rule of rate r when its draw is below r·2^64, as `Verdict.lane_at` has it.
        Whom a rate below 1 takes for inspection is inspected, whatever the rule's nature: else it is no rate.
        """
        lanes, mandatory = self.lanes.copy(), self.mandatory.copy()
        for one in self.sampled:
            taken = one.touched & (draws < limit(one.rate))
            lanes[taken & (lanes < one.lane)] = one.lane
            if one.lane is Lane.RED:
                mandatory |= taken
        return lanes, mandatory

    @property
    def chances(self) -> NDArray[np.float64]:
        """float64[n]: the greatest rate below 1 at which a rule takes it for inspection, else 0."""
        found = np.zeros(len(self.lanes))
        for one in self.sampled:
            if one.lane is Lane.RED:
                found[one.touched] = np.maximum(found[one.touched], float(one.rate))
        return found

    @property
    def red_chances(self) -> NDArray[np.float64]:
        """float64[n]: how likely the rules alone take it for inspection, before any draw."""
        return np.asarray(np.maximum(self.lanes == Lane.RED, self.chances))

    def _answer(self, bit: int, place: int) -> Answer:
        word, shift = bit >> 6, np.uint64(bit & 63)
        yes, possible = int(self.yes[word, place] >> shift) & 1, int(self.possible[word, place] >> shift) & 1
        return Answer(yes + possible)


@dataclass(frozen=True)
class Compiled:
    """A policy made ready for one day. It may be asked again and again; its tables learn values as they come.

    Bits: rules, gates, what each gate permits, then two for each programme (unearned, owing).
    """

    policy: Policy
    on: date
    rules: tuple[TargetingRule, ...]
    gates: tuple[Gate, ...]
    words: int
    tables: tuple[Table, ...]
    permits: tuple[tuple[int, ...], ...]
    states: dict[int, tuple[int, int]]
    _masks: dict[tuple[Lane, bool, Fraction], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for bit, rule in enumerate(self.rules):
            if rule.programme is None:
                group = (rule.lane, rule.nature.binds, rule.rate)
                self._masks[group] = self._masks.get(group, 0) | 1 << bit

    def screen(self, columns: Columns) -> BatchAnswers:
        """Ask everything about all consignments; the same answers as `policy.interpret` gives."""
        yes, possible = self._ask(columns)
        widely = [one.applies_when_unknown for one in self.rules]
        widely += [one.applies_when_unknown for one in self.gates]
        wide = sum(1 << bit for bit, applies in enumerate(widely) if applies)
        touched = yes | (possible & _column(wide, self.words))
        lanes = np.full(columns.size, self.policy.default_lane, np.uint8)
        mandatory = np.zeros(columns.size, np.bool_)
        sampled = []
        for one in self._rates(yes, possible, touched):
            if one.rate < 1:
                sampled.append(one)
                continue
            lanes[one.touched & (lanes < one.lane)] = one.lane
            if one.binds and one.lane is Lane.RED:
                mandatory |= one.touched
        gates = sum(1 << len(self.rules) + bit for bit in range(len(self.gates)))
        admissible = ~_any(touched, gates)
        return BatchAnswers(
            self.rules, self.gates, lanes, yes, possible, touched, mandatory, admissible, tuple(sampled)
        )

    def _rates(self, yes: Words, possible: Words, touched: Words) -> Iterator[Sampled]:
        for (lane, binds, rate), mask in self._masks.items():
            yield Sampled(lane, binds, rate, _any(touched, mask))
        for bit, (unearned, owing) in self.states.items():
            rule, terms = self.rules[bit], self.rules[bit].terms
            here = _any(touched, 1 << bit)
            owed = here & _any(yes, 1 << owing)
            normal = here & ~owed & _any(possible, 1 << unearned)
            for rate, whom in (
                (Fraction(1), owed),
                (terms.normal, normal),
                (terms.reduced, here & ~owed & ~normal),
            ):
                yield Sampled(rule.lane, rule.nature.binds, rate, whom)

    def _ask(self, columns: Columns) -> tuple[Words, Words]:
        """The bits of each consignment: yes, and yes or unknown; of the lines the best."""
        count = columns.size if columns.owners is None else len(columns.owners)
        laid = merged([LaidOut(table.places(columns), *table.bits()) for table in self.tables])
        unknown = np.zeros(count, np.bool_)
        for one in laid:
            differs = (one.yes != one.possible).any(axis=0)
            if differs.any():
                unknown |= differs.take(one.places, mode="clip")
        yes = _left([one.yes for one in laid], [one.places for one in laid], self.words, count)
        possible = yes.copy()
        if unknown.any():
            some = np.flatnonzero(unknown)
            places = [one.places[some] for one in laid]
            possible[:, some] = _left([one.possible for one in laid], places, self.words, len(some))
        self._close_gates(yes, possible)
        if columns.starts is None or not columns.size:
            return yes, possible
        best = np.bitwise_or.reduceat
        return best(yes, columns.starts, axis=1), best(possible, columns.starts, axis=1)

    def _close_gates(self, yes: Words, possible: Words) -> None:
        """A gate's bits say whether a line is guarded; after this, whether the gate is closed to it."""
        for place, permits in enumerate(self.permits):
            mask = sum(1 << bit for bit in permits)
            allowed, perhaps = _any(yes, mask), _any(possible, mask)
            word, bit = divmod(len(self.rules) + place, 64)
            off = ~np.uint64(1 << bit)
            yes[word, perhaps] &= off
            possible[word, allowed] &= off


@method(
    "targeting.batch",
    source="look-up tables and bit masks over dictionary-encoded columns; the answers of targeting.policy",
    verified="hypothesis: the same answers as targeting.policy for each consignment",
)
def compile_policy(policy: Policy, on: date) -> Compiled:
    """Make a policy ready to be asked about many consignments on one day."""
    rules, gates = policy.rules_on(on), policy.gates_on(on)
    rows: list[Sequence[Condition]] = [rule.conditions for rule in rules]
    rows += [gate.conditions for gate in gates]
    permits = []
    for gate in gates:
        permits.append(tuple(range(len(rows), len(rows) + len(gate.permits))))
        rows += [permit.conditions for permit in gate.permits]
    states = {}
    for bit, rule in enumerate(rules):
        if rule.programme is not None:
            states[bit] = (len(rows), len(rows) + 1)
            rows += [rule.unearned().conditions, rule.owing().conditions]
    words = max(1, -(-len(rows) // 64))
    asked = [(bit, one) for bit, conditions in enumerate(rows) for one in conditions]
    return Compiled(policy, on, rules, gates, words, tuple(tables_of(asked, words)), tuple(permits), states)


def screen(policy: Policy, columns: Columns, on: date) -> BatchAnswers:
    """Compile and ask at once."""
    return compile_policy(policy, on).screen(columns)


def lane_of(value: np.uint8) -> Lane:
    """The lane behind a number of `BatchAnswers.lanes`."""
    return Lane(int(value))


def _left(tables: Sequence[Words], places: Sequence[NDArray[np.intp]], words: int, count: int) -> Words:
    """The bits that all values of each line leave."""
    left = np.full((words, count), ~np.uint64(0), np.uint64)
    for begin in range(0, count, CHUNK):
        part = slice(begin, begin + CHUNK)
        for rows, table in zip(places, tables, strict=True):
            here = rows[part]
            for word in range(words):
                left[word, part] &= table[word].take(here, mode="clip")
    return left


def _column(mask: int, words: int) -> Words:
    return np.frombuffer(mask.to_bytes(8 * words, "little"), "<u8").astype(np.uint64)[:, None]


def _any(bits: Words, mask: int) -> Flags:
    """Where any bit of the mask is set."""
    found = np.zeros(bits.shape[1], np.bool_)
    for word, one in enumerate(_column(mask, bits.shape[0])[:, 0]):
        if one:
            found |= (bits[word] & one) != 0
    return found


def _unpacked(bits: Words, count: int) -> NDArray[np.uint8]:
    """One row of 0 and 1 for each of the first bits."""
    words, size = bits.shape
    octets = bits.astype("<u8").view(np.uint8).reshape(words, size, 8)
    planes = np.ascontiguousarray(octets.transpose(0, 2, 1)).reshape(8 * words, size)
    found = np.empty((count, size), np.uint8)
    for bit in range(count):
        np.right_shift(planes[bit >> 3], bit & 7, out=found[bit])
    found &= 1
    return found
