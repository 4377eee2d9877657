"""The evader: a learner on the other side, who reads what traders are told and then declares accordingly.

It is shipped so that explanations can be tried against it before they are released. It knows the declared
fields of past consignments and whether each was inspected; with the explanations it also uses every number in
them as a better target, and blames every declared value that their words name. It then picks, of 20 variants
of a consignment, the one it believes the least inspected.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.register import method
from jiangang.methods.targeting.measures import find_share_interval

VARIANTS, RECORDS = 20, 1000
RIDGE, BLAME = 3.0, 1.0
SHORTEST_NAMED = 2
Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """One past consignment as its trader knows it.

    fields: declared values by column; inspected: whether it was; explanation: what the trader was told, any
    plain mapping of texts, numbers, lists and mappings.
    """

    fields: Fields
    inspected: bool
    explanation: Fields


@dataclass(frozen=True, slots=True)
class Rise:
    """How often the evader gets through: drawing a variant, knowing outcomes, and with explanations read.

    drawn, before, after: shares of trials not inspected; rise: after − before; low, high: its 95 % interval
    over the trials, which are paired; read: explanations; trials: how many.
    """

    drawn: float
    before: float
    after: float
    rise: float
    low: float
    high: float
    read: int
    trials: int


class Evader:
    """A ridge regression of being inspected on declared values, and the blame that explanations give."""

    def __init__(self, rng_seed: int) -> None:
        self._chance = np.random.Generator(np.random.PCG64(rng_seed))
        self._weights: dict[str, float] = {}

    def read(self, records: Sequence[Record], *, explanations: bool) -> None:
        """Learn from records; without explanations only from fields and outcomes."""
        names = sorted({token for record in records for token in _tokens(record.fields)})
        place = {name: number for number, name in enumerate(names)}
        design = np.zeros((len(records), len(names)))
        for row, record in enumerate(records):
            design[row, [place[token] for token in _tokens(record.fields)]] = 1
        target = _target(records, explanations=explanations)
        gram = design.T @ design + RIDGE * np.eye(len(names))
        weights = np.linalg.solve(gram, design.T @ (target - target.mean()))
        if explanations:
            weights = weights + BLAME * _blame(records, place, design)
        self._weights = dict(zip(names, weights.tolist(), strict=True))

    def pick(self, variants: Sequence[Fields]) -> int:
        """The place of the variant believed least inspected; equal ones by chance."""
        beliefs = np.array([sum(self._weights.get(t, 0.0) for t in _tokens(each)) for each in variants])
        return int(np.argmin(beliefs + 1e-9 * self._chance.random(len(variants))))


@method(
    "targeting.evader",
    source="the project's own attack; Hardt and others, Strategic Classification, ITCS 2016, for the setting",
    verified="explanations that name values or tell scores raise it by far more than two points",
)
def measure_rise(
    records: Sequence[Record],
    trials: Sequence[Sequence[Fields]],
    is_inspected: Callable[[Fields], bool],
    rng_seed: int,
) -> Rise:
    """How much reading the explanations of these records raises the evader's success.

    records: past consignments, such as 1,000; trials: for each consignment to bring through, its variants,
    such as 20; is_inspected: what the office would do with declared fields, the same answer for the same
    fields. Raises Refused without records or trials.
    """
    if not records or not trials:
        raise Refused(Finding("methods.targeting.finding.no_rows"))
    through: dict[bool, NDArray[np.float64]] = {}
    for explanations in (False, True):
        evader = Evader(rng_seed)
        evader.read(records, explanations=explanations)
        picked = [variants[evader.pick(variants)] for variants in trials]
        through[explanations] = np.array([not is_inspected(each) for each in picked], float)
    chance = np.random.Generator(np.random.PCG64(rng_seed))
    drawn = np.mean([not is_inspected(each[int(chance.integers(len(each)))]) for each in trials])
    before, after = through[False], through[True]
    gained = after - before
    half = 1.96 * float(gained.std(ddof=1) if len(gained) > 1 else 1.0) / math.sqrt(len(gained))
    rise = float(gained.mean())
    return Rise(
        float(drawn), float(before.mean()), float(after.mean()), rise, rise - half, rise + half,
        len(records), len(trials),
    )  # fmt: skip


@method("targeting.evader_interval", source="Wilson, JASA 22 (1927) 209–212")
def find_success_interval(rise: Rise) -> tuple[float, float]:
    """95 % interval of the success after reading."""
    return find_share_interval(round(rise.after * rise.trials), rise.trials)


def make_variants(
    fields: Fields, choices: Mapping[str, Sequence[Any]], rng_seed: int, count: int = VARIANTS
) -> list[Fields]:
    """Variants of a consignment: each column with choices takes one, drawn; the first is as it is."""
    chance = np.random.Generator(np.random.PCG64(rng_seed))
    made: list[Fields] = [dict(fields)]
    while len(made) < count:
        drawn = {name: each[int(chance.integers(len(each)))] for name, each in sorted(choices.items())}
        made.append({**fields, **drawn})
    return made


def _tokens(fields: Fields) -> list[str]:
    return [f"{name}={value}" for name, value in sorted(fields.items()) if value is not None]


def _target(records: Sequence[Record], *, explanations: bool) -> NDArray[np.float64]:
    """Being inspected, or where an explanation's number follows it, the mean of both on one scale."""
    inspected = np.array([float(record.inspected) for record in records])
    if not explanations or inspected.std() == 0:
        return inspected
    told = [dict(_numbers(record.explanation)) for record in records]
    parts = [inspected / inspected.std()]
    for name in sorted(set().union(*told)):
        values = np.array([each.get(name, np.nan) for each in told])
        known = ~np.isnan(values)
        if known.mean() < 0.5 or values[known].std() == 0:
            continue
        standard = np.where(known, (values - values[known].mean()) / values[known].std(), 0.0)
        follows = float(np.corrcoef(standard, inspected)[0, 1])
        if abs(follows) > 2 / np.sqrt(len(records)):
            parts.append(np.sign(follows) * standard)
    return np.asarray(np.mean(parts, axis=0))


