"""An entry in words: what was done and who did it. The ledger itself keeps codes and keys."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from jiangang.ui.components import Coded
from jiangang.ui.wording import active_language, catalogue, text


def act_in_words(act: str) -> Coded:
    """The act as its permission or its row in a workflow calls it; the code alone where neither has words."""
    return Coded(_act(act, active_language()), act)


@cache
def _act(act: str, language: str) -> str:
    room, _, rest = act.partition(".")
    keys = (f"{room}.permission.{rest.replace('.', '_')}", f"{room}.act.{rest.rpartition('.')[2]}")
    return next((text(key) for key in keys if catalogue().has(language, key)), "")


def actors_in_words(keys: set[str]) -> dict[str, Coded]:
    """The names behind actors' keys, as `settings.NAME_OF_ACTOR` gives them."""
    name_of = import_string(settings.NAME_OF_ACTOR)
    return {key: Coded(name_of(key, active_language()), key) for key in keys}
