"""The words of commands that run without the office: findings and sentences from the rooms' own files."""

import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import click

from jiangang.methods.findings import Finding
from jiangang.methods.texts import Catalogue


def print_findings(findings: Iterable[Finding]) -> None:
    """Each finding on standard error, with what to do where the words say so."""
    for finding in findings:
        said = words(finding.message_key, **finding.params)
        click.echo(f"{finding.severity}\t{finding.field}\t{said}", err=True)
        if finding.code.startswith("methods.chance."):
            click.echo(f"\t\t{words(finding.mend_key, **finding.params)}", err=True)


def language() -> str:
    """`zh-hans` or `en`, as the command line or the terminal asks."""
    asked = (os.environ.get(name) for name in ("JIANGANG_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh-hans" if next((name for name in asked if name), "").lower().startswith("zh") else "en"


def words(key: str, **params: object) -> str:
    """A text in the language of the command line."""
    return catalogue().get(language(), key, **params)


@cache
def catalogue() -> Catalogue:
    """The texts of this room and of the methods."""
    import jiangang.methods

    catalogue = Catalogue()
    catalogue.load("assignment", Path(__file__).parent / "texts")
    for folder in sorted(Path(jiangang.methods.__path__[0]).rglob("texts")):
        catalogue.load("methods", folder)
    return catalogue
