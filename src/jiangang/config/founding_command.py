"""`jiangang office init`: what a real office must say of itself before its first person signs in."""

import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from jiangang.config.supervision.trouble import Trouble
from jiangang.config.supervision.words import language, sentence

DATA = Path(__file__).resolve().parent / "data"
PROFILES = ("chinese", "single_officer")
ZONE = "Asia/Shanghai"


def _ask(key: str, **how: Any) -> Any:
    """A prompt in the terminal's language; without a terminal the option must be given."""
    if not sys.stdin.isatty():
        raise Trouble("office.say_by_option", option=f"--{key.replace('_', '-')}")
    return click.prompt(sentence(f"office.ask.{key}"), **how)


def _password(file: Path | None) -> str:
    if file is None:
        return str(_ask("password_file", hide_input=True, confirmation_prompt=True))
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble("backup.unreadable", file=file, reason=getattr(error, "strerror", error)) from error
    return text.rstrip("\r\n")


@click.command("init")
@click.option("--name-zh", help="The office's name in Chinese.")
@click.option("--name-en", help="The office's name in English.")
@click.option("--code", help="Prefix of the office's numbers, such as 320580.")
@click.option("--time-zone", help=f"Time zone, such as {ZONE}.")
@click.option("--legal-profile", type=click.Choice(PROFILES), help="Which acts need which hands.")
@click.option("--admin-name", help="The first administrator's name.")
@click.option("--admin-username", help="The first administrator's user name.")
@click.option(
    "--password-file",
    type=click.Path(path_type=Path, allow_dash=True),
    help="File with the first password; - reads it from standard input.",
)
def init(**said: Any) -> None:
    """Make a real office in an empty database: no demo data, one administrator who takes on the others."""
    from django.db import connection

    from jiangang.config.supervision.migrating import migrate
    from jiangang.config.supervision.sharing import Addresses
    from jiangang.kernel.founding import api as founding
    from jiangang.kernel.office import api as office

    addresses = Addresses.given(os.environ)
    if addresses is None:
        raise RuntimeError("the command line opens the database before this command")
    migrate(addresses.owner, connection.settings_dict["USER"])
    at = office.clock()
    plan = _plan(said, at.date())
    founding.found_office(plan=plan, data=DATA, actor=founding.founder(at.date()), at=at)
    click.echo(
        sentence("office.founded", name=plan.settings["name_zh"], username=plan.administrator.username)
    )


def _plan(said: dict[str, Any], on: date) -> Any:
    from jiangang.kernel.founding.api import Administrator, OfficePlan, UnitPlan

    def answer(key: str, **how: Any) -> str:
        given = said.get(key)
        return str(given if given is not None else _ask(key, **how))

    name_zh, name_en = answer("name_zh"), answer("name_en")
    settings = {
        "name_zh": name_zh,
        "name_en": name_en,
        "code": answer("code"),
        "time_zone": answer("time_zone", default=ZONE),
        "legal_profile": answer("legal_profile", default=PROFILES[0], type=click.Choice(PROFILES)),
        "language": language(),
    }
    username = answer("admin_username")
    return OfficePlan(
        opens_on=on,
        settings=settings,
        units=(UnitPlan(settings["code"], "bureau", name_en, name_zh),),
        administrator=Administrator(
            code=username,
            name_zh=answer("admin_name"),
            username=username,
            password=_password(said.get("password_file")),
        ),
        administrator_unit=settings["code"],
    )
