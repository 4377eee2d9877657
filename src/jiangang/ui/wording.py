"""The words that people read, in the language that the request has set.

Here the catalogues of all rooms are joined: each installed app named `jiangang.…` and the rooms of
`jiangang.methods`. The files themselves are in the rooms; how they are read is in `jiangang.methods.texts`.
"""

from functools import lru_cache
from pathlib import Path
from typing import cast

from django.apps import apps
from django.conf import settings
from django.utils.functional import lazystr
from django.utils.translation import get_language

import jiangang.methods
from jiangang.methods.texts import Catalogue


def text(key: str, /, **params: object) -> str:
    """The text of `key` in the active language, its placeholders filled from `params`.

    Raises KeyError for an unknown key with `settings.DEBUG` or `settings.STRICT_TEXTS`; otherwise the key
    itself is shown.
    """
    return text_in(active_language(), key, **params)


def text_in(language: str, key: str, /, **params: object) -> str:
    """The text of `key` in a named language, for papers and for readers who are not at the screen."""
    return _catalogue(_strict()).get(language, key, **params)


class _LazyText:
    """Looks its text up each time it is turned into a string."""

    def __init__(self, key: str, params: dict[str, object]) -> None:
        self.key, self.params = key, params

    def __str__(self) -> str:
        return text(self.key, **self.params)


def lazy_text(key: str, /, **params: object) -> str:
    """As `text`, but looked up when it is shown: for labels made when a module is imported."""
    return cast(str, lazystr(_LazyText(key, params)))


def catalogue() -> Catalogue:
    """The joined catalogue of this process, for parity tests and tools."""
    return _catalogue(_strict())


def languages() -> tuple[str, ...]:
    """Codes of the languages that the office offers, the first being its default."""
    return _offered(settings.LANGUAGE_CODE, tuple(code for code, _ in settings.LANGUAGES))


@lru_cache(maxsize=4)  # a page asks for the language of each of its words
def _offered(default: str, offered: tuple[str, ...]) -> tuple[str, ...]:
    first = _match(default, offered) or offered[0]
    return (first, *(code for code in offered if code != first))


def active_language() -> str:
    """The offered language nearest to Django's active one (`zh-cn` → `zh-hans`, `en-gb` → `en`)."""
    offered = languages()
    return _match(get_language() or "", offered) or offered[0]


def _match(code: str, offered: tuple[str, ...]) -> str | None:
    code = code.lower()
    if code in offered:
        return code
    family = code.partition("-")[0]
    return next((other for other in offered if other.partition("-")[0] == family), None)


def _strict() -> bool:
    return bool(settings.DEBUG or getattr(settings, "STRICT_TEXTS", False))


@lru_cache(maxsize=2)
def _catalogue(strict: bool) -> Catalogue:
    joined = Catalogue([code for code, _ in settings.LANGUAGES], strict=strict)
    for folder in sorted(Path(jiangang.methods.__path__[0]).rglob("texts")):
        joined.load("methods", folder)
    joined.load("witness", Path(jiangang.methods.__path__[0]).parent / "witness" / "texts")
    for app in apps.get_app_configs():
        if app.name.startswith("jiangang.") and app.name != "jiangang.methods":
            joined.load(app.label, Path(app.path) / "texts")
    return joined
