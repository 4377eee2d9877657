"""`jiangang inspection`: what is to be inspected and how it stands.

Exit codes: 0 there are some, 1 there are none.
"""

import json

import click

from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor
from jiangang.port.inspection import queries


@click.group("inspection")
def cli() -> None:
    """Inspections of consignments."""


@cli.command("list")
@click.option("--state", default="", help="Only those in this state.")
@click.option("--limit", default=50, show_default=True, help="At most so many, the newest first.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def list_inspections(state: str, limit: int, as_json: bool) -> None:
    """List inspections."""
    at = office.clock()
    rows = queries.list_all(Actor.system("command-line", on=office.local_day(at)))
    if state:
        rows = rows.filter(state=state)
    found = queries.rows_of(list(rows[:limit]), "en")
    for row in found:
        if as_json:
            words = {"number": row.number, "consignment": row.consignment, "state": row.state}
            click.echo(json.dumps({**words, "conforming": row.conforming}, ensure_ascii=False))
        else:
            result = {True: "conforming", False: "non-conforming", None: "-"}[row.conforming]
            click.echo(f"{row.number}  {row.consignment}  {row.state:<22} {result}")
    raise SystemExit(0 if found else 1)
