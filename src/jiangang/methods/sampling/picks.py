"""Which units to open: drawn from the structure of a lot by a committed seed, the same for everyone.

The stream of each draw is named `pick|<label>|<stage>|<group>`, with | and \\ escaped by \\, so that one seed
may serve several lots and stages without their draws having anything in common.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from jiangang.methods.answers import Answer, Said
from jiangang.methods.chance import Stream
from jiangang.methods.chance.stream import ALGORITHM, SEED_SIZE
from jiangang.methods.register import method
from jiangang.methods.sampling.inputs import Facts, Given
from jiangang.methods.sampling.mixtures import share_out
from jiangang.methods.sampling.structures import LotStructure

LONGEST_LABEL = 200


@dataclass(frozen=True, slots=True)
class Pick:
    """One unit to open: its number in the lot, the place of its group, its number there, its turn."""

    number: int
    group: int
    unit: int
    order: int


@dataclass(frozen=True)
class Picks:
    """The units to open, by number, and what they were drawn from.

    seed_digest: SHA-256 of the seed, by which a commitment made before can be compared; way: `units`,
    `proportional` or `two_stage`.
    """

    structure: LotStructure
    picks: tuple[Pick, ...]
    label: str
    seed_digest: str
    way: str

    def of_group(self, group: int) -> list[Pick]:
        """The picks of one group."""
        return [pick for pick in self.picks if pick.group == group]


@method(
    "sampling.picks",
    source=(
        "ISPM 31 (FAO/IPPC), simple random, stratified and two-stage selection",
        "Fisher–Yates shuffle, Knuth, TAOCP vol. 2, §3.4.2 algorithm P, on the stream of methods.chance",
    ),
    verified=(
        "any order of the rows gives the same picks (property test)",
        "frequencies of 20,000 picks beside the uniform distribution (chi-square)",
    ),
)
def pick_units(
    structure: LotStructure,
    *,
    seed: str,
    count: Given = None,
    label: str = "",
    proportional: bool = False,
    groups: Given = None,
    units_each: Given = None,
) -> Picks:
    """Draw the units to open.

    structure: of the lot; seed: 32 bytes as 64 hexadecimal digits, committed to before; count: units to
    open, from the whole lot alike, or with `proportional` shared out over the groups of the outermost level;
    groups and units_each instead of a count: so many groups of the outermost level, and in each so many
    units; label: of the consignment, part of the stream. Raises Refused for bad values.
    """
    facts = Facts()
    raw = _read_seed(facts, seed)
    if len(label) > LONGEST_LABEL or (label and not label.isprintable()):
        facts.fault("label_wrong", "label", longest=LONGEST_LABEL)
    if (count is None) == (groups is None) or (groups is None) != (units_each is None):
        facts.fault("pick_what", "count")
    outer = _outermost(structure)
    wanted = None if count is None else facts.count("count", count, least=1)
    if wanted is not None and wanted > structure.units:
        facts.fault("more_than_lot", "count", count=wanted, lot_size=structure.units)
    opened = None if groups is None else facts.count("groups", groups, least=1)
    each = None if units_each is None else facts.count("units-each", units_each, least=1)
    if opened is not None and opened > len(outer):
        facts.fault("more_than_groups", "groups", count=opened, groups=len(outer))
    if (proportional or opened is not None) and not structure.levels:
        facts.fault("no_groups", "proportional" if proportional else "groups")
    facts.check()
    draw = _Draw(structure, raw, label)
    if opened is not None and each is not None:
        numbers, way = draw.in_two_stages(outer, opened, each), "two_stage"
    elif proportional:
        numbers, way = draw.in_proportion(outer, wanted or 0), "proportional"
    else:
        numbers, way = draw.from_all(wanted or 0), "units"
    return Picks(structure, draw.located(numbers), label, sha256(raw).hexdigest(), way)


def answer_of(picks: Picks) -> Answer:
    """The picks as an answer: `sample_size`, `units`, `picks` (each `number`, levels, `unit`, `order`)."""
    levels = picks.structure.levels
    rows = [
        {
            "number": pick.number,
            **dict(zip(levels, picks.structure.groups[pick.group].path, strict=True)),
            "unit": pick.unit,
            "order": pick.order,
        }
        for pick in picks.picks
    ]
    return Answer(
        method="sampling.picks",
        version="1",
        values={
            "sample_size": len(rows),
            "units": picks.structure.units,
            "groups": len(picks.structure.groups),
            "levels": list(levels),
            "way": picks.way,
            "label": picks.label,
            "picks": rows,
            "seed_digest": picks.seed_digest,
            "algorithm": ALGORITHM,
        },
        assumptions=(
            Said("methods.sampling.assumption.seed_committed"),
            Said("methods.sampling.assumption.canonical_order"),
        ),
        sentence=Said(
            f"methods.sampling.sentence.picks_{picks.way}",
            {
                "sample_size": len(rows),
                "units": picks.structure.units,
                "digest": picks.seed_digest[:16],
                "opened": len({_outer_name(picks.structure, pick) for pick in picks.picks}),
            },
        ),
    )


def _outer_name(structure: LotStructure, pick: Pick) -> str:
    path = structure.groups[pick.group].path
    return path[0] if path else ""


def _read_seed(facts: Facts, seed: str) -> bytes:
    try:
        raw = bytes.fromhex(seed.strip())
    except ValueError:
        raw = b""
    if len(raw) != SEED_SIZE:
        facts.fault("seed_wrong", "seed", digits=2 * SEED_SIZE)
    return raw


def _outermost(structure: LotStructure) -> dict[str, range]:
    """The groups of the outermost level, in canonical order, and the numbers of their units."""
    found: dict[str, range] = {}
    begin = 1
    for group in structure.groups:
        name = group.path[0] if group.path else ""
        first = found[name].start if name in found else begin
        begin += group.units
        found[name] = range(first, begin)
    return found


@dataclass(frozen=True)
class _Draw:
    structure: LotStructure
    seed: bytes
    label: str

    def from_all(self, count: int) -> list[int]:
        """Numbers from the whole lot, in the order drawn."""
        return self._stream("units").draw(range(1, self.structure.units + 1), count)

    def in_proportion(self, outer: dict[str, range], count: int) -> list[int]:
        """So many from each outermost group as belong to its size."""
        shares = {
            part.name: part.opened for part in share_out({name: len(outer[name]) for name in outer}, count)
        }
        drawn: list[int] = []
        for name, numbers in outer.items():
            drawn += self._stream("units", name).draw(numbers, shares[name])
        return drawn

    def in_two_stages(self, outer: dict[str, range], groups: int, each: int) -> list[int]:
        """Groups first, in canonical order; then units in each, all of them where there are fewer."""
        drawn: list[int] = []
        for name in self._stream("groups").draw(list(outer), groups):
            drawn += self._stream("units", name).draw(outer[name], min(each, len(outer[name])))
        return drawn

    def located(self, numbers: Sequence[int]) -> tuple[Pick, ...]:
        """The picks with their places, sorted by number."""
        ends = self.structure.ends
        order = {number: place for place, number in enumerate(numbers, start=1)}
        return tuple(
            Pick(number, *self.structure.place_of(number, ends), order[number]) for number in sorted(order)
        )

    def _stream(self, *stage: str) -> Stream:
        words = ("pick", self.label, *stage)
        return Stream(self.seed, "|".join(word.replace("\\", "\\\\").replace("|", "\\|") for word in words))
