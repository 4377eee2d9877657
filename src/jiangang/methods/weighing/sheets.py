"""Writes the steps of one draught survey from the values that the calculation used."""

from jiangang.methods.weighing.condition import Condition
from jiangang.methods.weighing.displacement import HALF_METRE, Displacement, Draughts
from jiangang.methods.weighing.ship import PLACES, Ship
from jiangang.methods.weighing.steps import Sheet, Step
from jiangang.methods.weighing.tables import COLUMNS, INTERPOLATION, HydrostaticTable, Number
from jiangang.methods.weighing.tanks import write_gauging

MEANS = {"forward": "mean_forward", "midship": "mean_midship", "aft": "mean_aft"}
CORRECTIONS = {"forward": "correction_forward", "midship": "correction_midship", "aft": "correction_aft"}
DRAUGHTS = {"forward": "draught_forward", "midship": "draught_midship", "aft": "draught_aft"}


def write_steps(ship: Ship, table: HydrostaticTable, condition: Condition, found: Displacement) -> list[Step]:
    """Every step of one survey, from the means of the marks to the net displacement."""
    sheet = Sheet(condition.survey, [])
    ship = ship.with_marks(condition.marks)
    _write_draughts(sheet, ship, condition, found.draughts)
    _write_table(sheet, ship, table, found)
    _write_trim(sheet, ship, table, condition, found)
    _write_list_and_density(sheet, ship, table, condition, found)
    _write_deductions(sheet, condition, found)
    return sheet.steps


def _write_draughts(sheet: Sheet, ship: Ship, condition: Condition, found: Draughts) -> None:
    for place in PLACES:
        sheet.write(
            MEANS[place],
            "({port} + {starboard}) / 2",
            found.means[place],
            "m",
            port=condition.draughts[place, "port"],
            starboard=condition.draughts[place, "starboard"],
        )
    ends = {"A": found.means["aft"], "F": found.means["forward"]}
    sheet.write("apparent_trim", "{A} − {F}", found.apparent_trim, "m", **ends)
    marks = {"x_F": ship.marks["forward"], "x_A": ship.marks["aft"], "LBP": ship.lbp}
    sheet.write("between_marks", "{LBP} + {x_F} − {x_A}", ship.between_marks, "m", **marks)
    for place in PLACES:
        values = {"x": ship.marks[place], "t": found.apparent_trim, "LBM": ship.between_marks}
        formula = _rounding("{x} × {t} / {LBM}", condition)
        sheet.write(CORRECTIONS[place], formula, found.corrections[place], "m", **values)
    for place in PLACES:
        values = {"mean": found.means[place], "correction": found.corrections[place]}
        sheet.write(DRAUGHTS[place], "{mean} + {correction}", found.at_perpendiculars[place], "m", **values)
    _write_means(sheet, ship, condition, found)


def _rounding(formula: str, condition: Condition) -> str:
    return formula if condition.decimals is None else f"round({formula}; {condition.decimals})"


def _write_means(sheet: Sheet, ship: Ship, condition: Condition, found: Draughts) -> None:
    corrected = found.at_perpendiculars
    d = {"dF": corrected["forward"], "dM": corrected["midship"], "dA": corrected["aft"]}
    sheet.write("trim", "{dA} − {dF}", found.trim, "m", dA=d["dA"], dF=d["dF"])
    sheet.write("mean_of_ends", "({dF} + {dA}) / 2", found.mean_of_ends, "m", dF=d["dF"], dA=d["dA"])
    ends = found.mean_of_ends
    sheet.write("deformation", "{dM} − {ends}", found.deformation, "m", dM=d["dM"], ends=ends)
    sheet.write("mean_of_means", "({ends} + {dM}) / 2", found.mean_of_means, "m", ends=ends, dM=d["dM"])
    formula = _rounding("({dF} + {dA} + 6 × {dM}) / 8", condition)
    sheet.write("quarter_mean", formula, found.quarter_mean, "m", **d)
    if ship.keel_plate:
        values = {"QM": found.quarter_mean, "keel": ship.keel_plate}
        sheet.write("moulded_draught", "{QM} − {keel}", found.moulded, "m", **values)


