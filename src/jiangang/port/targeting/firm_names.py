"""Firms by their names, where a policy, a decision or a standing has their key (`firm:12`). Reading only."""

from collections.abc import Iterable

from jiangang.kernel.organisations import api as organisations
from jiangang.kernel.permissions import Actor, hidden_firm_ids
from jiangang.port.targeting.standing_facts import BETWEEN, firm_of


def entity_names(entities: list[str], language: str) -> dict[str, str]:
    """How entities are called: firms by their names, other parts as they are."""
    named = (firm_of(part) for entity in entities for part in entity.split(BETWEEN))
    names = organisations.firm_names({firm_id for firm_id in named if firm_id is not None}, language)
    return {
        entity: " · ".join(names.get(firm_of(part) or 0, part) for part in entity.split(BETWEEN))
        for entity in entities
    }


def firms_among(values: Iterable[object], language: str) -> dict[str, str]:
    """Names of the firms among some values, by their keys; a key that no firm has stands for itself."""
    return entity_names(sorted(_keys_among(values)), language)


def firms_shown(values: Iterable[object], actor: Actor) -> dict[str, str]:
    """The same for a reader; firms that the reader must keep out of keep their keys."""
    keys, hidden = _keys_among(values), hidden_firm_ids(actor)
    return entity_names(sorted(key for key in keys if firm_of(key) not in hidden), actor.language)


def _keys_among(values: Iterable[object]) -> set[str]:
    return {value for value in values if isinstance(value, str) and firm_of(value) is not None}
