"""Loading code lists, exchange rates and years of the calendar from the desk: looked through, then loaded."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jiangang.kernel.calendar import api as calendar
from jiangang.kernel.codes import api as codes
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.money import api as money
from jiangang.kernel.reference.models import Load

COUNTRIES = "code,name_en,name_zh\nNZ,New Zealand (Aotearoa),新西兰\nXA,Example Land,示例国\nxyz,Wrong,错\n"
RATES = """base,quote,rate,on,source,verified
USD,CNY,7.0521,2031-01-02,央行公告 2031-1,yes
EUR,CNY,8.11,2031-01-02,央行公告 2031-1,no
"""
YEAR = """
code = "cn"
[[year]]
year = 2031
notice = "国办发明电〔2030〕99号"
issued = 2030-11-01
verified = true
worked = ["01-05"]
[[year.off]]
name_en = "New Year"
name_zh = "元旦"
days = "01-01..01-03"
"""


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, settings: Any) -> None:
    """A store of the test's own."""
    settings.DOCUMENTS_DIR = tmp_path / "documents"


@pytest.fixture
def desk(demo_client: Callable[[str], Any]) -> Client:
    """The administrator's browser, in English."""
    client = demo_client("admin")
    client.post("/language/", {"language": "en"})
    return client


def file(content: str | bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def send(client: Client, kind: str, content: str | bytes, name: str = "list.csv", **words: Any) -> Any:
    return client.post(f"/desk/{kind}/load/", {"file": file(content, name), **words})


EDITION = {"scheme": "country", "edition": "2031-1", "valid_from": "2031-01-01", "source": "ISO"}


def test_an_edition_is_seen_before_it_is_loaded(desk: Client) -> None:
    seen = send(desk, "codes", COUNTRIES, **EDITION)
    page = desk.get(seen.url).content.decode()
    assert "2031-1, revision 1" in page
    for said in (
        "New: 1",
        "Changed: 1",
        "No longer there: 0",
        "New Zealand (Aotearoa)",
        "示例国",
        "XYZ",
        "ISO",
    ):
        assert said in page
    assert "Rows that would be left out: 1" in page
    assert not [row for row in codes.list_editions("country") if row.name == "2031-1"]
    assert desk.post(seen.url).url == "/desk/codes/"
    page = desk.get("/desk/codes/").content.decode()
    assert "Edition 2031-1, revision 1, is loaded. Codes: 2; rows left out: 1." in page
    (edition,) = [row for row in codes.list_editions("country") if row.name == "2031-1"]
    assert (edition.coverage, edition.size, edition.source) == ("partial", 2, "ISO")
    assert ledger.verify().ok


def test_loading_twice_is_loading_once(desk: Client) -> None:
    seen = send(desk, "codes", COUNTRIES, **EDITION)
    for _ in range(2):
        assert desk.post(seen.url).status_code == 302
    assert Load.objects.get().outcome["revision"] == 1
    again = send(desk, "codes", COUNTRIES, **EDITION)
    assert "loaded already" in desk.get(again.url).content.decode()
    desk.post(again.url)
    assert len([row for row in codes.list_editions("country") if row.name == "2031-1"]) == 1


def test_a_whole_list_tells_what_would_go(desk: Client) -> None:
    good = COUNTRIES.replace("xyz,Wrong,错\n", "")
    page = desk.get(send(desk, "codes", good, **EDITION, complete="on").url).content.decode()
    assert "No longer there: " in page
    assert "No longer there: 0" not in page


def test_a_map_of_columns_is_taken_along(desk: Client) -> None:
    column_map = file('code = "Kürzel"\nname_en = "Name"\n', "map.toml")
    seen = send(desk, "codes", "Kürzel,Name\nXA,Example\n", **EDITION, map=column_map)
    assert "New: 1" in desk.get(seen.url).content.decode()


@pytest.mark.parametrize(
    ("kind", "content", "name", "words", "said"),
    [
        ("codes", "a,b\n1,2\n", "x.csv", EDITION, "headings"),
        ("codes", COUNTRIES, "x.csv", {**EDITION, "valid_until": "2030-01-01"}, "last day"),
        ("codes", COUNTRIES, "x.csv", {**EDITION, "edition": ""}, "Edition"),
        ("rates", "base,quote\nUSD,CNY\n", "x.csv", {}, "Columns are missing: rate, on, source"),
        ("rates", b"\xff\xfe\x00", "x.csv", {}, "UTF-8"),
        ("calendar", "code = 'cn", "x.toml", {}, "TOML"),
        ("calendar", YEAR.replace("01-01..01-03", "01-99"), "x.toml", {}, "01-99"),
        ("calendar", YEAR, "x.csv", {}, "x.csv"),
    ],
)
def test_what_cannot_be_read_is_said_at_the_form(
    desk: Client, kind: str, content: Any, name: str, words: dict[str, str], said: str
) -> None:
    answer = send(desk, kind, content, name, **words)
    assert answer.status_code == 422
    assert said.lower() in answer.content.decode().lower()
    assert "data-error-summary" in answer.content.decode()
    assert not Load.objects.exists()


def test_rates_are_seen_and_entered(desk: Client) -> None:
    seen = send(desk, "rates", RATES)
    page = desk.get(seen.url).content.decode()
    assert "New: 2" in page
    assert "7.0521" in page
    assert desk.post(seen.url).url == "/desk/rates/"
    found = money.find_rate("USD", "CNY", date(2031, 1, 3))
    assert found is not None
    assert (found.rate, found.source) == (Decimal("7.0521"), "央行公告 2031-1")
    listed = desk.get("/desk/rates/").content.decode()
    assert "EUR/CNY" in listed
    assert "央行公告 2031-1" in listed
    corrected = desk.get(send(desk, "rates", RATES.replace("8.11", "8.12")).url).content.decode()
    assert "Changed: 1" in corrected
    assert "Unchanged: 1" in corrected
    assert ledger.verify().ok


def test_one_wrong_row_bars_a_file_of_rates(desk: Client) -> None:
    wrong = RATES + "USD,QQQ,1,2031-01-02,x,yes\nUSD,CNY,abc,2031-01-03,x,yes\nUSD,CNY,7,2031-01-02,x,yes\n"
    seen = send(desk, "rates", wrong)
    page = desk.get(seen.url).content.decode()
    assert "Nothing can be loaded until every row is right." in page
    for row in (4, 5, 6):
        assert f">{row}<" in page.replace(" ", "").replace("\n", "")
    assert desk.post(seen.url).status_code == 422
    assert money.find_rate("EUR", "CNY", date(2031, 1, 3)) is None or money.list_rates()[0].on.year < 2031


def test_a_year_is_seen_and_loaded(desk: Client) -> None:
    seen = send(desk, "calendar", YEAR, "cn.toml")
    page = desk.get(seen.url).content.decode()
    assert "3 days off, 1 worked" in page
    assert "国办发明电〔2030〕99号" in page
    desk.post(seen.url)
    assert not calendar.is_working_day(date(2031, 1, 2))
    assert "国办发明电〔2030〕99号" in desk.get("/desk/calendar/").content.decode()
    assert ledger.verify().ok


def test_the_settings_lead_to_what_is_loaded(desk: Client, demo_client: Callable[[str], Any]) -> None:
    page = desk.get("/desk/settings/").content.decode()
    for place in ("/desk/codes/", "/desk/rates/", "/desk/calendar/"):
        assert place in page
    assert "/desk/codes/load/" in desk.get("/desk/codes/").content.decode()
    clerk = demo_client("clerk1")
    assert "/desk/codes/load/" not in clerk.get("/desk/codes/").content.decode()
    for kind in ("codes", "rates", "calendar"):
        assert clerk.get(f"/desk/{kind}/load/").status_code == 403


def test_a_file_of_one_kind_is_no_file_of_another(desk: Client) -> None:
    seen = send(desk, "rates", RATES)
    number = seen.url.rstrip("/").rpartition("/")[2]
    assert desk.get(f"/desk/codes/{number}/").status_code == 404
