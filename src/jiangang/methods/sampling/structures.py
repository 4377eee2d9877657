"""How a lot lies: containers, pallets, cartons or hatches, and the units in each; its canonical order.

The order in which somebody writes the groups down decides nothing: they are sorted by their names, numbers in
names by their value, and the units are numbered through in that order.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate

from jiangang.methods.sampling.inputs import Facts

LEVELS = ("vessel", "hatch", "container", "stack", "pallet", "carton")
"""Names of levels that have words of their own; any other name may stand there too."""
OTHER_NAMES = {
    "船舶": "vessel",
    "船": "vessel",
    "舱": "hatch",
    "舱口": "hatch",
    "货舱": "hatch",
    "集装箱": "container",
    "箱号": "container",
    "垛": "stack",
    "托盘": "pallet",
    "纸箱": "carton",
    "箱": "carton",
    "件数": "units",
    "件": "units",
}
UNITS = "units"
RESERVED = frozenset({"number", "unit", "order"})
MOST_UNITS, MOST_GROUPS, LONGEST_NAME = 10_000_000, 100_000, 60


@dataclass(frozen=True, slots=True)
class Group:
    """The units that lie together: the names from the outermost level inwards, and how many units."""

    path: tuple[str, ...]
    units: int


@dataclass(frozen=True)
class LotStructure:
    """A lot as groups in canonical order.

    levels: names of the levels, outermost first; groups: sorted by their names. Build it with
    `read_structure` or `of_units`.
    """

    levels: tuple[str, ...]
    groups: tuple[Group, ...]

    @classmethod
    def of_units(cls, units: int) -> "LotStructure":
        """A lot without any structure: so many units."""
        return cls((), (Group((), units),))

    @property
    def ends(self) -> list[int]:
        """The number of the last unit of each group."""
        return list(accumulate(group.units for group in self.groups))

    @property
    def units(self) -> int:
        """Units of the whole lot."""
        return sum(group.units for group in self.groups)

    def place_of(self, number: int, ends: list[int]) -> tuple[int, int]:
        """Which group the unit of a lot-wide number (from 1) lies in, and its number inside it."""
        group = bisect_right(ends, number - 1)
        return group, number - (ends[group - 1] if group else 0)


def natural_key(name: str) -> tuple[object, ...]:
    """Sorts names as people do: P2 before P10; equal in that sense, by code point."""
    parts = re.split(r"([0-9]+)", name)
    return (*(int(part) if place % 2 else part for place, part in enumerate(parts)), name)


def read_structure(facts: Facts, rows: Iterable[tuple[int, Mapping[str, str]]]) -> LotStructure:
    """Read a lot from rows: one column for each level, outermost first, and `units`.

    rows: with their numbers; what is wrong stays in `facts`, which the caller checks.
    """
    levels: tuple[str, ...] = ()
    groups: dict[tuple[str, ...], int] = {}
    for number, row in rows:
        facts.row = number
        cells = {
            OTHER_NAMES.get(name.strip(), name.strip().lower()): cell.strip() for name, cell in row.items()
        }
        if not groups and not levels:
            levels = tuple(name for name in cells if name != UNITS)
            _check_levels(facts, levels, cells)
        path = tuple(cells.get(level, "") for level in levels)
        _check_path(facts, path, levels, groups)
        groups[path] = facts.count(UNITS, cells.get(UNITS), least=1, most=MOST_UNITS)
        if len(groups) > MOST_GROUPS:
            facts.fault("lot_too_large", UNITS, units=MOST_UNITS, groups=MOST_GROUPS)
            break
    facts.row = None
    if not groups:
        facts.fault("no_parts", UNITS)
    if sum(groups.values()) > MOST_UNITS:
        facts.fault("lot_too_large", UNITS, units=MOST_UNITS, groups=MOST_GROUPS)
    order = sorted(groups, key=lambda path: tuple(map(natural_key, path)))
    return LotStructure(levels, tuple(Group(path, groups[path]) for path in order))


def _check_levels(facts: Facts, levels: tuple[str, ...], cells: Mapping[str, str]) -> None:
    if UNITS not in cells:
        facts.fault("column_missing", UNITS, column=UNITS)
    for level in levels:
        if level in RESERVED or not level or len(level) > LONGEST_NAME:
            facts.fault("level_name", level, level=level, reserved=", ".join(sorted(RESERVED)))


def _check_path(
    facts: Facts, path: tuple[str, ...], levels: tuple[str, ...], known: Mapping[tuple[str, ...], int]
) -> None:
    for level, name in zip(levels, path, strict=True):
        if not name:
            facts.fault("value_missing", level, name=level)
        elif len(name) > LONGEST_NAME or not name.isprintable():
            facts.fault("name_unprintable", level, level=level, longest=LONGEST_NAME)
    if path in known:
        facts.fault("group_twice", levels[-1] if levels else UNITS, group=" / ".join(path))
