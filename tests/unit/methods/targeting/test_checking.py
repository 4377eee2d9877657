"""What criteria say of one another: excluded, shadowed, contradicted, rates and hours that cannot hold."""

from datetime import date

import pytest
from hypothesis import given, settings

from jiangang.methods.targeting.conditions import Answer, Condition
from jiangang.methods.targeting.implying import find_contradiction, implies
from jiangang.methods.targeting.reading import read_policy
from tests.unit.methods.targeting.test_criteria import FROM, GATE, HEAD, SAID, UNTIL, faults, rule_like
from tests.unit.methods.targeting.test_same_answers import CODES, NUMBERS, Kind, some_conditions

EXPECTED = '\n[policy.expected]\ngreen = "0.8"\nyellow = "0.1"\nred = "0.1"\n'
PERU = """all = [
  { fact = "hs", operator = "prefix", value = ["0808"] },
  { fact = "origin", operator = "in", value = ["PE"] },
]"""
FRUIT = 'all = [{ fact = "hs", operator = "prefix", value = ["08"] }]'


def peru(kind: str, more: str = FROM) -> str:
    """A criterion on fruit that the gate of `GATE` lets nobody bring in."""
    return rule_like(kind, "peru", more).replace(FRUIT, PERU)


def found(*parts: str, head: str = HEAD) -> list[tuple[str, str]]:
    """Faults with the words on their lines' next one: the code of the criterion."""
    text = head + "".join(parts)
    lines = text.splitlines()
    return [(code, lines[row].removeprefix("code = ") if row else "") for code, row in faults(text)]


def test_a_mandatory_rule_against_a_gate_is_refused_at_its_line() -> None:
    """And so is any other rule that the gate never lets be reached."""
    assert found(GATE, peru("mandatory")) == [("gate_against_mandatory", '"peru"')]
    assert found(GATE, peru("mandatory", "valid_from = 2020-01-01\n")) == [
        ("gate_against_mandatory", '"peru"')
    ]
    for days in ("", FROM, UNTIL):
        assert found(GATE, peru("rule", days)) == [("rule_excluded", '"peru"')]


def test_a_rule_that_a_gate_keeps_out_only_at_times_is_kept() -> None:
    """Before the gate begins, or with one permit that fits, the rule can be reached."""
    for days in ("valid_from = 2020-01-01\n", "valid_until = 2025-12-31\n"):
        assert read_policy(HEAD + GATE + peru("rule", days))[0] is not None
    opened = GATE.replace('value = ["CL"]', 'value = ["CL", "PE"]')
    assert read_policy(HEAD + opened + peru("mandatory"))[0] is not None
    lasting = GATE.replace('value = ["08"]', 'value = ["0809"]')
    assert read_policy(HEAD + lasting + peru("mandatory"))[0] is not None


def test_a_shadowed_rule_is_refused_at_its_line() -> None:
    """A narrower rule to the same lane; a graver one, or a binding one, is not shadowed."""
    wide, narrow = rule_like("rule", "wide", ""), rule_like("rule", "narrow", "", hs="0808")
    assert found(wide, narrow) == [("rule_shadowed", '"narrow"')]
    assert found(narrow, wide) == [("rule_shadowed", '"narrow"')]
    yellow = rule_like("rule", "wide", "", lane="yellow")
    for other in (narrow.replace("noted", "applies"), rule_like("alert", "narrow", FROM + UNTIL, hs="0808")):
        assert read_policy(HEAD + wide + other)[0] is not None
    assert read_policy(HEAD + yellow + narrow)[0] is not None
    assert read_policy(HEAD + rule_like("rule", "wide", UNTIL) + narrow)[0] is not None
    assert read_policy(HEAD + rule_like("rule", "wide", 'rate = "0.5"') + narrow)[0] is not None


def test_the_same_rule_twice_is_shadowed_once() -> None:
    """The later one is the one too many."""
    assert found(rule_like("rule", "one", ""), rule_like("rule", "two", "")) == [("rule_shadowed", '"two"')]


