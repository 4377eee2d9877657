"""Commands of targeting. `target screen` needs no database: this module imports no Django at its top.

Exit codes of `screen`: 0 all rows decided, 1 some rows refused or columns missing, 2 nothing could be done.
"""

import json
import os
import sys
import tomllib
from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jiangang.methods.findings import Finding, Refused, Severity
from jiangang.methods.texts import Catalogue

if TYPE_CHECKING:
    from jiangang.methods.targeting.policy import Policy
    from jiangang.port.targeting.screening.running import Report

FILE = click.Path(path_type=Path, dir_okay=False)
DEFAULT_SHARE = Fraction(1, 20)
"""Of the random stream, where neither option nor policy says: the default of the office's setting."""
NUMBER = "number"
BATCH_ROWS = 250_000


class Share(click.ParamType):
    """A fraction from 0 to 1, kept exactly as it was written."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        """Read a share; anything else is a usage error."""
        try:
            share = Fraction(str(value))
        except (ValueError, ZeroDivisionError):
            share = Fraction(-1)
        if not 0 <= share <= 1:
            self.fail(f"{value!r} is no share from 0 to 1", param, ctx)
        return share


class Seed(click.ParamType):
    """32 bytes as 64 hexadecimal digits."""

    name = "hex"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> bytes:
        """Read a seed; anything else is a usage error."""
        try:
            seed = bytes.fromhex(str(value))
        except ValueError:
            seed = b""
        if len(seed) != 32:
            self.fail("a seed is 64 hexadecimal digits", param, ctx)
        return seed


@click.group("target")
def cli() -> None:
    """Targeting: whom a policy takes, from a file or in the office."""


@cli.command("screen")
@click.argument("file", type=FILE)
@click.option("--policy", "policy_file", type=FILE, required=True, help="The policy's text (TOML).")
@click.option("--capacity", type=Share(), required=True, help="Share of declarations that can be inspected.")
@click.option("--seed", type=Seed(), required=True, help="Of all draws: 64 hexadecimal digits.")
@click.option("--out", type=FILE, required=True, help="Decisions: .csv or .parquet.")
@click.option("--map", "map_file", type=FILE, help="TOML: [columns], column = fact; number is one of them.")
@click.option(
    "--model", "model_file", type=FILE, help="A model of `target train`; what it scores goes first."
)
@click.option(
    "--value", "worth", default="", help="Column of what a finding is worth; weighs --model's scores."
)
@click.option("--random-share", type=Share(), help="Of the random stream; else the policy's, else 0.05.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Day of the policy; else today.")
@click.option("--batch-rows", type=click.IntRange(1), default=BATCH_ROWS, show_default=True, hidden=True)
@click.option("--json", "as_json", is_flag=True, help="Print what came of it as JSON.")
def screen(file: Path, policy_file: Path, capacity: Fraction, seed: bytes, out: Path, **more: Any) -> None:
    """Decide every declaration of FILE (CSV or Parquet) by a policy, chance and a capacity; no database."""
    try:
        sys.exit(_screen(file, policy_file, capacity=capacity, seed=seed, out=out, **more))
    except Refused as refusal:
        _print(refusal.findings)
        sys.exit(2)


@cli.command("backtest")
@click.option(
    "--policy", "name", required=True, help="A version (code/number), or a text (TOML) not proposed."
)
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), required=True, help="First day.")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Last day, included.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def backtest(*, name: str, first: datetime, last: datetime, as_json: bool) -> None:
    """Replay decided consignments under a policy; a proposed version keeps what came of it."""
    from jiangang.port.targeting.trials.command import run

    try:
        run(name, first.date(), last.date(), as_json=as_json, words=_words)
    except Refused as refusal:
        _print(refusal.findings)
        sys.exit(2)


def _screen(
    file: Path,
    policy_file: Path,
    *,
    capacity: Fraction,
    seed: bytes,
    out: Path,
    map_file: Path | None,
    model_file: Path | None,
    worth: str,
    random_share: Fraction | None,
    day: datetime | None,
    batch_rows: int,
    as_json: bool,
) -> int:
    from polars.exceptions import PolarsError

    from jiangang.port.targeting.screening.asking import Questions
    from jiangang.port.targeting.screening.running import screen_file
    from jiangang.port.targeting.screening.scoring import read_file_scorer
    from jiangang.port.targeting.screening.sources import Source
    from jiangang.port.targeting.screening.writing import FindingsFile

    policy = _read_policy(policy_file)
    source = Source.of(file)
    columns = _columns(source.columns, map_file)
    _check_folder(out)
    findings = FindingsFile(out.with_name(f"{out.name}.findings.csv"), _row_in_words)
    for fact in _missing(policy, set(columns.values())):
        findings.write([(1, "column_missing", {"column": fact})])
    on = day.date() if day else _today()
    asked = {name: policy.schema[fact] for name, fact in columns.items() if fact in _asked_facts(policy)}
    number = next(name for name, fact in columns.items() if fact == NUMBER)
    scorer = read_file_scorer(model_file, source.columns, on, worth)
    asking = Questions(policy, on, number, columns, asked, seed, scorer, worth)
    share = next((one for one in (random_share, policy.random_share) if one is not None), DEFAULT_SHARE)
    try:
        label = _words("targeting.screen.reading")
        with click.progressbar(length=source.size, label=label, file=sys.stderr) as bar:
            report = screen_file(
                source, asking, capacity=capacity, random_share=share, out=out, findings=findings,
                batch_rows=batch_rows, progress=lambda done: bar.update(done - bar.pos),
            )  # fmt: skip
    except PolarsError as error:
        raise Refused(_unreadable(file, error)) from error
    except OSError as error:
        params = {"file": out.name, "reason": error.strerror or str(error)}
        raise Refused(Finding("targeting.finding.file_unwritable", params=params)) from error
    _tell(report, on, seed, share, findings.path if findings.count else None, as_json=as_json)
    return 1 if findings.count else 0


def _check_folder(out: Path) -> None:
    """Raise Refused where the decisions would have no folder to stand in."""
    if not out.parent.is_dir():
        params = {"file": out.name, "reason": str(out.parent)}
        raise Refused(Finding("targeting.finding.file_unwritable", params=params))


@cli.command("explain")
@click.argument("declaration")
@click.option(
    "--for", "reader", type=click.Choice(["staff", "trader"]), default="staff", show_default=True,
    help="Staff are told everything, the trader what may be told.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--language", type=click.Choice(["en", "zh-hans"]), help="Of the trader's sentences.")
def explain(declaration: str, *, reader: str, as_json: bool, language: str | None) -> None:
    """Say why the consignment of a DECLARATION is checked, or is not. Exit code 1: nobody has decided it."""
    from jiangang.port.targeting import explaining, queries

    row = queries.find_decision(declaration)
    if row is None:
        _print([Finding("targeting.finding.not_decided", params={"number": declaration})])
        sys.exit(1)
    told = explaining.told_dict(row, language or _language())
    _say(told if reader == "trader" else explaining.as_dict(row), as_json=as_json)


@cli.command("thresholds")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def thresholds(*, as_json: bool) -> None:
    """Recompute the thresholds of today, as the nightly job does. Exit code 1: there was too little to go
    by.
    """
    from jiangang.kernel.office import api as office
    from jiangang.kernel.permissions import Actor
    from jiangang.port.targeting import permissions
    from jiangang.port.targeting.operations.thresholds import compute_thresholds

    at = office.clock()
    day = office.local_day(at)
    actor = Actor.system("command-line", on=day, permissions=frozenset({permissions.COMPUTE_THRESHOLDS}))
    made = compute_thresholds(day=day, actor=actor, at=at)
    for row in made:
        told = {"section": row.section, "target": row.target, "cut": row.cut, "explore": row.explore}
        _say({**told, **row.outcome, "arrivals": row.arrivals}, as_json=as_json)
    sys.exit(0 if made else 1)


def _say(told: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, default=str))
        return
    for name, value in told.items():
        shown = (
            json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else value
        )
        click.echo(f"{name:<14} {'-' if value is None else shown}")


def _today() -> date:
    """The day as the root of the command line tells it."""
    clock = click.get_current_context().find_root().obj
    if clock is None:
        raise click.UsageError("--on: which day is it?")
    day: date = clock()
    return day


def _read_policy(path: Path) -> "Policy":
    from jiangang.methods.targeting.reading import read_policy

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(_unreadable(path, error)) from error
    policy, findings = read_policy(text)
    if policy is None:
        raise Refused(findings)
    _print(findings)
    return policy


def _columns(present: Iterable[str], map_file: Path | None) -> dict[str, str]:
    """Facts by columns: as the map says, else a column has the fact of its own name."""
    known = list(present)
    mapped: dict[str, str] = {}
    if map_file is not None:
        try:
            given = tomllib.loads(map_file.read_text(encoding="utf-8")).get("columns", {})
            mapped = {str(column): str(fact) for column, fact in given.items()}
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, AttributeError) as error:
            raise Refused(_unreadable(map_file, error)) from error
    absent = [column for column in mapped if column not in known]
    taken = set(mapped.values())
    columns = {name: mapped.get(name, name) for name in known if name in mapped or name not in taken}
    found = [
        Finding("targeting.finding.map_column_unknown", field=column, params={"column": column})
        for column in absent
    ]
    if len(taken) != len(mapped):
        found.append(Finding("targeting.finding.map_fact_twice"))
    if NUMBER not in columns.values():
        found.append(Finding("targeting.finding.number_column_missing", params={"columns": ", ".join(known)}))
    if found:
        raise Refused(found)
    return columns


def _asked_facts(policy: "Policy") -> set[str]:
    """The facts that any criterion or gate of the policy asks about."""
    facts = {one.fact for rule in policy.rules for one in rule.conditions}
    facts |= {rule.watched.name for rule in policy.rules if rule.watched}
    facts |= {rule.programme.fact.name for rule in policy.rules if rule.programme}
    for gate in policy.gates:
        facts |= {one.fact for one in gate.conditions}
        facts |= {one.fact for permit in gate.permits for one in permit.conditions}
    return facts


def _missing(policy: "Policy", present: set[str]) -> list[str]:
    return sorted(_asked_facts(policy) - present)


def _unreadable(path: Path, error: Exception) -> Finding:
    reason = str(getattr(error, "strerror", None) or error).splitlines()[0]
    return Finding("targeting.finding.file_unreadable", params={"file": path.name, "reason": reason})


def _tell(
    report: "Report", on: date, seed: bytes, share: Fraction, findings: Path | None, *, as_json: bool
) -> None:
    from jiangang.methods.targeting.drawing import commitment

    said = {
        "decided": report.decided,
        "refused": report.refused,
        "lanes": report.lanes,
        "streams": report.streams,
        "checked": report.checked,
        "capacity": report.capacity,
        "random_share": str(share),
        "on": on.isoformat(),
        "commitment": commitment(seed),
        "findings": findings.name if findings else None,
    }
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    click.echo(_words("targeting.screen.done", decided=report.decided, refused=report.refused))
    click.echo(_words("targeting.screen.checked", checked=report.checked, capacity=report.capacity))
    if report.checked > report.capacity:
        click.echo(_words("targeting.screen.over"))
    for name, count in (*report.lanes.items(), *report.streams.items()):
        click.echo(f"  {name}: {count}")
    click.echo(_words("targeting.screen.commitment", commitment=commitment(seed)))
    if findings:
        click.echo(_words("targeting.screen.findings", file=findings.name), err=True)


def _row_in_words(code: str, params: dict[str, object]) -> tuple[str, str]:
    key = f"targeting.finding.{code}"
    return _words(f"{key}.message", **params), _words(f"{key}.mend", **params)


def _print(findings: Iterable[Finding]) -> None:
    for finding in findings:
        row = f"{finding.row}\t" if finding.row is not None else ""
        severity = "" if finding.severity is Severity.ERROR else f"{finding.severity}\t"
        message = _words(finding.message_key, **finding.params)
        click.echo(f"{row}{severity}{message} {_words(finding.mend_key, **finding.params)}", err=True)


def _words(key: str, **params: object) -> str:
    return _catalogue().get(_language(), key, **params)


def _language() -> str:
    asked = (os.environ.get(name) for name in ("JIANGANG_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh-hans" if next((name for name in asked if name), "").lower().startswith("zh") else "en"


@cache
def _catalogue() -> Catalogue:
    import jiangang.methods.targeting

    catalogue = Catalogue()
    catalogue.load("targeting", Path(__file__).parent / "texts")
    catalogue.load("methods", Path(jiangang.methods.targeting.__path__[0]) / "texts")
    return catalogue
