"""Reasons and changes in words, for staff and for traders, in both languages."""

from datetime import date
from pathlib import Path

import pytest

import jiangang.methods.targeting
from jiangang.methods.targeting.differing import diff_policies, diff_texts
from jiangang.methods.targeting.explaining import TraderExplanation, explain_to_staff, explain_to_trader
from jiangang.methods.targeting.facts import ConsignmentFacts, LineFacts
from jiangang.methods.targeting.policy import Policy, interpret
from jiangang.methods.targeting.reading import get_policy
from jiangang.methods.targeting.wording import Wording
from jiangang.methods.texts import Catalogue
from tests.unit.methods.targeting.test_criteria import (
    FROM,
    GATE,
    HEAD,
    STANDING,
    UNTIL,
    WATCH,
    facts,
    policy,
    rule_like,
)

DAY = date(2026, 3, 2)
CATALOGUE = Catalogue(strict=True)
CATALOGUE.load("methods", Path(jiangang.methods.targeting.__path__[0]) / "texts")
CAMPAIGN = rule_like("campaign", "wine", FROM + UNTIL + 'rate = "0.3"\ntests = ["SO2"]', hs="2204")
HIDDEN = rule_like("rule", "hidden", "", hs="1234")
SENTENCE = HIDDEN.replace(
    'code = "hidden"',
    'code = "told"\nrelease = "sentence"\ntold_zh = "种子抽查。"\ntold_en = "Seed is sampled."',
).replace('"1234"', '"1209"')


def words(language: str, of: Policy | None = None) -> Wording:
    """The texts of the room."""
    return Wording(CATALOGUE, language, of.schema if of else None)


def stored(of: Policy, one: ConsignmentFacts) -> list[dict[str, object]]:
    """Reasons as a decision keeps them."""
    said = interpret(of, one, DAY)
    return [each.as_dict("whole/3") for each in (*said.gates, *said.reasons)]


def trader(of: Policy, one: ConsignmentFacts, language: str = "en", lane: str = "red") -> TraderExplanation:
    """What the trader is told."""
    return explain_to_trader(lane, stored(of, one), words(language, of))


def test_staff_see_rule_version_and_values_of_the_time() -> None:
    """With the fact's own names, the rate and the tests of a campaign."""
    whole = policy(CAMPAIGN, WATCH)
    one = facts(hs="220421", establishment="E9")
    english = explain_to_staff(stored(whole, one), words("en", whole))
    assert english[0] == (
        "campaign wine (whole/3) → Physical inspection: purpose Asked: commodity code begins with 2204. "
        "Line 1: commodity code = 220421. Source: office order. Rate: 30 %. Tests: SO2."
    )
    assert "establishment is one of E9" in english[1]
    assert "注册企业属于E9" in explain_to_staff(stored(whole, one), words("zh-hans", whole))[1]


def test_what_could_not_be_asked_and_gates_are_told_as_such() -> None:
    """An unknown establishment; another origin."""
    whole = policy(GATE)
    (unknown,) = explain_to_staff(stored(whole, facts(hs="0808", origin="CL")), words("en", whole))
    (closed,) = explain_to_staff(stored(whole, facts(hs="0808", origin="PE")), words("en", whole))
    assert "could not be asked" in unknown and "establishment = nothing stated" in unknown
    assert closed.startswith("Not admissible by gate fruit (whole/3)")
    assert trader(whole, facts(hs="0808", origin="PE"), lane="not_admissible").sentences == (
        "Your consignment is not admissible.", "purpose (office order)",
    )  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_withheld_criteria_leave_no_trace(language: str) -> None:
    """A trader reads the same whether a hidden rule, the random stream or nothing else took the goods."""
    whole = policy(HIDDEN, CAMPAIGN)
    nothing = explain_to_trader("red", [], words(language, whole))
    assert trader(whole, facts(hs="1234"), language) == nothing
    assert trader(whole, facts(hs="1234"), language, "green") == explain_to_trader(
        "green", [], words(language)
    )
    assert nothing.withheld and "hidden" not in str(nothing)


