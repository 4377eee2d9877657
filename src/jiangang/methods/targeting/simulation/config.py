"""What a simulation of consignments is told: frozen values, as `reading` takes them from a text.

Shares are fractions from 0 to 1 and exact; boxes and items are counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

DEFAULT = "default"


class Unit(StrEnum):
    """What is infested, or what is inspected."""

    BOX = "box"
    ITEM = "item"


class Counting(StrEnum):
    """How a fraction of units becomes a number of them; `nearest` takes the even one of two."""

    NEAREST = "nearest"
    DOWN = "down"
    UP = "up"


class Arrangement(StrEnum):
    """How the infested units lie in a consignment."""

    RANDOM = "random"
    PER_BOX = "per_box"
    CLUSTERED = "clustered"


class ClusterForm(StrEnum):
    """Clusters without gaps, clusters within a width, or one part of the consignment that can be infested."""

    CONTINUOUS = "continuous"
    SPREAD = "random"
    SUBSET = "subset"


class WithinBox(StrEnum):
    """Which items of an infested box are infested, with the arrangement `per_box`."""

    ALL = "all"
    FIRST = "first"
    ONE = "one_random"
    RATE = "random"


class Sample(StrEnum):
    """How many units are inspected."""

    ALL = "all"
    FIXED = "fixed"
    PROPORTION = "proportion"
    HYPERGEOMETRIC = "hypergeometric"


class SizeForm(StrEnum):
    """The exact least sample, or the approximation of the risk-based sampling calculator."""

    EXACT = "exact"
    RBS = "rbs"


class Selection(StrEnum):
    """Which units are inspected."""

    RANDOM = "random"
    CONVENIENCE = "convenience"
    CLUSTER = "cluster"


class BoxesBy(StrEnum):
    """Which boxes a cluster selection opens."""

    RANDOM = "random"
    INTERVAL = "interval"


class Programme(StrEnum):
    """By which rule consignments are released without inspection."""

    NAIVE_CFRP = "naive_cfrp"
    CFRP = "cfrp"
    FIXED_SKIP_LOT = "fixed_skip_lot"
    DYNAMIC_SKIP_LOT = "dynamic_skip_lot"


class SourceForm(StrEnum):
    """Columns of a file of consignments."""

    F280 = "F280"
    AQIM = "AQIM"


@dataclass(frozen=True, slots=True)
class Rate:
    """Fraction of the units infested: one value, or beta distributed from consignment to consignment."""

    value: Fraction | None = None
    alpha: float = 0.0
    beta: float = 0.0


@dataclass(frozen=True, slots=True)
class Infestation:
    """How a consignment is infested.

    form, per_cluster, width, clustering: of the arrangement `clustered`; probability (of the consignment),
    ratio (of each box) and within: of `per_box`, where a rate is one within a box.
    """

    unit: Unit
    rate: Rate
    arrangement: Arrangement
    counting: Counting = Counting.NEAREST
    form: ClusterForm = ClusterForm.CONTINUOUS
    per_cluster: int = 1
    width: int = 1
    clustering: Fraction = Fraction(0)
    probability: Fraction = Fraction(1)
    ratio: Fraction = Fraction(1)
    within: WithinBox = WithinBox.ALL


@dataclass(frozen=True, slots=True)
class InfestationRule:
    """Which consignments are infested so; None means every one; the first rule that fits decides."""

    infestation: Infestation
    commodity: str | None = None
    origin: str | None = None
    port: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Goods:
    """Where consignments come from: drawn between limits, or listed in a file."""

    least_boxes: int = 1
    most_boxes: int = 1
    items_per_box: Mapping[str, int] = field(default_factory=lambda: {DEFAULT: 1})
    origins: tuple[str, ...] = ("",)
    commodities: tuple[str, ...] = ("",)
    ports: tuple[str, ...] = ("",)
    start: date = date(2020, 1, 1)
    per_day: int = 1
    file: str = ""
    form: SourceForm = SourceForm.F280


@dataclass(frozen=True, slots=True)
class Inspection:
    """How many units are inspected, which, and how well.

    within_box: share of a box's items that can be examined, the first ones; efficacy: probability that an
    infested item which is examined is recognised; tolerance: missed consignments below this rate are counted
    apart; least_boxes: at least so many boxes.
    """

    unit: Unit = Unit.BOX
    sample: Sample = Sample.ALL
    proportion: Fraction = Fraction(1)
    rounding: Counting = Counting.UP
    level: Fraction = Fraction(1)
    confidence: Fraction = Fraction(0)
    form: SizeForm = SizeForm.EXACT
    fixed: int = 1
    least_boxes: int = 0
    selection: Selection = Selection.RANDOM
    boxes_by: BoxesBy = BoxesBy.RANDOM
    interval: int = 1
    within_box: Fraction = Fraction(1)
    efficacy: Fraction = Fraction(1)
    tolerance: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class FlowerOfTheDay:
    """One line of a schedule: what is inspected on a day."""

    day: date
    commodity: str
    origin: str


@dataclass(frozen=True, slots=True)
class Release:
    """A release programme.

    commodities, most_boxes: naive cut-flower programme; schedule, ports: the scheduled one; track, fractions:
    of the skip-lot programmes, the share inspected at each level, levels counted from 0; default_level and
    records (values of what is tracked → level): fixed; the others: dynamic.
    """

    programme: Programme
    commodities: tuple[str, ...] = ()
    most_boxes: int = 0
    schedule: tuple[FlowerOfTheDay, ...] = ()
    ports: tuple[str, ...] = ()
    track: tuple[str, ...] = ()
    fractions: tuple[Fraction, ...] = ()
    default_level: int = 0
    records: tuple[tuple[tuple[str, ...], int], ...] = ()
    start: int = 0
    monitoring: int | None = None
    clearance: int = 1
    decrease: int = 0
    quick_clearance: int = 0


@dataclass(frozen=True, slots=True)
class Config:
    """One simulation: how often and how many consignments, what they are, and what is done with them.

    With rules only what a rule fits is infested; without, every consignment is by the one `infestation`.
    """

    simulations: int
    consignments: int
    goods: Goods
    inspection: Inspection
    infestation: Infestation | None = None
    rules: tuple[InfestationRule, ...] = ()
    release: Release | None = None
