"""`jiangang identifier`: whether a number of a firm, ship, container or place is well formed."""

import click

from jiangang.config.calculations.calling import Calculation
from jiangang.methods.answers import Answer
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.identifiers import SCHEMES, confirm_number

KNOWN = ", ".join(SCHEMES)


@click.group("identifier")
def cli() -> None:
    """Whether a number that names a firm, ship, container or place is well formed."""


@cli.command("check", cls=Calculation)
@click.argument("scheme_given", metavar="SCHEME", required=False)
@click.argument("value_given", metavar="VALUE", required=False)
@click.option("--scheme", help=f"The scheme, as the first word: {KNOWN}.")
@click.option("--value", help="The number, as the second word.")
def check(scheme_given: str | None, value_given: str | None, scheme: str | None, value: str | None) -> Answer:
    """Check VALUE by the rules of SCHEME: uscc, lei, imo, iso6346 or locode."""
    asked = {"scheme": scheme_given or scheme, "value": value_given or value}
    missing = [name for name, given in asked.items() if not given]
    if missing:
        raise Refused(Finding("methods.identifiers.finding.lacks", field=name) for name in missing)
    return confirm_number(str(asked["scheme"]), str(asked["value"]))