def test_open_criteria_and_sentences_are_told() -> None:
    """Purpose and source, or the criterion's own words and nothing else."""
    whole = policy(SENTENCE, CAMPAIGN)
    assert trader(whole, facts(hs="2204")).sentences[1:] == ("purpose (office order)",)
    assert trader(whole, facts(hs="1209")).sentences[1:] == ("Seed is sampled.",)
    assert trader(whole, facts(hs="1209"), "zh-hans").sentences[1:] == ("种子抽查。",)


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        ("qualifying", "4 clean checks in a row lower the rate to 20 %."),
        (None, "4 clean checks in a row lower the rate to 20 %."),
        ("reduced", "The reduced rate of 20 % is earned; a failed check ends it."),
        (
            "owed",
            "A check that was ordered has not been done; once it is done clean, the way to 20 % goes on.",
        ),
        ("locked", "The rate is fixed for now by the office; after that clean checks lower it to 20 %."),
    ],
)
def test_a_trader_is_told_what_lowers_the_rate(standing: str | None, said: str) -> None:
    """From where they stand."""
    whole = policy(STANDING)
    told = explain_to_trader(
        "red", stored(whole, facts(standing, hs="2204")), words("en", whole), {"earned": 4}
    )
    assert told.lowers == ("Complete and correct notices and clean inspections lower the rate.", said)


def test_a_stored_reason_of_old_reads_as_it_was() -> None:
    """Without the entries that rules of old did not have, and whatever the policy says today."""
    (old,) = stored(policy(HIDDEN), facts(hs="1234"))
    assert not {"nature", "release", "rate", "programme", "tests"} & set(old)
    assert explain_to_staff([old], words("en"))[0].startswith("rule hidden (whole/3) → Physical inspection")


def test_two_policies_are_compared_in_words() -> None:
    """Added, removed, changed; moved in the text is no change."""
    old = policy(GATE, HIDDEN, CAMPAIGN, WATCH)
    new_text = HEAD + WATCH + GATE.replace('"E2"', '"E3"') + STANDING + CAMPAIGN.replace('"0.3"', '"0.5"')
    new = get_policy(new_text.replace('name_en = "Policy"', 'name_en = "Programme"'))
    said = [change.in_words(words("en", new)) for change in diff_policies(old, new)]
    assert said == [
        "Changed: policy whole. English name: Policy → Programme",
        "Changed: gate fruit. permits: origin is one of CL; establishment is one of E1, E2 → "
        "origin is one of CL; establishment is one of E1, E3",
        "Removed: rule hidden. purpose",
        "Added: programme earned. purpose",
        "Changed: campaign wine. rate: 30 % → 50 %",
    ]
    assert "信用优惠查验earned" in diff_policies(old, new)[3].in_words(words("zh-hans", new))
    assert diff_policies(old, old) == []


def test_every_entry_of_every_kind_can_be_said() -> None:
    """Each of a policy's entries changed, in both languages; nothing is left without a word."""
    hours = '\n[[capacity]]\nsection = "plants"\nhours = 36\nhours_per_check = "1.5"\n'
    old = policy(GATE, CAMPAIGN, WATCH, STANDING, hours)
    new_text = HEAD + GATE.replace("2026-01-01", "2026-02-01") + CAMPAIGN.replace('"SO2"', '"SO2", "lead"')
    new_text += WATCH.replace('"E9"', '"E7"').replace("noted", "applies") + hours.replace("36", "30")
    new_text += STANDING.replace("qualify = 10", "qualify = 5").replace('"red"', '"yellow"')
    new_text = new_text.replace('values = ["qualifying",', 'values = ["new", "qualifying",')
    new = get_policy(
        new_text.replace('default_lane = "green"', 'default_lane = "green"\nrandom_share = "0.05"')
    )
    for language in ("en", "zh-hans"):
        said = [change.in_words(words(language, new)) for change in diff_policies(old, new)]
        assert len(said) == 7
    assert "terms: 100 % until 10 clean checks in a row by establishment, then 20 %" in " ".join(
        change.in_words(words("en", new)) for change in diff_policies(old, new)
    )


def test_lines_are_compared() -> None:
    """As diff -u prints them."""
    assert diff_texts("a\nb\n", "a\nc\n", "p/1", "p/2") == [
        "--- p/1",
        "+++ p/2",
        "@@ -1,2 +1,2 @@",
        " a",
        "-b",
        "+c",
    ]


def test_a_condition_of_many_values_is_cut() -> None:
    """Twelve are listed, the rest counted; an undeclared fact is said by its name."""
    condition = {"fact": "colour", "operator": "in", "wanted": [str(number) for number in range(15)]}
    assert words("en").condition(condition).startswith("colour is one of 0, 1, ")
    assert words("en").condition(condition).endswith("11 and 3 more")
    assert LineFacts(1, {}).number == 1
