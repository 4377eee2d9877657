"""Commands of the draw: `jiangang draw proof`, `jiangang draw verify`, `jiangang draw commit`.

Exit codes: 0 yes, 1 the proof does not hold, 2 nothing could be done. `verify` needs neither database nor
Django.
"""

import json
import os
import sys
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path

import click

from jiangang.methods.chance import list_not_checked, verify_draw
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.log.notes import VerifierKey
from jiangang.methods.texts import Catalogue

LARGEST_FILE = 5_000_000
PURPOSES = ("inspector", "random_stream", "units", "audit")


@click.group("draw")
def cli() -> None:
    """Who or what was drawn, from which promised seed; proofs that anybody can check."""


@cli.command("proof")
@click.argument("number")
@click.option("--purpose", type=click.Choice(PURPOSES), default=PURPOSES[0], help="What was drawn.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write; else printed.")
def proof(number: str, purpose: str, out: Path | None) -> None:
    """Write the proof of the draw that stands for the consignment NUMBER."""
    from jiangang.integrity.assignment import api

    try:
        document = json.dumps(api.proof(number, purpose), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        if out is None:
            click.echo(document, nl=False)
        else:
            out.write_text(document, encoding="utf-8")
            click.echo(_words("assignment.command.written", file=str(out)), err=True)
    except Refused as refusal:
        _print(refusal.findings)
        sys.exit(2)
    except OSError as error:
        click.echo(f"{out}: {error.strerror}", err=True)
        sys.exit(2)


@cli.command("verify")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", "keys", multiple=True, help="Public key of the office, to check a signed promise.")
def verify(file: Path, keys: tuple[str, ...]) -> None:
    """Recompute the draw of the proof FILE; no database is needed."""
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise OSError(0, f"larger than {LARGEST_FILE} bytes")
        content = file.read_bytes()
        known = [VerifierKey.parse(key) for key in keys]
    except OSError as error:
        click.echo(f"{file}: {error.strerror}", err=True)
        sys.exit(2)
    except (ValueError, Refused) as error:
        click.echo(f"--key: {error}", err=True)
        sys.exit(2)
    findings = verify_draw(content, keys=known)
    _print([*findings, *list_not_checked(content, keys=known)])
    if any(finding.code == "methods.finding.document_no_json" for finding in findings):
        sys.exit(2)
    if findings:
        click.echo(_words("assignment.command.refuted"))
        sys.exit(1)
    result = ", ".join(json.loads(content.decode("utf-8-sig"))["result"])
    click.echo(_words("assignment.command.verified", result=result))


@cli.command("commit")
@click.option(
    "--day", type=click.DateTime(formats=["%Y-%m-%d"]), help="Day; the office's next day if left out."
)
@click.option("--slots", type=int, help="How many draws the day is good for.")
def commit(day: datetime | None, slots: int | None) -> None:
    """Promise the seeds of a day before it begins."""
    from datetime import timedelta

    from jiangang.integrity.assignment import api, permissions
    from jiangang.kernel.office import api as office
    from jiangang.kernel.permissions import Actor
    from jiangang.methods.chance import SLOTS

    at = office.clock()
    today = office.local_day(at)
    actor = Actor.system("draw", on=today, permissions=frozenset({permissions.COMMIT_DAY}))
    wanted = day.date() if day else today + timedelta(days=1)
    try:
        made = api.commit_day(day=wanted, slots=SLOTS if slots is None else slots, actor=actor, at=at)
    except Refused as refusal:
        _print(refusal.findings)
        sys.exit(2)
    words = {"day": made.day, "series": made.series, "slots": made.slots, "root": bytes(made.root).hex()}
    click.echo(_words("assignment.command.committed", **words, entry=made.counter.ledger_sequence))


def _print(findings: Iterable[Finding]) -> None:
    for finding in findings:
        words = _words(finding.message_key, **finding.params)
        click.echo(f"{finding.severity}\t{finding.field}\t{words}", err=True)


def _words(key: str, **params: object) -> str:
    asked = (os.environ.get(name) for name in ("JIANGANG_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))
    language = "zh-hans" if next((name for name in asked if name), "").lower().startswith("zh") else "en"
    return _catalogue().get(language, key, **params)


@cache
def _catalogue() -> Catalogue:
    import jiangang.methods

    catalogue = Catalogue()
    catalogue.load("assignment", Path(__file__).parent / "texts")
    catalogue.load("methods", Path(jiangang.methods.__path__[0]) / "texts")
    return catalogue
