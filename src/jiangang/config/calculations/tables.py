"""Answers with rows, printed for people as a table; and files read by their columns."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from jiangang.config.calculations.calling import FileCalculation, code_of, print_answer, read_rows, report
from jiangang.methods.answers import Answer, plain
from jiangang.methods.columns import Column, Table, read_columns
from jiangang.methods.findings import Refused


class TableCalculation(FileCalculation):
    """A calculation on a file whose answer has `rows`; `--json` prints what every calculation prints."""

    def invoke(self, ctx: click.Context) -> int:
        """Answer, print, and return the exit code: 1 for an answer whose value `complies` is False."""
        as_json = ctx.params.pop("as_json", False)
        spoken = code_of(ctx.params.pop("language", None))
        try:
            answer: Answer = click.Command.invoke(self, ctx)
        except Refused as refusal:
            return report(refusal, spoken, as_json=as_json)
        if as_json:
            print_answer(answer, spoken, as_json=True)
        else:
            values = {name: value for name, value in answer.values.items() if name != "rows"}
            print_answer(replace(answer, values=values), spoken, as_json=False)
            print_table([plain(row) for row in answer.values.get("rows", ())])
        return int(answer.values.get("complies") is False)


def print_table(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows under their names, columns aligned; what is no single value is left to `--json`."""
    if not rows:
        return
    names = list(dict.fromkeys(name for row in rows for name, value in row.items() if _is_single(value)))
    lines = [names, *[[_shown(row.get(name)) for name in names] for row in rows]]
    widths = [max(_width(line[place]) for line in lines) for place in range(len(names))]
    click.echo()
    for line in lines:
        padded = [cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)]
        click.echo("  ".join(padded).rstrip())


def read_table(path: Path, columns: Sequence[Column]) -> Table:
    """Read a CSV by its columns. Raises Refused with every fault of file, headings and cells."""
    return read_columns(read_rows(path), columns)


def _is_single(value: Any) -> bool:
    return value is None or isinstance(value, bool | int | float | str)


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _width(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two."""
    return sum(2 if "\u2e80" <= each <= "\uffef" else 1 for each in text)
