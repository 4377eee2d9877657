"""`jiangang docs`: writes the reference pages from the running system, or says which are out of date."""

import os
import sys
import tempfile
from pathlib import Path

import click

REFERENCE = Path("docs") / "reference"


@click.group()
def cli() -> None:
    """The reference pages in docs/reference."""


@cli.command()
@click.option("--check", is_flag=True, help="Write nothing; 1 when a page differs from what is there.")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=REFERENCE,
    show_default=True,
    help="The folder of the pages.",
)
def generate(*, check: bool, into: Path) -> int:
    """Write states, rules, permissions, routes, figures, settings, commands and personal data."""
    with tempfile.TemporaryDirectory(prefix="jiangang-docs-") as folder:
        _open_without_office(Path(folder))
        from jiangang.config.reference.pages import PAGES, differences, write

        if not check:
            changed = write(into)
            print(f"{len(PAGES)} pages in {into}, {len(changed)} changed")
            return 0
        stale = differences(into)
    for name in stale:
        print(f"{into / name} is not what the system would write", file=sys.stderr)
    if stale:
        print("run: jiangang docs generate", file=sys.stderr)
    return 1 if stale else 0


def _open_without_office(folder: Path) -> None:
    """Set Django up without a database and without touching any office's folder."""
    os.environ["VAR"] = str(folder)
    os.environ.pop("JIANGANG_DEBUG", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangang.config.settings")
    import django

    django.setup()
