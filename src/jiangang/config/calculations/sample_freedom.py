"""`jiangang sample pooled | freedom | system`: pooled samples, and what it means that nothing was found."""

from pathlib import Path

import click

from jiangang.config.calculations.calling import Calculation, FileCalculation, read_rows
from jiangang.config.calculations.sample_detection import confidence, infested, level, lot_size, rounding
from jiangang.methods.answers import Answer
from jiangang.methods.sampling import detect_in_pools, find_freedom, find_system_sensitivity

prior = click.option(
    "--prior", metavar="P", default="0.5", show_default=True, help="Probability of freedom before."
)
introduction = click.option(
    "--introduction",
    metavar="P",
    default="0",
    show_default=True,
    help="Probability of introduction in a period; one for all, or one each with commas.",
)


@click.command("pooled", cls=Calculation)
@click.option("--pool-size", metavar="K", help="Units in one pool.")
@confidence
@click.option("--pools", metavar="R", help="Pools that were tested, instead of a confidence.")
@lot_size
@level
@infested
@click.option("--sensitivity", metavar="P", default="1", show_default=True, help="Of the test of one pool.")
@click.option("--specificity", metavar="P", default="1", show_default=True, help="Of the test of one pool.")
@rounding
def pooled_command(**asked: str) -> Answer:
    """Pools to test, or what a number of tested pools has achieved."""
    return detect_in_pools(**asked)


@click.command("freedom", cls=Calculation)
@click.option("--sensitivity", metavar="P", help="Of each period; one for all, or one each with commas.")
@prior
@introduction
@click.option("--periods", metavar="T", help="How many periods, when the values are for all.")
@click.option("--target", metavar="P", help="Probability of freedom to be reached.")
def freedom_command(**asked: str) -> Answer:
    """Probability of freedom after periods in which nothing was found."""
    return find_freedom(**asked)


@click.command("system", cls=FileCalculation)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@prior
@introduction
def system_command(file: Path, **asked: str) -> Answer:
    """Sensitivity of a surveillance system over time.

    FILE: CSV with period and component, and either sensitivity or a plan: sample-size, level or infested,
    and if known lot-size and efficacy.
    """
    return find_system_sensitivity(read_rows(file), **asked)


COMMANDS = (pooled_command, freedom_command, system_command)
