"""Commands of the draw: `jiangang draw proof`, `jiangang draw verify`, `jiangang draw commit`.

Exit codes: 0 yes, 1 the proof does not hold, 2 nothing could be done. `verify` needs neither database nor
Django, and no more do the commands of the seed ceremony (`ceremony_commands`).
"""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from jiangang.integrity.assignment.ceremony_commands import COMMANDS
from jiangang.integrity.assignment.wording import catalogue, language, print_findings, words
from jiangang.methods.answers import told
from jiangang.methods.chance import list_not_checked, verify_draw
from jiangang.methods.chance.orders import shorten
from jiangang.methods.findings import Refused
from jiangang.methods.log.notes import VerifierKey

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
            click.echo(words("assignment.command.written", file=str(out)), err=True)
    except Refused as refusal:
        print_findings(refusal.findings)
        sys.exit(2)
    except OSError as error:
        click.echo(f"{out}: {error.strerror}", err=True)
        sys.exit(2)


@cli.command("verify")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", "keys", multiple=True, help="Public key of the office, to check a signed promise.")
@click.option("--root", default="", help="Root that was published before, in hex, to be compared.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def verify(file: Path, keys: tuple[str, ...], root: str, as_json: bool) -> None:
    """Recompute the draw or the opened seed ceremony of the proof FILE; no database is needed."""
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise OSError(0, f"larger than {LARGEST_FILE} bytes")
        content = file.read_bytes()
        known = [VerifierKey.parse(key) for key in keys]
        published = bytes.fromhex(root)
    except OSError as error:
        click.echo(f"{file}: {error.strerror}", err=True)
        sys.exit(2)
    except (ValueError, Refused) as error:
        click.echo(f"--key, --root: {error}", err=True)
        sys.exit(2)
    findings = verify_draw(content, keys=known, root=published)
    not_checked = list_not_checked(content, keys=known)
    if root:
        not_checked = [each for each in not_checked if not each.code.endswith("root_time_not_checked")]
    unreadable = any(finding.code == "methods.finding.document_no_json" for finding in findings)
    said = {} if unreadable else json.loads(content.decode("utf-8-sig"))
    if as_json:
        all_found = [told(each, catalogue(), language()) for each in (*findings, *not_checked)]
        shown = {name: said[name] for name in ("result", "seed") if name in said and not findings}
        document = {"holds": not findings, **shown, "findings": all_found}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        print_findings([*findings, *not_checked])
        if not unreadable:
            click.echo(words("assignment.command.refuted") if findings else _verified(said))
    if findings:
        sys.exit(2 if unreadable else 1)


def _verified(said: dict[str, Any]) -> str:
    if "result" in said:
        return words("assignment.command.verified", result=shorten(tuple(said["result"])))
    return words("assignment.command.seed_verified", seed=said["seed"])


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
        print_findings(refusal.findings)
        sys.exit(2)
    said = {"day": made.day, "series": made.series, "slots": made.slots, "root": bytes(made.root).hex()}
    click.echo(words("assignment.command.committed", **said, entry=made.counter.ledger_sequence))


for each in COMMANDS:
    cli.add_command(each)
