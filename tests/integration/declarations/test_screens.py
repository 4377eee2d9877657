"""Screens over HTTP: entering, refusals at their fields, drafts, deciding, other firms, files."""

import io
from typing import Any

import pytest
from django.test import Client

from tests.integration.declarations.conftest import CLERK, TRADE, make_firm, payload, uscc


def sign_in(code: str, granted: tuple[str, ...], firm_id: int | None = None) -> Client:
    """A browser signed in as a person of one post with these permissions."""
    from datetime import date

    from jiangang.kernel.people.models import Grant, Person, Posting, PostKind, Unit, User

    kind, _ = PostKind.objects.get_or_create(code=f"kind_{code}", defaults={"name_en": code, "name_zh": code})
    since = date(2000, 1, 1)
    for each in granted:
        Grant.objects.get_or_create(post_kind=kind, permission=each, valid_from=since)
    person = Person.objects.create(code=code, name_zh=code)
    unit = None if firm_id else Unit.objects.get_or_create(code="u", kind="counter", valid_from=since)[0]
    Posting.objects.create(person=person, post_kind=kind, unit=unit, firm_id=firm_id, valid_from=since)
    user = User.objects.create(username=code, person=person, language="en")
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def desk(office: None) -> Client:
    """A clerk's browser."""
    return sign_in("c1", CLERK)


@pytest.fixture
def portal(firm: Any) -> Client:
    """A declarant's browser."""
    return sign_in("d1", TRADE, firm.pk)


def typed(serial: int = 1, **changes: str) -> dict[str, str]:
    """What a browser sends for a good notice."""
    said = payload(serial)
    (line,) = said.pop("lines")
    data = {**said, **{f"line-1-{name}": value for name, value in line.items()}}
    data["stated_on"] = ""
    return {**data, "line_count": "1", "request_key": "f" * 32, **changes}


def only() -> Any:
    """The one consignment there is."""
    from jiangang.port.declarations.models import Consignment

    return Consignment.objects.get()


