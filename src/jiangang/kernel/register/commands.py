"""`jiangang register …`: state, fsck, publish, proof, keys, recover, rebuild; mirror and monitor anywhere.

Exit codes: 0 done or good, 1 faults found or refused, 2 nothing could be done. `mirror` and `monitor` need
neither database nor Django.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import click

from jiangang.kernel.register.mirroring import Watch, look
from jiangang.kernel.register.mirroring import mirror as bring_up
from jiangang.kernel.register.sources import open_source, published_keys
from jiangang.kernel.register.wording import print_findings, say
from jiangang.methods.findings import Refused
from jiangang.methods.log import CosignerKey, VerifierKey

TRUSTED = "trusted-keys"
JSON = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
BY = click.option("--by", "person", required=True, help="Code of the person who acts.")
KEY = click.option(
    "--key", "keys", multiple=True, help="Key of the log, known from outside; may be repeated."
)
CANNOT = frozenset(
    f"register.finding.{name}" for name in ("unreachable", "no_address", "no_checkpoint", "no_known_key")
)


def refusing(act: Callable[[], Any]) -> Any:
    """What the act returns; a refusal is printed, and ends the command with 1, or 2 when nothing was seen."""
    try:
        return act()
    except Refused as refused:
        print_findings(refused.findings)
        sys.exit(2 if {each.code for each in refused.findings} <= CANNOT else 1)


@click.group("register")
def cli() -> None:
    """The public register of papers: a log that grows only, seen by witnesses."""


@cli.command("status")
@JSON
def status(as_json: bool) -> None:
    """Print where the register stands; exit 1 while an alarm is open or entries wait longer than a minute."""
    from jiangang.kernel.office import api as office
    from jiangang.kernel.register import showing

    shown = showing.facts(office.clock())
    if as_json:
        print(json.dumps(shown.as_dict(), ensure_ascii=False, indent=1))
    else:
        for label, value in shown.lines():
            print(f"{label}: {value}")
    sys.exit(0 if shown.is_well else 1)


@cli.command("publish")
def publish() -> None:
    """Publish what was entered, now."""
    from jiangang.kernel.office import api as office
    from jiangang.kernel.register import api

    done = api.publish(at=office.clock())
    print(say(f"register.outcome.{done.state}", size=done.size, found=done.cosigned, required=done.required))
    print_findings(done.findings)
    sys.exit(0 if done.state in {"released", "current"} else 1)


@cli.command("fsck")
@JSON
def fsck(as_json: bool) -> None:
    """Recompute the register from rows and files, and name every fault."""
    from jiangang.kernel.register import api

    report = api.fsck()
    if as_json:
        print(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
    else:
        words = "register.fsck.whole" if report.ok else "register.fsck.faults"
        counts = {"tiles": report.counts["tiles"], "checkpoints": report.counts["checkpoints"]}
        print(say(words, count=report.faults_found, size=report.size, **counts))
        print(f"{report.root} {report.seconds:.1f} s")
        for fault in report.faults:
            print(f"{fault.table} {fault.row}: {fault.what}", file=sys.stderr)
    sys.exit(0 if report.ok else 1)


@cli.command("proof")
@click.argument("index", type=click.IntRange(min=0))
def proof(index: int) -> None:
    """Print the proof (.tlog-proof) of entry INDEX; exit 1 while no handed-out checkpoint holds it."""
    from jiangang.kernel.register import api

    found = api.proof_of(index)
    if found is None:
        print(say("register.say.not_yet", index=index), file=sys.stderr)
        sys.exit(1)
    print(found.encode(), end="")


@cli.command("rebuild")
def rebuild() -> None:
    """Write the published files anew from the rows."""
    from jiangang.kernel.register import api

    origin = api.current_origin()
    if origin is None:
        _stop(say("register.outcome.closed", size=0, found=0, required=0))
    print(say("register.say.rebuilt", count=refusing(lambda: api.rebuild(origin))))


@cli.command("recover")
@click.option("--from", "mirror", required=True, help="Folder or address of a mirror of the register.")
@BY
def recover(mirror: str, person: str) -> None:
    """Bring back the entries that MIRROR holds and this database lacks."""
    from jiangang.kernel.office import api as office
    from jiangang.kernel.people import api as people
    from jiangang.kernel.register import api

    at = office.clock()
    actor = people.actor_by_code(person, office.local_day(at))
    done = refusing(lambda: api.recover(source=open_source(mirror), actor=actor, at=at))
    print(say("register.say.recovered", count=done.added, first=done.first, size=done.size))


@cli.group("keys")
def keys() -> None:
    """Keys, origins and witnesses: one person proposes, another confirms."""


@keys.command("list")
def list_keys() -> None:
    """Print the public keys: of the log, first to last, and of the witnesses."""
    from jiangang.kernel.register import public_keys

    print(public_keys.text(), end="")


@keys.command("propose")
@click.argument(
    "act",
    type=click.Choice(["open", "rotate", "compromise", "new_origin", "witness_set", "witness_end"]),
)
@click.option("--reason", required=True, help="Why; entered in the log.")
@click.option("--name", default="", help="Name of the log (open, new_origin); else one by its key.")
@click.option("--witness-key", "verifier_key", default="", help="Key of the witness.")
@click.option("--url", default="", help="Address of the witness.")
@click.option("--mark", default="", help="What to say of the witness, such as: demo, same machine.")
@BY
def propose(act: str, reason: str, person: str, **params: str) -> None:
    """Propose ACT; somebody else confirms it within seven days."""
    from jiangang.kernel.office import api as office
    from jiangang.kernel.people import api as people
    from jiangang.kernel.register import api

    at = office.clock()
    actor = people.actor_by_code(person, office.local_day(at))
    made = refusing(lambda: api.propose(act=act, reason=reason, params=params, actor=actor, at=at))
    print(say("register.say.proposed", number=made.pk))


@keys.command("confirm")
@click.argument("number", type=int)
@BY
def confirm(number: int, person: str) -> None:
    """Confirm proposal NUMBER, which somebody else made, and do it."""
    from jiangang.kernel.office import api as office
    from jiangang.kernel.people import api as people
    from jiangang.kernel.register import api

    at = office.clock()
    actor = people.actor_by_code(person, office.local_day(at))
    refusing(lambda: api.confirm(proposal_id=number, actor=actor, at=at))
    print(say("register.say.confirmed", number=number))


@cli.command("mirror")
@click.argument("source", metavar="DIR|URL")
@click.option("--to", "target", required=True, type=click.Path(path_type=Path, file_okay=False))
@KEY
def mirror(source: str, target: Path, keys: tuple[str, ...]) -> None:
    """Copy the register at DIR or URL, and verify all of it; repeat to keep the copy up to date.

    Without --key the keys that the mirror trusted first are used; on the first run they are taken from the
    source, and printed for you to compare.
    """

    def act() -> Any:
        found = open_source(source)
        return bring_up(found, target, _logs(keys, found, target / TRUSTED))

    seen = refusing(act)
    print(say("register.say.mirrored", size=seen.checkpoint.size, added=seen.added))
    print(seen.checkpoint.root.hex())


@cli.command("monitor")
@click.argument("url", metavar="DIR|URL")
@KEY
@click.option("--witness-key", "witness_keys", multiple=True, help="Key of a witness; may be repeated.")
@click.option(
    "--wanted", type=click.IntRange(min=0), default=0, help="How many witnesses must have cosigned."
)
@click.option(
    "--oldest", type=click.IntRange(min=0), default=0, help="Oldest cosignature in seconds; 0: any."
)
@click.option("--state", type=click.Path(path_type=Path, file_okay=False), help="Folder for what was seen.")
@click.option("--every", type=click.IntRange(min=0), default=0, help="Look again each so many seconds.")
def monitor(url: str, keys: tuple[str, ...], witness_keys: tuple[str, ...], **how: Any) -> None:
    """Watch the register at URL: that it is signed, only grows, is seen by witnesses. Exit 1 is an alarm."""
    folder = how["state"] or Path(f"monitor-{urlsplit(url).netloc.replace(':', '-') or 'folder'}")
    try:
        witnesses = tuple(CosignerKey.parse(each) for each in witness_keys)
    except ValueError as error:
        _stop(str(error))

    def act() -> Any:
        found = open_source(url)
        logs = _logs(keys, found, folder / TRUSTED)
        watch = Watch(logs, witnesses, how["wanted"], how["oldest"])
        return look(found, folder / "checkpoint", watch, datetime.now(UTC))  # noqa: TID251  # has no office

    while True:
        seen = refusing(act)
        words = {"size": seen.checkpoint.size, "added": seen.added, "witnesses": len(seen.witnesses)}
        print(say("register.say.monitored", **words), flush=True)
        if not how["every"]:
            return
        time.sleep(how["every"])


def _logs(given: tuple[str, ...], source: Any, kept: Path) -> dict[str, tuple[VerifierKey, ...]]:
    """Trusted keys by origin: those given, else those kept from the first time, else the source's own."""
    try:
        words = given or (tuple(kept.read_text().split()) if kept.exists() else ())
        keys = [VerifierKey.parse(each) for each in words]
    except ValueError as error:
        _stop(str(error))
    if not keys:
        keys = published_keys(source)
        print(say("register.say.first_sight"), file=sys.stderr)
        for key in keys:
            print(key.encode(), file=sys.stderr)
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text("".join(f"{key.encode()}\n" for key in keys))
    found: dict[str, tuple[VerifierKey, ...]] = {}
    for key in keys:
        found[key.name] = (*found.get(key.name, ()), key)
    return found


def _stop(reason: str) -> NoReturn:
    print(reason, file=sys.stderr)
    sys.exit(2)
