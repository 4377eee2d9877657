"""`jiangang sample detect | achieved | two-stage | mixed`: plans that detect an infestation."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from jiangang.config.calculations.calling import Calculation, FileCalculation, read_rows
from jiangang.methods.answers import Answer
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.sampling import Stage, achieve, detect, detect_in_mixture, detect_in_two_stages

Command = Callable[..., Any]

level = click.option("--level", metavar="P", help="Fraction of the units infested, such as 0.01.")
infested = click.option("--infested", metavar="D", help="Number of infested units, instead of a level.")
lot_size = click.option("--lot-size", metavar="N", help="Units of the lot; without it the lot is very large.")
efficacy = click.option(
    "--efficacy",
    metavar="E",
    default="1",
    show_default=True,
    help="Probability of recognising an infested unit.",
)
rounding = click.option(
    "--rounding",
    metavar="floor|nearest|ceil",
    default="floor",
    show_default=True,
    help="How level times lot size becomes a number of units.",
)
confidence = click.option("--confidence", metavar="C", help="Confidence wanted, such as 0.95.")


def infestation(command: Command) -> Command:
    """The options that say what is to be detected."""
    for option in (
        rounding,
        click.option(
            "--dispersion",
            metavar="F",
            default="0",
            show_default=True,
            help="Intra-cluster correlation of infested units, 0 ≤ F < 1.",
        ),
        click.option(
            "--accept",
            metavar="A",
            default="0",
            show_default=True,
            help="Acceptance number: so many recognised units are still accepted.",
        ),
        efficacy,
        confidence,
        infested,
        level,
        lot_size,
    ):
        command = option(command)
    return command


@click.command("detect", cls=Calculation)
@infestation
@click.option("--cluster-size", metavar="B", help="Units that lie together and are all examined.")
def detect_command(**asked: str) -> Answer:
    """Sample size that detects an infestation with a stated confidence (ISPM 31)."""
    return detect(**asked)


@click.command("achieved", cls=Calculation)
@click.option("--sample-size", "--sampled", "sample_size", metavar="n", help="Units that were examined.")
@infestation
def achieved_command(**asked: str) -> Answer:
    """What a plan carried out has achieved: its confidence at a level, or the level it detects."""
    return achieve(**asked)


@click.command("two-stage", cls=Calculation)
@click.option("--containers", metavar="N", help="Containers of the consignment; without it very many.")
@click.option("--container-level", metavar="P", help="Fraction of the containers infested.")
@click.option("--infested-containers", metavar="D", help="Number of infested containers, instead.")
@click.option("--units-in-container", metavar="N", help="Units in one container; without it very many.")
@click.option("--unit-level", metavar="P", help="Fraction of the units infested in an infested container.")
@click.option("--infested-units", metavar="D", help="Number of infested units in it, instead.")
@confidence
@click.option("--container-confidence", metavar="C", help="For one infested container; else as --confidence.")
@click.option("--units-each", metavar="n", help="Units examined in each container, instead.")
@efficacy
@rounding
def two_stage_command(
    *,
    containers: str | None,
    container_level: str | None,
    infested_containers: str | None,
    units_in_container: str | None,
    unit_level: str | None,
    infested_units: str | None,
    **asked: str,
) -> Answer:
    """Containers to open, and units in each, to detect with a stated confidence."""
    return detect_in_two_stages(
        containers=Stage(containers, container_level, infested_containers),
        units=Stage(units_in_container, unit_level, infested_units),
        **asked,
    )


@click.command("mixed", cls=FileCalculation)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@level
@infested
@confidence
@efficacy
@rounding
@click.option("--worst-case", is_flag=True, help="The confidence holds however the infested units lie.")
def mixed_command(file: Path, **asked: Any) -> Answer:
    """Sample of a mixed consignment, shared out over its parts. FILE: CSV with part and units."""
    parts: dict[str, str] = {}
    for number, row in read_rows(file):
        name = row.get("part", "").strip()
        for column in ("part", "units"):
            if column not in row:
                params = {"column": column}
                raise Refused(Finding("methods.sampling.finding.column_missing", field=column, params=params))
        if not name or name in parts:
            code = (
                "methods.sampling.finding.group_twice" if name else "methods.sampling.finding.value_missing"
            )
            raise Refused(Finding(code, field="part", params={"group": name, "name": "part"}, row=number))
        parts[name] = row["units"]
    return detect_in_mixture(parts=parts, **asked)


COMMANDS = (detect_command, achieved_command, two_stage_command, mixed_command)
