"""The loop over consignments: arrival, infestation, release, inspection, and the sums of one simulation."""

from typing import Any

import numpy as np

from jiangang.methods.targeting.simulation.arranging import arrange_consignment
from jiangang.methods.targeting.simulation.compiling import compiled
from jiangang.methods.targeting.simulation.draws import ACT, ARRIVAL, below, open_stream, uniform
from jiangang.methods.targeting.simulation.inspecting import inspect_consignment
from jiangang.methods.targeting.simulation.plan import COLUMNS, NO_RELEASE
from jiangang.methods.targeting.simulation.releasing import is_inspected, record_result

(
    CONSIGNMENTS, INSPECTED, INFESTED, INTERCEPTED, MISSED, MISSED_IN_TOLERANCE, MISSED_RELEASED,
    BOXES, ITEMS, BOXES_TO_COMPLETION, BOXES_TO_DETECTION, ITEMS_TO_COMPLETION, ITEMS_TO_DETECTION,
    INFESTED_ITEMS, MISSED_ITEMS, INTERCEPTED_ITEMS, FOUND_TO_COMPLETION, FOUND_TO_DETECTION,
    RATES, MISSED_RATES, INTERCEPTED_RATES, HIGHEST_MISSED_RATE,
) = range(len(COLUMNS))  # fmt: skip


@compiled
def simulate(plan: Any, scratch: Any, span: Any, done: Any, totals: Any) -> None:
    """Play the consignments of one stretch of a simulation and add to its totals.

    span: seed, simulation, first consignment, and the one after the last, as uint64. Levels of groups and the
    totals go on from the stretch before, so that the length of a stretch changes nothing.
    """
    seed, simulation, stream = span[0], np.int64(span[1]), scratch.stream
    goods, rows, rules, sizes, clean = plan.goods, plan.rows, plan.rules, plan.sizes, plan.clean
    profiles, skips, tolerance = (
        len(plan.profiles),
        plan.release.kind != NO_RELEASE,
        plan.inspection.tolerance,
    )
    for number in range(np.int64(span[2]), np.int64(span[3])):
        open_stream(stream, seed, simulation, number, ARRIVAL)
        if goods.listed:
            row = rows[number]
            slot, origin, commodity, port, day = row[0], row[1], row[2], row[3], row[4]
        else:
            slot = below(stream, goods.slots)
            origin, commodity = below(stream, goods.origins), below(stream, goods.commodities)
            port, day = below(stream, goods.ports), goods.start + number // goods.per_day
        size = sizes[slot]
        profile = profiles - 1 if len(rules) == 0 else _profile_of(rules, origin, commodity, port, day)
        infested = 0
        if profile >= 0 and not (clean[profile, slot] > 0.0 and uniform(stream) < clean[profile, slot]):
            infested = arrange_consignment(scratch, plan.profiles[profile], size, clean[profile, slot])
        totals[CONSIGNMENTS] += 1
        totals[BOXES] += size.boxes
        totals[ITEMS] += size.items
        if infested == 0 and size.plain_items >= 0 and not skips:
            _add_plain(totals, size)
            continue
        open_stream(stream, seed, simulation, number, ACT)
        arrival = (slot, origin, commodity, port, day)
        inspected = not skips or is_inspected(scratch, plan, arrival)
        if inspected:
            inspect_consignment(scratch, plan.inspection, size, done)
            _add_inspection(totals, done)
            if skips:
                record_result(scratch, plan, arrival, done[2] > 0)
        if infested > 0:
            _judge(totals, tolerance, infested, infested / size.items, inspected and done[2] > 0, inspected)
            scratch.marks[: size.items] = 0


@compiled
def _profile_of(rules: Any, origin: int, commodity: int, port: int, day: int) -> Any:
    """The first rule that fits says how a consignment is infested; −1 for not at all."""
    for number in range(len(rules)):
        rule = rules[number]
        if (
            (rule.commodity < 0 or rule.commodity == commodity)
            and (rule.origin < 0 or rule.origin == origin)
            and (rule.port < 0 or rule.port == port)
            and rule.since <= day <= rule.until
        ):
            return rule.profile
    return -1


@compiled
def _add_plain(totals: Any, size: Any) -> None:
    """Add the inspection of a consignment without infestation where only its size matters."""
    totals[INSPECTED] += 1
    totals[BOXES_TO_COMPLETION] += size.sample
    totals[BOXES_TO_DETECTION] += size.sample
    totals[ITEMS_TO_COMPLETION] += size.plain_items
    totals[ITEMS_TO_DETECTION] += size.plain_items


@compiled
def _add_inspection(totals: Any, done: Any) -> None:
    totals[INSPECTED] += 1
    totals[BOXES_TO_COMPLETION] += done[0]
    totals[ITEMS_TO_COMPLETION] += done[1]
    totals[FOUND_TO_COMPLETION] += done[2]
    totals[BOXES_TO_DETECTION] += done[3]
    totals[ITEMS_TO_DETECTION] += done[4]
    totals[FOUND_TO_DETECTION] += done[5]


@compiled
def _judge(
    totals: Any, tolerance: float, infested: int, rate: float, detected: bool, inspected: bool
) -> None:
    """Count an infested consignment as intercepted or missed."""
    totals[INFESTED] += 1
    totals[INFESTED_ITEMS] += infested
    totals[RATES] += rate
    if detected:
        totals[INTERCEPTED] += 1
        totals[INTERCEPTED_ITEMS] += infested
        totals[INTERCEPTED_RATES] += rate
        return
    totals[MISSED] += 1
    totals[MISSED_ITEMS] += infested
    totals[MISSED_RATES] += rate
    totals[HIGHEST_MISSED_RATE] = max(totals[HIGHEST_MISSED_RATE], rate)
    if rate < tolerance:
        totals[MISSED_IN_TOLERANCE] += 1
    if not inspected:
        totals[MISSED_RELEASED] += 1