def _blame(
    records: Sequence[Record], place: Mapping[str, int], design: NDArray[np.float64]
) -> NDArray[np.float64]:
    """For each value the share of its inspected consignments whose explanation names it."""
    named = np.zeros(len(place))
    inspected = np.array([record.inspected for record in records])
    for record in records:
        if not record.inspected:
            continue
        words = " ".join(_words(record.explanation)).lower()
        for name, value in record.fields.items():
            said = str(value).lower()
            if value is not None and len(said) >= SHORTEST_NAMED and _is_named(said, words):
                named[place[f"{name}={value}"]] += 1
    return np.asarray(named / np.maximum(design[inspected].sum(0), 1))


def _is_named(said: str, words: str) -> bool:
    """Whether a value stands in the words by itself: the origin DE is not named by “decided”."""
    return said in words and re.search(rf"(?<![0-9a-z]){re.escape(said)}(?![0-9a-z])", words) is not None


def _words(explanation: Any) -> Iterator[str]:
    if isinstance(explanation, Mapping):
        for value in explanation.values():
            yield from _words(value)
    elif isinstance(explanation, list | tuple | set | frozenset):
        for value in explanation:
            yield from _words(value)
    elif isinstance(explanation, str):
        yield explanation


def _numbers(explanation: Any, path: str = "") -> Iterator[tuple[str, float]]:
    if isinstance(explanation, Mapping):
        for name, value in explanation.items():
            yield from _numbers(value, f"{path}.{name}")
    elif isinstance(explanation, list | tuple):
        yield f"{path}#", float(len(explanation))
        for number, value in enumerate(explanation):
            yield from _numbers(value, f"{path}.{number}")
    elif isinstance(explanation, bool | int | float):
        yield path, float(explanation)
