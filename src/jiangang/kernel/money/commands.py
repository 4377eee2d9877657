"""Commands of the exchange rates: `jiangang money load FILE` and `jiangang money list`.

Exit codes: 0 done, 2 nothing: something in the file is wrong, or it cannot be read.
"""

import sys
from pathlib import Path

import click

from jiangang.kernel.money import api, permissions
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor
from jiangang.kernel.texts import text
from jiangang.methods.findings import Refused


@click.group("money")
def cli() -> None:
    """Dated exchange rates with their source."""


@cli.command("load")
@click.argument("file", type=click.Path(path_type=Path))
def load(file: Path) -> None:
    """Enter the rates of FILE (CSV: base, quote, rate, on, source, verified)."""
    at = office.clock()
    actor = Actor.system("money", on=at.date(), permissions=frozenset({permissions.ENTER_RATES}))
    try:
        found = api.load_rates(content=file.read_bytes(), actor=actor, at=at)
    except Refused as refusal:
        for finding in refusal.findings:
            place = f"row {finding.row}: " if finding.row else ""
            click.echo(f"{place}{text(finding.message_key, **finding.params)}", err=True)
        sys.exit(2)
    except OSError as error:
        click.echo(f"{file}: {error.strerror}", err=True)
        sys.exit(2)
    click.echo(text("money.load.done", **{name: found.count(name) for name in ("new", "changed", "same")}))


@cli.command("list")
def list_rates() -> None:
    """Print every rate that stands, one line each."""
    for row in api.list_rates():
        mark = "verified" if row.verified else "unverified"
        click.echo(f"{row.pair}\t{row.on}\t{row.rate}\t{row.source}\t{mark}")
