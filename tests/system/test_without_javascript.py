"""A form is a form: filing, its errors, and accepting work with JavaScript switched off."""

from collections.abc import Callable
from typing import Any

from tests.support.filing import fill_notice, newest_consignment


def test_filed_and_accepted_without_a_script(sign_in: Callable[..., Any]) -> None:
    page = sign_in("timber", language="zh-hans", java_script_enabled=False)
    page.goto("/portal/notices/new/")
    fill_notice(page, net_mass="-5")
    page.locator("#notice-form [name=send]").first.click()
    link = page.locator("[data-error-summary] a").first
    assert link.get_attribute("href") == "#id_line-1-net_mass"
    page.locator("[name=line-1-net_mass]").fill("98500")
    page.locator("#notice-form [name=send]").first.click()
    filed = newest_consignment()
    page.get_by_role("heading", name=filed.number).wait_for()
    clerk = sign_in("clerk1", language="en", java_script_enabled=False)
    clerk.goto("/desk/notices/?sort=-filed_at")
    clerk.get_by_role("link", name=filed.number).click()
    clerk.locator("a[href$='/accept/']").click()
    clerk.locator("main form[method=post] button[type=submit]").first.click()
    filed.refresh_from_db()
    assert filed.state == "accepted"
