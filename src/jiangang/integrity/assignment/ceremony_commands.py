"""Commands of the seed ceremony and of draws by order; files only, neither database nor Django.

Random bytes are taken here, from the machine's own source; what is made of them is calculated in `methods`.
Exit codes: 0 done, 1 it cannot be opened or does not hold, 2 nothing could be done.
"""

import csv
import json
import os
import re
import secrets
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from jiangang.integrity.assignment.wording import print_findings, words
from jiangang.methods.answers import Unreachable
from jiangang.methods.chance import (
    Ceremony,
    Opening,
    Order,
    OrderProof,
    Plan,
    Pool,
    Promise,
    SealedShare,
    Units,
    check_share,
    close_ceremony,
    contribute,
    draw_order,
    open_ceremony,
)
from jiangang.methods.chance.ceremonies import SECRET_SIZE
from jiangang.methods.chance.orders import KINDS, shorten
from jiangang.methods.findings import Finding, Refused

LARGEST_FILE = 5_000_000
FILE = click.Path(path_type=Path)
FOLDER = click.Path(path_type=Path, file_okay=False)
UNITS = re.compile(r"([0-9]{1,15})-([0-9]{1,15})")
OUT = click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write; else printed."
)


def refusing(act: Callable[..., None]) -> Callable[..., None]:
    """Turn refusals and unreadable files into findings on standard error and the exit codes above."""

    @wraps(act)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            act(*args, **kwargs)
        except Refused as refusal:
            print_findings(refusal.findings)
            sys.exit(1 if isinstance(refusal, Unreachable) else 2)
        except OSError as error:
            click.echo(f"{error.filename or ''}: {error.strerror}".lstrip(": "), err=True)
            sys.exit(2)

    return run


@click.command("seed-plan")
@click.option("--office", required=True, help="The office's code.")
@click.option("--purpose", required=True, help="What the seed is made for.")
@click.option("--holder", "holders", multiple=True, required=True, help="Who keeps sealed shares; repeat it.")
@click.option(
    "--contributor", "contributors", multiple=True, help="Who brings a secret; all holders if left out."
)
@click.option("--threshold", type=int, required=True, help="How many holders open it.")
@click.option("--beacon-source", default="", help="A public beacon to mix in, such as drand quicknet.")
@click.option("--beacon-round", type=int, default=0, help="Its round, not yet published.")
@click.option(
    "--order", "orders", multiple=True, type=FILE, help="Order file that the seed is for; repeat it."
)
@OUT
@refusing
def plan(
    *, office: str, purpose: str, holders: Sequence[str], contributors: Sequence[str], threshold: int,
    beacon_source: str, beacon_round: int, orders: Sequence[Path], out: Path | None,
) -> None:  # fmt: skip
    """Write the plan of a seed ceremony, to be published before anything else."""
    digests = tuple(Order.parse(read(path)).digest for path in orders)
    named = tuple(contributors or holders)
    made = Plan(
        office, purpose, named, tuple(holders), threshold, beacon_source, beacon_round, orders=digests
    )
    Plan.parse(made.as_dict())
    write(out, made.as_dict())


@click.command("seed-share")
@click.argument("plan_file", metavar="PLAN", type=FILE)
@click.option("--as", "contributor", required=True, help="The contributor's name, as in the plan.")
@click.option("--into", type=FOLDER, required=True, help="Folder for the promise and the share files.")
@refusing
def share(plan_file: Path, contributor: str, into: Path) -> None:
    """Bring a secret: write the promise, to publish, and one sealed share file a holder (mode 0600)."""
    found = Plan.parse(read(plan_file))
    promise, shares = contribute(
        found,
        contributor,
        secrets.token_bytes(SECRET_SIZE),
        secrets.token_bytes(SECRET_SIZE * (found.threshold - 1)),
    )
    into.mkdir(parents=True, exist_ok=True, mode=0o700)
    place = found.contributors.index(contributor) + 1
    paths = [
        into / f"share-{place}-{number}-{_plain(each.holder)}.json" for number, each in enumerate(shares, 1)
    ]
    public = into / f"promise-{place}-{_plain(contributor)}.json"
    for path in [*paths, public]:
        if path.exists():
            raise OSError(0, words("assignment.command.exists"), str(path))
    for path, each in zip(paths, shares, strict=True):
        write_sealed(path, each.as_dict())
    write(public, promise.as_dict())
    click.echo(words("assignment.command.shared", count=len(paths), folder=str(into)), err=True)


@click.command("seed-check")
@click.argument("plan_file", metavar="PLAN", type=FILE)
@click.argument("promise_file", metavar="PROMISE", type=FILE)
@click.argument("share_file", metavar="SHARE", type=FILE)
@refusing
def check(plan_file: Path, promise_file: Path, share_file: Path) -> None:
    """Check on receipt that a share file is the one that its contributor promised."""
    found = SealedShare.parse(read(share_file))
    wrong = check_share(Plan.parse(read(plan_file)), Promise.parse(read(promise_file)), found)
    if wrong:
        print_findings(wrong)
        sys.exit(1)
    click.echo(words("assignment.command.share_true", holder=found.holder, contributor=found.contributor))


@click.command("seed-close")
@click.argument("plan_file", metavar="PLAN", type=FILE)
@click.argument("promise_files", metavar="PROMISE...", type=FILE, nargs=-1, required=True)
@OUT
@refusing
def close(plan_file: Path, promise_files: Sequence[Path], out: Path | None) -> None:
    """Close a ceremony over all promises; the root is to be published before a share is opened."""
    promises = [Promise.parse(read(path)) for path in promise_files]
    made = close_ceremony(Plan.parse(read(plan_file)), promises)
    write(out, made.as_dict())
    click.echo(words("assignment.command.closed", root=made.root.hex()), err=True)


