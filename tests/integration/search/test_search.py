"""The one search box: numbers, firms, vessels, containers, pinyin; scope by permission, firm and recusal."""

from datetime import date
from typing import Any

import pytest
from django.test import RequestFactory

from jiangang.kernel.permissions import REFUSERS, Actor, Permission
from jiangang.kernel.search import api, queries
from jiangang.kernel.search.api import Findable
from jiangang.kernel.search.views import find as find_page

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 23)
SEE = "documents.document.view"
STAFF = Actor(name="staff", on=DAY, person_id=1, permissions=frozenset({SEE}))
OWN = Actor(name="own", on=DAY, person_id=2, firm_id=11)
OTHER = Actor(name="other", on=DAY, person_id=3, firm_id=12)


@pytest.fixture(autouse=True)
def things() -> None:
    """A notice of firm 11, and a firm."""
    notice = Findable(
        kind="test.notice",
        key="5",
        title_en="Notice 320500126000123",
        title_zh="报检单 320500126000123",
        url_name="documents:download",
        portal_url_name="documents:download_own",
        permission=SEE,
        terms=["320500126000123", "MSKU 907032-3", "OCEAN STAR V.12E"],
        names=["东海粮油工业（张家港）有限公司", "East Ocean Oils & Grains"],
        firm_ids=[11],
    )
    firm = Findable("test.firm", "6", "Sha Steel", "沙钢集团", "documents:download", SEE, names=["沙钢集团"])
    assert api.index_many([notice, firm]) == 2


@pytest.mark.parametrize(
    "query",
    [
        "320500126000123",
        "3205001260",
        "000123",  # the last six
        "msku9070323",
        "MSKU 907032-3",
        "ocean star",
        "东海粮油",
        "粮油",
        "粮",
        "dhly",
        "ly",
        "donghai",
        "liangyou",
        "张家港 东海",
        "grains east",
        "东海　粮油".replace("　", " "),
        "ＭＳＫＵ９０７",
    ],
)
def test_a_notice_is_found_by_what_people_know_of_it(query: str) -> None:
    assert [found.key for found in api.find(STAFF, query)] == ["5"]


@pytest.mark.parametrize("query", ["", "  ", "%", "_", "zzz", "sgjt dhly", "'; DROP TABLE", "ocean sun"])
def test_nothing_is_found_by_what_does_not_fit(query: str) -> None:
    assert api.find(STAFF, query) == []


def test_people_of_a_firm_find_their_own_only_and_are_led_to_their_page() -> None:
    (found,) = api.find(OWN, "dhly")
    assert found.url == "/portal/documents/5/"
    assert api.find(OTHER, "dhly") == []
    assert api.find(OWN, "sgjt") == []
    assert api.find(STAFF, "dhly")[0].url == "/desk/documents/5/"


def test_staff_need_the_permission_of_the_thing() -> None:
    assert api.find(Actor(name="x", on=DAY, person_id=4), "dhly") == []


def test_a_recused_person_does_not_find_the_firms_things() -> None:
    class Recusal:
        def refuse(self, actor: Actor, permission: Permission, subject: object) -> None:
            return None

        def hidden_firm_ids(self, actor: Actor) -> frozenset[int]:
            return frozenset({11})

    recusal: Any = Recusal()
    REFUSERS.append(recusal)
    try:
        assert api.find(STAFF, "dhly") == []
        assert [found.key for found in api.find(STAFF, "sgjt")] == ["6"]
    finally:
        REFUSERS.remove(recusal)


def test_an_exact_word_stands_before_a_beginning() -> None:
    api.index(
        Findable("test.firm", "7", "", "沙钢集团物流", "documents:download", SEE, names=["沙钢集团物流"])
    )
    assert [found.key for found in api.find(STAFF, "沙钢集团")] == ["6", "7"]


@pytest.mark.parametrize("looked_at", [0, 3, 6_000])
def test_whole_words_come_first_then_the_newest_however_far_is_looked(
    looked_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "LOOKED_AT", looked_at)
    for key, term in enumerate(["demu12", "demu123", "demu124", "demu12", "demu125", "other"], start=100):
        api.index(Findable("test.notice", str(key), "", "", "documents:download", SEE, terms=[term]))
    found = api.find(STAFF, "demu12")
    assert [each.key for each in found] == ["103", "100", "104", "102", "101"]
    assert [each.exact for each in found] == [True, True, False, False, False]
    assert [each.key for each in api.find(STAFF, "demu12", limit=3)] == ["103", "100", "104"]
    assert [each.key for each in api.find(STAFF, "demu12", limit=1)] == ["103"]


def test_indexing_again_renews_and_forgetting_removes() -> None:
    api.index(Findable("test.firm", "6", "New", "新名", "documents:download", SEE, names=["新名"]))
    assert api.find(STAFF, "沙钢") == []
    assert [found.title("zh-hans") for found in api.find(STAFF, "xm")] == ["新名"]
    api.forget("test.firm", "6")
    assert api.find(STAFF, "xm") == []


def test_the_page_leads_straight_to_the_only_exact_hit() -> None:
    request = RequestFactory().get("/desk/search/", {"q": "320500126000123"})
    request.actor = STAFF  # type: ignore[attr-defined]
    answer = find_page(request)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/documents/5/")
