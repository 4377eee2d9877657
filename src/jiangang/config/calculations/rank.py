"""`jiangang rank FILE.csv`: rates of several places, and whether one may be called first."""

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from jiangang.config.calculations.tables import TableCalculation, read_table
from jiangang.methods.answers import Answer
from jiangang.methods.columns import Column, Table, number, whole
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.ranking.comparison import Place, Settings
from jiangang.methods.ranking.ranks import DRAWS
from jiangang.methods.ranking.report import rank_places
from jiangang.methods.ranking.standardisation import Cell, pool_reference, standardise_indirectly

COLUMNS = (
    Column("group", str, ("name", "office", "bureau", "unit", "port", "place")),
    Column("events", whole, ("found", "detected", "positive", "observed")),
    Column("total", whole, ("sampled", "inspected", "units", "n"), required=False),
    Column("expected", number, required=False),
    Column("stratum", str, ("cell", "mix"), required=False, default=""),
)


@click.command("rank", cls=TableCalculation)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--minimum-n", type=click.IntRange(0), default=0, help="Fewer inspected: counts only, no rank.")
@click.option(
    "--minimum-expected",
    type=click.FloatRange(0),
    default=5.0,
    show_default=True,
    help="Fewer finds expected at the pooled rate: counts only, no rank.",
)
@click.option("--rng-seed", type=click.IntRange(0), help="Simulate the ranks with this seed.")
@click.option("--draws", type=click.IntRange(1000, 10_000_000), default=DRAWS, help="Simulated worlds.")
@click.option(
    "--level", "--confidence", type=float, default=0.95, show_default=True, help="Of all intervals."
)
@click.option("--interval", default="", help="wilson or exact; for ratios byar, exact or mid-p.")
@click.option(
    "--prior",
    type=click.Choice(["jeffreys", "shrunk"]),
    default="jeffreys",
    help="Judge each place alone, or with a prior estimated from all.",
)
@click.option(
    "--funnel",
    type=click.Choice(["additive", "multiplicative", "exact"]),
    default="additive",
    help="How funnel limits take overdispersion in; exact: not at all.",
)
@click.option("--trim", type=float, default=0.1, help="Share winsorised at each end for overdispersion.")
@click.option("--lowest-first", is_flag=True, help="The lowest is first.")
def cli(file: Path, **options: Any) -> Answer:
    """Rank the places of FILE by rate, or by observed ÷ expected, and say whether "first" is supported.

    Columns: group, events, total; or group, events, expected; or with a column stratum several rows a place,
    which are standardised indirectly with the rates of all places.
    """
    table = read_table(file, COLUMNS)
    settings = Settings(
        level=options["level"],
        interval=options["interval"],
        minimum_total=options["minimum_n"],
        minimum_expected=options["minimum_expected"],
        model=options["funnel"],
        trim=options["trim"],
        prior=options["prior"],
        lowest_first=options["lowest_first"],
        seed=options["rng_seed"],
        draws=options["draws"],
    )
    answer = rank_places(_places(table), settings)
    return replace(answer, findings=(*answer.findings, *table.notes))


def _places(table: Table) -> list[Place]:
    if not table.present & {"total", "expected"}:
        params = {"column": "total", "also": ", ".join(COLUMNS[2].also), "there": ", ".join(table.present)}
        raise Refused(Finding("methods.columns.finding.column_missing", field="total", params=params))
    if "stratum" in table.present and "expected" not in table.present:
        return _standardised(table)
    return [
        Place(
            each["group"],
            each["events"],
            each["total"] if each["expected"] is None else None,
            each["expected"],
            row,
        )
        for row, each in table.rows
    ]


def _standardised(table: Table) -> list[Place]:
    cells: dict[str, list[Cell]] = defaultdict(list)
    for _, each in table.rows:
        cells[each["group"]].append(Cell(each["stratum"], each["total"] or 0, each["events"]))
    reference = pool_reference(cell for own in cells.values() for cell in own)
    ratios = {name: standardise_indirectly(own, reference) for name, own in cells.items()}
    return [
        Place(name, found.interval.observed, None, found.interval.expected) for name, found in ratios.items()
    ]
