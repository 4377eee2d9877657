"""Prints a weighing answer for people: the sentence, and every step of the arithmetic in aligned lines."""

import unicodedata
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

import click

from jiangang.config.calculations.calling import words
from jiangang.methods.answers import Answer
from jiangang.methods.weighing.steps import rounded

WIDTH = 46
PARTS_SHOWN = 5


def print_report(answer: Answer, spoken: str) -> None:
    """A draught survey as its report reads: surveys, result, errors, notes, assumptions."""
    said = answer.as_dict(words(), spoken)
    if "ship" in said:
        click.echo(f"{_word(spoken, 'title')}  {said['ship']}\n")
    for survey, steps in groupby(said["steps"], key=lambda step: step.get("survey", "")):
        if "ship" in said:
            click.echo(_word(spoken, survey or "result"))
        _print_steps(steps, spoken)
        click.echo()
    _print_errors(said, spoken)
    click.echo(said["sentence"])
    _print_list(
        spoken,
        "notes",
        [f"{each.get('message', '')} {each.get('mend', '')}" for each in said.get("findings", ())],
    )
    _print_list(spoken, "assumptions", said["assumptions"])
    click.echo(f"\n{_word(spoken, 'method', method=said['method'], version=said['method_version'])}")


def _print_steps(steps: Iterable[Mapping[str, Any]], spoken: str) -> None:
    for step in steps:
        name = words().get(spoken, f"methods.weighing.step.{step['step']}")
        value = f"{rounded(step['value'], step['unit'])} {step['unit']}".rstrip()
        click.echo(f"  {_padded(name)} {value:>20}   = {step['numbers']}")


def _print_errors(said: Mapping[str, Any], spoken: str) -> None:
    spreads = said.get("uncertainty", {})
    if not spreads:
        return
    first = next(iter(spreads.values()))
    click.echo(_word(spoken, "errors", confidence=first["confidence"]))
    for method, spread in spreads.items():
        name = _word(spoken, method, replicates=spread.get("replicates"), rng_seed=spread.get("rng_seed"))
        click.echo(f"  {_padded(name)} {_between(spoken, spread['interval'], 't')}")
        if "interval_per_mille" in spread:
            click.echo(f"  {_padded('')} {_between(spoken, spread['interval_per_mille'], '‰')}")
    parts = first.get("budget", [])[:PARTS_SHOWN]
    if parts:
        shares = ", ".join(f"{part['input']} {part['share']:.0%}" for part in parts)
        click.echo(f"  {_padded(_word(spoken, 'budget'))} {shares}")
    click.echo()


def _print_list(spoken: str, heading: str, lines: list[str]) -> None:
    if lines:
        click.echo(f"\n{_word(spoken, heading)}")
    for line in lines:
        click.echo(f"  · {line.strip()}")


def _between(spoken: str, bounds: list[float], unit: str) -> str:
    low, high = (rounded(bound, unit) for bound in bounds)
    return f"{_word(spoken, 'between', low=low, high=high)} {unit}"


def _word(spoken: str, name: str, **params: Any) -> str:
    return words().get(spoken, f"methods.weighing.report.{name}", **params)


def _padded(text: str) -> str:
    """Text filled up to a width, a Chinese character taking two places."""
    wide = sum(unicodedata.east_asian_width(mark) in "WF" for mark in text)
    return text + " " * max(0, WIDTH - len(text) - wide)
