"""A whole case of a draught survey: ship, table, one or two surveys, bill of lading, errors."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from jiangang.methods.weighing.condition import Condition, read_condition
from jiangang.methods.weighing.reading import Reader
from jiangang.methods.weighing.ship import Ship, read_ship
from jiangang.methods.weighing.tables import HydrostaticTable, read_table
from jiangang.methods.weighing.tanks import TankTable, read_tank_table

OPERATIONS = ("loading", "discharge")
SURVEYS = ("initial", "final")


@dataclass(frozen=True, slots=True)
class Bill:
    """The bill of lading: mass in tonnes as shipped; moistures as fractions where dry weight counts.

    tolerance: per mille, of the contract or the custom that the user names; None when none was named.
    """

    mass: float
    tolerance: float | None = None
    moisture_loaded: float | None = None
    moisture_discharged: float | None = None

    @property
    def is_dry(self) -> bool:
        """Whether the shortage is reckoned in dry weight."""
        return self.moisture_loaded is not None and self.moisture_discharged is not None


@dataclass(frozen=True, slots=True)
class Errors:
    """Standard uncertainties (one sigma) that the surveyor states; nought where none is stated.

    draught, reading: metres, each; density: t/m³, each survey by itself; hydrometer: t/m³, the same in all
    surveys; table_per_mille: of the table's displacement, the same in all; deductibles: tonnes, by name;
    tank_density: t/m³, each tank; moisture: fraction, each. source: where they come from.
    """

    draught: float = 0.0
    density: float = 0.0
    hydrometer: float = 0.0
    table_per_mille: float = 0.0
    reading: float = 0.0
    tank_density: float = 0.0
    moisture: float = 0.0
    deductibles: Mapping[str, float] = field(default_factory=dict, hash=False)
    source: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that one calculation needs; `final` may be None, and so may the operation then."""

    ship: Ship
    table: HydrostaticTable
    initial: Condition
    final: Condition | None
    operation: str
    bill: Bill | None
    errors: Errors | None

    @property
    def surveys(self) -> tuple[Condition, ...]:
        """The surveys at hand, in their order."""
        return (self.initial,) if self.final is None else (self.initial, self.final)

    @property
    def light(self) -> str:
        """Which survey was made of the ship without the cargo."""
        return {"loading": "initial", "discharge": "final"}.get(self.operation, "")


def read_case(values: Mapping[str, Any]) -> Case:
    """Read a case, as a survey file holds it. Raises Refused with every fault that is found."""
    reader = Reader(values)
    tanks = reader.table("tank_tables", required=False)
    tank_tables: dict[str, TankTable] = {
        name: read_tank_table(tanks.table(name), name) for name in tanks.names()
    }
    hydrostatics = reader.table("hydrostatics")
    table = read_table(hydrostatics)
    hydrostatics.text("source")
    hydrostatics.close()
    final = reader.has("final")
    decimals = reader.optional("draught_decimals", low=2, high=6)
    case = Case(
        read_ship(reader.table("ship")),
        table,
        _read_survey(reader, "initial", tank_tables, decimals),
        _read_survey(reader, "final", tank_tables, decimals) if final else None,
        reader.choice("operation", OPERATIONS) if final or reader.has("operation") else "",
        _read_bill(reader.table("bill_of_lading")) if reader.has("bill_of_lading") else None,
        _read_errors(reader.table("errors")) if reader.has("errors") else None,
    )
    _check(reader, case)
    for name in ("title", "source"):
        reader.text(name)
    reader.close()
    reader.refuse()
    return case


def _read_survey(
    reader: Reader, name: str, tank_tables: Mapping[str, TankTable], decimals: float | None
) -> Condition:
    condition = read_condition(reader.table(name), name, tank_tables)
    whole = decimals is not None and decimals == int(decimals)
    return replace(condition, decimals=int(decimals) if whole and decimals is not None else None)


def _read_bill(reader: Reader) -> Bill:
    fraction = {"low": 0.0, "high": 0.99}
    bill = Bill(
        reader.number("mass", above=0),
        reader.optional("tolerance_per_mille", low=0, high=1000),
        reader.optional("moisture_loaded", **fraction),
        reader.optional("moisture_discharged", **fraction),
    )
    if (bill.moisture_loaded is None) != (bill.moisture_discharged is None):
        lacks = "moisture_loaded" if bill.moisture_loaded is None else "moisture_discharged"
        reader.tell("methods.weighing.finding.missing", lacks)
    reader.text("number")
    reader.close()
    return bill


def _read_errors(reader: Reader) -> Errors:
    names = ("draught", "density", "hydrometer", "table_per_mille", "reading", "tank_density", "moisture")
    each = reader.table("deductibles", required=False)
    errors = Errors(
        **{name: reader.given(name, 0.0, low=0) for name in names},
        deductibles={name: each.number(name, low=0) for name in each.names()},
        source=reader.text("source"),
    )
    reader.close()
    return errors


def _check(reader: Reader, case: Case) -> None:
    if case.bill is not None and case.final is None:
        reader.tell("methods.weighing.finding.one_survey", "final")
    if case.errors is not None:
        known = {name for survey in case.surveys for name in survey.deductibles}
        for name in sorted(set(case.errors.deductibles) - known):
            reader.tell(
                "methods.weighing.finding.unknown_name",
                f"errors.deductibles.{name}",
                known=", ".join(sorted(known)),
            )
