"""`jiangang people`: who works here, taking somebody on, and what a kind of post may do.

Exit codes: 0 done; 1 refused.
"""

from datetime import datetime

import click

from jiangang.kernel.office import api as office
from jiangang.kernel.people import operations, queries

DAY = click.DateTime(["%Y-%m-%d"])


@click.group("people")
def cli() -> None:
    """People and their posts."""


@cli.command("list")
@click.option("--on", type=DAY, help="A day other than today.")
@click.option("--language", type=click.Choice(["en", "zh-hans"]), default="en", show_default=True)
def list_people(on: datetime | None, language: str) -> None:
    """List the people of the office with their posts on a day, by code."""
    day = on.date() if on else office.local_day(office.clock())
    for row in queries.list_staff(day, language):
        click.echo(f"{row.code:<10} {row.name:<24} {row.username or '-':<16} {row.posts or '-'}")


@cli.command("add")
@click.argument("code")
@click.option("--name-zh", required=True, help="The name in Chinese, or as it is written at home.")
@click.option("--name-en", default="", help="The name in Latin letters.")
@click.option("--by", "person", required=True, help="Code of the person who does it.")
def add(code: str, name_zh: str, name_en: str, person: str) -> None:
    """Take somebody on under CODE; posts and sign-in are given afterwards."""
    at = office.clock()
    actor = queries.actor_by_code(person, office.local_day(at))
    new = operations.NewPerson(code=code, name_zh=name_zh, name_en=name_en)
    made = operations.add_person(new=new, actor=actor, at=at)
    click.echo(made.code)


@cli.command("grants")
@click.option("--post", default="", help="Only this kind of post, by its code.")
def list_grants(post: str) -> None:
    """List which kinds of post hold which permissions today."""
    for row in queries.grants_in_force(office.local_day(office.clock())):
        if post in ("", row.post_kind_id):
            click.echo(f"{row.post_kind_id:<20} {row.permission:<40} since {row.valid_from}")


@cli.command("grant")
@click.argument("post")
@click.argument("permission")
@click.option("--from", "since", type=DAY, help="From this day on; today without it.")
@click.option("--by", "person", required=True, help="Code of the person who does it.")
def grant(post: str, permission: str, since: datetime | None, person: str) -> None:
    """Let a kind of POST hold a PERMISSION."""
    at = office.clock()
    today = office.local_day(at)
    actor = queries.actor_by_code(person, today)
    made = operations.grant(
        post_kind=post, permission=permission, valid_from=since.date() if since else today, actor=actor, at=at
    )
    click.echo(f"{made.post_kind_id} {made.permission} since {made.valid_from}")
