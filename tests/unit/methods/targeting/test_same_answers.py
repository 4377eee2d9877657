"""One representation, two ways of asking: for each policy and each consignment the same answers and lanes."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangang.methods.findings import Citation
from jiangang.methods.targeting.batch import BatchAnswers, Columns, compile_policy, screen
from jiangang.methods.targeting.conditions import OPERATORS, Answer, Condition
from jiangang.methods.targeting.criteria import Gate, Nature, Permit, WatchEntry
from jiangang.methods.targeting.facts import FACTS, ConsignmentFacts, Fact, Kind, Level, LineFacts
from jiangang.methods.targeting.policy import Lane, Policy, TargetingRule, interpret, verdict
from jiangang.methods.targeting.standing import Programme

DAY = date(2026, 3, 2)
CODES = ("", "4403", "440311", "4407", "01", "CN", "US", "ZZ", "known", "unknown", "原木", "原木类", "é")
STATES = ("qualifying", "reduced", "locked", "owed", "elsewhere", "")
CLOSED = Fact("purpose", Kind.CODE, Level.CONSIGNMENT, values=frozenset({"CN", "US", "原木"}))
SCHEMA = {**FACTS, "purpose": CLOSED}
STATE = Fact("importer_standing", Kind.CODE, Level.CONSIGNMENT)
WATCHED = (FACTS["origin"], FACTS["importer"], FACTS["section"])
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
        {}, optional={fact.name: _kind(fact, kinds) for fact in FACTS.values() if fact.level is level}
    )


def _kind(fact: Fact, kinds: dict[Kind, Any]) -> Any:
    return st.none() | st.sampled_from(STATES) if fact.name == STATE.name else kinds[fact.kind]


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
    fact = draw(st.sampled_from(list(SCHEMA.values())))
    operator = draw(st.sampled_from([name for name, (kinds, _) in OPERATORS.items() if fact.kind in kinds]))
    if operator == "missing":
        return Condition(fact.name, operator, (), fact)
    wanted = {
        Kind.CODE: st.lists(st.sampled_from([code for code in CODES if code]), min_size=1, max_size=3),
        Kind.NUMBER: st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=1),
        Kind.FLAG: st.lists(st.booleans(), min_size=1, max_size=2),
    }[fact.kind]
    return Condition(fact.name, operator, tuple(draw(wanted)), fact)


def conditions(least: int = 1) -> Any:
    """Some conditions that must hold together, possible or not."""
    return st.lists(some_conditions(), min_size=least, max_size=3).map(tuple)


@st.composite
def rules(draw: Any, number: int) -> TargetingRule:
    """A criterion of any nature, some out of force."""
    nature = draw(st.sampled_from(list(Nature)))
    days = st.sampled_from([date(2025, 1, 1), DAY, date(2027, 1, 1)])
    entries = st.builds(WatchEntry, st.sampled_from([code for code in CODES if code]), days, days)
    shares = st.sampled_from([Fraction(0), Fraction(1, 10), Fraction(1, 3), Fraction(1)])
    return TargetingRule(
        code=f"r{number}",
        lane=draw(st.sampled_from(list(Lane))),
        conditions=draw(conditions()),
        purpose_zh="目的",
        purpose_en="purpose",
        expected=Fraction(1, 10),
        citation=Citation("office order"),
        applies_when_unknown=draw(st.booleans()),
        valid_from=draw(st.sampled_from([None, DAY, date(2027, 1, 1)])),
        valid_until=draw(st.sampled_from([None, date(2025, 1, 1)])),
        nature=nature,
        rate=draw(shares),
        watched=draw(st.sampled_from(WATCHED)) if nature is Nature.WATCH else None,
        entries=tuple(draw(st.lists(entries, max_size=3))) if nature is Nature.WATCH else (),
        programme=Programme(STATE, ("importer",), 5, draw(shares), draw(shares))
        if nature is Nature.STANDING
        else None,
    )


@st.composite
def gates(draw: Any, number: int) -> Gate:
    """A gate with some permits, some of them out of force."""
    permits = st.builds(Permit, conditions(), st.sampled_from([None, DAY, date(2027, 1, 1)]), st.none())
    return Gate(
        code=f"g{number}",
        conditions=draw(conditions()),
        permits=tuple(draw(st.lists(permits, max_size=3))),
        purpose_zh="目的",
        purpose_en="purpose",
        citation=Citation("office order"),
        applies_when_unknown=draw(st.booleans()),
        valid_from=draw(st.sampled_from([None, DAY, date(2027, 1, 1)])),
    )


@st.composite
def policies(draw: Any) -> Policy:
    """Up to five criteria of up to three conditions, and up to two gates."""
    criteria = tuple(draw(rules(number)) for number in range(draw(st.integers(0, 5))))
    doors = tuple(draw(gates(number)) for number in range(draw(st.integers(0, 2))))
    return Policy("p", "名", "name", draw(st.sampled_from(list(Lane))), {}, criteria, doors, schema=SCHEMA)


def agree(policy: Policy, batch: BatchAnswers, facts: list[ConsignmentFacts]) -> None:
    """All that a batch says of each consignment is what `interpret` says of it."""
    hits, answers = batch.hits, batch.answers
    draws = [0, 1 << 61, (1 << 64) // 3, 1 << 63, (1 << 64) - 1]
    for place, one in enumerate(facts):
        alone = interpret(policy, one, DAY)
        assert int(batch.lanes[place]) == alone.lane
        assert bool(batch.admissible[place]) == alone.is_admissible
        assert bool(batch.mandatory[place]) == alone.is_mandatory
        rules = policy.rules_on(DAY)
        assert batch.asked(place) == [(rule, rule.ask(one)[0]) for rule in rules]
        assert batch.closed(place) == [(gate, gate.ask(one)[0]) for gate in policy.gates_on(DAY)]
        assert hits[:, place].tolist() == [rule.touches(rule.ask(one)[0]) for rule in rules]
        assert answers[:, place].tolist() == [int(rule.ask(one)[0]) for rule in rules]
        assert verdict(policy, one, batch.asked(place), batch.closed(place)) == alone
    for draw in draws:
        lanes, _ = batch.settle(np.full(len(facts), draw, np.uint64))
        uniform = Fraction(draw, 1 << 64)
        assert lanes.tolist() == [interpret(policy, one, DAY).lane_at(uniform) for one in facts]


@settings(max_examples=300, deadline=None)
@given(policy=policies(), facts=st.lists(consignments(), max_size=8))
def test_batch_and_single_agree(policy: Policy, facts: list[ConsignmentFacts]) -> None:
    """Lanes, hits, gates, rates, and each rule's answer for each consignment."""
    agree(policy, screen(policy, Columns.of_facts(facts), DAY), facts)


