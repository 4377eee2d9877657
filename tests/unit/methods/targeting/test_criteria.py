"""Gates, watch-lists, campaigns, programmes and capacity, as their texts say; each fault at its line."""

from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from jiangang.methods.findings import Finding
from jiangang.methods.targeting.batch import Columns, screen
from jiangang.methods.targeting.criteria import Nature, Release
from jiangang.methods.targeting.facts import ConsignmentFacts, LineFacts
from jiangang.methods.targeting.policy import Lane, Policy, interpret
from jiangang.methods.targeting.reading import get_policy, read_policy
from tests.unit.methods.targeting.test_same_answers import agree

DAY = date(2026, 3, 2)
HEAD = """[policy]
code = "whole"
name_zh = "方案"
name_en = "Policy"
default_lane = "green"

[[fact]]
name = "establishment"
kind = "code"
level = "line"
name_zh = "注册企业"
name_en = "establishment"

[[fact]]
name = "standing"
kind = "code"
values = ["qualifying", "reduced", "locked", "owed"]
name_zh = "信用等级"
name_en = "standing"
"""
SAID = """purpose_zh = "目的"
purpose_en = "purpose"
citation = { source = "office order" }
when_unknown = "noted"
"""


def table(kind: str, code: str, rest: str) -> str:
    """One criterion."""
    release = "" if kind == "rule" else 'release = "open"\n'
    return f'\n[[{kind}]]\ncode = "{code}"\n{SAID}{release}{rest}\n'


def rule_like(kind: str, code: str, rest: str, hs: str = "08", lane: str = "red") -> str:
    """One criterion that leads to a lane."""
    conditions = f'all = [{{ fact = "hs", operator = "prefix", value = ["{hs}"] }}]'
    return table(kind, code, f'lane = "{lane}"\nexpected = "0.01"\n{conditions}\n{rest}')


FROM, UNTIL = "valid_from = 2026-01-01\n", "valid_until = 2026-12-31\n"
GATE = table("gate", "fruit", FROM + 'all = [{ fact = "hs", operator = "prefix", value = ["08"] }]') + (
    '[[gate.permit]]\nall = [{ fact = "origin", operator = "in", value = ["CL"] }, '
    '{ fact = "establishment", operator = "in", value = ["E1", "E2"] }]\n'
)
WATCH = table(
    "watch", "names",
    'valid_from = 2026-01-01\nlane = "red"\nexpected = "0.01"\nfact = "establishment"\n'
    'entries = [{ value = "E9", valid_from = 2026-01-01, valid_until = 2026-03-02 }]',
)  # fmt: skip
STANDING = rule_like(
    "standing", "earned",
    FROM + 'state = "standing"\nentity = ["establishment"]\nqualify = 10\nnormal = "1"\nreduced = "0.2"',
    hs="22",
)  # fmt: skip


def facts(standing: str | None = None, **line: Any) -> ConsignmentFacts:
    """A consignment of one line."""
    return ConsignmentFacts("N", {"standing": standing}, (LineFacts(1, line),))


def policy(*parts: str) -> Policy:
    """A policy that must be whole."""
    return get_policy(HEAD + "".join(parts))


@pytest.mark.parametrize(
    ("line", "admissible", "answer"),
    [
        ({"hs": "0808", "origin": "CL", "establishment": "E1"}, True, None),
        ({"hs": "0808", "origin": "CL", "establishment": "E3"}, False, "yes"),
        ({"hs": "0808", "origin": "PE", "establishment": "E1"}, False, "yes"),
        ({"hs": "0808", "origin": "CL"}, True, "unknown"),
        ({"hs": "0202", "origin": "PE"}, True, None),
        ({"origin": "PE", "establishment": "E1"}, True, "unknown"),
    ],
)
def test_a_gate_lets_in_what_it_permits(line: dict[str, str], admissible: bool, answer: str | None) -> None:
    """A closed gate is no lane; an unknown fact is noted."""
    said = interpret(policy(GATE), facts(**line), DAY)
    assert said.is_admissible is admissible
    assert said.lane is Lane.GREEN
    assert [one.answer.name.lower() for one in said.gates] == ([answer] if answer else [])


