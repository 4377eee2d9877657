"""Infestation of ships and of rodents: carriage rate, infested rooms, individuals, flea index.

Individuals of one find are heavy-tailed: one ship has yielded 15,000 cockroaches. Rates are therefore of
ships, rooms and rodents; numbers of individuals are given beside them and compare nothing.
"""

from typing import Any

from jiangang.methods.answers import Answer, Said
from jiangang.methods.findings import Finding, Severity, raise_if_blocked
from jiangang.methods.ranking.counts import poisson_exact
from jiangang.methods.ranking.intervals import wilson
from jiangang.methods.register import method

SHIP, FLEA, VERSION = "vectors.ship_infestation", "vectors.flea_index", "1"


@method(
    SHIP,
    version=VERSION,
    source="Carriage rate (携带率) as in the quarantine statistics of Jiangsu, 2004; intensity and "
    "abundance: Bush and others, Journal of Parasitology 83 (1997) 575–583",
    verified="693 of 3,300 ships is the published 21 %; sums by hand",
)
def measure_ships(
    inspected: int,
    infested: int,
    *,
    individuals: int | None = None,
    rooms: int | None = None,
    rooms_infested: int | None = None,
    level: float = 0.95,
) -> Answer:
    """Carriage rate of ships with its interval; beside it intensity, abundance and share of infested rooms.

    inspected, infested: ships; individuals: vectors found on all of them; rooms, rooms_infested: compartments
    inspected on them and those with vectors; level: of the Wilson intervals. Raises Refused, with all
    findings, for counts that contradict each other.
    """
    findings = _wrong_part("infested", infested, inspected) + _wrong_rooms(rooms, rooms_infested)
    if individuals is not None:
        findings += _wrong_individuals("individuals", individuals, infested)
    raise_if_blocked(findings + _wrong_level(level))
    carriage = wilson(infested, inspected, level)
    values: dict[str, Any] = {
        "carriage_rate": carriage.rate,
        "low": carriage.low,
        "high": carriage.high,
        "ships_inspected": inspected,
        "ships_infested": infested,
        "individuals": individuals,
        "intensity": individuals / infested if individuals is not None and infested else None,
        "abundance": individuals / inspected if individuals is not None else None,
        **_share("room", rooms_infested, rooms, level),
        "level": level,
    }
    told = {name: values[name] for name in ("low", "high", "level")}
    counted = {"infested": infested, "inspected": inspected, "rate": carriage.rate}
    said = Said("methods.vectors.sentence.ship", {**counted, **told})
    assumptions = (
        Said("methods.vectors.assumption.ships_alike"),
        Said("methods.vectors.assumption.heavy_tail"),
        *((Said("methods.vectors.assumption.rooms_clustered"),) if rooms is not None else ()),
    )
    return Answer(SHIP, VERSION, values, assumptions, said)


@method(
    FLEA,
    version=VERSION,
    source="Fleas per rodent examined, and share of rodents with fleas; SN/T 1292 names the methods "
    "(body, burrow, nest)",
    verified="Sums by hand; intervals as ranking.poisson_exact and ranking.wilson",
)
def measure_fleas(fleas: int, rodents: int, infested: int | None = None, *, level: float = 0.95) -> Answer:
    """Fleas per rodent examined, and the share of rodents with fleas, with intervals.

    fleas: collected from the rodents' bodies; rodents: examined; infested: of them with at least one flea;
    level: of the intervals. Raises Refused, with all findings, for counts that contradict each other.
    """
    findings = _wrong_part("infested", infested or 0, rodents)
    findings += _wrong_individuals("fleas", fleas, infested)
    raise_if_blocked(findings + _wrong_level(level))
    found = poisson_exact(fleas, float(rodents), level)
    values: dict[str, Any] = {
        "flea_index": found.ratio,
        "low": found.low,
        "high": found.high,
        "fleas": fleas,
        "rodents": rodents,
        "infested": infested,
        **_share("infestation", infested, rodents, level),
        "unit": "rodent",
        "level": level,
    }
    notes = []
    if infested is None:
        notes.append(Finding("methods.vectors.finding.infested_not_given", Severity.NOTE, "infested"))
    told: dict[str, Any] = {
        "fleas": fleas,
        "rodents": rodents,
        "index": found.ratio,
        "low": found.low,
        "high": found.high,
    }
    said = Said("methods.vectors.sentence.flea", {**told, "level": level})
    assumptions = (
        Said("methods.vectors.assumption.fleas_independent"),
        Said("methods.vectors.assumption.same_method"),
    )
    return Answer(FLEA, VERSION, values, assumptions, said, tuple(notes))


def _share(name: str, part: int | None, whole: int | None, level: float) -> dict[str, Any]:
    """A rate with its bounds under a name, or nothing of it when a count is not given."""
    if part is None or whole is None:
        return {f"{name}_rate": None, f"{name}_low": None, f"{name}_high": None}
    found = wilson(part, whole, level)
    return {f"{name}_rate": found.rate, f"{name}_low": found.low, f"{name}_high": found.high}


def _wrong_individuals(field: str, individuals: int, infested: int | None) -> list[Finding]:
    """Every infested one has at least one individual, and where none is infested there are none."""
    none_infested = infested == 0 and individuals > 0
    if individuals >= (infested or 0) and not none_infested:
        return []
    params = {"individuals": individuals, "infested": infested or 0}
    return [Finding("methods.vectors.finding.individuals_contradict", field=field, params=params)]


def _wrong_rooms(rooms: int | None, infested: int | None) -> list[Finding]:
    if (rooms is None) != (infested is None):
        return [Finding("methods.vectors.finding.rooms_half", field="rooms")]
    if rooms is None or infested is None:
        return []
    return _wrong_part("rooms-infested", infested, rooms)


def _wrong_part(field: str, part: int, whole: int) -> list[Finding]:
    if whole <= 0:
        return [Finding("methods.vectors.finding.nothing_inspected", field=field, params={"whole": whole})]
    if not 0 <= part <= whole:
        params = {"part": part, "whole": whole}
        return [Finding("methods.vectors.finding.part_contradicts", field=field, params=params)]
    return []


def _wrong_level(level: float) -> list[Finding]:
    if 0 < level < 1:
        return []
    return [Finding("methods.vectors.finding.level_wrong", field="level", params={"level": f"{level:g}"})]
