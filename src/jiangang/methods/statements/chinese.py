"""Claims of Chinese prose, gathered from the readers of quantities, ranks and honours; one claim for each."""

from collections.abc import Iterable

from jiangang.methods.statements.claims import Kind
from jiangang.methods.statements.honours import find_honours
from jiangang.methods.statements.periods import Period
from jiangang.methods.statements.quantities import find_quantities
from jiangang.methods.statements.ranks import find_firsts, find_praise, find_ranks, find_superlatives
from jiangang.methods.statements.sightings import Sighting

STRONGEST_FIRST = (
    Kind.RANK, Kind.FIRST, Kind.HONOUR, Kind.SUPERLATIVE,
    Kind.MONEY, Kind.CHANGE, Kind.SHARE, Kind.MEASURE, Kind.DURATION, Kind.COUNT, Kind.PRAISE,
)  # fmt: skip
NUMERIC = frozenset({Kind.MONEY, Kind.CHANGE, Kind.SHARE, Kind.MEASURE, Kind.DURATION, Kind.COUNT})


def find_chinese(text: str, periods: list[Period]) -> list[Sighting]:
    """All claims of a Chinese text by their place; where two overlap, the stronger kind stays."""
    quantities = find_quantities(text, periods)
    firsts = find_firsts(text)
    found = [
        *quantities,
        *find_ranks(text),
        *firsts,
        *find_superlatives(text),
        *find_honours(text, quantities),
        *find_praise(text),
    ]
    return one_each(found)


def one_each(found: Iterable[Sighting]) -> list[Sighting]:
    """Sightings in the order of the text, less those that a stronger one covers; praise stays beside all."""
    kept: list[Sighting] = []
    for seen in sorted(found, key=lambda each: (STRONGEST_FIRST.index(each.kind), each.start)):
        if seen.kind is not Kind.PRAISE and any(_covers(other, seen) for other in kept):
            continue
        kept.append(seen)
    return sorted(kept, key=lambda each: (each.start, each.end))


def _covers(other: Sighting, seen: Sighting) -> bool:
    if other.kind is Kind.PRAISE or not (other.start < seen.end and seen.start < other.end):
        return False
    if other.kind is Kind.FIRST and seen.kind in NUMERIC:
        return False
    if other.kind is Kind.RANK and seen.kind is Kind.RANK:
        return (other.start, other.end, other.subject) == (seen.start, seen.end, seen.subject)
    return True
