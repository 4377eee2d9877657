"""Look-ups as at a day: known, unknown, not checked; and the seeds that come with the house."""

from datetime import UTC, date, datetime

import pytest

from jiangang.kernel.codes import api, permissions
from jiangang.kernel.codes.api import CodeState, EditionOrder
from jiangang.kernel.permissions import Actor
from jiangang.methods.findings import NotFound, Severity

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
LOADER = Actor.system("test", on=DAY, permissions=frozenset({permissions.LOAD_CODES}))


@pytest.fixture
def seeds() -> None:
    """The lists of the house."""
    api.load_seeds(actor=LOADER, at=AT)


def load(scheme: str, name: str, start: date, rows: str, *, complete: bool = True) -> api.LoadReport:
    """Load a small list of the house's own shape."""
    order = EditionOrder(scheme, name, start, source="test", complete=complete)
    content = f"code,name_en,name_zh\n{rows}".encode()
    return api.load_edition(order=order, content=content, actor=LOADER, at=AT)


def test_seeds_load_once_and_stay(seeds: None) -> None:
    again = api.load_seeds(actor=LOADER, at=AT)
    assert len(again) == 7
    assert all(report.already for report in again)
    assert not [finding for report in again for finding in report.findings]


@pytest.mark.parametrize(
    ("scheme", "code", "name_zh"),
    [
        ("country", "nz", "新西兰"),
        ("country", "HK", "中国香港"),
        ("currency", "CNY", "人民币"),
        ("unit", "TNE", "吨"),
        ("package", "PX", "托盘"),
        ("port", "CN ZJG", "张家港"),
        ("transport", "1", "海运"),
        ("hs", "4403.11", "经防腐处理的针叶木原木"),
    ],
)
def test_a_seeded_code_is_known_in_both_languages(seeds: None, scheme: str, code: str, name_zh: str) -> None:
    answer = api.look_up(scheme, code, DAY)
    assert answer.state is CodeState.KNOWN
    assert answer.code is not None
    assert answer.code.name("zh-hans") == name_zh
    assert answer.code.name("en") != name_zh


def test_absent_from_a_complete_list_is_unknown_and_a_warning(seeds: None) -> None:
    assert api.look_up("country", "ZZ", DAY).state is CodeState.UNKNOWN
    (finding,) = api.check_code("country", "ZZ", DAY, "origin", 7)
    assert (finding.code, finding.severity, finding.row) == (
        "codes.finding.outside_edition",
        Severity.WARNING,
        7,
    )
    (strict,) = api.check_code("country", "ZZ", DAY, "origin", strict=True)
    assert strict.severity is Severity.ERROR


def test_absent_from_a_seed_is_not_checked(seeds: None) -> None:
    (finding,) = api.check_code("hs", "010121", DAY, "hs_code")
    assert (finding.code, finding.severity) == ("codes.finding.not_in_seed", Severity.NOT_CHECKED)


def test_nothing_loaded_is_not_checked() -> None:
    (finding,) = api.check_code("country", "CN", DAY, "origin")
    assert (finding.code, finding.severity) == ("codes.finding.not_loaded", Severity.NOT_CHECKED)


def test_malformed_is_said_so(seeds: None) -> None:
    (finding,) = api.check_code("country", "China", DAY, "origin")
    assert finding.code == "codes.finding.malformed"


def test_an_empty_value_is_no_business_of_the_list(seeds: None) -> None:
    assert api.check_code("country", " ", DAY, "origin") == []


def test_codes_have_lives_of_their_own(seeds: None) -> None:
    assert api.look_up("country", "AN", date(2010, 6, 30)).is_known
    assert not api.look_up("country", "AN", date(2011, 6, 30)).is_known
    assert not api.look_up("country", "SS", date(2011, 6, 30)).is_known
    assert api.look_up("country", "SS", date(2012, 1, 1)).is_known


def test_each_day_is_answered_by_its_own_edition() -> None:
    load("hs", "HS 2012", date(2012, 1, 1), "440320,Coniferous wood,针叶木\n")
    load("hs", "HS 2017", date(2017, 1, 1), "440321,Pine,松木\n")
    assert api.look_up("hs", "440320", date(2016, 12, 31)).is_known
    later = api.look_up("hs", "440320", date(2017, 1, 1))
    assert later.state is CodeState.UNKNOWN
    assert later.edition is not None
    assert later.edition.name == "HS 2017"
    assert api.look_up("hs", "440321", date(2011, 12, 31)).state is CodeState.NOT_CHECKED


def test_a_national_code_is_answered_by_its_six_digits(seeds: None) -> None:
    answer = api.look_up("hs", "1201.90.1000", DAY)
    assert answer.code is not None
    assert answer.code.code == "120190"


def test_a_complete_edition_is_asked_before_a_seed(seeds: None) -> None:
    load("unit", "small", date(2020, 1, 1), "KGM,kilogram,千克\n")
    assert api.look_up("unit", "KGM", DAY).is_known
    assert api.look_up("unit", "TNE", DAY).state is CodeState.UNKNOWN


def test_many_at_once_answer_as_one_by_one(seeds: None) -> None:
    asked = ["CN", "zz", "", "nz", "CN"]
    many = api.look_up_many("country", asked, DAY)
    assert many == {code: api.look_up("country", code, DAY) for code in asked}


def test_many_at_once_cost_few_queries(
    seeds: None, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    codes = [row.code for row in api.list_codes("country", DAY)]
    assert len(codes) == 249
    with django_assert_max_num_queries(2):
        answers = api.look_up_many("country", codes, DAY)
    assert all(answer.is_known for answer in answers.values())


def test_an_unknown_scheme_names_the_known_ones() -> None:
    with pytest.raises(NotFound) as caught:
        api.look_up("colour", "red", DAY)
    assert "country" in caught.value.findings[0].params["schemes"]


def test_search_finds_by_code_and_by_either_name(seeds: None) -> None:
    assert [row.code for row in api.search_codes("country", DAY, "新西兰")] == ["NZ"]
    assert "NZ" in [row.code for row in api.search_codes("country", DAY, "zealand")]
    assert [row.code for row in api.search_codes("hs", DAY, "44032")][:2] == ["440321", "440322"]
