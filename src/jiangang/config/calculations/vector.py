"""`jiangang vector …`: densities, seasonal anomaly, ships, fleas, fumigation."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from jiangang.config.calculations.calling import Calculation
from jiangang.config.calculations.tables import TableCalculation, read_table
from jiangang.methods.answers import Answer
from jiangang.methods.columns import Column, exact, whole
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.vectors.anomaly import Observation, find_anomalies
from jiangang.methods.vectors.density import effective_effort, list_indices, measure_density
from jiangang.methods.vectors.efforts import get_effort
from jiangang.methods.vectors.infestation import measure_fleas, measure_ships
from jiangang.methods.vectors.schedules import get_schedule, list_schedules
from jiangang.methods.vectors.treatment import Reading, judge_treatment


class ExactNumber(click.ParamType):
    """A number kept as it was written."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        """Read it, or fail as a usage error."""
        if isinstance(value, Fraction):
            return value
        try:
            return exact(str(value))
        except (ValueError, ZeroDivisionError):
            self.fail(f"{value!r} is not a number", param, ctx)


NUMBER = ExactNumber()
FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
LEVEL = click.option(
    "--level", "--confidence", type=float, default=0.95, show_default=True, help="Of all intervals."
)


@click.group("vector")
def cli() -> None:
    """Vectors: densities, anomaly, ships, fleas, fumigation."""


@cli.command("density", cls=Calculation, epilog="Indices: " + ", ".join(list_indices()) + ".")
@click.option("--index", required=True, help="Which index; it decides the unit of effort.")
@click.option("--count", type=int, required=True, help="Animals caught, or positives.")
@click.option("--unit", required=True, help="Unit of the effort, such as trap-night or lamp-hour.")
@click.option("--effort", type=NUMBER, help="Effort as a whole, in that unit.")
@click.option("--devices", type=NUMBER, help="Instead: traps, lamps, cages or sheets set.")
@click.option("--failed", type=NUMBER, default="0", help="Of these, lost or faulty.")
@click.option("--periods", type=NUMBER, default="1", help="Nights, hours or days each stood.")
@click.option("--species", default="", help="Name to go with the density.")
@LEVEL
def density(
    *,
    index: str,
    count: int,
    unit: str,
    effort: Fraction | None,
    devices: Fraction | None,
    failed: Fraction,
    periods: Fraction,
    species: str,
    level: float,
) -> Answer:
    """A density index: finds per effort, with its interval."""
    if effort is None and devices is None:
        raise Refused(Finding("methods.vectors.finding.effort_not_given", field="effort"))
    if effort is not None and devices is not None:
        raise Refused(Finding("methods.vectors.finding.effort_twice", field="effort"))
    if devices is not None:
        looked = effective_effort(unit, devices, failed=failed, periods=periods)
    else:
        looked = get_effort(unit)(effort if effort is not None else Fraction(0))
    return measure_density(index, count, looked, species=species, level=_level(level))


@cli.command("anomaly", cls=TableCalculation)
@FILE
@click.option("--index", required=True, help="Which density index.")
@click.option("--year", type=int, required=True, help="The year to judge.")
@click.option("--years", type=int, default=5, show_default=True, help="Past years it is compared with.")
@LEVEL
def anomaly(file: Path, index: str, year: int, years: int, level: float) -> Answer:
    """Each month of a year beside the same month of past years. Columns: year, month, count, effort, unit."""
    columns = (
        Column("year", whole),
        Column("month", whole),
        Column("count", whole, ("caught", "positive")),
        Column("effort", exact),
        Column("unit", str),
    )
    table = read_table(file, columns)
    observations = [
        Observation(each["year"], each["month"], each["count"], get_effort(each["unit"])(each["effort"]), row)
        for row, each in table.rows
    ]
    answer = find_anomalies(index, observations, year, years=years, level=level)
    return replace(answer, findings=(*answer.findings, *table.notes))


@cli.command("ship", cls=Calculation)
@click.option("--inspected", type=int, required=True, help="Ships inspected.")
@click.option("--infested", type=int, required=True, help="Ships with vectors.")
@click.option("--individuals", type=int, help="Vectors found on all of them.")
@click.option("--rooms", type=int, help="Rooms or compartments inspected.")
@click.option("--rooms-infested", type=int, help="Rooms with vectors.")
@LEVEL
def ship(
    *,
    inspected: int,
    infested: int,
    individuals: int | None,
    rooms: int | None,
    rooms_infested: int | None,
    level: float,
) -> Answer:
    """Carriage rate of ships, intensity, abundance, infested rooms."""
    return measure_ships(
        inspected,
        infested,
        individuals=individuals,
        rooms=rooms,
        rooms_infested=rooms_infested,
        level=level,
    )


@cli.command("flea", cls=Calculation)
@click.option("--fleas", type=int, required=True, help="Fleas collected from bodies.")
@click.option("--rodents", type=int, required=True, help="Rodents examined.")
@click.option("--infested", type=int, help="Rodents with at least one flea.")
@LEVEL
def flea(fleas: int, rodents: int, infested: int | None, level: float) -> Answer:
    """Flea index and share of rodents with fleas."""
    return measure_fleas(fleas, rodents, infested, level=level)


@cli.command("treatment", cls=TableCalculation, epilog="Schedules: " + ", ".join(list_schedules()) + ".")
@FILE
@click.option("--schedule", required=True, help="Code of the schedule.")
@click.option("--temperature", type=NUMBER, help="Lowest during the treatment, °C.")
@click.option("--dose", type=NUMBER, help="g/m³, where the schedule is by dose.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Day of the treatment.")
def treatment(
    file: Path, schedule: str, temperature: Fraction | None, dose: Fraction | None, on: datetime | None
) -> Answer:
    """CT product of a fumigation beside a schedule; exit code 1 when the schedule is not met.

    Columns: hours (since dosing), concentration (g/m³), and if wanted point (sampling point) and temperature
    (°C).
    """
    columns = (
        Column("hours", exact, ("hour",)),
        Column("concentration", exact, ("g/m3", "g/m³")),
        Column("point", str, required=False, default=""),
        Column("temperature", exact, required=False),
    )
    table = read_table(file, columns)
    read = [each["temperature"] for _, each in table.rows if each["temperature"] is not None]
    lowest = [*read, *([] if temperature is None else [temperature])]
    if not lowest:
        raise Refused(Finding("methods.vectors.finding.temperature_not_given", field="temperature"))
    readings = [Reading(each["hours"], each["concentration"], each["point"], row) for row, each in table.rows]
    answer = judge_treatment(
        readings, get_schedule(schedule), min(lowest), dose=dose, on=on.date() if on else None
    )
    return replace(answer, findings=(*answer.findings, *table.notes))


def _level(level: float) -> float:
    if not 0 < level < 1:
        params = {"level": f"{level:g}"}
        raise Refused(Finding("methods.vectors.finding.level_wrong", field="level", params=params))
    return level
