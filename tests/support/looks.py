"""What every page of a journey must pass: no accessibility fault, nothing wider than the screen, a title,
and no fault of the server.
"""

from typing import Any

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def check_page(page: Any) -> None:
    """Fail with axe's report, or with what is too wide, on the page as it stands."""
    from axe_playwright_python.sync_playwright import Axe

    page.wait_for_load_state()
    found = Axe().run(page, options={"runOnly": RULES})
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px wider than the screen"
    assert page.title().partition(" · ")[0].strip(), f"{page.url} has no title"


def visit(page: Any, address: str, *, status: int = 200) -> None:
    """Open an address, expect its status, and check the page."""
    answer = page.goto(address)
    assert answer.status == status, f"{address} answered {answer.status}"
    check_page(page)


def submit(page: Any) -> None:
    """Press the first button of the page's own form that sends it, and check what comes."""
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.wait_for_load_state()
    check_page(page)