def test_a_notice_is_filed_once_by_a_double_click(portal: Client) -> None:
    answers = [portal.post("/portal/notices/new/", typed()) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    page = portal.get(answers[0].headers["Location"])
    assert page.status_code == 200
    assert only().number in page.content.decode()
    assert portal.get("/portal/notices/").status_code == 200


def test_errors_stand_at_their_fields_and_nothing_typed_is_lost(desk: Client) -> None:
    answer = desk.post(
        "/desk/notices/new/", typed(**{"line-1-net_mass": "-4", "vessel_name": "GREEN FOREST"})
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_line-1-net_mass"' in page
    assert 'value="-4"' in page
    assert 'value="GREEN FOREST"' in page


def test_a_line_can_be_added_without_script(desk: Client) -> None:
    page = desk.post("/desk/notices/new/", typed(add_line="1")).content.decode()
    assert 'name="line-2-hs_code"' in page
    assert 'value="440321"' in page


def test_a_draft_is_saved_resumed_and_set_aside(portal: Client) -> None:
    key = "a" * 32
    saved = portal.post(
        f"/drafts/{key}/save/", typed(request_key=key, importer_name="半"), headers={"HX-Request": "true"}
    )
    assert saved.status_code == 200
    assert "440321" in portal.get("/portal/notices/").content.decode()
    assert 'value="半"' in portal.get(f"/portal/notices/new/?draft={key}").content.decode()
    assert portal.post(f"/drafts/{key}/aside/").status_code == 302
    assert key not in portal.get("/portal/notices/").content.decode()


def test_another_firm_answers_404(portal: Client) -> None:
    portal.post("/portal/notices/new/", typed())
    other = sign_in("d2", TRADE, make_firm(2).pk)
    number = only().number
    for path in ("", "withdraw/", "correct/"):
        assert other.get(f"/portal/notices/{number}/{path}").status_code == 404
    assert other.get(f"/desk/notices/{number}/").status_code == 403


def test_the_counter_accepts_or_returns(portal: Client, desk: Client) -> None:
    portal.post("/portal/notices/new/", typed(exporter_name=""))
    number = only().number
    page = desk.get(f"/desk/notices/{number}/return/").content.decode()
    assert "foreign party" in page
    answer = desk.post(f"/desk/notices/{number}/return/", {"version": "1", "remarks": "Bring the contract."})
    assert answer.status_code == 302
    assert only().state == "returned"
    shown = portal.get(f"/portal/notices/{number}/").content.decode()
    assert "Bring the contract." in shown
    corrected = portal.post(f"/portal/notices/{number}/correct/", typed(request_key="b" * 32))
    assert corrected.status_code == 302
    stale = desk.post(f"/desk/notices/{number}/accept/", {"version": "1", "opinion": ""})
    assert stale.status_code == 422
    assert desk.post(f"/desk/notices/{number}/accept/", {"version": "2", "opinion": ""}).status_code == 302
    assert only().state == "accepted"


def test_a_file_is_shown_before_it_is_filed(portal: Client) -> None:
    from jiangang.port.declarations.models import Consignment, RefusedFiling

    rows = "reference,direction,importer_number,hs_code,origin,net_mass,value,currency\n" + "".join(
        f"r{place},import,{uscc(1)},440321,NZ,{mass},10,USD\n" for place, mass in ((1, "5"), (2, "-5"))
    )
    heading = portal.get("/notices/template.csv").content.decode("utf-8-sig").strip().split(",")
    table = [
        dict(zip(rows.split("\n")[0].split(","), line.split(","), strict=True))
        for line in rows.split("\n")[1:3]
    ]
    lines = [",".join(heading), *(",".join(row.get(name, "") for name in heading) for row in table)]
    upload = io.BytesIO("\n".join(lines).encode("gbk"))
    upload.name = "batch.csv"
    read = portal.post("/portal/notices/upload/", {"file": upload, "map": "standard"})
    assert read.status_code == 302
    preview = portal.get(read.headers["Location"]).content.decode()
    assert "negative" in preview
    assert Consignment.objects.count() == 0
    done = portal.post(read.headers["Location"])
    assert portal.get(done.headers["Location"]).status_code == 200
    assert (Consignment.objects.count(), RefusedFiling.objects.get().source_row) == (1, 3)


def test_an_unreadable_file_has_its_finding_at_the_form(desk: Client) -> None:
    upload = io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old")
    upload.name = "old.csv"
    answer = desk.post("/desk/notices/upload/", {"file": upload, "map": "standard"})
    assert answer.status_code == 422
    assert "XLSX" in answer.content.decode()


@pytest.mark.parametrize("megabytes", [11, 21])
def test_the_limit_told_before_is_the_limit_of_the_refusal(desk: Client, megabytes: int) -> None:
    assert "10 MB" in desk.get("/desk/notices/upload/").content.decode()
    upload = io.BytesIO(b"a" * megabytes * 1024 * 1024)
    upload.name = "large.csv"
    answer = desk.post("/desk/notices/upload/", {"file": upload, "map": "standard"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "10 MB" in page
    assert "20 MB" not in page
    assert page.count('href="#id_file"') == 1


@pytest.mark.parametrize(
    ("value", "currency", "shown"),
    [
        ("10018039.5", "USD", "10,018,039.50 USD"),
        ("7000", "JPY", "7,000 JPY"),
        ("12.5", "KWD", "12.500 KWD"),
        ("12.3456", "USD", "12.3456 USD"),
    ],
)
def test_values_have_the_decimals_of_their_currency(
    portal: Client, desk: Client, value: str, currency: str, shown: str
) -> None:
    portal.post("/portal/notices/new/", typed(**{"line-1-value": value, "line-1-currency": currency}))
    for browser, face in ((portal, "portal"), (desk, "desk")):
        page = browser.get(f"/{face}/notices/{only().number}/").content.decode()
        assert page.count(f">{shown}<") + page.count(f"{shown}\n") >= 2


def test_a_finding_of_a_line_of_goods_names_the_line(portal: Client) -> None:
    """On the form it is line 1, not a row of a file; a finding shown of a file keeps its row."""
    from jiangang.methods.findings import Finding
    from jiangang.ui.findings import FindingsList

    refused = portal.post("/portal/notices/new/", typed(**{"line-1-net_mass": "-5"})).content.decode()
    assert "Line 1: " in refused and "Row 1: " not in refused
    found = [Finding("declarations.finding.lines_missing", row=3)]
    assert "Line 3: " in str(FindingsList.of(found, of_lines=True))
    assert "Row 3: " in str(FindingsList.of(found))
