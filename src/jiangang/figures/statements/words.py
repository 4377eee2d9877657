"""The texts of the commands that run without an office: those of the methods and of this room, without
Django.
"""

import os
from functools import cache
from pathlib import Path

import jiangang.methods
from jiangang.methods.texts import Catalogue

VARIABLES = ("JIANGANG_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""Where the root command and the terminal say their language, in this order."""


@cache
def catalogue() -> Catalogue:
    """The texts of the methods and of the figures."""
    found = Catalogue()
    for folder in sorted(Path(jiangang.methods.__path__[0]).rglob("texts")):
        found.load("methods", folder)
    found.load("figures", Path(__file__).parents[1] / "texts")
    return found


def language_of(chosen: str | None) -> str:
    """`en` or `zh-hans`: what was asked for, else what the root command or the terminal says."""
    said = chosen or next((value for name in VARIABLES if (value := os.environ.get(name))), "en")
    return "zh-hans" if said.lower().startswith("zh") else "en"
