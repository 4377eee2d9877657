"""`jiangang statement …`: check, read, repair.

`read` and `repair` need neither database nor Django, so that anybody may run them on any machine. Exit codes
of `check`: 0 every claim is supported or an opinion; 1 some differ, are ambiguous or cannot be computed; 2
nothing could be read. `read`: 0, or 2. `repair`: 0; 1 some damage could not be mended; 2.
"""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import IO, Any

import click

from jiangang.figures.statements.words import catalogue, language_of
from jiangang.methods.answers import told
from jiangang.methods.findings import Refused
from jiangang.methods.statements import Claim, Decoded, Repaired, read_bytes, read_statement, repair_text

FILE = click.argument("file", type=click.File("rb"))
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
LANGUAGE = click.option("--language", type=click.Choice(["en", "zh", "zh-hans"]), help="Of what is printed.")
DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group("statement")
def cli() -> None:
    """What prose claims: read its figures, mend damaged text, hold claims against the office's figures."""


@cli.command("check")
@FILE
@click.option(
    "--as-at", type=DAY, help="The day on which “now” and “this year” are meant; today if not given."
)
@AS_JSON
@LANGUAGE
def check(file: IO[bytes], as_at: datetime | None, as_json: bool, language: str | None) -> int:
    """Read the claims of FILE (- for standard input) and grade each by the figures of this office."""
    from django.utils import translation

    from jiangang.figures.statements.checking import check_reading
    from jiangang.kernel.office import api as office

    spoken = language_of(language)
    decoded = _decoded(file, spoken, as_json=as_json)
    if decoded is None:
        return 2
    day: date = as_at.date() if as_at else office.local_day(office.clock())
    reading = read_statement(decoded.text)
    with translation.override(spoken):
        rows = check_reading(reading, as_at=day)
        said = [row.as_dict() for row in rows]
    counts = Counter(row.grade.verdict.value for row in rows)
    if as_json:
        _print_json(
            {
                "as_at": day.isoformat(),
                "encoding": decoded.encoding,
                "repairs": len(reading.repaired.repairs),
                "unrepaired": [each.as_dict() for each in reading.repaired.unrepaired],
                "verdicts": dict(counts),
                "rows": said,
            }
        )
    else:
        _print_rows(said, counts, day, spoken)
    return 0 if all(row.grade.verdict.is_settled for row in rows) else 1


@cli.command("read")
@FILE
@AS_JSON
@LANGUAGE
def read(file: IO[bytes], as_json: bool, language: str | None) -> int:
    """List the claims of FILE (- for standard input): kind, value, unit, time, place. Needs no office."""
    spoken = language_of(language)
    decoded = _decoded(file, spoken, as_json=as_json)
    if decoded is None:
        return 2
    reading = read_statement(decoded.text)
    if as_json:
        _print_json(
            {
                "encoding": decoded.encoding,
                "repairs": len(reading.repaired.repairs),
                "unrepaired": [each.as_dict() for each in reading.repaired.unrepaired],
                "claims": [claim.as_dict() for claim in reading.claims],
            }
        )
        return 0
    for claim in reading.claims:
        click.echo(_line(claim, spoken))
    click.echo(catalogue().get(spoken, "figures.statement.claims", n=len(reading.claims)))
    return 0


@cli.command("repair")
@FILE
@click.option("--text", "only_text", is_flag=True, help="Print the mended text alone.")
@AS_JSON
@LANGUAGE
def repair(file: IO[bytes], only_text: bool, as_json: bool, language: str | None) -> int:
    """Mend the damaged Chinese of FILE (- for standard input), and say what was mended. Needs no office."""
    spoken = language_of(language)
    decoded = _decoded(file, spoken, as_json=as_json)
    if decoded is None:
        return 2
    repaired = repair_text(decoded.text)
    if as_json:
        _print_json(
            {
                "encoding": decoded.encoding,
                "text": repaired.text,
                "repairs": [each.as_dict() for each in repaired.repairs],
                "unrepaired": [each.as_dict() for each in repaired.unrepaired],
            }
        )
    else:
        click.echo(repaired.text)
        if not only_text:
            _print_repairs(repaired, spoken)
    return 1 if repaired.unrepaired else 0


def _decoded(file: IO[bytes], spoken: str, *, as_json: bool) -> Decoded | None:
    try:
        return read_bytes(file.read())
    except Refused as refusal:
        found = [told(each, catalogue(), spoken) for each in refusal.findings]
        if as_json:
            _print_json({"findings": found})
        for each in found:
            click.echo(f"{each['message']} {each['mend']}", err=True)
        return None


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _print_rows(rows: Sequence[dict[str, Any]], counts: Counter[str], day: date, spoken: str) -> None:
    words = catalogue()
    for row in rows:
        verdict = _verdict(row["verdict"], spoken)
        click.echo(f"{row['claim']:>3}  {verdict}  {row['quote']}")
        figure = f"{row['figure']}: " if row["figure"] else ""
        computed = "" if row["computed"] is None else f"{row['computed']} {row['unit'] or ''} · "
        click.echo(f"     {figure}{computed}{row['reason']}")
        if row["records_url"]:
            click.echo(f"     {row['records_url']}")
    total = "  ".join(f"{_verdict(name, spoken)} {counts[name]}" for name in sorted(counts))
    click.echo(words.get(spoken, "figures.statement.total", n=len(rows), day=day.isoformat(), counts=total))


def _verdict(name: str, spoken: str) -> str:
    key = "cannot_be_computed" if name == "cannot be computed" else name
    return catalogue().get(spoken, f"figures.statement.verdict.{key}")


def _line(claim: Claim, spoken: str) -> str:
    kind = catalogue().get(spoken, f"figures.statement.kind.{claim.kind.value}")
    value = (
        ""
        if claim.extent is None or claim.unit == "rank" and claim.kind.value == "first"
        else f" {claim.extent}"
    )
    unit = "" if claim.unit == "rank" else f" {claim.unit}"
    period = f" · {claim.period.words}" if claim.period else ""
    again = "" if claim.repeats is None else f" = {claim.repeats}"
    return f"{claim.number:>3}{again}  {kind}{value}{unit}{period} · {claim.quote}"


def _print_repairs(repaired: Repaired, spoken: str) -> None:
    words = catalogue()
    for each in repaired.repairs:
        rule = words.get(spoken, f"figures.statement.rule.{each.rule}")
        click.echo(
            f"{each.place.start}–{each.place.end}  {each.before or '∅'} → {each.after or '∅'}  {rule}",
            err=True,
        )
    for left in repaired.unrepaired:
        reason = words.get(spoken, f"figures.statement.damage.{left.reason}")
        click.echo(f"{left.place.start}–{left.place.end}  {left.text} ✗ {reason}", err=True)
    params = {"n": len(repaired.repairs), "left": len(repaired.unrepaired)}
    click.echo(words.get(spoken, "figures.statement.repaired", **params), err=True)
