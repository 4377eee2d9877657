"""`jiangang papers`: the keys of the office's papers — ceremony, list, rotation, compromise — and what to
publish.

Exit codes: 0 done; 1 refused.
"""

import json
from datetime import datetime
from pathlib import Path

import click

from jiangang.kernel.office import api as office
from jiangang.kernel.papers import fetching, operations, outside, queries
from jiangang.kernel.papers.authority import PURPOSES
from jiangang.kernel.people import api as people

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("papers")
def cli() -> None:
    """Keys of the office's papers."""


@cli.command("keys")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with certificates.")
def keys(as_json: bool) -> None:
    """List every key: what it is for, its certificate's SHA-256, until when, how it ended."""
    rows = queries.key_rows()
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        end = row["ended"]
        state = f"{end['how']} since {end['since']}: {end['reason']}" if end else "in use"
        place = "" if row["on_this_machine"] else ", private key not on this machine"
        click.echo(f"{row['purpose']:<8} {row['fingerprint']} until {row['valid_until'][:10]} {state}{place}")


@cli.command("ceremony")
@click.option("--by", "person", required=True, help="Code of the person who holds it.")
def ceremony(person: str) -> None:
    """Make all keys of a new office; print the fingerprint that visitors compare."""
    at = office.clock()
    actor = people.actor_by_code(person, office.local_day(at))
    for each in operations.hold_ceremony(actor=actor, at=at):
        click.echo(f"{each.purpose:<8} {each.fingerprint}")


@cli.command("replace-key")
@click.argument("purpose", type=click.Choice(PURPOSES))
@click.option("--by", "person", required=True, help="Code of the person who does it.")
@click.option("--reason", required=True, help="Why; it is published.")
def replace_key(purpose: str, person: str, reason: str) -> None:
    """Retire the key of PURPOSE and make a new one, with all keys under it."""
    at = office.clock()
    actor = people.actor_by_code(person, office.local_day(at))
    for each in operations.replace_key(purpose=purpose, reason=reason, actor=actor, at=at):
        click.echo(f"{each.purpose:<8} {each.fingerprint}")


@cli.command("report-compromise")
@click.argument("purpose", type=click.Choice(PURPOSES))
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]), required=True, help="Moment with its zone."
)
@click.option("--by", "person", required=True, help="Code of the person who does it.")
@click.option("--reason", required=True, help="What happened; it is published.")
def report_compromise(purpose: str, since: datetime, person: str, reason: str) -> None:
    """Declare that others may have used the key of PURPOSE since a moment, and make a new one."""
    at = office.clock()
    actor = people.actor_by_code(person, office.local_day(at))
    made = operations.report_compromise(purpose=purpose, since=since, reason=reason, actor=actor, at=at)
    for each in made:
        click.echo(f"{each.purpose:<8} {each.fingerprint}")


@cli.command("publish")
def publish() -> None:
    """Print the bundle of keys that verifiers without network need (`/verify/keys`)."""
    click.echo(json.dumps(queries.bundle(office.clock()), ensure_ascii=False))


@cli.command("keep-outside")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option(
    "--by", "person", required=True, help="Code of the person who says that the service is trusted."
)
def keep_outside(files: tuple[Path, ...], person: str) -> None:
    """Keep certificates and revocation lists of an outside time-stamp service, so that papers carry them.

    A certificate that signed itself is trusted from now on for time-stamps, and for nothing else.
    """
    at = office.clock()
    actor = people.actor_by_code(person, office.local_day(at))
    given = [(path.name, path.read_bytes()) for path in files]
    made = outside.keep_outside_evidence(files=given, actor=actor, at=at)
    for each in made:
        click.echo(f"{each.sort:<12} {each.digest} until {each.valid_until:%Y-%m-%d}  {each.issuer}")
    if not made:
        click.echo("All of it is kept already.")


@cli.command("fetch-lists")
def fetch_lists() -> None:
    """Fetch the newest revocation lists of the outside time-stamp service; a job does it four times a day."""
    click.echo(f"{fetching.fetch_outside_lists()} new")
