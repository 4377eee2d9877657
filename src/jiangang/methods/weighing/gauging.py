"""Liquids in tanks: reading to volume by the tank's tables, then to standard volume and mass.

The volume correction factor (VCF) for temperature is an input, taken by the user from a table that the
contract names: those tables are licensed and none is kept here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jiangang.methods.answers import Answer, Said
from jiangang.methods.findings import Finding, Severity
from jiangang.methods.register import method
from jiangang.methods.weighing.reading import Reader
from jiangang.methods.weighing.steps import Sheet, Step
from jiangang.methods.weighing.tanks import TankTable, gauge, read_tank_table, write_gauging

AIR_BUOYANCY = 0.0011
"""t/m³ less in air than in vacuum: the trade's round figure, as sevensurveyor.com gives it for Table 54."""


@dataclass(frozen=True, slots=True)
class Tank:
    """A tank as gauged: either `volume` (m³, as reported) or `reading` (m) with the tank's table.

    free_water: m³; vcf with density_15 (t/m³ in vacuum at 15 °C), or else the density as observed (t/m³).
    """

    name: str
    table: TankTable | None
    reading: float | None
    volume: float | None
    free_water: float
    vcf: float | None
    density_15: float | None
    density: float | None


@method(
    "weighing.tank",
    source=(
        "gross standard volume = (total observed volume − free water) × VCF; mass in air = GSV × (density at "
        "15 °C − 0.0011): surveyors' practice (sevensurveyor.com, Using density, API, relative density)"
    ),
    verified=(
        "ullage report of a public exercise: petrol 8,834.839 m³ and gas oil 2,202.606 m³ are 8,161.216 t in "
        "vacuum (geocaching.com GC1RNPT)",
        "tables that are planes, where interpolation must be exact",
    ),
)
def gauge_tanks(values: Mapping[str, Any]) -> Answer:
    """Volumes and masses of liquids in tanks from soundings or ullages, with trim and list corrections.

    values: `trim` (m, by the stern positive), `list_degrees` (starboard positive), `tank_tables`, `tanks`; a
    tank has `table` and `reading` (m) or a reported `volume` (m³), `free_water` (m³), and `vcf` with
    `density_15` or else `density` (t/m³). Raises Refused with every fault, and outside a tank's tables.
    """
    reader = Reader(values)
    tables = reader.table("tank_tables", required=False)
    known = {name: read_tank_table(tables.table(name), name) for name in tables.names()}
    heel = reader.optional("list_degrees", low=-30, high=30)
    tanks = [_read_tank(each, known) for each in reader.tables("tanks")]
    gauged = [tank.table for tank in tanks if tank.table is not None]
    trim = reader.number("trim", low=-30, high=30) if gauged else reader.given("trim", 0.0, low=-30, high=30)
    if not tanks:
        reader.tell("methods.weighing.finding.missing", "tanks")
    if heel is None and any(table.list_correction is not None for table in gauged):
        reader.tell("methods.weighing.finding.missing", "list_degrees")
    for name in ("title", "source", "vcf_source"):
        reader.text(name)
    if any(tank.vcf is not None for tank in tanks) and not reader.text("vcf_source"):
        reader.tell("methods.weighing.finding.vcf_source_missing", "vcf_source")
    reader.close()
    reader.refuse()
    return _answer(tanks, trim, heel or 0.0, reader.text("vcf_source"))


def _answer(tanks: list[Tank], trim: float, heel: float, vcf_source: str) -> Answer:
    steps: list[Step] = []
    found = [_gauge(Sheet("", steps), tank, trim, heel) for tank in tanks]
    total = sum(each["mass"] for each in found)
    Sheet("", steps).write(
        "tanks_total", " + ".join(f"{{{each['name']}}}" for each in found), total, "t",
        **{each["name"]: each["mass"] for each in found},
    )  # fmt: skip
    notes = tuple(
        Finding(
            "methods.weighing.finding.tank_without_trim",
            Severity.WARNING,
            tank.name,
            {"tank": tank.name, "trim": f"{trim:.2f}"},
        )
        for tank in tanks
        if tank.table is not None and not tank.table.knows_trim and abs(trim) > 0.005
    )
    assumptions = [Said("methods.weighing.assumption.tank_tables")]
    if vcf_source:
        assumptions.append(Said("methods.weighing.assumption.vcf_given", {"source": vcf_source}))
    values = {
        "unit": "t",
        "mass": total,
        "tanks": found,
        "steps": [step.as_dict() for step in steps],
    }
    said = Said("methods.weighing.sentence.tanks", {"count": len(found), "mass": total})
    return Answer("weighing.tank", "1", values, tuple(assumptions), said, notes)


def _gauge(sheet: Sheet, tank: Tank, trim: float, heel: float) -> dict[str, Any]:
    name = tank.name
    found: dict[str, Any] = {"name": name}
    if tank.table is None or tank.reading is None:
        volume = tank.volume or 0.0
    else:
        gauged = gauge(tank.table, tank.reading, trim, heel)
        volume = float(gauged.volume)
        write_gauging(sheet, name, tank.table, gauged, reading=tank.reading, trim=trim, heel=heel)
        found |= {"corrected_reading": gauged.corrected}
    net = volume - tank.free_water
    formula = f"{name}: {{volume}} − {{water}}"
    sheet.write("tank_observed", formula, net, "m³", volume=volume, water=tank.free_water)
    found |= {"observed_volume": volume, "net_observed_volume": net}
    if tank.vcf is None or tank.density_15 is None:
        density = tank.density or 0.0
        mass = net * density
        sheet.write("tank_mass", f"{name}: {{volume}} × {{density}}", mass, "t", volume=net, density=density)
        return {**found, "mass": mass}
    standard = net * tank.vcf
    sheet.write("tank_standard", f"{name}: {{volume}} × {{VCF}}", standard, "m³", volume=net, VCF=tank.vcf)
    mass, air = standard * tank.density_15, standard * (tank.density_15 - AIR_BUOYANCY)
    values = {"volume": standard, "density": tank.density_15}
    sheet.write("tank_mass", f"{name}: {{volume}} × {{density}}", mass, "t", **values)
    formula = f"{name}: {{volume}} × ({{density}} − {{air}})"
    sheet.write("tank_mass_in_air", formula, air, "t", **values, air=AIR_BUOYANCY)
    return {**found, "standard_volume": standard, "mass": mass, "mass_in_air": air}


def _read_tank(reader: Reader, tables: Mapping[str, TankTable]) -> Tank:
    name = reader.text("name")
    if not name:
        reader.tell("methods.weighing.finding.missing", "name")
    table = None
    if reader.has("reading") == reader.has("volume"):
        reader.tell("methods.weighing.finding.tank_one_of", "reading")
    if reader.has("reading"):
        table = tables.get(reader.choice("table", tables or ("",)))
    if reader.has("vcf") != reader.has("density_15") or reader.has("vcf") == reader.has("density"):
        reader.tell("methods.weighing.finding.density_one_of", "density")
    tank = Tank(
        name,
        table,
        reader.optional("reading", low=0),
        reader.optional("volume", low=0),
        reader.given("free_water", 0.0, low=0),
        reader.optional("vcf", low=0.5, high=1.5),
        reader.optional("density_15", above=0, high=2),
        reader.optional("density", above=0, high=2),
    )
    reader.text("contents")
    reader.optional("temperature", low=-200, high=500)
    reader.close()
    return tank