def test_what_is_over_is_refused_where_the_day_is_known() -> None:
    """A new text for 2027; the same text of old is read."""
    text = HEAD + rule_like("alert", "gone", FROM + UNTIL)
    assert read_policy(text)[0] is not None
    assert read_policy(text, on=date(2026, 12, 31))[0] is not None
    made, told = read_policy(text, on=date(2027, 1, 1))
    assert made is None
    assert [(one.code.rpartition(".")[2], one.row) for one in told] == [
        ("policy_rule_over", HEAD.count("\n") + 2)
    ]


def test_rates_that_cannot_all_hold_are_refused() -> None:
    """One rule beyond its lane; two that never meet, together beyond it; the random stream."""
    head = HEAD.replace('default_lane = "green"\n', 'default_lane = "green"\n', 1)
    head = head.replace("\n[[fact]]", EXPECTED + "\n[[fact]]", 1)
    much = rule_like("rule", "much", "").replace('"0.01"', '"0.11"')
    assert found(much, head=head) == [("rates_too_high", '"much"')]
    assert read_policy(head + much.replace('"red"', '"yellow"'))[0] is not None
    assert read_policy(head + rule_like("rule", "much", 'rate = "0.5"').replace('"0.01"', '"0.11"'))[0]
    sides = [
        rule_like("rule", side, "").replace('"0.01"', '"0.06"').replace(
            FRUIT, f'all = [{{ fact = "direction", operator = "in", value = ["{side}"] }}]'
        )
        for side in ("import", "export")
    ]  # fmt: skip
    assert found(*sides, head=head) == [("rates_too_high", '"export"')]
    lines = [rule_like("rule", f"line{hs}", "", hs=hs).replace('"0.01"', '"0.06"') for hs in ("01", "02")]
    assert read_policy(head + "".join(lines))[0] is not None
    shared = head.replace('default_lane = "green"\n', 'default_lane = "green"\nrandom_share = "0.2"\n')
    assert found(head=shared) == [("rates_too_high", "")]


def test_hours_that_are_not_enough_are_refused() -> None:
    """0.1 of 300 arrivals are 30 checks; 36 hours are enough for 24."""
    head = HEAD.replace("\n[[fact]]", EXPECTED + "\n[[fact]]", 1)
    hours = '\n[[capacity]]\nsection = "plants"\nhours = 36\nhours_per_check = "1.5"\narrivals = {}\n'
    assert [code for code, _ in found(hours.format(300), head=head)] == ["capacity_short"]
    assert read_policy(head + hours.format(240))[0] is not None


def test_headings_in_texts_and_comments_do_not_mislead_the_line() -> None:
    """The line is that of the table, not of words that look like it."""
    text = HEAD + '\n[[rule]] # first\ncode = "aa"\n' + SAID.replace(
        '"purpose"', '"""\n[[rule]]\n"""'
    )  # fmt: skip
    text += 'lane = "red"\nexpected = "0"\nall = [{ fact = "hs", operator = "in", value = ["1"] }]\n'
    text += '\n[[ rule ]]\ncode = "B"\n'
    row = text.splitlines().index("[[ rule ]]") + 1
    assert {line for _, line in faults(text)} == {row}


VALUES = {Kind.CODE: [*CODES, "44", "x"], Kind.NUMBER: list(NUMBERS), Kind.FLAG: [True, False]}


@settings(max_examples=300, deadline=None)
@given(one=some_conditions(), other=some_conditions())
def test_what_follows_holds_for_every_value(one: Condition, other: Condition) -> None:
    """Brute force over values: an implication has no exception, a contradiction no value."""
    if one.about != other.about:
        return
    values = [None, *VALUES[one.about.kind]]
    if implies(one, other):
        assert all(other.holds(v) is Answer.YES for v in values if one.holds(v) is Answer.YES)
    if find_contradiction((one, other)):
        assert not any(one.holds(v) is other.holds(v) is Answer.YES for v in values)


@pytest.mark.parametrize(
    ("lists", "impossible"),
    [
        ([["a", "bc"], ["ab", "b"]], False),
        ([["a", "b"], ["ab", "c"], ["b", "c"]], True),
        ([["44"], ["4403"], ["440311"]], False),
        ([["44"], ["45"]], True),
    ],
)
def test_three_prefixes_are_taken_together(lists: list[list[str]], impossible: bool) -> None:
    """Each two may meet where all three do not."""
    conditions = [Condition("hs", "prefix", tuple(one)) for one in lists]
    assert (find_contradiction(conditions) is not None) is impossible
