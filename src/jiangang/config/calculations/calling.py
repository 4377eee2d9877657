"""The one form of all commands that calculate: `--json`, `--batch FILE.csv`, `--language`, exit codes.

A command of this form returns an `Answer`. 0: answered; 1: the answer is no, or some rows were refused;
2: nothing could be done (bad option, unreadable file).
"""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import click

import jiangang.methods
from jiangang.config.supervision.words import language as terminal_language
from jiangang.methods.answers import Answer, Unreachable, told
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.texts import Catalogue

LARGEST_BATCH = 200_000_000
YES = frozenset({"1", "yes", "true", "y", "是"})
OWN = frozenset({"batch", "json", "language"})


class Calculation(click.Command):
    """A command whose callback returns an `Answer`; single by its options, or a row each by `--batch`."""

    batchable = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params += [
            click.Option(["--json", "as_json"], is_flag=True, help="Print JSON."),
            click.Option(
                ["--language"], type=click.Choice(["en", "zh", "zh-hans"]), help="Of the sentences."
            ),
        ]
        if self.batchable:
            self.params.append(
                click.Option(
                    ["--batch"],
                    type=click.Path(path_type=Path, dir_okay=False),
                    help="CSV with one case a row; columns as the options, without dashes in front.",
                )
            )

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """With `--batch` the other options come from the rows; required ones are not asked for here."""
        if self.batchable and any(each.split("=")[0] == "--batch" for each in args):
            ctx.resilient_parsing = True
            left = super().parse_args(ctx, args)
            ctx.resilient_parsing = False
            return left
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> int:
        """Answer, print, and return the exit code."""
        as_json, batch = ctx.params.pop("as_json", False), ctx.params.pop("batch", None)
        spoken = code_of(ctx.params.pop("language", None))
        if batch is not None:
            return self._answer_rows(batch, spoken)
        try:
            answer: Answer = super().invoke(ctx)
        except Refused as refusal:
            return report(refusal, spoken, as_json=as_json)
        print_answer(answer, spoken, as_json=as_json)
        return 0

    def _answer_rows(self, path: Path, spoken: str) -> int:
        outcome = 0
        try:
            for number, row in read_rows(path):
                self._check_columns(row)
                said = self._answer_row(number, row, spoken)
                outcome |= "findings" in said and "method" not in said
                click.echo(json.dumps({"row": number, **said}, ensure_ascii=False))
        except Refused as refusal:
            report(refusal, spoken, as_json=True)
            return 2
        return outcome

    def _answer_row(self, number: int, row: Mapping[str, str], spoken: str) -> dict[str, Any]:
        try:
            with self.make_context(self.name, self._as_options(row)) as ctx:
                for name in ("as_json", "batch", "language"):
                    ctx.params.pop(name, None)
                answer: Answer = super().invoke(ctx)
                return answer.as_dict(words(), spoken)
        except click.UsageError as error:
            findings: tuple[Finding, ...] = (_usage(error),)
        except Refused as refusal:
            findings = refusal.findings
        return {"findings": [told(replace(each, row=number), words(), spoken) for each in findings]}

    def _check_columns(self, row: Mapping[str, str]) -> None:
        known = sorted(self._flags())
        for column in row:
            if column not in known:
                params = {"column": column, "known": ", ".join(known)}
                raise Refused(Finding("methods.finding.batch_column_unknown", field=column, params=params))

    def _as_options(self, row: Mapping[str, str]) -> list[str]:
        flags, given = self._flags(), []
        for column, value in row.items():
            if flags[column].is_flag:
                given += [f"--{column}"] if value.strip().lower() in YES else []
            elif value.strip():
                given += [f"--{column}", value.strip()]
        return given

    def _flags(self) -> dict[str, click.Option]:
        options = [each for each in self.params if isinstance(each, click.Option)]
        named = {name.removeprefix("--"): each for each in options for name in each.opts}
        return {name: each for name, each in named.items() if name not in OWN}


class FileCalculation(Calculation):
    """A calculation whose case stands in a file; it has no `--batch`."""

    batchable = False


def read_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a CSV with their numbers, the heading being row 1. Raises Refused for an unreadable file."""
    try:
        if path.stat().st_size > LARGEST_BATCH:
            raise OSError(0, f"larger than {LARGEST_BATCH:,} bytes")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise Refused(unreadable(path, reason)) from error
    rows = csv.reader(text.splitlines())
    heading = next(rows, None)
    if not heading or not any(heading):
        raise Refused(unreadable(path, "empty"))
    columns = [name.strip() for name in heading]
    for row in rows:
        if any(cell.strip() for cell in row):
            padded = [*row, *[""] * (len(columns) - len(row))]
            more = {f"column {place}": cell for place, cell in enumerate(row, 1) if place > len(columns)}
            yield rows.line_num, {**dict(zip(columns, padded, strict=False)), **more}


def unreadable(path: Path, reason: str) -> Finding:
    """The finding of a file that cannot be read."""
    return Finding("methods.finding.file_unreadable", params={"file": path.name, "reason": reason})


def report(refusal: Refused, spoken: str, *, as_json: bool) -> int:
    """Print a refusal, on standard error in words, with `--json` also as JSON; 1 for a no, else 2."""
    found = [told(each, words(), spoken) for each in refusal.findings]
    if as_json:
        click.echo(json.dumps({"findings": found}, ensure_ascii=False, indent=2))
    for each in found:
        click.echo(_line(each, spoken), err=True)
    return 1 if isinstance(refusal, Unreachable) else 2


def print_answer(answer: Answer, spoken: str, *, as_json: bool) -> None:
    """Print an answer as JSON, or for people: the sentence, the values, the assumptions."""
    said = answer.as_dict(words(), spoken)
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    click.echo(said["sentence"])
    for name, value in said.items():
        if name not in {"sentence", "assumptions", "method", "method_version", "findings"}:
            shown = value if not isinstance(value, dict | list) else json.dumps(value, ensure_ascii=False)
            click.echo(f"  {name}: {shown}")
    for each in said["assumptions"]:
        click.echo(f"  · {each}")
    for each in said.get("findings", ()):
        click.echo(f"  ! {_line(each, spoken)}")
    click.echo(f"  {said['method']} {said['method_version']}")


def _line(found: Mapping[str, Any], spoken: str) -> str:
    """A finding as one line: row, field, what is wrong, how to mend it."""
    row = words().get(spoken, "config.cli.refused_row", row=found["row"]) if found["row"] else ""
    field = f"[{found['field']}] " if found["field"] else ""
    return f"{row}{field}{found.get('message', found['code'])} {found.get('mend', '')}".rstrip()


def code_of(chosen: str | None) -> str:
    """`en` or `zh-hans`: what was asked for here, else at the root, else the terminal's."""
    if chosen is None:
        return terminal_language()
    return "zh-hans" if chosen.startswith("zh") else "en"


@cache
def words() -> Catalogue:
    """The texts of all rooms of the methods, and those of the command line."""
    found = Catalogue()
    found.load("config", Path(__file__).resolve().parent.parent / "texts")
    for folder in sorted(Path(jiangang.methods.__path__[0]).rglob("texts")):
        found.load("methods", folder)
    return found


def _usage(error: click.UsageError) -> Finding:
    option = getattr(error, "param", None)
    field = (option.name or "").replace("_", "-") if option else ""
    return Finding("methods.finding.option_wrong", field=field, params={"reason": error.format_message()})
