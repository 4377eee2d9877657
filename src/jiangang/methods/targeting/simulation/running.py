"""Running a simulation, and the two steps of one consignment that a rehearsal asks for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.register import method
from jiangang.methods.targeting.simulation.config import Config, Infestation, Inspection, Unit
from jiangang.methods.targeting.simulation.packing import clean_below, pack, pack_profiles, pack_sizes
from jiangang.methods.targeting.simulation.pathway import Pathway
from jiangang.methods.targeting.simulation.plan import COLUMNS, examined, scratch_for
from jiangang.methods.targeting.simulation.result import Result

CHUNK = 1_000_000
LARGEST_SEED = 2**64 - 1
POPSBORDER = (
    "popsborder (North Carolina State University), documentation of version dd1d774; Montgomery et al. 2022, "
    "the published means of its examples"
)


@method(
    "targeting.simulation",
    source=POPSBORDER,
    verified=(
        "means and standard errors of popsborder on four configurations, and the published means of three "
        "consignment scenarios (examples/simulation)",
        "hypergeometric, binomial and geometric probabilities where they are known exactly",
        "a plain loop written apart (benchmarks/simulation.py)",
    ),
)
def run(
    config: Config,
    consignments: int | Pathway | None = None,
    rng_seed: int = 1,
    *,
    simulations: int | None = None,
    chunk: int = CHUNK,
    told: Callable[[int], None] | None = None,
) -> Result:
    """Simulate consignments, their infestation and their inspection; means over the simulations.

    config: as read; consignments: how many in each simulation, or those of a file, else as configured;
    rng_seed: 0 … 2⁶⁴ − 1; simulations: how many, else as configured; chunk: consignments between two calls of
    `told`, which is given how many are done. The result depends on config, numbers and seed only: each
    consignment has streams of its own, so that neither the chunk nor the inspection changes what it holds.
    Raises Refused for a seed out of range, a file without rows, or a configuration whose file was not given.
    """
    from jiangang.methods.targeting.simulation.loop import simulate

    check_seed(rng_seed)
    pathway = consignments if isinstance(consignments, Pathway) else None
    if (pathway is None and config.goods.file) or (pathway is not None and not len(pathway)):
        raise Refused(Finding("methods.targeting.simulation.finding.no_rows", field="goods.file"))
    count = len(pathway) if pathway is not None else config.consignments
    if isinstance(consignments, int):
        count = consignments
    times = config.simulations if simulations is None else simulations
    plan, scratch = pack(config, pathway)
    totals, done, finished = np.zeros((times, len(COLUMNS))), np.zeros(6, np.int64), 0
    for simulation in range(times):
        scratch.groups[:] = (config.release.start if config.release else 0, 0, -1)
        for first in range(0, count, chunk):
            last = min(first + chunk, count)
            span = np.array([rng_seed, simulation, first, last], np.uint64)
            simulate(plan, scratch, span, done, totals[simulation])
            finished += last - first
            if told is not None:
                told(finished)
    return Result.of(totals, count, rng_seed)


@dataclass(frozen=True, slots=True)
class Arranged:
    """The truth about one consignment.

    items, items_per_box: what it holds; infested: numbers of its infested items counted from 1, rising.
    """

    items: int
    items_per_box: int
    infested: tuple[int, ...]

    @property
    def boxes(self) -> int:
        """Boxes, the last one perhaps not full."""
        return -(-self.items // self.items_per_box)

    @property
    def rate(self) -> float:
        """Fraction of the items infested."""
        return len(self.infested) / self.items


@method(
    "targeting.arrangement",
    source=POPSBORDER,
    verified="properties of every arrangement: number, strata, widths, boxes; frequencies by chi-square",
)
def arrange(
    infestation: Infestation, *, items: int, items_per_box: int, rng_seed: int, number: int = 0
) -> Arranged:
    """Give one consignment its infestation.

    infestation: how consignments are infested; items, items_per_box: what it holds; number: of the
    consignment, so that one seed serves a whole rehearsal. The same arguments give the same answer. Raises
    Refused for a seed out of range, ValueError for a consignment without items.
    """
    from jiangang.methods.targeting.simulation.arranging import arrange_consignment
    from jiangang.methods.targeting.simulation.draws import ARRIVAL, open_stream, uniform

    check_seed(rng_seed)
    if items < 1 or items_per_box < 1:
        raise ValueError("a consignment holds at least one item, and so does a box")
    sizes = pack_sizes(Inspection(), np.array([[items, items_per_box]], np.int64))
    profiles = pack_profiles([infestation])
    scratch = scratch_for(int(sizes["whole"][0]), int(sizes["boxes"][0]))
    open_stream(scratch.stream, np.uint64(rng_seed), 0, number, ARRIVAL)
    clean = clean_below(profiles, sizes)[0, 0]
    if clean == 0.0 or uniform(scratch.stream) >= clean:
        arrange_consignment(scratch, profiles[0], sizes[0], clean)
    return Arranged(items, items_per_box, tuple((np.flatnonzero(scratch.marks) + 1).tolist()))


@method(
    "targeting.inspected_units",
    source="efficacy of detection: ISPM 31 (FAO/IPPC)",
    verified="binomial frequencies of recognised items; without error with efficacy 1",
)
def inspect_units(
    arranged: Arranged,
    units: Iterable[int],
    *,
    unit: Unit,
    rng_seed: int,
    number: int = 0,
    efficacy: float = 1.0,
    within_box: float = 1.0,
) -> dict[int, int]:
    """What an inspection of these units finds: recognised infested items, by unit.

    units: numbers of boxes or of items, counted from 1; unit: which of the two; efficacy: probability that an
    infested item which is examined is recognised; within_box: share of a box's items examined, the first
    ones. An item is recognised, or not, whatever else is opened and in whatever order. Raises ValueError for
    a unit that the consignment does not have.
    """
    from jiangang.methods.targeting.simulation.draws import ACT, open_stream, uniform

    check_seed(rng_seed)
    stream: Any = np.zeros(2, np.uint64)
    open_stream(stream, np.uint64(rng_seed), 0, number, ACT)
    recognised = {item for item in arranged.infested if uniform(stream) < efficacy}
    found = {}
    for each in units:
        if not 1 <= each <= (arranged.boxes if unit is Unit.BOX else arranged.items):
            raise ValueError(f"the consignment has no {unit.value} {each}")
        first = (each - 1) * arranged.items_per_box
        held = min(arranged.items_per_box, arranged.items - first)
        looked = range(first + 1, first + 1 + examined(within_box, held)) if unit is Unit.BOX else (each,)
        found[each] = len(recognised.intersection(looked))
    return found


def check_seed(rng_seed: int) -> None:
    """Raise Refused for a seed that does not fit into 64 bits."""
    if not 0 <= rng_seed <= LARGEST_SEED:
        params = {"value": str(rng_seed), "most": str(LARGEST_SEED)}
        raise Refused(
            Finding("methods.targeting.simulation.finding.seed_outside", field="rng-seed", params=params)
        )
