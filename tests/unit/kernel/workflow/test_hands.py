"""Separate hands as pure rules, and the profiles as data."""

from datetime import date

import pytest

from jiangang.kernel.workflow.profiles import all_profiles, read_profile
from jiangang.kernel.workflow.rules import Apart, HandGiven, check_count, check_separation, hands_missing

CITED = "Order 1"
RULES = [Apart("accept", "inspect", CITED), Apart("accept", "release", CITED)]


def test_one_finding_for_each_hand_in_the_way() -> None:
    given = [
        HandGiven(1, "inspect"),
        HandGiven(1, "release"),
        HandGiven(1, "release"),
        HandGiven(2, "accept"),
    ]
    found = check_separation("accept", 1, given, RULES)
    assert [(each.code, each.params["earlier"]) for each in found] == [
        ("workflow.finding.hands_apart", "inspect"),
        ("workflow.finding.hands_apart", "release"),
    ]
    assert found[0].citation is not None
    assert found[0].citation.source == CITED
    assert check_separation("inspect", 1, given, RULES) == []
    assert check_separation("accept", None, given, RULES) == []
    assert check_separation("", 1, given, RULES) == []


def test_different_people_count_once_each_and_only_here() -> None:
    given = [
        HandGiven(1, "inspect", to_this=True),
        HandGiven(1, "inspect", to_this=True),
        HandGiven(2, "inspect", to_this=False),
        HandGiven(None, "inspect", to_this=True),
        HandGiven(3, "accept", to_this=True),
    ]
    assert hands_missing("inspect", None, given, 2) == 1
    assert hands_missing("inspect", 1, given, 2) == 1
    assert hands_missing("inspect", 4, given, 2) == 0
    assert hands_missing("inspect", None, given, 0) == 0
    (finding,) = check_count("inspect", 1, given, 3, citation=CITED)
    assert (finding.params["needed"], finding.params["missing"]) == (3, 2)


def test_the_chinese_profile_keeps_the_posts_of_article_30_apart() -> None:
    chinese = {profile.code: profile for profile in all_profiles()}["chinese"]
    apart = {frozenset((rule.hand_a, rule.hand_b)) for rule in chinese.separations}
    for pair in ("accept inspect", "accept release", "inspect release", "accept certify", "inspect certify"):
        assert frozenset(pair.split()) in apart
    for pair in ("draft review", "draft sign", "review sign", "inspect sign", "enter_result verify_result"):
        assert frozenset(pair.split()) in apart
    counts = {rule.hand: rule.hands for rule in chinese.counts}
    assert counts == {"inspect": 2, "sign_policy": 2, "sign_alert": 2}
    assert all(rule.citation and rule.valid_from <= date(2011, 1, 1) for rule in chinese.separations)


def test_who_inspects_a_ship_may_sign_in_the_second_profile() -> None:
    single = {profile.code: profile for profile in all_profiles()}["single_officer"]
    assert {(rule.hand_a, rule.hand_b) for rule in single.separations} == {("enter_result", "verify_result")}


@pytest.mark.parametrize(
    "text",
    [
        'code = "x"\nextra = 1',
        'code = "x"\n[[separate]]\nhands = ["a"]\nfrom = 2020-01-01\ncitation = "c"',
        'code = "x"\n[[count]]\nhand = "a"\nhands = 0\nfrom = 2020-01-01\ncitation = "c"',
        'code = "x"\n[[count]]\nhand = "a"\nhands = 1\nfrom = 2020-01-01\ncitation = "c"\nsince = 1',
    ],
)
def test_a_faulty_profile_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"unknown keys|two hands|at least one"):
        read_profile(text)
