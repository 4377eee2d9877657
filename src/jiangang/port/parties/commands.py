"""`jiangang parties`: how firms stand.

Exit codes: 0 shown; 1 there is nothing to show.
"""

from datetime import datetime

import click

from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor
from jiangang.port.parties import queries


@click.group("parties")
def cli() -> None:
    """The standing of firms."""


@cli.command("standing")
@click.argument("firm", required=False, default="")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="As on this day; today without it.")
@click.option("--language", type=click.Choice(["en", "zh-hans"]), default="en", show_default=True)
def standing(firm: str, on: datetime | None, language: str) -> None:
    """List the firms that somebody has graded, or those whose name holds FIRM, with their grade on a day."""
    day = on.date() if on else office.local_day(office.clock())
    rows = queries.shape_standings(queries.standings(Actor.system("command-line", on=day), on=day), language)
    shown = [row for row in rows if firm in row.firm_name]
    for row in shown:
        until = f"until {row.valid_until}" if row.valid_until else ""
        said = f"{row.firm_name:<32} {row.label} ({row.treatment}) since {row.valid_from} {until}"
        click.echo(said.rstrip())
    raise SystemExit(0 if shown else 1)