def _write_table(sheet: Sheet, ship: Ship, table: HydrostaticTable, found: Displacement) -> None:
    at = float(found.draughts.moulded)
    _interpolated(sheet, table, "displacement", "displacement", at, found.from_table)
    _interpolated(sheet, table, "tpc", "tpc", at, found.tpc)
    _interpolated(sheet, table, "lcf_table", "lcf", at, found.lcf_table)
    known = {"LCF_table": found.lcf_table, "LBP": ship.lbp}
    used = {name: value for name, value in known.items() if f"{{{name}}}" in ship.lcf_formula}
    sheet.write("lcf", ship.lcf_formula, found.lcf, "m", **used)


def _interpolated(
    sheet: Sheet, table: HydrostaticTable, step: str, column: str, draught: float, value: Number
) -> None:
    numbers = table.bracket(column, draught)
    sheet.write(step, INTERPOLATION, value, COLUMNS[column], D=draught, **numbers)


def _write_trim(
    sheet: Sheet, ship: Ship, table: HydrostaticTable, condition: Condition, found: Displacement
) -> None:
    trim, length = found.draughts.trim, ship.lbp
    values = {"T": trim, "TPC": found.tpc, "LCF": found.lcf, "LBP": length}
    sheet.write("first_trim_correction", "{T} × {TPC} × {LCF} × 100 / {LBP}", found.first, "t", **values)
    if found.mtc is None:
        sheet.write("second_trim_correction", "{given}", found.second, "t", given=found.second)
        return
    at = float(found.draughts.moulded)
    more, less = found.mtc
    _interpolated(sheet, table, "mtc_above", "mtc", at + HALF_METRE, more)
    _interpolated(sheet, table, "mtc_below", "mtc", at - HALF_METRE, less)
    second = {"T": trim, "MTC1": more, "MTC2": less, "LBP": length}
    sheet.write(
        "second_trim_correction", "50 × {T}² × ({MTC1} − {MTC2}) / {LBP}", found.second, "t", **second
    )


def _write_list_and_density(
    sheet: Sheet, ship: Ship, table: HydrostaticTable, condition: Condition, found: Displacement
) -> None:
    if found.list_tpc is not None:
        port, starboard = (float(condition.draughts["midship", side]) for side in ("port", "starboard"))
        _interpolated(sheet, table, "tpc_port", "tpc", port - ship.keel_plate, found.list_tpc[0])
        _interpolated(sheet, table, "tpc_starboard", "tpc", starboard - ship.keel_plate, found.list_tpc[1])
        tpc = {"TPC1": found.list_tpc[0], "TPC2": found.list_tpc[1]}
        formula = "6 × |{TPC2} − {TPC1}| × |{d2} − {d1}|"
        sheet.write("list_correction", formula, found.list_correction, "t", **tpc, d1=port, d2=starboard)
    terms = {"D": found.from_table, "Z1": found.first, "Z2": found.second, "list": found.list_correction}
    sheet.write("corrected_displacement", "{D} + {Z1} + {Z2} + {list}", found.corrected, "t", **terms)
    density = {"D": found.corrected, "density": condition.density, "density_table": ship.table_density}
    sheet.write(
        "displacement_at_density", "{D} × {density} / {density_table}", found.at_density, "t", **density
    )


def _write_deductions(sheet: Sheet, condition: Condition, found: Displacement) -> None:
    for tank in condition.tanks:
        gauged = found.gauged[tank.name]
        trim, heel = float(found.draughts.trim), float(found.draughts.heel or 0.0)
        write_gauging(sheet, tank.name, tank.table, gauged, reading=float(tank.reading), trim=trim, heel=heel)
        mass = {"volume": gauged.volume, "density": tank.density}
        sheet.write(
            "tank_mass", f"{tank.name}: {{volume}} × {{density}}", found.tank_masses[tank.name], "t", **mass
        )
    parts = {**condition.deductibles, **found.tank_masses}
    formula = " + ".join(f"{{{name}}}" for name in parts) or "0"
    sheet.write("deductibles", formula, found.deducted, "t", **parts)
    sheet.write(
        "net_displacement", "{D} − {deducted}", found.net, "t", D=found.at_density, deducted=found.deducted
    )
