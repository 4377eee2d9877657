"""Commands of the retention schedule: `jiangang retention list | load-seeds | erase`. Exit code 0."""

import click

from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor
from jiangang.kernel.privacy import api, permissions


def _actor() -> Actor:
    held = frozenset({permissions.ERASE, permissions.SET_RETENTION})
    return Actor.system("retention", on=office.local_day(office.clock()), permissions=held)


@click.group("retention")
def cli() -> None:
    """How long personal data are kept, and erasing what is due."""


@cli.command("list")
def list_rules() -> None:
    """Print the rules in force today, one line each."""
    for rule in api.rules_in_force(office.local_day(office.clock())):
        days = "" if rule.keep_days is None else rule.keep_days
        click.echo(f"{rule.model}\t{days}\t{rule.way}\t{rule.counted_from}\t{rule.basis}")


@cli.command("load-seeds")
def load_seeds() -> None:
    """Set the rules that come with the house, where they do not stand yet."""
    click.echo(api.load_seeds(actor=_actor(), at=office.clock()))


@cli.command("erase")
def erase() -> None:
    """Erase now what is due; the same happens each night."""
    for erasure in api.erase_due(actor=_actor(), at=office.clock()):
        click.echo(f"{erasure.model}\t{erasure.rows}")
