"""One representation, two ways of asking: for each policy and each consignment the same answers and lanes."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangang.methods.findings import Citation
from jiangang.methods.targeting.batch import Columns, screen
from jiangang.methods.targeting.conditions import OPERATORS, Answer, Condition
from jiangang.methods.targeting.facts import FACTS, ConsignmentFacts, Kind, Level, LineFacts
from jiangang.methods.targeting.policy import Lane, Policy, TargetingRule, interpret

DAY = date(2026, 3, 2)
CODES = ("", "4403", "440311", "4407", "01", "CN", "US", "ZZ", "known", "unknown")
# Neighbours that a float cannot tell apart, so that only the exact values decide.
EDGE = Decimal("12345678901234.567890")
NUMBERS = (Decimal(0), Decimal("-1"), EDGE, EDGE + Decimal("0.000001"), EDGE - Decimal("0.000001"))


def _values(level: Level) -> Any:
    kinds = {
        Kind.CODE: st.none() | st.sampled_from(CODES),
        Kind.NUMBER: st.none() | st.sampled_from(NUMBERS) | st.decimals(-100, 100, places=3),
        Kind.FLAG: st.none() | st.booleans(),
    }
    return st.fixed_dictionaries(
        {}, optional={fact.name: kinds[fact.kind] for fact in FACTS.values() if fact.level is level}
    )


@st.composite
def consignments(draw: Any) -> ConsignmentFacts:
    """A consignment with some facts stated, some not, on none to four lines."""
    lines = draw(st.lists(_values(Level.LINE), max_size=4))
    return ConsignmentFacts(
        "N", draw(_values(Level.CONSIGNMENT)), tuple(LineFacts(n, line) for n, line in enumerate(lines, 1))
    )


@st.composite
def some_conditions(draw: Any) -> Condition:
    """Any operator on any fact that it suits."""
    fact = draw(st.sampled_from(list(FACTS.values())))
    operator = draw(st.sampled_from([name for name, (kinds, _) in OPERATORS.items() if fact.kind in kinds]))
    if operator == "missing":
        return Condition(fact.name, operator)
    wanted = {
        Kind.CODE: st.lists(st.sampled_from([code for code in CODES if code]), min_size=1, max_size=3),
        Kind.NUMBER: st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=1),
        Kind.FLAG: st.lists(st.booleans(), min_size=1, max_size=2),
    }[fact.kind]
    return Condition(fact.name, operator, tuple(draw(wanted)))


@st.composite
def policies(draw: Any) -> Policy:
    """Up to five rules of up to three conditions, some out of force."""
    rules = tuple(
        TargetingRule(
            code=f"r{number}",
            lane=draw(st.sampled_from(list(Lane))),
            conditions=tuple(draw(st.lists(some_conditions(), min_size=1, max_size=3))),
            purpose_zh="目的",
            purpose_en="purpose",
            expected=Fraction(1, 10),
            citation=Citation("office order"),
            applies_when_unknown=draw(st.booleans()),
            valid_from=draw(st.sampled_from([None, DAY, date(2027, 1, 1)])),
            valid_until=draw(st.sampled_from([None, date(2025, 1, 1)])),
        )
        for number in range(draw(st.integers(0, 5)))
    )
    return Policy("p", "名", "name", draw(st.sampled_from(list(Lane))), {}, rules)


@settings(max_examples=300, deadline=None)
@given(policy=policies(), facts=st.lists(consignments(), max_size=8))
def test_batch_and_single_agree(policy: Policy, facts: list[ConsignmentFacts]) -> None:
    """Lanes, and each rule's answer for each consignment."""
    batch = screen(policy, Columns.of_facts(facts), DAY)
    for place, one in enumerate(facts):
        assert int(batch.lanes[place]) == interpret(policy, one, DAY).lane
        assert batch.asked(place) == [(rule, rule.ask(one)[0]) for rule in policy.rules_on(DAY)]


@settings(max_examples=100, deadline=None)
@given(one=consignments())
def test_facts_come_back_from_what_is_stored(one: ConsignmentFacts) -> None:
    """A stored decision can be asked again."""
    assert ConsignmentFacts.from_dict(one.as_dict()) == one


@pytest.mark.parametrize(
    ("operator", "wanted", "value", "answer"),
    [
        ("prefix", ("4403",), "440311", Answer.YES),
        ("prefix", ("4403",), "440", Answer.NO),
        ("prefix", ("4403",), "", Answer.UNKNOWN),
        ("in", ("CN",), None, Answer.UNKNOWN),
        ("not_in", ("CN",), None, Answer.UNKNOWN),
        ("not_in", ("CN",), "US", Answer.YES),
        ("missing", (), None, Answer.YES),
        ("missing", (), "CN", Answer.NO),
    ],
)
def test_a_condition_says_yes_no_or_unknown(
    operator: str, wanted: tuple[str, ...], value: str | None, answer: Answer
) -> None:
    """A missing value is unknown, never no."""
    assert Condition("hs", operator, wanted).holds(value) is answer


def test_conditions_must_hold_on_one_and_the_same_line() -> None:
    """Logs on one line and a far origin on another do not make logs of that origin."""
    conditions = (Condition("hs", "prefix", ("4403",)), Condition("origin", "in", ("US",)))
    rule = TargetingRule("r", Lane.RED, conditions, "目的", "purpose", Fraction(1), Citation("x"))
    apart = ConsignmentFacts(
        "N", {}, (LineFacts(1, {"hs": "4403", "origin": "NZ"}), LineFacts(2, {"hs": "01", "origin": "US"}))
    )
    together = ConsignmentFacts("N", {}, (*apart.lines, LineFacts(3, {"hs": "440399", "origin": "US"})))
    assert rule.ask(apart)[0] is Answer.NO
    assert rule.ask(together) == (Answer.YES, together.lines[2])
