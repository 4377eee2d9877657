"""Two stages: some containers are opened, and in each of them some units."""

from dataclasses import dataclass
from fractions import Fraction

from jiangang.methods.answers import Answer, Said
from jiangang.methods.register import method
from jiangang.methods.sampling.detection import find_size
from jiangang.methods.sampling.infestation import Infestation, check_something_to_find, read_infestation
from jiangang.methods.sampling.inputs import INSIDE, Facts, Given, Rounding
from jiangang.methods.sampling.wording import percent, percent_down

CONTAINERS = {
    "lot-size": "containers",
    "level": "container-level",
    "infested": "infested-containers",
}
UNITS = {"lot-size": "units-in-container", "level": "unit-level", "infested": "infested-units"}
LARGEST_STAGE = 5_000


@dataclass(frozen=True, slots=True)
class Stage:
    """How many there are and how many of them are infested: a level, or a number.

    size: None for many more than are opened; level: a fraction, or infested: a number.
    """

    size: Given = None
    level: Given = None
    infested: Given = None


@method(
    "sampling.two_stage",
    source=(
        "Cameron and Baldock, Preventive Veterinary Medicine 34 (1998) 19–30, for two stages",
        "ISPM 31 (FAO/IPPC), for each stage",
    ),
    verified=(
        "epiR 2.x, rsu.sssep.rs2st: 66 units each; its approximation gives 622 clusters where 620 are exact",
        "enumeration of small consignments, in integers",
    ),
)
def detect_in_two_stages(
    *,
    containers: Stage,
    units: Stage,
    confidence: Given,
    container_confidence: Given = None,
    units_each: Given = None,
    efficacy: Given = 1,
    rounding: Rounding | str = Rounding.FLOOR,
) -> Answer:
    """How many containers to open, and how many units in each, to detect with a stated confidence.

    containers: how many there are, and the level or number of infested ones; units: the same inside one
    infested container; confidence: for the whole consignment; container_confidence: for recognising one
    infested container (the confidence itself when not given), or units_each: how many units are examined in
    each; efficacy: of recognising an infested unit. Values: `containers_to_open`, `units_each`,
    `sample_size` (units in all), `container_confidence`, `achieved_confidence`. The container's own
    confidence that the units give counts as the efficacy of the first stage. Raises Refused for bad values,
    Unreachable when no number of containers is enough. Source: Cameron and Baldock 1998.
    """
    facts = Facts()
    inner = _read(facts, units, UNITS, efficacy, rounding)
    outer = _read(facts, containers, CONTAINERS, 1, rounding)
    facts.names = {}
    wanted = facts.share("confidence", confidence, INSIDE)
    if units_each is not None and container_confidence is not None:
        facts.fault("one_of_two", "units-each", one="units-each", other="container-confidence")
    each = (
        facts.count("units-each", units_each, least=1, most=LARGEST_STAGE) if units_each is not None else None
    )
    inside = wanted
    if container_confidence is not None:
        inside = facts.share("container-confidence", container_confidence, INSIDE)
    if each is not None and inner.lot_size is not None and each > inner.lot_size:
        facts.fault("more_than_lot", "units-each", count=each, lot_size=inner.lot_size)
    facts.check()
    for what in (inner, outer):
        check_something_to_find(what)
    opened = find_size(inner, inside) if each is None else each
    return _answer(outer, inner, wanted, opened)


def _read(
    facts: Facts, stage: Stage, names: dict[str, str], efficacy: Given, rounding: Rounding | str
) -> Infestation:
    facts.names = names
    return read_infestation(
        facts,
        lot_size=stage.size,
        level=stage.level,
        infested=stage.infested,
        efficacy=efficacy,
        accept=0,
        dispersion=0,
        rounding=rounding,
    )


def _answer(outer: Infestation, inner: Infestation, confidence: Fraction, each: int) -> Answer:
    recognised = 1 - inner.urn.exact_miss(each)
    first = Infestation(
        lot_size=outer.lot_size,
        infested=outer.infested,
        level=outer.level,
        asked=outer.asked,
        efficacy=recognised,
        accept=0,
        dispersion=Fraction(0),
        rounding=outer.rounding,
    )
    opened = find_size(first, confidence)
    achieved = first.urn.confidence(opened)
    values: dict[str, object] = {
        "containers_to_open": opened,
        "units_each": each,
        "sample_size": opened * each,
        "container_confidence": float(recognised),
        "achieved_confidence": achieved,
        "confidence": confidence,
        "containers": outer.lot_size,
        "infested_containers": outer.infested,
        "container_level": outer.level,
        "units_in_container": inner.lot_size,
        "infested_units": inner.infested,
        "unit_level": inner.level,
        "efficacy": inner.efficacy,
    }
    return Answer(
        method="sampling.two_stage",
        version="1",
        values={name: value for name, value in values.items() if value is not None},
        assumptions=(*inner.assumptions(), Said("methods.sampling.assumption.two_stage")),
        sentence=Said(
            "methods.sampling.sentence.two_stage",
            {
                "containers_to_open": opened,
                "units_each": each,
                "container_level": percent(outer.level),
                "unit_level": percent(inner.level),
                "efficacy": percent(inner.efficacy),
                "inside": percent_down(recognised),
                "achieved": percent_down(achieved),
            },
        ),
    )
