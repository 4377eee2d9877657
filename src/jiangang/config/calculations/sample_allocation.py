"""`jiangang sample allocate FILE.csv --budget U`: where the units that can be opened are best spent."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import click

from jiangang.config.calculations.tables import TableCalculation, read_table
from jiangang.methods.answers import Answer
from jiangang.methods.columns import Column, whole
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.sampling.allocation import Pathway, allocate_budget

COLUMNS = (
    Column("group", str, ("pathway", "name")),
    Column("units", whole, ("size", "lot-size")),
    Column("sampled", whole, ("inspected", "opened")),
    Column("found", whole, ("infested", "detected", "positive", "events")),
)


@click.command("allocate", cls=TableCalculation)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--budget", type=int, required=True, help="Units that can be opened in all.")
@click.option("--prior", default="0.5,0.5", show_default=True, help="Beta prior of the rate: A,B.")
@click.option(
    "--level", default="0.05", show_default=True, help="Level that the hypergeometric plan beside it detects."
)
def allocate(file: Path, budget: int, prior: str, level: str) -> Answer:
    """Allocate a budget of opened units over the consignments of FILE so that expected leakage is smallest.

    Columns, one consignment a row: group (pathway), units (its size), sampled and found (past results of the
    pathway, in units).
    """
    first, second = _pair(prior)
    table = read_table(file, COLUMNS)
    pathways = [
        Pathway(each["group"], each["units"], each["sampled"], each["found"], row) for row, each in table.rows
    ]
    answer = allocate_budget(pathways, budget, prior=(first, second), infested=_fraction("level", level))
    return replace(answer, findings=(*answer.findings, *table.notes))


def _pair(text: str) -> tuple[Fraction, Fraction]:
    parts = [_fraction("prior", part) for part in text.split(",")]
    if len(parts) != 2:
        raise Refused(_not_a_number("prior", text))
    return parts[0], parts[1]


def _fraction(field: str, text: str) -> Fraction:
    try:
        return Fraction(text.strip())
    except (ValueError, ZeroDivisionError) as error:
        raise Refused(_not_a_number(field, text)) from error


def _not_a_number(field: str, text: str) -> Finding:
    return Finding("methods.finding.option_wrong", field=field, params={"reason": text})


COMMANDS = (allocate,)
