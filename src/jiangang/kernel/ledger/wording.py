"""An entry in words: what was done and who did it. The ledger itself keeps codes and keys."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from jiangang.ui.components import Coded
from jiangang.ui.wording import active_language, catalogue, text_in


def act_in_words(act: str) -> Coded:
    """The act in the words that its room has for the entry, else as its permission or its row in a workflow
    calls it; the code alone where there are none (a room that is gone).
    """
    return Coded(_act(act, active_language()), act)


def keys_of_act(act: str) -> tuple[str, str, str]:
    """Text keys of an act, of which the first with words counts: of entry, permission, workflow."""
    room, _, rest = act.partition(".")
    whole = rest.replace(".", "_")
    return f"{room}.entry.{whole}", f"{room}.permission.{whole}", f"{room}.act.{rest.rpartition('.')[2]}"


@cache
def _act(act: str, language: str) -> str:
    keys = keys_of_act(act)
    return next((text_in(language, key) for key in keys if catalogue().has(language, key)), "")


def actors_in_words(keys: set[str]) -> dict[str, Coded]:
    """The names behind actors' keys, as `settings.NAME_OF_ACTOR` gives them."""
    name_of = import_string(settings.NAME_OF_ACTOR)
    return {key: Coded(name_of(key, active_language()), key) for key in keys}
