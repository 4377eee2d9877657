"""The plan of a simulation as the compiled loops read it: small codes, records and arrays. No numba here."""

import math
from typing import Any, NamedTuple

import numpy as np

BOX, ITEM = 0, 1
FIXED, BETA = 0, 1
NEAREST, DOWN, UP = 0, 1, 2
RANDOM, PER_BOX, CLUSTERED = 0, 1, 2
CONTINUOUS, SPREAD, SUBSET = 0, 1, 2
WHOLE, FIRST, ONE, EACH = 0, 1, 2, 3
CONVENIENCE, CLUSTER = 1, 2
INTERVAL = 1
NO_RELEASE, NAIVE, SCHEDULED, FIXED_LOT, DYNAMIC_LOT = 0, 1, 2, 3, 4
NEVER = 1 << 40
"""A day that no date reaches."""

PROFILE = np.dtype(
    [(name, np.int64) for name in ("unit", "distribution", "counting", "arrangement", "form", "per_cluster")]
    + [("width", np.int64), ("within", np.int64)]
    + [
        (name, np.float64)
        for name in ("fixed", "alpha", "beta", "least", "clustering", "probability", "ratio")
    ]
)
RULE = np.dtype([(n, np.int64) for n in ("commodity", "origin", "port", "since", "until", "profile")])
SIZE = np.dtype(
    [(n, np.int64) for n in ("boxes", "items", "per_box", "whole", "sample", "examinable", "plain_items")]
)
INSPECTION = np.dtype(
    [(n, np.int64) for n in ("unit", "selection", "boxes_by", "interval")]
    + [("within_box", np.float64), ("efficacy", np.float64), ("tolerance", np.float64)]
)
RELEASE = np.dtype(
    [(n, np.int64) for n in ("kind", "most_boxes", "by_commodity", "by_origin", "by_port", "start")]
    + [(n, np.int64) for n in ("monitoring", "clearance", "decrease", "quick", "quick_clearance")]
)
GOODS = np.dtype(
    [(n, np.int64) for n in ("listed", "slots", "origins", "commodities", "ports", "start", "per_day")]
)

COLUMNS = (
    "consignments", "inspected", "infested", "intercepted", "missed", "missed_in_tolerance",
    "missed_released", "boxes", "items", "boxes_to_completion", "boxes_to_detection",
    "items_to_completion", "items_to_detection", "infested_items", "missed_items", "intercepted_items",
    "found_to_completion", "found_to_detection", "rates", "missed_rates", "intercepted_rates",
    "highest_missed_rate",
)  # fmt: skip
"""What is added up for each simulation; the last is a maximum."""


class Plan(NamedTuple):
    """Everything that a simulation is told.

    rows: of a file, each with slot, origin, commodity, port, day; empty when consignments are drawn. clean:
    profile × slot, probability that no item is infested. schedule: sorted keys of what is inspected on a day.
    qualifying: commodity × origin; ports: which take part; fractions: share inspected at each level; levels:
    of each group in a fixed skip-lot programme.
    """

    goods: Any
    rows: Any
    sizes: Any
    profiles: Any
    rules: Any
    clean: Any
    inspection: Any
    release: Any
    flowers: Any
    schedule: Any
    qualifying: Any
    ports: Any
    fractions: Any
    levels: Any


class Scratch(NamedTuple):
    """Room to work in: the stream, one byte for each item, for each box, places taken, places picked."""

    stream: Any
    marks: Any
    taken: Any
    boxes: Any
    picks: Any
    box_picks: Any
    groups: Any


def scratch_for(items: int, boxes: int, groups: int = 1) -> Scratch:
    """Room for consignments of at most so many items and boxes; groups: level, passes, level to return to."""
    return Scratch(
        stream=np.zeros(2, np.uint64),
        marks=np.zeros(items, np.uint8),
        taken=np.zeros(max(items, boxes), np.uint8),
        boxes=np.zeros(boxes, np.uint8),
        picks=np.zeros(max(items, boxes), np.int64),
        box_picks=np.zeros(boxes, np.int64),
        groups=np.zeros((groups, 3), np.int64),
    )


def examined(within_box: float, held: int) -> int:
    """How many items of a box are examined, the first ones: the share of what it holds, rounded up."""
    return min(held, max(1, math.ceil(within_box * held - 1e-9)))
