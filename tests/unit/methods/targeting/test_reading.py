"""Reading a policy: the shipped one is whole, and each fault is found at its line."""

from pathlib import Path

import pytest

from jiangang.methods.targeting.policy import Lane
from jiangang.methods.targeting.reading import read_policy

EXAMPLES = sorted((Path(__file__).parents[4] / "examples" / "policies").glob("*.toml"))

GOOD = """
[policy]
code = "p"
name_zh = "规则"
name_en = "Policy"
default_lane = "green"

[[rule]]
code = "logs"
lane = "red"
purpose_zh = "目的"
purpose_en = "Purpose"
expected = "0.1"
when_unknown = "noted"
citation = { source = "office order" }
all = [{ fact = "hs", operator = "prefix", value = ["4403"] }]
"""


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_shipped_policies_are_whole(path: Path) -> None:
    """No finding at all; every rule has its purpose in both languages and a citation."""
    policy, findings = read_policy(path.read_text(encoding="utf-8"))
    assert policy is not None and findings == []
    assert all(rule.purpose_zh and rule.purpose_en and rule.citation.source for rule in policy.rules)
    logs = next(rule for rule in policy.rules if rule.code == "logs")
    assert logs.lane is Lane.RED


def test_a_good_text_is_read() -> None:
    """The smallest policy."""
    policy, findings = read_policy(GOOD.replace('code = "p"', 'code = "po"'))
    assert findings == [] and policy is not None and policy.rules[0].conditions[0].wanted == ("4403",)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('fact = "hs"', 'fact = "colour"', "policy_fact_unknown"),
        ('operator = "prefix"', 'operator = "at_least"', "policy_operator_wrong"),
        ('value = ["4403"]', "value = [4403]", "policy_value_wrong"),
        ('value = ["4403"]', "value = []", "policy_value_wrong"),
        ('lane = "red"', 'lane = "purple"', "policy_lane_unknown"),
        ('purpose_zh = "目的"', 'purpose_zh = " "', "policy_words_missing"),
        ('expected = "0.1"', 'expected = "1.5"', "policy_share_wrong"),
        ('expected = "0.1"', "expected = nan", "policy_share_wrong"),
        ('when_unknown = "noted"', "", "policy_when_unknown_missing"),
        ('citation = { source = "office order" }', "", "policy_citation_missing"),
        (
            'all = [{ fact = "hs", operator = "prefix", value = ["4403"] }]',
            "all = []",
            "policy_conditions_missing",
        ),
        ('code = "logs"', 'code = "logs"\ncolour = "red"', "policy_key_unknown"),
        ('code = "logs"', 'code = "logs"\nvalid_from = "soon"', "policy_day_wrong"),
    ],
)
def test_each_fault_is_found_at_its_rule(old: str, new: str, code: str) -> None:
    """And no policy comes of it."""
    policy, findings = read_policy(GOOD.replace('code = "p"', 'code = "po"').replace(old, new))
    assert policy is None
    assert [(finding.code, finding.row) for finding in findings] == [(f"methods.targeting.finding.{code}", 8)]


def test_a_contradiction_is_refused() -> None:
    """Conditions that can never hold together."""
    one = '{ fact = "hs", operator = "prefix", value = ["4403"] }'
    other = '{ fact = "hs", operator = "in", value = ["01"] }'
    text = GOOD.replace('code = "p"', 'code = "po"').replace(one, f"{one}, {other}")
    policy, findings = read_policy(text)
    assert policy is None and findings[0].code == "methods.targeting.finding.policy_contradiction"


def test_what_is_no_toml_is_said_with_its_line() -> None:
    """Not a traceback."""
    policy, findings = read_policy("[policy]\ncode = \n")
    assert policy is None and findings[0].row == 2
    for text in ("", "x" * 1_000_001, "[policy]", "rule = 3", "[[rule]]\n"):
        policy, findings = read_policy(text)
        assert policy is None and findings


def test_a_rule_that_changes_nothing_is_said() -> None:
    """A green rule under a green default is a warning, not a refusal."""
    text = GOOD.replace('code = "p"', 'code = "po"').replace('lane = "red"', 'lane = "green"')
    policy, findings = read_policy(text)
    assert policy is not None
    assert [finding.code for finding in findings] == ["methods.targeting.finding.policy_rule_idle"]
