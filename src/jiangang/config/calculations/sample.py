"""`jiangang sample`: the commands of sampling, gathered from the modules that hold them."""

from importlib import import_module

import click

MODULES = (
    "sample_detection",
    "sample_freedom",
    "sample_picks",
    "sample_acceptance",
    "sample_allocation",
)
"""Each holds its commands in `COMMANDS`."""


@click.group("sample")
def cli() -> None:
    """How many units to open, which ones, and what the result means."""


for _module in MODULES:
    for _command in import_module(f"{__package__}.{_module}").COMMANDS:
        cli.add_command(_command)
