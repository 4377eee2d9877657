"""What the commands of the register say, in the language of the terminal; with and without Django."""

import os
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import jiangang.methods
from jiangang.methods.findings import Finding
from jiangang.methods.texts import Catalogue


def say(key: str, /, **params: object) -> str:
    """A sentence from the catalogues of this room and of the methods."""
    names = ("JIANGANG_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    asked = next((value for name in names if (value := os.environ.get(name))), "")
    return _catalogue().get("zh-hans" if asked.lower().startswith("zh") else "en", key, **params)


def print_findings(findings: Iterable[Finding]) -> None:
    """Findings on standard error: what was found, and what to do."""
    for each in findings:
        print(say(each.message_key, **each.params), file=sys.stderr)  # noqa: T201  # commands print it
        print(f"  {say(each.mend_key, **each.params)}", file=sys.stderr)  # noqa: T201  # commands print it


@cache
def _catalogue() -> Catalogue:
    words = Catalogue()
    words.load("register", Path(__file__).parent / "texts")
    for folder in sorted(Path(jiangang.methods.__path__[0]).rglob("texts")):
        words.load("methods", folder)
    return words
