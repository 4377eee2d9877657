"""Pictures of the demo office for the documentation, in both languages.

    jiangang run                              # in one window; prints the sign-ins and their password
    python scripts/screenshots.py PASSWORD    # in another; writes docs/images/*.png

The office must be freshly played: the pictures show its first unfinished inspection, its first certificate
and so on. What is filed with errors is refused, so nothing is left behind but one draft.
"""

import argparse
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from struct import pack, unpack
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
LANGUAGES = {"zh": "zh-hans", "en": "en"}
LIMIT = 300_000
"""Bytes that a picture may have."""


def main() -> None:
    """Take every picture in both languages."""
    asked = argparse.ArgumentParser(description="Pictures of a running demo office, for the documentation.")
    asked.add_argument("password", help="the password of the demo sign-ins, as `jiangang run` prints it")
    asked.add_argument("--address", default="http://127.0.0.1:8000")
    given = asked.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for short, language in LANGUAGES.items():
            take_all(Visit(browser, given.address, given.password, short, language))
        browser.close()


class Visit:
    """One language's round through the office."""

    def __init__(self, browser: Browser, address: str, password: str, short: str, language: str) -> None:
        self.browser, self.address, self.password = browser, address, password
        self.short, self.language = short, language

    @contextmanager
    def page_of(self, username: str, size: dict[str, int] | None = None) -> Iterator[Page]:
        """A page signed in as somebody; of the public without a name."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport=size or DESK,  # type: ignore[arg-type]  # playwright's own dict type
            locale="zh-CN" if self.short == "zh" else "en-GB",
        )
        page = context.new_page()
        page.goto("/account/login/")
        if username:
            page.locator("[name=login]").fill(username)
            page.locator("[name=password]").fill(self.password)
            page.locator("main form.jg-form button[type=submit]").first.click()
            page.wait_for_load_state()
        self._speak(page)
        yield page
        context.close()

    def _speak(self, page: Page) -> None:
        if page.locator("html").get_attribute("lang") != self.language:
            page.locator("form.jg-language button").click()
            page.wait_for_load_state()

    def keep(self, page: Page, name: str, *, whole: bool = False) -> None:
        """Write a picture, and refuse one that is too large for the documentation."""
        page.evaluate("document.activeElement && document.activeElement.blur()")
        picture = packed(page.screenshot(full_page=whole, animations="disabled"))
        if len(picture) > LIMIT:
            raise SystemExit(f"{name} has {len(picture)} bytes, more than {LIMIT}")
        (FOLDER / f"{name}-{self.short}.png").write_bytes(picture)
        print(f"{name}-{self.short}.png  {len(picture):,} bytes")


def take_all(visit: Visit) -> None:
    """The pictures that the documentation shows."""
    with visit.page_of("") as page:
        visit.keep(page, "sign-in")
    with visit.page_of("clerk1") as page:
        page.goto("/desk/")
        visit.keep(page, "desk-home")
    with visit.page_of("timber") as page:
        take_errors(visit, page)
    with visit.page_of("targeting") as page:
        page.goto("/desk/targeting/?sort=-lane")
        first_link(page, "/desk/targeting/3").click()
        visit.keep(page, "decision-with-reasons", whole=True)
    take_inspection(visit)
    with visit.page_of("signatory") as page:
        page.goto("/desk/certificates/?state=issued")
        page.locator("main tbody a").first.click()
        visit.keep(page, "certificate", whole=True)
    with visit.page_of("chief") as page:
        page.goto("/desk/figures/")
        page.locator("main a[href*='/inspection.failing_rate/']").first.click()
        visit.keep(page, "figure-with-records", whole=True)


def take_errors(visit: Visit, page: Page) -> None:
    """A notice with three mistakes, refused."""
    page.goto("/portal/notices/new/")
    page.locator("[name=direction]").select_option("import")
    for name, value in {"importer_number": "91320582MA1DEM0152", "line-1-hs_code": "4403"}.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=line-1-net_mass]").fill("-5")
    page.locator("#notice-form [name=send]").first.click()
    page.locator("[data-error-summary]").wait_for()
    visit.keep(page, "notice-with-errors")


def take_inspection(visit: Visit) -> None:
    """The result form on a phone, by the first inspector who has one to fill."""
    for number in range(1, 7):
        with visit.page_of(f"inspector{number}", PHONE) as page:
            page.goto("/desk/inspections/?state=on_site")
            if page.locator("main tbody a").count() == 0:
                continue
            page.locator("main tbody a").first.click()
            page.wait_for_load_state()
            result = page.locator("main a[href$='/result/']")
            if result.count():
                result.first.click()
                page.wait_for_load_state()
                visit.keep(page, "inspection-form")
                return
    raise SystemExit("nobody has an inspection under way: play a fresh office")


def first_link(page: Page, prefix: str) -> Any:
    """The first link of the page's own part that leads under an address."""
    return page.locator(f"main a[href^='{prefix}']").first


def packed(picture: bytes) -> bytes:
    """The same PNG with its pixels compressed as well as zlib can, and nothing but pixels."""
    head, chunks, place = picture[:8], [], 8
    while place < len(picture):
        (length,) = unpack(">I", picture[place : place + 4])
        chunks.append((picture[place + 4 : place + 8], picture[place + 8 : place + 8 + length]))
        place += length + 12
    pixels = zlib.decompress(b"".join(body for kind, body in chunks if kind == b"IDAT"))
    kept = [chunk for chunk in chunks if chunk[0] in (b"IHDR", b"PLTE")]
    kept += [(b"IDAT", zlib.compress(pixels, 9)), (b"IEND", b"")]
    return head + b"".join(
        pack(">I", len(body)) + kind + body + pack(">I", zlib.crc32(kind + body)) for kind, body in kept
    )


if __name__ == "__main__":
    main()