def test_a_gate_says_which_rule_with_the_values_of_the_time() -> None:
    """As a decision stores it."""
    (reason,) = interpret(policy(GATE), facts(hs="0808", origin="PE"), DAY).gates
    stored = reason.as_dict("whole/1")
    assert stored["gate"] == "fruit" and stored["closes"] is True and stored["version"] == "whole/1"
    assert stored["values"] == {"hs": "0808", "origin": "PE", "establishment": None}


def test_a_name_on_a_watch_list_expires() -> None:
    """On its last day it still counts."""
    listed = policy(WATCH)
    assert interpret(listed, facts(establishment="E9"), DAY).is_mandatory
    assert interpret(listed, facts(establishment="E9"), date(2026, 3, 3)).lane is Lane.GREEN
    assert interpret(listed, facts(establishment="E8"), DAY).lane is Lane.GREEN


def test_a_campaign_raises_the_rate_and_adds_tests() -> None:
    """Taken by a draw below the rate; told with its tests."""
    wine = policy(rule_like("campaign", "wine", FROM + UNTIL + 'rate = "0.3"\ntests = ["SO2"]', hs="2204"))
    said = interpret(wine, facts(hs="220421"), DAY)
    assert (said.lane, said.rates) == (Lane.GREEN, {Lane.RED: Fraction(3, 10)})
    assert said.lane_at(Fraction(29, 100)) is Lane.RED and said.lane_at(Fraction(3, 10)) is Lane.GREEN
    stored = said.reasons[0].as_dict("whole/1")
    assert (stored["nature"], stored["rate"], stored["tests"]) == ("campaign", "3/10", ["SO2"])
    assert interpret(wine, facts(hs="220421"), date(2027, 1, 1)).reasons == ()


@pytest.mark.parametrize(
    ("standing", "rate"),
    [("qualifying", 1), ("reduced", Fraction(1, 5)), ("locked", 1), ("owed", 1), (None, 1)],
)
def test_a_programme_reduces_only_what_is_earned(standing: str | None, rate: Fraction) -> None:
    """An unknown standing earns nothing."""
    assert interpret(policy(STANDING), facts(standing, hs="2204"), DAY).rates == {Lane.RED: rate}


def test_the_batch_reduces_the_same() -> None:
    """All standings at once, with a campaign, a watch-list and a gate beside."""
    campaign = rule_like("campaign", "wine", FROM + UNTIL + 'rate = "0.1"', hs="2204")
    whole = policy(STANDING.replace('normal = "1"', 'normal = "0.4"'), WATCH, GATE, campaign)
    cases = [
        facts(standing, hs=hs, origin=origin, establishment=name)
        for standing in ("qualifying", "reduced", "locked", "owed", "elsewhere", None)
        for hs in ("2204", "0808", None)
        for origin in ("CL", None)
        for name in ("E1", "E9", None)
    ]
    agree(whole, screen(whole, Columns.of_facts(cases), DAY), cases)


def test_prefixes_of_all_lengths_are_told_apart() -> None:
    """Every code of three letters against prefixes of one to three, alone and with a list beside."""
    codes = ["".join(letters) for size in (1, 2, 3) for letters in product("ab0", repeat=size)]
    for length in (1, 2, 3):
        rules = [
            rule_like("rule", f"r{place}", "", hs=code, lane="yellow")
            for place, code in enumerate(one for one in codes if len(one) == length)
        ]
        whole = policy(*rules)
        cases = [facts(hs=code) for code in codes]
        agree(whole, screen(whole, Columns.of_facts(cases), DAY), cases)


def test_all_natures_are_read_in_the_order_of_the_text() -> None:
    """Each binds or not, and has its own entries."""
    parts = (
        rule_like("mandatory", "must", FROM, hs="01"),
        rule_like("rule", "plain", "", hs="02"),
        rule_like("alert", "warned", FROM + UNTIL, hs="03"),
        rule_like("local", "here", FROM + 'section = "plants"\n', hs="04"),
        WATCH,
        STANDING,
    )
    read = policy(*parts)
    assert [rule.nature for rule in read.rules] == [
        Nature.MANDATORY, Nature.RULE, Nature.ALERT, Nature.LOCAL, Nature.WATCH, Nature.STANDING,
    ]  # fmt: skip
    assert [rule.nature.binds for rule in read.rules] == [True, False, True, False, True, True]
    assert read.rules[1].release is Release.WITHHELD and read.rules[3].section == "plants"


