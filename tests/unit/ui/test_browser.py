"""The gallery in Chromium: accessible, within its content policy, usable by keyboard, and without script.

Pages are rendered in this process and handed to the browser, so no server and no database take part.
"""

import mimetypes
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import RequestFactory
from django.utils import translation

from jiangang.ui import views

ORIGIN = "http://gallery.test"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'"
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def answer(url: str, headers: dict[str, str]) -> dict[str, Any]:
    """What a server would send."""
    parts = urlsplit(url)
    if parts.path.startswith("/static/"):
        found = finders.find(parts.path.removeprefix("/static/"))
        if not found:
            return {"status": 404, "body": ""}
        kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
        return {"body": Path(found).read_bytes(), "content_type": kind}
    target = {"hx-target": headers["hx-target"]} if "hx-target" in headers else {}
    request = RequestFactory().get(f"{parts.path}?{parts.query}", headers=target)
    language = "zh-hans" if headers.get("accept-language", "").startswith("zh") else "en"
    face = parts.path.removeprefix("/gallery").strip("/")
    with translation.override(language):
        page = views.gallery_face(request, face) if face else views.gallery(request)
    kind = "text/html; charset=utf-8"
    return {"body": page.content, "content_type": kind, "headers": {"Content-Security-Policy": POLICY}}


@pytest.fixture
def open_page(browser, settings) -> Iterator[Callable[..., Any]]:
    """`open_page("/gallery", locale="zh-CN")`: a page whose console must stay silent."""
    settings.GALLERY = True
    contexts, complaints = [], []

    def serve(route: Any) -> None:
        route.fulfill(**answer(route.request.url, route.request.headers))

    def open_one(path: str, *, width: int = 1366, locale: str = "en", script: bool = True) -> Any:
        size = {"width": width, "height": 768}
        context = browser.new_context(viewport=size, locale=locale, java_script_enabled=script)
        contexts.append(context)
        context.route(f"{ORIGIN}/**", serve)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(ORIGIN + path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("path", ["/gallery", "/gallery/portal", "/gallery/print", "/gallery/message"])
def test_pages_are_accessible_and_fit_the_screen(open_page, path: str, width: int, locale: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(path, width=width, locale=locale)
    result = Axe().run(page, options={"runOnly": RULES})
    assert result.violations_count == 0, result.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_sorting_replaces_the_table_and_changes_the_address(open_page) -> None:
    page = open_page("/gallery")
    page.evaluate("window.kept = true")
    page.get_by_role("link", name="Net mass").first.click()
    page.wait_for_url("**/gallery?sort=mass")
    assert page.locator("#table-sample tbody tr").first.inner_text().startswith("JG-2026-000418")
    assert page.evaluate("window.kept") is True
    page.get_by_role("link", name="Next").first.click()
    page.wait_for_url("**page=2")
    page.go_back()
    page.wait_for_url("**/gallery?sort=mass")


def test_filtering_works_with_and_without_script(open_page) -> None:
    for script in (True, False):
        page = open_page("/gallery", script=script)
        page.get_by_label("State").first.select_option("released")
        page.get_by_role("button", name="Apply").first.click()
        page.wait_for_url("**state=released**")
        assert page.locator("#table-sample tbody tr").count() == 12
        assert "1–12 of 12" in page.locator("#table-sample").inner_text()


def test_rows_are_walked_by_keys_and_slash_finds_the_search_box(open_page) -> None:
    page = open_page("/gallery")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == "JG-2026-000476"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "jg-search"
    page.keyboard.type("j/k")
    assert page.locator("#jg-search").input_value() == "j/k"


def test_errors_are_focused_and_lead_to_their_field(open_page) -> None:
    page = open_page("/gallery")
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')") is True
    page.get_by_role("link", name="Day of arrival is missing").click()
    assert page.evaluate("document.activeElement.id") == "id_wrong-arrival"


def test_the_menu_opens_without_script_and_closes_on_escape(open_page) -> None:
    still = open_page("/gallery", script=False)
    still.locator("details.jg-menu summary").click()
    assert still.get_by_role("button", name="Sign out").is_visible()
    page = open_page("/gallery")
    page.locator("details.jg-menu summary").click()
    page.keyboard.press("Escape")
    assert not page.get_by_role("button", name="Sign out").is_visible()


def test_a_form_is_sent_once(open_page) -> None:
    page = open_page("/gallery")
    sent = page.evaluate(
        """() => {
          const form = document.querySelector(".jg-menu form");
          let reached = 0;
          document.addEventListener("submit", (event) => {
            if (!event.defaultPrevented) reached += 1;
            event.preventDefault();
          });
          const button = form.querySelector("button");
          form.requestSubmit(button);
          form.requestSubmit(button);
          return [reached, button.getAttribute("aria-disabled")];
        }"""
    )
    assert sent == [1, "true"]


def test_a_file_over_the_limit_is_named_when_chosen(open_page, tmp_path) -> None:
    large = tmp_path / "large.pdf"
    large.write_bytes(b"x" * (10 * 1024 * 1024 + 1))
    page = open_page("/gallery")
    page.set_input_files("#id_plain_paper", large)
    message = page.locator("#id_plain_paper").evaluate("(field) => field.validationMessage")
    assert message == "This file is over the limit of 10 MB. Choose a smaller one."
