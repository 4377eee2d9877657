"""`jiangang hub`: send what is due, take in what waits, say how it stands; and a mock Hub for training.

Exit codes: 0 done, 1 done with trouble or refused, 2 the exchange is not set up. Django is imported inside
the functions, because the mock runs on any machine.
"""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click


@click.group("hub")
def cli() -> None:
    """Papers to and from foreign authorities through the ePhyto Hub."""


@cli.command("push")
@click.option("--file", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--to", "country", help="Country that the file goes to (two letters).")
@click.option("--by", "person", help="Code of the person who sends the file.")
def push(path: Path | None, country: str | None, person: str | None) -> None:
    """Send every envelope that is due; with --file, --to and --by first put an SPS certificate into one."""
    if path is not None:
        if not (country and person):
            raise click.UsageError("--file asks for --to and --by")
        _queue(path, country, person)
    _round("push", "refresh")


@cli.command("pull")
def pull() -> None:
    """Take in every paper that waits at the Hub, and tell the Hub how it arrived."""
    _round("pull")


@cli.command("status")
def status() -> None:
    """How many envelopes and papers are in which state."""
    from jiangang.kernel.office import api as office
    from jiangang.port.exchange import keys, queries

    place = keys.find_place(office.local_day(office.clock()))
    click.echo(f"{'hub':<24} {place.address if place else '-'}")
    for state, count in sorted(queries.counts().items()):
        click.echo(f"{state:<24} {count}")


@cli.command("mock")
@click.option("--port", default=8090, show_default=True)
@click.option(
    "--folder", default=Path("mock-hub"), show_default=True, type=click.Path(file_okay=False, path_type=Path)
)
@click.option("--country", "countries", multiple=True, default=("CN", "NL"), show_default=True)
@click.option("--tls", is_flag=True, help="Ask for client certificates of a training authority.")
@click.option(
    "--fault", "faults", multiple=True, help="KIND:OPERATION[:TIMES], such as lost:DeliverEnvelope:2."
)
def mock(port: int, folder: Path, countries: tuple[str, ...], tls: bool, faults: tuple[str, ...]) -> None:
    """Run a mock Hub on this machine, for training; it is no official service."""
    from jiangang.stand_ins.hub import Hub, Server

    hub = Hub(folder, countries)
    for each in faults:
        kind, operation, times = (*each.split(":"), "", "1")[:3]
        try:
            hub.inject(kind, operation, int(times or "1"))
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--fault") from error
    server = Server(hub, port, keys=_training_keys(folder, countries) if tls else None)
    for country in hub.mailbox.countries:
        click.echo(f"{country}  {server.address(country)}")
    try:
        server.serve_forever()
    finally:
        server.server_close()


def _training_keys(folder: Path, countries: tuple[str, ...]) -> Path:
    from datetime import UTC, datetime

    from jiangang.stand_ins.hub_keys import make_keys

    keys = folder / "keys"
    if not (keys / "ca.pem").exists():
        make_keys(keys, countries, at=datetime.now(UTC))  # noqa: TID251  # no office, no clock of its own
    return keys


def _queue(path: Path, country: str, person: str) -> None:
    from jiangang.kernel.office import api as office
    from jiangang.kernel.people import api as people
    from jiangang.methods.findings import Refused
    from jiangang.methods.papers.sps import read_certificate
    from jiangang.port.exchange.operations.sending import queue_certificate

    reading = read_certificate(path.read_bytes())
    if reading.record is None:
        raise Refused([each.finding for each in reading.observations])
    at = office.clock()
    actor = people.actor_by_code(person, office.local_day(at))
    made = queue_certificate(record=reading.record, to_country=country, actor=actor, at=at)
    click.echo(f"queued {made.certificate_number} to {made.to_country}")


def _round(*acts: str) -> None:
    from jiangang.kernel.office import api as office
    from jiangang.kernel.permissions import Actor
    from jiangang.port.exchange import exchanging, keys, permissions
    from jiangang.port.exchange.client import HubClient

    on = office.local_day(office.clock())
    place = keys.find_place(on)
    if place is None:
        click.echo("No Hub is set: enter its address in the settings of the office.", err=True)
        sys.exit(2)
    actor = Actor.system("hub", on=on, permissions=frozenset({permissions.EXCHANGE}))
    client, trouble = HubClient(place), ""
    for act in acts:
        done: Any = getattr(exchanging, act)(client, actor=actor, clock=office.clock)
        trouble = trouble or done.trouble
        for name, value in asdict(done).items():
            if value and name != "trouble":
                click.echo(f"{act:<8} {name:<14} {value}")
    if trouble:
        click.echo(trouble, err=True)
        sys.exit(1)
