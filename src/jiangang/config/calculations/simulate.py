"""`jiangang simulate`: consignments and declarations whose truth is known. No database."""

from pathlib import Path

import click

from jiangang.config.calculations import simulate_consignments
from jiangang.config.calculations.calling import FileCalculation
from jiangang.methods.answers import Answer

FILE = click.Path(path_type=Path, dir_okay=False)
WORLDS = ("static", "drift", "emerging")


@click.group()
def cli() -> None:
    """Make data whose truth is known."""


@cli.command("declarations", cls=FileCalculation)
@click.option("--world", type=click.Choice(WORLDS), required=True, help="What the truth does over time.")
@click.option("--like", type=FILE, required=True, help="CSV or Parquet whose rows and dates are taken.")
@click.option("--rng-seed", type=int, required=True)
@click.option("--out", type=FILE, required=True, help="Where the declarations go; the truth goes beside it.")
@click.option("--role", multiple=True, help="ROLE=COLUMN for origin, code, importer, seller or date.")
def declarations(world: str, like: Path, rng_seed: int, out: Path, role: tuple[str, ...]) -> Answer:
    """Declarations with labels drawn from known effects; the truth stands in a file of its own."""
    # Imported late: polars takes a second that the other commands need not wait for.
    from jiangang.config.calculations.target_files import read_declarations, truth_path, write_declarations
    from jiangang.methods.targeting.answering import answer_world
    from jiangang.methods.targeting.worlds import find_roles

    frame = read_declarations(like)
    stated = dict(each.split("=", 1) for each in role if "=" in each)
    answer, made = answer_world(frame, world, rng_seed, {**find_roles(frame.columns), **stated})
    write_declarations(out, made.declarations)
    write_declarations(truth_path(out), made.truth)
    return answer


for _command in simulate_consignments.COMMANDS:
    cli.add_command(_command)
