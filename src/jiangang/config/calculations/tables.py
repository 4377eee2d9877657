"""Answers with rows, printed for people as a table instead of one long line of JSON; and files read by columns."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from jiangang.config.calculations.calling import FileCalculation, code_of, print_answer, read_rows, report
from jiangang.methods.answers import Answer
from jiangang.methods.columns import Column, Table, read_columns
from jiangang.methods.findings import Refused


class TableCalculation(FileCalculation):
    """A calculation on a file whose answer has `rows`; with `--json` it prints what every calculation prints."""

    def invoke(self, ctx: click.Context) -> int:
        """Answer, print the rows as a table, and return the exit code."""
        if ctx.params.get("as_json"):
            return super().invoke(ctx)
        ctx.params.pop("as_json", None)
        spoken = code_of(ctx.params.pop("language", None))
        try:
            answer: Answer = click.Command.invoke(self, ctx)
        except Refused as refusal:
            return report(refusal, spoken, as_json=False)
        values = dict(answer.values)
        rows = values.pop("rows", [])
        print_answer(replace(answer, values=values), spoken, as_json=False)
        print_table(rows)
        return 0


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
