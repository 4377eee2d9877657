"""The evader: safe explanations teach it nothing, telling ones do."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from jiangang.methods.findings import Refused
from jiangang.methods.targeting.evader import Record, Rise, make_variants, measure_rise

ORIGINS, FIRMS, PORTS = ([f"{letter}{place:02}" for place in range(30)] for letter in "OFP")
CHANCE = np.random.default_rng(11)
RISK = {name: float(CHANCE.normal(0, 1.0)) for name in [*ORIGINS, *FIRMS, *PORTS]}
SAFE = {"sentence": "Your consignment is checked by the office's plan and by chance.", "lane": "red"}


def score(fields: Mapping[str, Any]) -> float:
    return sum(RISK[value] for value in fields.values()) - 0.5


def is_inspected(fields: Mapping[str, Any]) -> bool:
    return score(fields) > 0 or hash_share(fields) < 0.03


def hash_share(fields: Mapping[str, Any]) -> float:
    from hashlib import sha256

    return sha256(repr(sorted(fields.items())).encode()).digest()[0] / 256


def draw(chance: np.random.Generator) -> dict[str, str]:
    return {
        "origin": str(chance.choice(ORIGINS)),
        "firm": str(chance.choice(FIRMS)),
        "port": str(chance.choice(PORTS)),
    }


def attack(explain: Any, count: int = 1000) -> Rise:
    chance = np.random.default_rng(3)
    records = []
    for _ in range(count):
        fields = draw(chance)
        records.append(Record(fields, is_inspected(fields), explain(fields)))
    choices = {"origin": ORIGINS, "port": PORTS}
    trials = [make_variants(draw(chance), {k: v[:12] for k, v in choices.items()}, n) for n in range(400)]
    return measure_rise(records, trials, is_inspected, 7)


def test_safe_explanations_raise_it_by_at_most_two_points() -> None:
    found = attack(
        lambda fields: SAFE if is_inspected(fields) else {"sentence": "Released.", "lane": "green"}
    )
    assert found.rise <= 0.02
    assert found.read == 1000
    assert found.trials == 400


def test_told_scores_raise_it() -> None:
    few = attack(lambda fields: {"score": score(fields)}, 150)
    assert few.rise > 0.04
    assert few.low > 0


def test_named_values_raise_it() -> None:
    def worst(fields: Mapping[str, str]) -> dict[str, str]:
        name = max(fields.values(), key=lambda each: RISK[each])
        return {"sentence": f"Because of {name}."} if is_inspected(fields) else {}

    assert attack(worst, 50).rise > 0.05


def test_it_repeats_and_knows_how_to_evade() -> None:
    first, second = (attack(lambda _: SAFE) for _ in range(2))
    assert first == second
    assert first.before > first.drawn + 0.05


def test_variants_begin_with_the_consignment_itself() -> None:
    made = make_variants({"a": 1, "b": 2}, {"a": [3, 4]}, 1)
    assert len(made) == 20
    assert made[0] == {"a": 1, "b": 2}
    assert {each["a"] for each in made[1:]} == {3, 4}
    with pytest.raises(Refused):
        measure_rise([], [], is_inspected, 1)


def test_a_value_is_named_only_where_it_stands_by_itself() -> None:
    from jiangang.methods.targeting.evader import _is_named

    assert _is_named("de", "checked because of de, as always") and _is_named("4403", "税号4403须查验")
    assert not _is_named("de", "it was decided") and not _is_named("4403", "44031100")