@click.command("seed-open")
@click.argument("ceremony_file", metavar="CEREMONY", type=FILE)
@click.argument("share_files", metavar="SHARE...", type=FILE, nargs=-1, required=True)
@click.option("--beacon-value", default="", help="What the beacon published, in hexadecimal digits.")
@OUT
@refusing
def open_(ceremony_file: Path, share_files: Sequence[Path], beacon_value: str, out: Path | None) -> None:
    """Open a closed ceremony with the share files of enough holders; whoever cheated is named."""
    shares = [SealedShare.parse(read(path)) for path in share_files]
    made, warnings = open_ceremony(
        Ceremony.parse(read(ceremony_file)), shares, beacon_value=_bytes("--beacon-value", beacon_value)
    )
    print_findings(warnings)
    write(out, made.as_dict())
    click.echo(words("assignment.command.opened", seed=made.seed.hex()), err=True)


@click.command("order")
@click.option("--kind", type=click.Choice(KINDS), required=True, help="What is drawn.")
@click.option("--office", required=True, help="The office's code.")
@click.option("--day", type=click.DateTime(formats=["%Y-%m-%d"]), required=True, help="Day of the draw.")
@click.option("--label", default="1", help="Which draw of the day.")
@click.option("--subject", required=True, help="What for, such as a consignment's number.")
@click.option("--count", type=int, required=True, help="How many are drawn.")
@click.option("--pool", "pool_file", type=FILE, help="CSV with the column id, and reason for those excluded.")
@click.option("--units", help="FIRST-LAST, both included, for the kind units.")
@click.option("--exclude", multiple=True, help="ID=REASON, or FIRST-LAST=REASON for units; repeat it.")
@OUT
@refusing
def order(
    *, kind: str, office: str, day: datetime, label: str, subject: str, count: int, pool_file: Path | None,
    units: str | None, exclude: Sequence[str], out: Path | None,
) -> None:  # fmt: skip
    """Write an order to draw people, items or units, to be published before the seed is opened."""
    excluded = _excluded(exclude)
    try:
        pool = _units(units, excluded) if kind == "units" else _pool(pool_file, excluded)
    except ValueError as error:
        raise Refused(_wrong("--units" if kind == "units" else "--pool", str(error))) from error
    made = Order(kind, office, day.date(), label, subject, pool=pool, count=count)
    Order.parse(made.as_dict())
    write(out, made.as_dict())


@click.command("make")
@click.argument("order_file", metavar="ORDER", type=FILE)
@click.option("--opening", "opening_file", type=FILE, required=True, help="The opened ceremony.")
@OUT
@refusing
def make(order_file: Path, opening_file: Path, out: Path | None) -> None:
    """Draw by an order with the seed of an opened ceremony, and write the proof."""
    found, opening = Order.parse(read(order_file)), Opening.parse(read(opening_file))
    proof = OrderProof(found, opening, draw_order(found, opening.seed))
    write(out, proof.as_dict())
    click.echo(words("assignment.command.drawn", result=shorten(proof.result)), err=True)


COMMANDS: tuple[click.Command, ...] = (plan, share, check, close, open_, order, make)


def read(path: Path) -> bytes:
    """The bytes of a document; raises OSError for what cannot be read or is larger than 5 MB."""
    if path.stat().st_size > LARGEST_FILE:
        raise OSError(0, f"larger than {LARGEST_FILE} bytes", str(path))
    return path.read_bytes()


def write(path: Path | None, document: Mapping[str, Any]) -> None:
    """Write a public document, or print it."""
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if path is None:
        click.echo(text, nl=False)
    else:
        path.write_text(text, encoding="utf-8")
        click.echo(words("assignment.command.written", file=str(path)), err=True)


def write_sealed(path: Path, document: Mapping[str, Any]) -> None:
    """Write a document that nobody else may read; raises OSError when the file is there already."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def _pool(path: Path | None, excluded: dict[str, list[str]]) -> Pool:
    if path is None:
        raise Refused(_wrong("--pool", words("assignment.command.pool_missing")))
    rows = csv.DictReader(read(path).decode("utf-8-sig").splitlines())
    if "id" not in (rows.fieldnames or ()):
        raise ValueError(words("assignment.command.pool_heading"))
    eligible = []
    for row in rows:
        reason = (row.get("reason") or "").strip()
        if reason:
            excluded.setdefault(row["id"].strip(), []).append(reason)
        elif row["id"].strip() not in excluded:
            eligible.append(row["id"].strip())
    return Pool.of(eligible, excluded)


def _units(text: str | None, excluded: Mapping[str, Iterable[str]]) -> Units:
    match = UNITS.fullmatch(text or "")
    if match is None:
        raise Refused(_wrong("--units", words("assignment.command.units_wrong")))
    return Units.of(int(match[1]), int(match[2]), excluded)


def _excluded(given: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in given:
        name, equals, reason = each.partition("=")
        if not (name.strip() and equals and reason.strip()):
            raise Refused(_wrong("--exclude", words("assignment.command.exclude_wrong", given=each)))
        found.setdefault(name.strip(), []).append(reason.strip())
    return found


def _bytes(option: str, text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise Refused(_wrong(option, str(error))) from error


def _wrong(option: str, reason: str) -> Finding:
    return Finding("methods.finding.option_wrong", field=option, params={"reason": reason})


def _plain(name: str) -> str:
    return re.sub(r"[^\w-]+", "_", name)[:60]
