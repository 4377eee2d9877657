"""`jiangang rehearsal`: playing a port day, and loading the demo office with a busy year.

Exit codes: 0 done; 1 refused (loaded already); 2 nothing could be done (not a demo office, bad usage).
"""

import sys
from datetime import date, datetime, timedelta
from time import monotonic

import click

from jiangang.kernel.office import api as office
from jiangang.kernel.texts import text
from jiangang.methods.findings import Finding, Refused
from jiangang.rehearsal.day import COUNT, SEED, play_day
from jiangang.rehearsal.load import LoadOrder, load
from jiangang.rehearsal.telling import day_table, drawn

DAY = click.DateTime(formats=["%Y-%m-%d"])
DAYS = 182
PROCESSES = 3  # one computes while the others wait for the database


@click.group("rehearsal")
def cli() -> None:
    """The demo office: its port day, and load."""


@cli.command("day")
@click.option("--on", type=DAY, help="Which day; without it yesterday.")
@click.option("--count", type=click.IntRange(1, 2_000), default=COUNT, show_default=True)
@click.option("--rng-seed", default=SEED, show_default=True, help="What arrives follows from this.")
def day_command(*, on: datetime | None, count: int, rng_seed: str) -> None:
    """Play one port day through the operations of every department and print what happened."""
    _only_in_a_demo_office()
    try:
        played = play_day(day=on.date() if on else None, seed=rng_seed, count=count)
    except Refused as refusal:
        _refuse(refusal.findings)
    click.echo(drawn(day_table(played)))


@cli.command("load")
@click.option("--count", type=click.IntRange(1, 5_000_000), required=True, help="How many consignments.")
@click.option("--from", "first", type=DAY, help="The first day; without it the last day is yesterday.")
@click.option("--days", type=click.IntRange(1, 3_660), default=DAYS, show_default=True)
@click.option("--rng-seed", default="load", show_default=True, help="What arrives follows from this.")
def load_command(*, count: int, first: datetime | None, days: int, rng_seed: str) -> None:
    """Fill the office with consignments, from notice to decision, as the operations write them."""
    _only_in_a_demo_office()
    today = office.local_day(office.clock())
    begins: date = first.date() if first else today - timedelta(days=days)
    order = LoadOrder(count, begins, days, rng_seed)
    if order.last >= today:
        raise click.UsageError(text("rehearsal.load_ends_before_today", last=order.last.isoformat()))
    began = monotonic()
    try:
        done = load(order, processes=PROCESSES, on_progress=_tell_progress)
    except Refused as refusal:
        _refuse(refusal.findings)
    seconds = monotonic() - began
    click.echo(
        text(
            "rehearsal.loaded", count=done, seconds=f"{seconds:.1f}", rate=f"{done / max(seconds, 0.001):.0f}"
        )
    )


def _tell_progress(done: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{done:>9,}", nl=False, err=True)


def _only_in_a_demo_office() -> None:
    """Made-up consignments have no place among real ones."""
    if not office.get_setting("demo", office.local_day(office.clock())):
        click.echo(text("rehearsal.only_in_a_demo_office"), err=True)
        sys.exit(2)


def _refuse(findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        click.echo(text(finding.message_key, **finding.params), err=True)
        click.echo(text(finding.mend_key, **finding.params), err=True)
    sys.exit(1)
