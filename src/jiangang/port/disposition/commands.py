"""`jiangang disposition`: what waits for a decision.

Exit codes: 0 there are some, 1 there are none.
"""

import click

from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor
from jiangang.port.disposition import queries


@click.group("disposition")
def cli() -> None:
    """Release and refusal of consignments."""


@cli.command("queue")
@click.option("--limit", default=50, show_default=True, help="At most so many, the oldest first.")
def queue(limit: int) -> None:
    """List the consignments that wait for a decision."""
    actor = Actor.system("command-line", on=office.local_day(office.clock()))
    found = queries.queue_rows(list(queries.list_queue(actor)[:limit]), "en")
    for row in found:
        result = {True: "conforming", False: "non-conforming", None: f"documents, lane {row.lane or '-'}"}
        click.echo(f"{row.consignment}  {row.inspection or '-':<26} {result[row.conforming]}")
    raise SystemExit(0 if found else 1)
