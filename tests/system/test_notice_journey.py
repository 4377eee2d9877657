"""A notice: typed, refused with its errors, saved as it is typed, filed; accepted at the counter."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.declarations.conftest import CLERK, TRADE, make_firm, open_office, uscc
from tests.support import cases

DESK = {"width": 1280, "height": 900}
GOOD = {
    "HS code": "440321",
    "Country of origin": "NZ",
    "Net mass": "98500",
    "Value": "15200",
    "Currency": "USD",
}


@pytest.fixture
def sign_in(page: Any, office_server: str) -> Callable[..., Any]:
    """A function that makes the browser somebody's."""

    def become(code: str, *permissions: str, **words: Any) -> Any:
        client = cases.client_of(code, *permissions, language="en", **words)
        page.context.clear_cookies()
        for name in ("sessionid", "django_language"):
            cookie = {"name": name, "value": client.cookies[name].value, "url": office_server}
            page.context.add_cookies([cookie])
        page.set_viewport_size(DESK)
        return page

    return become


def check_page(page: Any) -> None:
    """No accessibility fault that axe knows."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()


def fill(page: Any, **more: str) -> None:
    """Type a notice of one line."""
    page.get_by_label("Direction").select_option("import")
    page.get_by_label("Importer's number").fill(uscc(1))
    page.get_by_label("Country of departure").fill("NZ")
    for label, value in {**GOOD, **more}.items():
        page.get_by_label(label, exact=False).last.fill(value)


@pytest.mark.slow
def test_from_the_first_letter_to_acceptance(sign_in: Any) -> None:
    from jiangang.port.declarations.models import Consignment, Draft

    open_office()
    firm = make_firm(1)
    page = sign_in("declarant", *TRADE, firm=firm)
    page.goto("/portal/notices/new/")
    check_page(page)
    fill(page, **{"Net mass": "-5"})
    page.locator("#draft-state:has-text('Draft saved')").wait_for()
    page.get_by_role("button", name="File the notice").click()
    page.locator("[data-error-summary]").wait_for()
    check_page(page)
    page.locator("[data-error-summary] a").first.click()
    assert page.evaluate("document.activeElement.name") == "line-1-net_mass"
    assert page.locator("[name=line-1-hs_code]").input_value() == "440321"
    page.goto("/portal/notices/")
    page.get_by_role("link", name="Go on").click()
    assert page.locator("[name=line-1-net_mass]").input_value() == "-5"
    page.locator("[name=line-1-net_mass]").fill("98500")
    page.get_by_role("button", name="File the notice").dblclick()
    page.get_by_text("Filed. The number is").wait_for()
    check_page(page)
    consignment = Consignment.objects.get()
    assert Draft.objects.get().filed_as is not None
    page = sign_in("clerk", *CLERK)
    page.goto(f"/desk/notices/{consignment.number}/")
    check_page(page)
    page.get_by_role("link", name="Accept").click()
    check_page(page)
    page.get_by_role("button", name="Accept").click()
    page.get_by_text("is accepted").wait_for()
    consignment.refresh_from_db()
    assert consignment.state == "accepted"
