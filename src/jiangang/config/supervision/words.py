"""What the supervisor and the commands say, in the language of the terminal, without Django."""

import os
import sys
from functools import cache
from pathlib import Path

from jiangang.methods.texts import Catalogue

LANGUAGE_VARIABLE = "JIANGANG_LANGUAGE"


def language() -> str:
    """`zh-hans` or `en`: what `--language` asked for, else what the terminal's locale says."""
    for name in (LANGUAGE_VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh-hans" if value.lower().startswith("zh") else "en"
    return "en"


def sentence(key: str, **params: object) -> str:
    """The text of `config.<key>` in the language of the terminal."""
    return _catalogue().get(language(), f"config.{key}", **params)


def tell(key: str, **params: object) -> None:
    """Say a sentence on standard error, at once."""
    print(sentence(key, **params), file=sys.stderr, flush=True)


@cache
def _catalogue() -> Catalogue:
    catalogue = Catalogue()
    catalogue.load("config", Path(__file__).resolve().parent.parent / "texts")
    return catalogue
