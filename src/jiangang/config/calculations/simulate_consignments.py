"""`jiangang simulate consignments`: what an inspection of simulated consignments misses. No database."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from jiangang.config.calculations.calling import (
    FileCalculation,
    code_of,
    print_answer,
    read_rows,
    report,
    unreadable,
)
from jiangang.methods.answers import Answer
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.targeting.simulation.config import Goods
from jiangang.methods.targeting.simulation.pathway import Pathway, read_pathway
from jiangang.methods.targeting.simulation.reading import get_config
from jiangang.methods.targeting.simulation.running import CHUNK, run

REFUSED_ROWS = "jiangang.simulate.refused_rows"
LARGEST_TEXT = 5_000_000


class Simulating(FileCalculation):
    """A simulation: the exit code is 1 when rows of its file could not be used."""

    def invoke(self, ctx: click.Context) -> int:
        """Answer, print, and return the exit code."""
        code = super().invoke(ctx) if ctx.params["as_json"] else self._in_words(ctx)
        return code or int(bool(ctx.meta.get(REFUSED_ROWS)))

    def _in_words(self, ctx: click.Context) -> int:
        """The sentence, and a line for each figure: mean ± standard error."""
        spoken = code_of(ctx.params.pop("language"))
        ctx.params.pop("as_json")
        try:
            answer: Answer = click.Command.invoke(self, ctx)
        except Refused as refusal:
            return report(refusal, spoken, as_json=False)
        said = {name: _line(value) for name, value in answer.values.items()}
        print_answer(replace(answer, values=said), spoken, as_json=False)
        return 0


def _line(value: Any) -> Any:
    """A figure as one line of text."""
    if not isinstance(value, dict):
        return value
    mean, error = value["mean"], value["standard_error"]
    return f"{'—' if mean is None else f'{mean:.6g}'} ± {'—' if error is None else f'{error:.2g}'}"


@click.command("consignments", cls=Simulating)
@click.argument("config", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--simulations", type=click.IntRange(1), help="How often, instead of what CONFIG says.")
@click.option("--consignments", type=click.IntRange(1), help="How many each time, instead of CONFIG's.")
@click.option("--rng-seed", type=int, default=1, show_default=True, help="The same seed, the same result.")
@click.option(
    "--chunk", type=click.IntRange(1), default=CHUNK, show_default=True, help="Consignments at a time."
)
def consignments(
    config: Path, simulations: int | None, consignments: int | None, rng_seed: int, chunk: int
) -> Answer:
    """Infest, inspect and release simulated consignments as CONFIG (TOML) says, and count what is missed.

    Examples: examples/simulation. Figures are means over the simulations with their standard errors. Exit
    code 1: rows of the file that CONFIG names could not be used; 2: nothing could be simulated.
    """
    settings = get_config(_text(config))
    source: int | Pathway | None = consignments
    findings: Sequence[Finding] = ()
    if settings.goods.file:
        source, findings = _pathway(config, settings.goods)
    result = run(settings, source, rng_seed, simulations=simulations, chunk=chunk)
    click.get_current_context().meta[REFUSED_ROWS] = len(findings)
    return result.as_answer(tuple(findings))


def _pathway(config: Path, goods: Goods) -> tuple[Pathway, list[Finding]]:
    """The consignments of the file, whose path counts from the folder of the configuration."""
    pathway, findings = read_pathway(read_rows(config.parent / goods.file), goods)
    if not len(pathway):
        raise Refused(findings)
    return pathway, findings


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_TEXT:
            raise OSError(0, f"larger than {LARGEST_TEXT:,} bytes")
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(unreadable(path, getattr(error, "strerror", None) or "not UTF-8")) from error


COMMANDS: tuple[Any, ...] = (consignments,)
