"""From the phone on site to the paper that the public verifies, in a real browser."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support import cases

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@pytest.fixture
def sign_in(page: Any, office_server: str) -> Callable[..., Any]:
    """A function that makes the browser somebody's."""

    def become(
        code: str, *permissions: str, language: str = "en", size: dict[str, int] = DESK, **words: Any
    ) -> Any:
        client = cases.client_of(code, *permissions, language=language, **words)
        page.context.clear_cookies()
        for name in ("sessionid", "django_language"):
            value = client.cookies[name].value
            page.context.add_cookies([{"name": name, "value": value, "url": office_server}])
        page.set_viewport_size(size)
        return page

    return become


def check_page(page: Any) -> None:
    """No accessibility fault that axe knows, and nothing wider than the screen."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px wider than the screen"


def keep(page: Any, name: str) -> None:
    """A picture for the eye, where the run asks for pictures."""
    import os

    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def opened_inspection() -> Any:
    from jiangang.port.inspection import api as inspection

    cases.load_series()
    cases.set_office(
        name_zh="青岛检验检疫局", name_en="Qingdao Inspection and Quarantine Bureau", code="370100"
    )
    consignment = cases.consignment_of(acts=cases.AWAITING)
    people = [cases.actor_of(code).person_id for code in ("one", "two")]
    planner = cases.actor_of("planner", *cases.OPENER)
    return inspection.open_inspection(
        consignment_id=consignment.pk, inspectors=people, units=12, actor=planner, at=cases.AT
    )


def fill_result(page: Any) -> None:
    for group in page.locator("fieldset.jg-field:has(input[name^=answer_])").all():
        group.locator("input[value=conforming]").check()
    page.get_by_label("Units opened").fill("12")
    page.locator("input[name=conforming][value=conforming]").check()


@pytest.mark.slow
def test_from_the_phone_to_the_verified_paper(sign_in: Any) -> None:
    opened = opened_inspection()
    page = sign_in("one", *cases.INSPECTOR, size=PHONE)
    page.goto("/desk/inspections/")
    check_page(page)
    keep(page, "inspections-phone")
    page.get_by_role("link", name=opened.number).click()
    page.get_by_role("button", name="I am on site").click()
    fill_result(page)
    check_page(page)
    keep(page, "result-phone")
    page.get_by_role("button", name="Send the result").click()
    page.get_by_text("second inspector has still to confirm").wait_for()
    check_page(page)
    page = sign_in("two", *cases.INSPECTOR, language="zh-hans", size=PHONE)
    page.goto(f"/desk/inspections/{opened.pk}/second-hand/")
    check_page(page)
    keep(page, "second-hand-phone-zh")
    page.get_by_role("button", name="确认结果").click()
    page.get_by_text("查验完毕").first.wait_for()
    decide_and_certify(sign_in, opened.consignment)


def decide_and_certify(sign_in: Any, consignment: Any) -> None:
    page = sign_in("releaser", *cases.RELEASER, language="zh-hans")
    page.goto("/desk/dispositions/")
    page.get_by_role("link", name=consignment.number).click()
    check_page(page)
    keep(page, "disposition-zh")
    page.locator("input[name=outcome][value=release]").check()
    page.get_by_role("button", name="作出决定").click()
    page.get_by_text("FX-370100").first.wait_for()
    keep(page, "disposition-done-zh")
    page = sign_in("drafter", *cases.CERTIFIER)
    page.goto(f"/desk/certificates/draft/?consignment={consignment.number}")
    check_page(page)
    page.locator("select[name=kind]").select_option("inspection_certificate")
    page.get_by_role("button", name="Make the draft").click()
    page.get_by_text("You cannot do this act").wait_for()
    keep(page, "certificate-draft")
    at = page.url
    for who, link in (("reviewer", "Pass on"), ("signatory", "Sign")):
        page = sign_in(who, *cases.CERTIFIER)
        page.goto(at)
        page.get_by_role("link", name=link).click()
        page.locator("main button[type=submit]").last.click()
        page.wait_for_url(at)
    page.locator("#issuing form button").click()
    page.wait_for_url(at)
    check_page(page)
    keep(page, "certificate")
    verify(page)


def verify(page: Any) -> None:
    """The public follows the QR code's address, then mistypes the code."""
    page.get_by_role("link", name="Public page").click()
    page.get_by_text("It is in force").wait_for()
    check_page(page)
    keep(page, "verify")
    page.get_by_label("Code").fill("0000-0000-0000-0000")
    page.get_by_role("button", name="Verify").click()
    page.get_by_text("has issued no certificate with this number and this code").wait_for()


def test_a_wrong_form_leads_to_its_fields(sign_in: Any) -> None:
    opened = opened_inspection()
    page = sign_in("one", *cases.INSPECTOR, size=PHONE)
    page.goto(f"/desk/inspections/{opened.pk}/")
    page.get_by_role("button", name="I am on site").click()
    page.get_by_label("Units opened").fill("12")
    page.locator("input[name=conforming][value=nonconforming]").check()
    page.get_by_role("button", name="Send the result").click()
    errors = page.locator(".jg-errors a")
    assert errors.count() == 8
    check_page(page)
    keep(page, "result-errors-phone")
    errors.first.click()
    assert page.evaluate("document.activeElement.name") == "answer_documents"
    assert page.get_by_label("Units opened").input_value() == "12"
