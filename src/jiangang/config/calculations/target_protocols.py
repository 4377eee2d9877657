"""`jiangang target online` and `rolling`: protocols that compare strategies on a file. No database."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from jiangang.config.calculations.calling import FileCalculation, unreadable
from jiangang.config.calculations.target_files import read_declarations, write_identifiers
from jiangang.methods.answers import Answer
from jiangang.methods.findings import Refused
from jiangang.methods.targeting.answering import answer_online, answer_rolling, answer_training

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("online", cls=FileCalculation)
@click.argument("file", type=FILE)
@click.option("--label", required=True, help="Column of the outcome, 0 or 1.")
@click.option("--value", default="", help="Column of the value of a finding; known only with the label.")
@click.option("--date", required=True, help="Column of the date.")
@click.option("--rate", type=float, default=0.10, show_default=True, help="Share inspected in the end.")
@click.option(
    "--strategy", default="default", show_default=True, help="default, exploit, random, or a variant."
)
@click.option("--rng-seed", type=int, default=1, show_default=True)
@click.option("--leave-out", multiple=True, help="Column not to be used; may be given several times.")
@click.option("--selected", type=FILE, help="Write the identifiers of what was inspected to this file.")
def online(file: Path, selected: Path | None, **asked: Any) -> Answer:
    """Play the weekly protocol with selective labels on FILE (CSV, Parquet); its first column identifies."""
    began = time.perf_counter()
    frame = read_declarations(file)
    answer, chosen = answer_online(frame, **asked)
    if selected is not None:
        write_identifiers(selected, chosen, frame.columns[0])
    return _timed(answer, began)


@click.command("rolling", cls=FileCalculation)
@click.argument("file", type=FILE)
@click.option("--label", required=True, help="Column of the outcome, 0 or 1.")
@click.option("--date", required=True, help="Column of the date.")
@click.option("--key", multiple=True, help="Columns whose joint value must be new; several times.")
@click.option("--from", "start", default="", help="First day scored; else the third month's first.")
@click.option("--leave-out", multiple=True, help="Column not to be used; may be given several times.")
def rolling(
    file: Path, label: str, date: str, key: tuple[str, ...], start: str, leave_out: tuple[str, ...]
) -> Answer:
    """Score FILE month by month, on rows that resemble no earlier one, by what was known before."""
    began = time.perf_counter()
    frame = read_declarations(file)
    answer = answer_rolling(frame, label=label, date=date, keys=key, start=start, leave_out=leave_out)
    return _timed(answer, began)


@click.command("train", cls=FileCalculation)
@click.argument("file", type=FILE)
@click.option("--label", required=True, help="Column of the outcome, 0 or 1.")
@click.option("--date", required=True, help="Column of the day of the decision.")
@click.option("--known", default="", help="Column of the day when the result was known; else --date.")
@click.option("--out", type=FILE, required=True, help="The model, for `target screen --model`.")
@click.option("--leave-out", multiple=True, help="Column not to be used; may be given several times.")
@click.option("--rng-seed", type=int, default=1, show_default=True)
def train(file: Path, out: Path, **asked: Any) -> Answer:
    """Learn a score from inspected declarations in FILE (CSV, Parquet); its first column identifies."""
    began = time.perf_counter()
    answer, scorer = answer_training(read_declarations(file), **asked)
    try:
        out.write_bytes(scorer.as_bytes())
    except OSError as error:
        raise Refused(unreadable(out, error.strerror or "not writable")) from error
    return _timed(answer, began)


def _timed(answer: Answer, began: float) -> Answer:
    return replace(answer, values={**answer.values, "seconds": round(time.perf_counter() - began, 2)})


COMMANDS = (online, rolling, train)
