"""Infestation of ships and of rodents: carriage rate, infested rooms, individuals, flea index.

Individuals of one find are heavy-tailed: one ship has yielded 15,000 cockroaches. Rates are therefore of
ships, rooms and rodents; numbers of individuals are given beside them and compare nothing.
"""

from typing import Any

from jiangang.methods.answers import Answer, Said
from jiangang.methods.findings import Finding, Refused, Severity
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
    findings = _wrong_part("infested", infested, inspected)
    if (rooms is None) != (rooms_infested is None):
        findings.append(Finding("methods.vectors.finding.rooms_half", field="rooms"))
    elif rooms is not None and rooms_infested is not None:
        findings += _wrong_part("rooms-infested", rooms_infested, rooms)
    if individuals is not None and (individuals < infested or (individuals > 0 and infested == 0)):
        params = {"individuals": individuals, "infested": infested}
        findings.append(
            Finding("methods.vectors.finding.individuals_contradict", field="individuals", params=params)
        )
    findings += _wrong_level(level)
    if findings:
        raise Refused(findings)
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
        "room_rate": None,
        "room_low": None,
        "room_high": None,
        "level": level,
    }
    if rooms is not None and rooms_infested is not None:
        share = wilson(rooms_infested, rooms, level)
        values |= {"room_rate": share.rate, "room_low": share.low, "room_high": share.high}
    said: dict[str, Any] = {
        "infested": infested,
        "inspected": inspected,
        "rate": carriage.rate,
        "low": carriage.low,
        "high": carriage.high,
        "level": level,
    }
    assumptions = (
        Said("methods.vectors.assumption.ships_alike"),
        Said("methods.vectors.assumption.heavy_tail"),
        *((Said("methods.vectors.assumption.rooms_clustered"),) if rooms is not None else ()),
    )
    return Answer(SHIP, VERSION, values, assumptions, Said("methods.vectors.sentence.ship", said))


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
    if fleas < 0 or (infested is not None and (fleas < infested or (fleas > 0 and infested == 0))):
        params = {"individuals": fleas, "infested": infested or 0}
        findings.append(
            Finding("methods.vectors.finding.individuals_contradict", field="fleas", params=params)
        )
    findings += _wrong_level(level)
    if findings:
        raise Refused(findings)
    found = poisson_exact(fleas, float(rodents), level)
    values: dict[str, Any] = {
        "flea_index": found.ratio,
        "low": found.low,
        "high": found.high,
        "fleas": fleas,
        "rodents": rodents,
        "infested": infested,
        "infestation_rate": None,
        "infestation_low": None,
        "infestation_high": None,
        "unit": "rodent",
        "level": level,
    }
    notes = []
    if infested is None:
        notes.append(Finding("methods.vectors.finding.infested_not_given", Severity.NOTE, "infested"))
    else:
        share = wilson(infested, rodents, level)
        values |= {
            "infestation_rate": share.rate,
            "infestation_low": share.low,
            "infestation_high": share.high,
        }
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
