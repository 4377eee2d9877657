"""Commands of the code lists: `jiangang codes load` and `jiangang codes list`.

Exit codes: 0 all rows loaded, 1 rows refused, 2 nothing could be done.
"""

import sys
from datetime import datetime
from pathlib import Path

import click

from jiangang.kernel.codes import api, permissions
from jiangang.kernel.codes.reading import read_map
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor
from jiangang.kernel.texts import text
from jiangang.methods.findings import Finding, Refused

DATE = click.DateTime(formats=["%Y-%m-%d"])


@click.group("codes")
def cli() -> None:
    """Dated code lists: countries, units, packages, ports, HS."""


@cli.command("load")
@click.argument("scheme")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--edition", required=True, help="Name of the edition, as its publisher names it.")
@click.option("--from", "start", type=DATE, required=True, help="First day in force, YYYY-MM-DD.")
@click.option("--until", "end", type=DATE, help="Last day in force, YYYY-MM-DD.")
@click.option("--complete", is_flag=True, help="The file is the whole list: absence from it means unknown.")
@click.option("--map", "map_file", type=click.Path(path_type=Path), help="TOML map of columns.")
@click.option("--source", default="", help="Where the file comes from; its name when left out.")
@click.option("--licence", default="", help="Licence of the file.")
def load(  # noqa: PLR0917  # click passes options by name
    scheme: str,
    file: Path,
    edition: str,
    start: datetime,
    end: datetime | None,
    complete: bool,
    map_file: Path | None,
    source: str,
    licence: str,
) -> None:
    """Load FILE as an edition of the list SCHEME."""
    at = office.clock()
    actor = Actor.system("codes", on=at.date(), permissions=frozenset({permissions.LOAD_CODES}))
    order = api.EditionOrder(
        scheme=scheme,
        name=edition,
        valid_from=start.date(),
        valid_until=end.date() if end else None,
        complete=complete,
        source=source or file.name,
        licence=licence,
    )
    try:
        shape = read_map(map_file.read_bytes(), scheme) if map_file else None
        report = api.load_edition(order=order, content=file.read_bytes(), shape=shape, actor=actor, at=at)
    except Refused as refusal:
        _print_findings(refusal.findings)
        sys.exit(2)
    except OSError as error:
        click.echo(f"{file}: {error.strerror}", err=True)
        sys.exit(2)
    _print_findings(report.findings)
    key = "codes.load.already" if report.already else "codes.load.done"
    click.echo(
        text(
            key,
            scheme=report.scheme,
            edition=report.name,
            size=report.size,
            coverage=text(f"codes.coverage.{report.coverage}"),
            refused=report.refused_rows,
        )
    )
    sys.exit(1 if report.refused_rows else 0)


@cli.command("list")
def list_loaded() -> None:
    """Print every loaded edition, one line each."""
    for scheme in api.all_schemes():
        for row in api.list_editions(scheme):
            until = row.valid_until or ""
            click.echo(
                f"{scheme}\t{row.name}\t{row.revision}\t{row.valid_from}\t{until}\t{row.coverage}\t{row.size}"
            )


def _print_findings(findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        place = f"row {finding.row}: " if finding.row else ""
        words = text(finding.message_key, **finding.params)
        click.echo(f"{finding.severity}\t{place}{words}", err=True)
