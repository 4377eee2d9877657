"""Commands of the calendars: `jiangang calendar load FILE` and `jiangang calendar list`.

Exit codes: 0 done, 2 nothing.
"""

import sys
from pathlib import Path

import click

from jiangang.kernel.calendar import api, permissions
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor
from jiangang.kernel.texts import text
from jiangang.methods.findings import Refused


@click.group("calendar")
def cli() -> None:
    """Working days: public holidays and the days worked instead."""


@cli.command("load")
@click.argument("file", type=click.Path(path_type=Path))
def load(file: Path) -> None:
    """Load the years of FILE (TOML, see the calendar that comes with the house)."""
    at = office.clock()
    actor = Actor.system("calendar", on=at.date(), permissions=frozenset({permissions.LOAD_CALENDAR}))
    try:
        report = api.load_calendar(content=file.read_bytes(), actor=actor, at=at)
    except Refused as refusal:
        for finding in refusal.findings:
            click.echo(text(finding.message_key, **finding.params), err=True)
        sys.exit(2)
    except OSError as error:
        click.echo(f"{file}: {error.strerror}", err=True)
        sys.exit(2)
    counts = {name: len(getattr(report, name)) for name in ("new", "revised", "unchanged")}
    click.echo(text("calendar.load.done", code=report.code, **counts))


@cli.command("list")
def list_loaded() -> None:
    """Print every loaded year, one line each."""
    for row in api.list_years():
        mark = "verified" if row.verified else "unverified"
        click.echo(f"{row.year}\t{row.notice}\t{row.days_off}\t{row.days_worked}\t{mark}")