def test_capacity_goes_by_weekday() -> None:
    """2 March 2026 is a Monday."""
    hours = '\n[[capacity]]\nsection = "plants"\nday = "{}"\nhours = {}\nhours_per_check = "1.5"\n'
    read = policy(hours.format("all", 36), hours.format("mon", 12))
    monday, tuesday = read.capacity_on("plants", DAY), read.capacity_on("plants", date(2026, 3, 3))
    assert monday is not None and monday.checks == 8
    assert tuesday is not None and tuesday.checks == 24
    assert read.capacity_on("animals", DAY) is None


def faults(text: str) -> list[tuple[str, int | None]]:
    """What is found in a text that must be refused."""
    made, findings = read_policy(text)
    assert made is None
    return [(_short(finding), finding.row) for finding in findings]


def _short(finding: Finding) -> str:
    return finding.code.removeprefix("methods.targeting.finding.policy_")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (rule_like("alert", "xx", FROM), "day_missing"),
        (rule_like("mandatory", "xx", ""), "day_missing"),
        (rule_like("campaign", "xx", FROM + UNTIL), "share_wrong"),
        (rule_like("mandatory", "xx", FROM + 'rate = "0.5"'), "key_unknown"),
        (rule_like("mandatory", "xx", FROM).replace('release = "open"\n', ""), "release_wrong"),
        (rule_like("mandatory", "xx", FROM).replace('"open"', '"loud"'), "release_wrong"),
        (rule_like("mandatory", "xx", FROM).replace('"open"', '"sentence"'), "words_missing"),
        (rule_like("local", "xx", FROM), "code_wrong"),
        (WATCH.replace("2026-03-02 }]", "2025-03-02 }]"), "days_crossed"),
        (WATCH.replace('fact = "establishment"', 'fact = "colour"'), "fact_unknown"),
        (WATCH.replace("valid_from = 2026-01-01\nlane", "valid_from = 2026-04-01\nlane"), "dates_never"),
        (STANDING.replace('"0.2"', '"1"'), "reduction_none"),
        (STANDING.replace("qualify = 10", "qualify = 0"), "number_wrong"),
        (STANDING.replace('state = "standing"', 'state = "mass"'), "fact_kind_wrong"),
        (GATE.replace('release = "open"\n', 'release = "open"\nlane = "red"\n'), "key_unknown"),
        (table("gate", "x1", FROM + "all = []"), "conditions_missing"),
        ('\n[[capacity]]\nsection = "ab"\nday = "x"\nhours = 3\nhours_per_check = 1\n', "weekday_wrong"),
        ('\n[[capacity]]\nsection = "ab"\nhours = -3\nhours_per_check = 1\n', "number_wrong"),
        ('\n[[fact]]\nname = "hs"\nkind = "code"\nname_zh = "码"\nname_en = "code"\n', "fact_twice"),
        ('\n[[fact]]\nname = "xx"\nkind = "text"\nname_zh = "码"\nname_en = "code"\n', "fact_kind_wrong"),
    ],
)  # fmt: skip
def test_each_fault_is_found_at_its_line(text: str, fault: str) -> None:
    """The line on which the table begins; permits and facts have lines of their own."""
    found = faults(HEAD + text)
    line = HEAD.count("\n") + 2
    assert [(code, row) for code, row in found if code == fault][:1] == [(fault, line)], found


def test_a_code_outside_the_closed_list_is_refused() -> None:
    """And inside it is not."""
    condition = 'all = [{{ fact = "standing", operator = "{}", value = ["{}"] }}]'
    good = table("rule", "xx", 'lane = "red"\nexpected = "0"\n' + condition.format("in", "owed"))
    assert read_policy(HEAD + good)[0] is not None
    assert faults(HEAD + good.replace('"owed"', '"gold"'))[0][0] == "code_unlisted"
    assert (
        read_policy(HEAD + good.replace('"in", value = ["owed"]', '"prefix", value = ["ow"]'))[0] is not None
    )


def test_all_faults_are_told_at_once() -> None:
    """Of several tables, in the order of the text or not."""
    text = (
        HEAD
        + rule_like("alert", "xx", FROM)
        + STANDING.replace('"0.2"', '"1"')
        + GATE.replace("2026-01", "x")
    )
    assert faults(text)[0][0] == "unreadable"
    text = text.replace("valid_from = x-01", "")
    assert {code for code, _ in faults(text)} == {"day_missing", "reduction_none"}
