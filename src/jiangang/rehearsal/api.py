"""What the command line and the supervisor use of the rehearsal."""

from datetime import date

import click
from django.utils import translation

from jiangang.kernel.office import api as office
from jiangang.kernel.people import api as people
from jiangang.kernel.texts import text
from jiangang.rehearsal.day import play_day
from jiangang.rehearsal.demo import load_demo_office
from jiangang.rehearsal.telling import day_table, drawn

__all__ = ["has_played", "load_demo_office", "play_day", "print_day", "print_sign_ins"]


def has_played() -> bool:
    """Whether this office is a demo office that has begun its day; True also for a real office, which plays
    none.
    """
    settings = office.all_settings(office.local_day(office.clock()))
    return not settings["demo"] or bool(settings["demo_day"])


def print_day() -> None:
    """Print the table of the day that the demo office played; nothing in an office that played none."""
    played = str(office.get_setting("demo_day", office.local_day(office.clock())))
    if played:
        click.echo(drawn(day_table(date.fromisoformat(played))))


def print_sign_ins() -> None:
    """Print who can sign in to the demo office; nothing in a real one."""
    on = office.local_day(office.clock())
    settings = office.all_settings(on)
    if not settings["demo"]:
        return
    language = translation.get_language() or "en"
    click.echo(text("rehearsal.sign_ins", password=settings["demo_password"]))
    for person in people.list_sign_ins(on, language):
        click.echo(f"  {person.username:<12} {person.post}")
