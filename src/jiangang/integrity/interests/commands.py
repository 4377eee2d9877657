"""`jiangang interests`: the register of interests, as one of its readers may see it.

Exit codes: 0 shown; 1 refused.
"""

from datetime import datetime

import click

from jiangang.integrity.interests import permissions, queries
from jiangang.kernel.office import api as office
from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import check, hidden_firm_ids


@click.group("interests")
def cli() -> None:
    """Interests of people in firms."""


@cli.command("list")
@click.option("--by", "person", required=True, help="Code of the person who reads the register.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Only what counts on this day.")
def list_interests(person: str, on: datetime | None) -> None:
    """List who has an interest in which firm, the newest first."""
    actor = people.actor_by_code(person, office.local_day(office.clock()))
    check(actor, permissions.VIEW_REGISTER)
    for row in queries.register(actor, hidden_firm_ids(actor)):
        if on is None or row.in_force(on.date()):
            until = f" until {row.last_day}" if row.last_day else ""
            what = f"{row.person_code:<10} {row.firm_name:<32} {row.kind}"
            click.echo(f"{what} since {row.valid_from}{until}")
