"""`jiangang sample pick`: the units to open, as a list and as a drawing."""

from pathlib import Path
from typing import Any

import click

from jiangang.config.calculations.calling import Calculation, code_of, read_rows, words
from jiangang.methods.answers import Answer
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.sampling import LotStructure, draw_diagram, pick_units
from jiangang.methods.sampling.inputs import Facts
from jiangang.methods.sampling.picks import answer_of
from jiangang.methods.sampling.structures import MOST_UNITS, read_structure


@click.command("pick", cls=Calculation)
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--lot-size", metavar="N", help="Units of a lot without structure, instead of FILE.")
@click.option("--count", "--sample-size", "count", metavar="n", help="Units to open.")
@click.option("--seed", metavar="HEX", default="", help="The committed seed: 64 hexadecimal digits.")
@click.option("--label", default="", help="Number of the consignment; part of the stream.")
@click.option("--proportional", is_flag=True, help="Share the units out over the outermost groups.")
@click.option("--groups", metavar="M", help="Draw so many outermost groups, with --units-each.")
@click.option("--units-each", metavar="n", help="Units to open in each group drawn.")
@click.option("--svg", type=click.Path(path_type=Path, dir_okay=False), help="Write the drawing here.")
@click.option(
    "--svg-language", type=click.Choice(["en", "zh", "zh-hans"]), help="Of the drawing; else the terminal's."
)
def pick_command(
    *, file: Path | None, lot_size: str | None, svg: Path | None, svg_language: str | None, **asked: Any
) -> Answer:
    """Draw the units to open from a committed seed.

    FILE: CSV with one column for each level of the lot, outermost first (container, pallet, carton, hatch …),
    and units. The order of its rows decides nothing.
    """
    picks = pick_units(_structure(file, lot_size), **asked)
    if svg is not None:
        drawing = draw_diagram(picks, words(), code_of(svg_language))
        try:
            svg.write_text(drawing, encoding="utf-8")
        except OSError as error:
            params = {"reason": error.strerror or str(error)}
            refusal = Finding("methods.sampling.finding.file_not_written", field="svg", params=params)
            raise Refused(refusal) from error
    return answer_of(picks)


def _structure(file: Path | None, lot_size: str | None) -> LotStructure:
    facts = Facts()
    if (file is None) == (lot_size is None):
        facts.fault("file_and_size", "lot-size")
        facts.check()
    if file is not None:
        structure = read_structure(facts, read_rows(file))
    else:
        structure = LotStructure.of_units(facts.count("lot-size", lot_size, least=1, most=MOST_UNITS))
    facts.check()
    return structure


COMMANDS = (pick_command,)
