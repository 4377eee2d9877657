"""Inspecting: what is opened and what is found in one consignment, to completion and to detection at once."""

from typing import Any

from jiangang.methods.targeting.simulation.compiling import compiled
from jiangang.methods.targeting.simulation.draws import uniform
from jiangang.methods.targeting.simulation.placing import choose
from jiangang.methods.targeting.simulation.plan import BOX, CLUSTER, CONVENIENCE, INTERVAL, examined

examined_of = compiled(examined)


@compiled
def inspect_consignment(scratch: Any, inspection: Any, size: Any, done: Any) -> None:
    """Pick the units, examine them in the order in which they lie, and write what was done into `done`.

    done: boxes opened, items examined and infested items found when the sample is completed, and the same
    three when the inspection ends with the first detection. A box that is the unit is examined to its end.
    """
    for column in range(6):
        done[column] = 0
    if inspection.unit == BOX:
        if inspection.selection == CONVENIENCE:
            for box in range(size.sample):
                scratch.picks[box] = box
        else:
            choose(scratch.stream, scratch.taken, scratch.picks, size.boxes, size.sample)
        _walk_boxes(scratch, inspection, size, done)
    else:
        _walk_items(scratch, inspection, size, _pick_items(scratch, inspection, size), done)


@compiled
def _walk_boxes(scratch: Any, inspection: Any, size: Any, done: Any) -> None:
    """Examine the first items of each picked box."""
    for number in range(size.sample):
        first = scratch.picks[number] * size.per_box
        looked = examined_of(inspection.within_box, min(size.per_box, size.items - first))
        found = found_in(scratch.stream, scratch.marks[first : first + looked], inspection.efficacy)
        if done[5] == 0:
            done[3] += 1
            done[4] += looked
            done[5] += found
        done[0] += 1
        done[1] += looked
        done[2] += found


@compiled
def found_in(stream: Any, marks: Any, efficacy: float) -> int:
    """How many of the infested items among these are recognised."""
    infested = 0
    for mark in marks:
        infested += mark
    if efficacy >= 1.0 or infested == 0:
        return infested
    found = 0
    for _ in range(infested):
        if uniform(stream) < efficacy:
            found += 1
    return found


@compiled
def _walk_items(scratch: Any, inspection: Any, size: Any, count: int, done: Any) -> None:
    """Examine the picked items one by one; a box is opened for the first of its items."""
    last = -1
    for number in range(count):
        place = scratch.picks[number]
        box = place // size.per_box
        opened = 1 if box != last else 0
        last = box
        found = 0
        if scratch.marks[place] != 0 and (
            inspection.efficacy >= 1.0 or uniform(scratch.stream) < inspection.efficacy
        ):
            found = 1
        if done[5] == 0:
            done[3] += opened
            done[4] += 1
            done[5] += found
        done[0] += opened
        done[1] += 1
        done[2] += found


@compiled
def _pick_items(scratch: Any, inspection: Any, size: Any) -> Any:
    """Write the items to examine into `scratch.picks`, in the order in which they lie; answers how many."""
    looked = examined_of(inspection.within_box, size.per_box)
    if inspection.selection == CLUSTER:
        return _pick_clusters(scratch, inspection, size, looked)
    if inspection.selection == CONVENIENCE:
        for number in range(size.sample):
            scratch.picks[number] = number
    else:
        choose(scratch.stream, scratch.taken, scratch.picks, size.examinable, size.sample)
    if looked < size.per_box:
        for number in range(size.sample):
            pick = scratch.picks[number]
            scratch.picks[number] = (pick // looked) * size.per_box + pick % looked
    return size.sample


@compiled
def _pick_clusters(scratch: Any, inspection: Any, size: Any, looked: int) -> int:
    """The first items of boxes at random or at an interval; a box that is not full may leave it short."""
    needed = min((size.sample + looked - 1) // looked, size.boxes)
    boxes = scratch.box_picks
    if inspection.boxes_by == INTERVAL:
        step = min(inspection.interval, size.boxes // max(needed, 1))
        for number in range(needed):
            boxes[number] = number * step
    else:
        choose(scratch.stream, scratch.taken, boxes, size.boxes, needed)
    count = 0
    for number in range(needed):
        first = boxes[number] * size.per_box
        here = examined_of(inspection.within_box, min(size.per_box, size.items - first))
        for place in range(first, first + min(here, size.sample - count)):
            scratch.picks[count] = place
            count += 1
    return count
