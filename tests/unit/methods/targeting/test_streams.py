"""Streams of one consignment: the same as the batch settles, and the chance of any of them."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from jiangang.methods.targeting.batch import Columns, screen
from jiangang.methods.targeting.criteria import Lane
from jiangang.methods.targeting.drawing import TOP
from jiangang.methods.targeting.facts import ConsignmentFacts, LineFacts
from jiangang.methods.targeting.policy import Policy, interpret
from jiangang.methods.targeting.reading import read_policy
from jiangang.methods.targeting.streams import inclusion, settle

DAY = date(2026, 3, 2)
RULE = """
[[{table}]]
code = "{code}"
lane = "{lane}"
rate = "{rate}"
valid_from = 2026-01-01
valid_until = 2026-12-31
purpose_zh = "目的"
purpose_en = "purpose"
expected = "0.1"
when_unknown = "noted"
release = "withheld"
citation = {{ source = "office order", article = "1", applies = "all", verified = false }}
all = [{{ fact = "hs", operator = "prefix", value = ["{hs}"] }}]
"""


def policy_of(*rules: str) -> Policy:
    head = '[policy]\ncode = "one"\nname_zh = "政策"\nname_en = "Policy"\ndefault_lane = "green"\n'
    policy, findings = read_policy(head + "".join(rules))
    assert policy is not None, findings
    return policy


def goods(hs: str) -> ConsignmentFacts:
    values = {"hs": hs, "mass": Decimal(1)}
    return ConsignmentFacts("1", {"direction": "import"}, (LineFacts(1, values),))


POLICY = policy_of(
    RULE.format(table="campaign", code="all-wood", lane="red", rate="0.4", hs="44"),
    RULE.format(table="local", code="logs", lane="red", rate="0.7", hs="4403").replace(
        "[[local]]", '[[local]]\nsection = "plants"'
    ),
    RULE.format(table="rule", code="furniture", lane="red", rate="1", hs="94")
    .replace('rate = "1"\n', "")
    .replace('release = "withheld"\n', ""),
    RULE.format(table="campaign", code="wine", lane="yellow", rate="0.5", hs="22"),
)


@pytest.mark.parametrize(
    ("hs", "lot"), list(product(["4403", "4412", "2204", "9403"], [0.0, 0.39, 0.41, 0.69, 0.71]))
)
def test_one_by_one_as_in_columns(hs: str, lot: float) -> None:
    facts, exact = goods(hs), Fraction(lot).limit_denominator(1000)
    settled = settle(interpret(POLICY, facts, DAY), exact)
    lanes, mandatory = screen(POLICY, Columns.of_facts([facts]), DAY).settle(
        np.array([int(exact * TOP)], np.uint64)
    )
    assert settled.lane == Lane(int(lanes[0])) and settled.is_mandatory == mandatory[0]
    assert settled.is_chosen == (hs == "9403")


def test_the_chance_of_any_stream_is_that_of_enumerating_all() -> None:
    """Every combination of the independent draws, with the policy's two on one lot."""
    chances = {
        "random": Fraction(1, 20), "mandatory": Fraction(2, 5), "rule": Fraction(7, 10),
        "exploit": Fraction(0), "explore": Fraction(1, 8),
    }  # fmt: skip
    total = Fraction(0)
    for random, explore, lot in product(range(20), range(8), range(10)):
        taken = random < 1 or explore < 1 or lot < 4 or lot < 7
        total += Fraction(int(taken), 20 * 8 * 10)
    assert inclusion(chances) == total
    assert inclusion({}) == 0 and inclusion({**chances, "exploit": Fraction(1)}) == 1
    with pytest.raises(ValueError, match="chance"):
        inclusion({"random": Fraction(2)})
