"""Sections and firms as facts: known to every policy, frozen with decisions; thresholds by section."""

from datetime import timedelta
from typing import Any

import pytest

from tests.integration.assignment.small_office import AT, DAY, actor
from tests.integration.targeting.choosing import HEAD, criterion
from tests.integration.targeting.notices import accept_many, activate, decide, set_setting, set_share

pytestmark = pytest.mark.django_db

SECTIONS = "plants: 06, 4403; animals: 01 02; other: *"
CAPACITY = '\n[[capacity]]\nsection = "plants"\nday = "all"\nhours = "{hours}"\nhours_per_check = "1"\n'


@pytest.fixture(autouse=True)
def office() -> None:
    set_share("0")
    set_setting("inspection_sections", SECTIONS)


@pytest.mark.parametrize(
    ("codes", "section"),
    [
        (["440321"], "plants"),
        (["440721"], "other"),
        (["020130", "440321"], "animals"),
        (["", "0601"], "plants"),
        ([], "other"),
    ],
)
def test_the_first_line_that_has_a_section_gives_it(codes: list[str], section: str) -> None:
    """The longest beginning counts; the star takes the rest."""
    from jiangang.port.targeting.rules.sections import read_sections, section_of_goods

    assert section_of_goods(codes, read_sections(SECTIONS)) == section
    assert section_of_goods(codes, read_sections("")) is None


@pytest.mark.parametrize("written", ["plants", "plants: wood", "plants: 06;", "a: 1; b"])
def test_what_says_nothing_is_refused_as_a_setting(written: str) -> None:
    from jiangang.methods.findings import Refused

    with pytest.raises(Refused):
        set_setting("inspection_sections", written)


@pytest.mark.parametrize(
    "written", ["0106", "0106=0", "0106=-1", "tea=2", "0106=5;08=2", "0106=five", "08=.5"]
)
def test_weights_that_could_not_be_read_are_refused_as_a_setting(written: str) -> None:
    """Else every decision would be refused from that day on."""
    from jiangang.methods.findings import Refused

    with pytest.raises(Refused):
        set_setting("finding_values", written)


@pytest.mark.parametrize("written", ["", "much", "20%", "-0.1", "1/0", "1.5"])
def test_a_share_to_explore_that_is_none_is_refused_as_a_setting(written: str) -> None:
    from jiangang.methods.findings import Refused

    with pytest.raises(Refused):
        set_setting("exploring_share", written)


@pytest.mark.parametrize("written", ["", "0106=5", " 0106 = 5 , 08=2.5,44=0.25"])
def test_weights_that_are_set_can_be_read(written: str) -> None:
    from jiangang.port.targeting.rules.worth import read_values

    set_setting("finding_values", written)
    assert len(read_values(written)) == len([each for each in written.split(",") if each])


def test_thresholds_and_hours_hold_for_each_section() -> None:
    """Three checks of thirty arrivals in one section, the policy's share in the other."""
    from jiangang.port.targeting import api as targeting

    activate(HEAD + CAPACITY.format(hours="0.1") + criterion("rule", "never", "9999"))
    for one in accept_many(*[{"hs_code": "440321"}] * 60, *[{"hs_code": "940310"}] * 60):
        decide(one)
    later = AT + timedelta(days=1)
    computer = actor("T01", "targeting.threshold.compute")
    rows = targeting.compute_thresholds(day=DAY + timedelta(days=1), actor=computer, at=later)
    assert {row.section: row.arrivals for row in rows} == {"plants": 60, "other": 60}
    targets = {row.section: float(share_of(row.target)) for row in rows}
    assert targets["other"] == pytest.approx(0.2)
    assert targets["plants"] < 0.2  # the hours of that section allow less than the policy expects
    plants, other = accept_many({"hs_code": "440321"}, {"hs_code": "940310"}, key="later")
    seen = [_decide(one, later + timedelta(hours=1)) for one in (plants, other)]
    assert [one.section for one in seen] == ["plants", "other"]
    assert [one.threshold.section for one in seen] == ["plants", "other"]


def share_of(written: str) -> Any:
    from fractions import Fraction

    return Fraction(written)


def _decide(one: Any, at: Any) -> Any:
    from jiangang.port.targeting import api as targeting
    from tests.integration.targeting.choosing import officer

    return targeting.decide(consignment_id=one.pk, actor=officer(), at=at)


def test_a_policy_asks_about_section_and_firm_without_declaring_them() -> None:
    """A programme by importer works with the office's own facts; who declares the fact keeps its own."""
    from jiangang.methods.targeting.reading import get_policy, read_policy

    by_section = criterion("rule", "cut", "06").replace(
        'all = [{ fact = "hs", operator = "prefix", value = ["06"] }]',
        'all = [{ fact = "section", operator = "in", value = ["plants"] }]',
    )
    activate(HEAD + by_section)
    logs, table = accept_many({"hs_code": "440321"}, {"hs_code": "940310"})
    assert [decide(one).lane for one in (logs, table)] == ["red", "green"]
    decision = logs.targeting_decision
    assert decision.facts["values"]["importer"] == f"firm:{logs.importer_id}"
    own = '\n[[fact]]\nname = "importer"\nkind = "code"\nname_zh = "货主"\nname_en = "owner"\n'
    assert get_policy(HEAD + own + by_section).schema["importer"].name_en == "owner"
    _, findings = read_policy(HEAD + own + own + by_section)
    assert "policy_fact_twice" in {one.code.rpartition(".")[2] for one in findings}
