"""`jiangang simulate`: worlds with a known truth. No database."""

import click

from jiangang.config.calculations import simulate_consignments


@click.group("simulate")
def cli() -> None:
    """Simulated consignments and declarations, whose truth is known."""


for command in simulate_consignments.COMMANDS:
    cli.add_command(command)
