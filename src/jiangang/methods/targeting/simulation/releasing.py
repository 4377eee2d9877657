"""Release programmes: which consignments are inspected at all, and what an inspection does to a level."""

from typing import Any

import numpy as np

from jiangang.methods.targeting.simulation.compiling import compiled
from jiangang.methods.targeting.simulation.draws import uniform
from jiangang.methods.targeting.simulation.plan import DYNAMIC_LOT, FIXED_LOT, NAIVE, SCHEDULED

LEVEL, PASSES, RETURN_TO = 0, 1, 2


@compiled
def is_inspected(scratch: Any, plan: Any, arrival: Any) -> Any:
    """Whether this consignment is inspected. arrival: slot, origin, commodity, port, day."""
    kind = plan.release.kind
    slot, origin, commodity, port, day = arrival
    if kind == NAIVE:
        if plan.sizes[slot].boxes > plan.release.most_boxes or not _listed(plan.flowers, commodity):
            return True
        return plan.flowers[day % len(plan.flowers)] == commodity
    if kind == SCHEDULED:
        if not plan.ports[port] or not plan.qualifying[commodity, origin]:
            return True
        return _scheduled(plan, day, commodity, origin)
    group = group_of(plan, origin, commodity, port)
    level = plan.levels[group] if kind == FIXED_LOT else scratch.groups[group, LEVEL]
    return uniform(scratch.stream) < plan.fractions[level]


@compiled
def _listed(flowers: Any, commodity: int) -> bool:
    found = False
    for each in flowers:
        found |= each == commodity
    return found


@compiled
def _scheduled(plan: Any, day: int, commodity: int, origin: int) -> Any:
    """Whether this commodity of this origin is the one to inspect on this day."""
    key = (day * plan.qualifying.shape[0] + commodity) * plan.qualifying.shape[1] + origin
    at = np.searchsorted(plan.schedule, key)
    return at < len(plan.schedule) and plan.schedule[at] == key


@compiled
def group_of(plan: Any, origin: int, commodity: int, port: int) -> Any:
    """Number of the group whose record counts: by those of the three that are tracked."""
    group: Any = np.int64(0)
    if plan.release.by_origin:
        group = origin
    if plan.release.by_commodity:
        group = group * plan.goods.commodities + commodity
    if plan.release.by_port:
        group = group * plan.goods.ports + port
    return group


@compiled
def record_result(scratch: Any, plan: Any, arrival: Any, detected: bool) -> None:
    """Move the group's level after an inspection (dynamic skip-lot programme only)."""
    if plan.release.kind != DYNAMIC_LOT:
        return
    _, origin, commodity, port, _ = arrival
    group = scratch.groups[group_of(plan, origin, commodity, port)]
    if detected:
        _lower(group, plan.release)
        return
    group[PASSES] += 1
    if group[RETURN_TO] > group[LEVEL]:
        if group[PASSES] >= plan.release.quick_clearance:
            group[LEVEL], group[PASSES] = group[RETURN_TO], 0
    elif group[PASSES] >= plan.release.clearance:
        group[LEVEL] = min(group[LEVEL] + 1, len(plan.fractions) - 1)
        group[PASSES] = 0


@compiled
def _lower(group: Any, release: Any) -> None:
    """What a failed inspection does: down by so many levels, or to a level, or from there down by one."""
    before = group[LEVEL]
    target = release.monitoring
    if release.decrease > 0:
        group[LEVEL] = max(0, before - release.decrease)
    else:
        group[LEVEL] = target if before > target else max(0, before - 1)
    group[PASSES] = 0
    group[RETURN_TO] = before if release.quick else -1
