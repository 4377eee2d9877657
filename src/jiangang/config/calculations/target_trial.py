"""Provisional group of the `target` commands that need no database, until the department takes them in."""

import click

from jiangang.config.calculations.target_protocols import COMMANDS


@click.group()
def cli() -> None:
    """Protocols of targeting on files."""


for _command in COMMANDS:
    cli.add_command(_command)