@settings(max_examples=150, deadline=None)
@given(
    policy=policies(), rows=st.lists(st.tuples(_values(Level.LINE), _values(Level.CONSIGNMENT)), max_size=8)
)
def test_a_frame_and_single_agree(policy: Policy, rows: list[tuple[Any, Any]]) -> None:
    """Columns of a frame: codes and numbers as text, flags as yes and no."""
    values = [{**line, **own} for line, own in rows]
    texts = {name: [_written(row.get(name)) for row in values] for name in SCHEMA}
    frame = pl.DataFrame(texts, schema=dict.fromkeys(SCHEMA, pl.String))
    facts = [ConsignmentFacts("N", own, (LineFacts(1, line),)) for line, own in rows]
    agree(policy, compile_policy(policy, DAY).screen(Columns.of(frame, schema=SCHEMA)), facts)


def _written(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "否"
    return format(value, "f") if isinstance(value, Decimal) else value


@pytest.mark.parametrize(
    ("series", "wanted", "at_least"),
    [
        (pl.Series([0.1, 0.30000000000000004, None, float("nan")]), "0.1", [2, 2, 1, 1]),
        (pl.Series([0.1, 0.2]), "0.10000000000000001", [0, 2]),
        (pl.Series([2**53, 2**53 + 1, None]), str(2**53 + 1), [0, 2, 1]),
        (pl.Series(["0.1", "0.1000000000000000000001", ""]), "0.1000000000000000000001", [0, 2, 1]),
        (pl.Series([Decimal("0.10"), Decimal("0.11")]), "0.1", [2, 2]),
    ],
)
def test_numbers_at_equality_are_compared_exactly(
    series: pl.Series, wanted: str, at_least: list[int]
) -> None:
    """A float means what it prints as; texts, decimals and large whole numbers keep their last digit."""
    rule = TargetingRule(
        "r", Lane.RED, (Condition("mass", "at_least", (Decimal(wanted),)),), "目的", "p", Fraction(1),
        Citation("x"),
    )  # fmt: skip
    policy = Policy("p", "名", "name", Lane.GREEN, {}, (rule,))
    columns = Columns.of(pl.DataFrame({"kg": series}), {"kg": "mass"})
    assert screen(policy, columns, DAY).answers[0].tolist() == at_least


def test_a_compiled_policy_learns_values_between_batches() -> None:
    """The same tables asked again, about values that they have not seen, and about none."""
    rule = TargetingRule(
        "r", Lane.RED, (Condition("hs", "prefix", ("44",)),), "目的", "p", Fraction(1), Citation("x")
    )
    compiled = compile_policy(Policy("p", "名", "name", Lane.GREEN, {}, (rule,)), DAY)
    for codes, hit in (
        (["4403", "01"], [True, False]),
        ([], []),
        (["02", "4407", None], [False, True, False]),
    ):
        frame = pl.DataFrame({"hs": codes}, schema={"hs": pl.String})
        assert compiled.screen(Columns.of(frame)).hits[0].tolist() == hit


def test_many_rows_are_asked_by_merged_tables_with_the_same_answers() -> None:
    """Small tables are put together only for many rows: the same rows in small batches say the same."""
    rng = np.random.default_rng(1)
    size = 9000
    frame = pl.DataFrame(
        {
            "hs": rng.choice(["4403", "01", "", "原木"], size),
            "origin": rng.choice(["CN", "US", None, "ZZ"], size),  # type: ignore[list-item]
            "purpose": rng.choice(["CN", "elsewhere"], size),
            "mass": rng.choice([1.0, 2.5, float("nan")], size),
        }
    )
    rules = tuple(
        TargetingRule(
            f"r{number}",
            Lane.RED,
            tuple(conditions),
            "目的",
            "p",
            Fraction(1),
            Citation("x"),
            number % 2 == 0,
        )
        for number, conditions in enumerate(
            (
                [Condition("hs", "prefix", ("44",)), Condition("origin", "not_in", ("CN",))],
                [Condition("origin", "missing"), Condition("mass", "at_most", (Decimal(2),))],
                [
                    Condition("purpose", "in", ("CN",), CLOSED),
                    Condition("mass", "at_least", (Decimal("2.5"),)),
                ],
            )
            * 30
        )
    )
    compiled = compile_policy(Policy("p", "名", "name", Lane.GREEN, {}, rules, schema=SCHEMA), DAY)
    whole = compiled.screen(Columns.of(frame, schema=SCHEMA)).answers
    parts = [
        compiled.screen(Columns.of(frame[at : at + 1000], schema=SCHEMA)).answers
        for at in range(0, size, 1000)
    ]
    assert (whole == np.concatenate(parts, axis=1)).all()
    assert {0, 1, 2} == set(np.unique(whole).tolist())


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
