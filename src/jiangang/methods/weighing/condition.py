"""One survey's observations: six draughts, density, what is to be deducted, and the tanks sounded."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from jiangang.methods.weighing.reading import Reader
from jiangang.methods.weighing.ship import PLACES, read_marks
from jiangang.methods.weighing.tables import Number
from jiangang.methods.weighing.tanks import TankTable

SIDES = ("port", "starboard")


@dataclass(frozen=True, slots=True)
class TankReading:
    """A tank as it was sounded: reading in metres, density of its contents in t/m³."""

    name: str
    contents: str
    table: TankTable = field(hash=False)
    reading: Number
    density: Number


@dataclass(frozen=True, slots=True)
class Condition:
    """The observations of one survey.

    draughts: metres by place and side, as read; density: of the water, t/m³, as the draught survey hydrometer
    gives it; deductibles: tonnes by name; second: the second trim correction in tonnes where it is taken
    from another sheet instead of calculated; with_list: whether the list correction is applied;
    marks: where other marks were read than the ship's usual ones, as in `Ship.marks`;
    decimals: of a metre, to which corrections and quarter mean are rounded as on a sheet; None for none.
    Any number may be an array: many replicates at once.
    """

    survey: str
    draughts: Mapping[tuple[str, str], Number] = field(hash=False)
    density: Number = 1.025
    deductibles: Mapping[str, Number] = field(default_factory=dict, hash=False)
    tanks: tuple[TankReading, ...] = ()
    second: float | None = None
    with_list: bool = True
    marks: Mapping[str, float] = field(default_factory=dict, hash=False)
    decimals: int | None = None

    def inputs(self) -> dict[str, Number]:
        """Every observed number by a name such as `forward.port`, `density`, `deductible.fuel`."""
        return {
            **{f"{place}.{side}": value for (place, side), value in self.draughts.items()},
            "density": self.density,
            **{f"deductible.{name}": value for name, value in self.deductibles.items()},
            **{f"tank.{tank.name}.reading": tank.reading for tank in self.tanks},
            **{f"tank.{tank.name}.density": tank.density for tank in self.tanks},
        }

    def with_inputs(self, values: Mapping[str, Number]) -> "Condition":
        """The same survey with other observed numbers, by the names of `inputs`."""
        return replace(
            self,
            draughts={key: values[".".join(key)] for key in self.draughts},
            density=values["density"],
            deductibles={name: values[f"deductible.{name}"] for name in self.deductibles},
            tanks=tuple(
                replace(
                    tank,
                    reading=values[f"tank.{tank.name}.reading"],
                    density=values[f"tank.{tank.name}.density"],
                )
                for tank in self.tanks
            ),
        )


def read_condition(reader: Reader, survey: str, tank_tables: Mapping[str, TankTable]) -> Condition:
    """A survey from its table; faults are noted on the reader."""
    draughts: dict[tuple[str, str], Number] = {}
    for place in PLACES:
        readings = reader.table(place)
        for side in SIDES:
            draughts[place, side] = readings.number(side, low=0, high=40)
        readings.close()
    deductibles = reader.table("deductibles", required=False)
    condition = Condition(
        survey,
        draughts,
        reader.number("density", low=0.9, high=1.1),
        {name: deductibles.number(name, low=0) for name in deductibles.names()},
        tuple(_tank(each, tank_tables) for each in reader.tables("tanks")),
        reader.optional("second_trim_correction"),
        reader.flag("list_correction", instead=True),
        read_marks(reader.table("marks"), partly=True) if reader.has("marks") else {},
    )
    _check_names(reader, condition)
    reader.text("at")
    reader.text("remarks")
    reader.close()
    return condition


def _tank(reader: Reader, tables: Mapping[str, TankTable]) -> TankReading:
    name = reader.text("name")
    if not name:
        reader.tell("methods.weighing.finding.missing", "name")
    table = reader.choice("table", tables or ("",))
    tank = TankReading(
        name,
        reader.text("contents"),
        tables.get(table),  # type: ignore[arg-type] # None only beside a finding, which refuses the case
        reader.number("reading", low=0),
        reader.number("density", above=0, high=2),
    )
    reader.close()
    return tank


def _check_names(reader: Reader, condition: Condition) -> None:
    names = [tank.name for tank in condition.tanks]
    for name in sorted({name for name in names if names.count(name) > 1}):
        reader.tell("methods.weighing.finding.tank_twice", "tanks", tank=name)
