"""From six draughts to the net displacement: every correction of one draught survey, in order.

Source of the order and the formulas: UNECE, Code of Uniform Standards and Procedures for the Performance of
Draught Surveys of Coal Cargoes, ECE/ENERGY/19 (1992). Trim is positive by the stern. The functions take one
survey or many replicates of it at once: every number may be an array.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.weighing.condition import Condition
from jiangang.methods.weighing.ship import PLACES, Ship
from jiangang.methods.weighing.tables import HydrostaticTable, Number
from jiangang.methods.weighing.tanks import Gauged, gauge

HALF_METRE = 0.5


@dataclass(frozen=True, slots=True)
class Draughts:
    """Draughts in metres: means of both sides, corrections and values at the perpendiculars, and means."""

    means: Mapping[str, Number] = field(hash=False)
    corrections: Mapping[str, Number] = field(hash=False)
    at_perpendiculars: Mapping[str, Number] = field(hash=False)
    apparent_trim: Number
    trim: Number
    mean_of_ends: Number
    mean_of_means: Number
    quarter_mean: Number
    moulded: Number
    deformation: Number
    heel: Number | None


@dataclass(frozen=True, slots=True)
class Displacement:
    """What one survey gives; masses in tonnes, TPC in t/cm, MTC in t·m/cm, LCF in metres aft of midship."""

    draughts: Draughts
    from_table: Number
    tpc: Number
    lcf_table: Number
    lcf: Number
    mtc: tuple[Number, Number] | None
    first: Number
    second: Number
    list_tpc: tuple[Number, Number] | None
    list_correction: Number
    corrected: Number
    at_density: Number
    gauged: Mapping[str, Gauged] = field(hash=False)
    tank_masses: Mapping[str, Number] = field(hash=False)
    deducted: Number
    net: Number


def find_draughts(ship: Ship, condition: Condition) -> Draughts:
    """Means, corrections to the perpendiculars, and the quarter mean of six draughts."""
    read = condition.draughts
    means = {place: (read[place, "port"] + read[place, "starboard"]) / 2 for place in PLACES}
    apparent = means["aft"] - means["forward"]
    corrections = {
        place: _as_on_sheet(ship.marks[place] * apparent / ship.between_marks, condition.decimals)
        for place in PLACES
    }
    corrected = {place: means[place] + corrections[place] for place in PLACES}
    ends = (corrected["forward"] + corrected["aft"]) / 2
    mean_of_means = (ends + corrected["midship"]) / 2
    quarter = (corrected["forward"] + corrected["aft"] + 6 * corrected["midship"]) / 8
    quarter = _as_on_sheet(quarter, condition.decimals)
    heel: Number | None = None
    if ship.breadth is not None:
        tilt = (read["midship", "starboard"] - read["midship", "port"]) / ship.breadth
        heel = np.degrees(np.arctan(tilt))
    return Draughts(
        means,
        corrections,
        corrected,
        apparent,
        corrected["aft"] - corrected["forward"],
        ends,
        mean_of_means,
        quarter,
        quarter - ship.keel_plate,
        corrected["midship"] - ends,
        heel,
    )


def find_displacement(
    ship: Ship, table: HydrostaticTable, condition: Condition, *, table_scale: Number = 1.0
) -> Displacement:
    """The net displacement of one survey.

    table_scale: a factor on the table's displacement, for its own error. Raises Refused for a draught outside
    the table, and where the second correction can neither be calculated nor is given.
    """
    ship = ship.with_marks(condition.marks)
    draughts = find_draughts(ship, condition)
    at, trim = draughts.moulded, draughts.trim
    from_table = table.at("displacement", at) * table_scale
    tpc, lcf_table = table.at("tpc", at), table.at("lcf", at)
    lcf = ship.aft_of_midship(lcf_table)
    first = trim * tpc * lcf * 100 / ship.lbp
    mtc = _mtc(table, condition, at)
    if condition.second is not None or mtc is None:
        second: Number = condition.second or 0.0
    else:
        second = trim * trim * 50 * (mtc[0] - mtc[1]) / ship.lbp
    list_tpc = _list_tpc(ship, table, condition)
    by_list: Number = 0.0 if list_tpc is None else _list_correction(condition, list_tpc)
    corrected = from_table + first + second + by_list
    at_density = corrected * condition.density / ship.table_density
    gauged, masses = _tanks(condition, draughts)
    deducted = sum(condition.deductibles.values(), start=sum(masses.values(), start=0.0))
    return Displacement(
        draughts, from_table, tpc, lcf_table, lcf, mtc, first, second, list_tpc, by_list, corrected,
        at_density, gauged, masses, deducted, at_density - deducted,
    )  # fmt: skip


def _as_on_sheet(value: Number, decimals: int | None) -> Number:
    """Round as a person does, half away from nought; the nudge keeps ties of decimals that binary blurs."""
    if decimals is None:
        return value
    scale = 10.0**decimals
    rounded = np.copysign(np.floor(np.abs(value) * scale + 0.5 + 1e-6), value) / scale
    return float(rounded) if np.ndim(rounded) == 0 else rounded


def _mtc(table: HydrostaticTable, condition: Condition, at: Number) -> tuple[Number, Number] | None:
    if condition.second is not None:
        return None
    if "mtc" not in table.columns:
        field_name = f"{condition.survey}.second_trim_correction"
        raise Refused(Finding("methods.weighing.finding.second_not_possible", field=field_name))
    return table.at("mtc", at + HALF_METRE), table.at("mtc", at - HALF_METRE)


def _list_tpc(ship: Ship, table: HydrostaticTable, condition: Condition) -> tuple[Number, Number] | None:
    port, starboard = condition.draughts["midship", "port"], condition.draughts["midship", "starboard"]
    if not condition.with_list or not np.any(np.asarray(port) != np.asarray(starboard)):
        return None
    return table.at("tpc", port - ship.keel_plate), table.at("tpc", starboard - ship.keel_plate)


def _list_correction(condition: Condition, tpc: tuple[Number, Number]) -> Number:
    port, starboard = condition.draughts["midship", "port"], condition.draughts["midship", "starboard"]
    found: Number = 6.0 * np.abs(starboard - port) * np.abs(tpc[1] - tpc[0])
    return found


def _tanks(condition: Condition, draughts: Draughts) -> tuple[dict[str, Gauged], dict[str, Number]]:
    gauged: dict[str, Gauged] = {}
    masses: dict[str, Number] = {}
    for tank in condition.tanks:
        if tank.table.list_correction is not None and draughts.heel is None:
            raise Refused(Finding("methods.weighing.finding.breadth_missing", field="ship.breadth"))
        heel: Number = 0.0 if draughts.heel is None else draughts.heel
        gauged[tank.name] = gauge(tank.table, tank.reading, draughts.trim, heel)
        masses[tank.name] = gauged[tank.name].volume * tank.density
    return gauged, masses
