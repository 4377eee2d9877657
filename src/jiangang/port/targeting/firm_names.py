"""Firms by their names, where a policy, a decision or a standing has their key (`firm:12`); and the keys of
firms that somebody calls by name or number. Reading only.
"""

from collections.abc import Collection, Iterable

from jiangang.kernel.organisations import api as organisations
from jiangang.kernel.permissions import Actor, hidden_firm_ids
from jiangang.methods.findings import Finding
from jiangang.port.targeting.standing_facts import BETWEEN, firm_key, firm_of


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


def known_keys(texts: Iterable[str]) -> set[str]:
    """Those of the texts that are keys of firms."""
    ids = {firm_id for text in texts if (firm_id := firm_of(text)) is not None}
    return {firm_key(firm_id) for firm_id in organisations.firm_names(ids, "en")}


def keys_called(texts: Collection[str], actor: Actor, field: str) -> tuple[dict[str, str], list[Finding]]:
    """The key of the firm that each text calls: by its key, a number of it, or its name; and what is wrong.

    A text that calls no firm, or several, is a fault of `field`. A firm that the actor must keep out of is
    not found by name or number.
    """
    known = known_keys(texts)
    called = organisations.firms_called([text for text in texts if firm_of(text) is None], actor)
    keys, found = {}, []
    for text in texts:
        firms = called.get(text, set())
        if text in known or len(firms) == 1:
            keys[text] = text if text in known else firm_key(min(firms))
            continue
        code = f"targeting.finding.alert_firm_{'several' if firms else 'unknown'}"
        found.append(Finding(code, field=field, params={"value": text, "count": len(firms)}))
    return keys, found
