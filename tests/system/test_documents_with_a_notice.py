"""Documents with a notice in a browser: attached in the portal's form, seen and replaced afterwards."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.filing import fill_notice, newest_consignment
from tests.support.looks import check_page, visit

PDF = b"%PDF-1.7\n%%EOF\n"
SHOTS = os.environ.get("SHOTS", "")
"""A folder for pictures of each step, for whoever wants to look."""


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, settings: Any) -> None:
    """A store of the test's own."""
    settings.DOCUMENTS_DIR = tmp_path / "documents"


def shot(page: Any, name: str) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def choose(page: Any, kind: str, content: bytes, name: str = "发票 INV-2026-0091.pdf") -> None:
    """Choose a kind and a file, in the notice's form or on the page of one document."""
    page.locator("select[name$=kind]").select_option(kind)
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/pdf", "buffer": content}
    )


@pytest.mark.slow
@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_document_from_the_form_to_its_replacement(
    sign_in: Callable[..., Any], language: str, phone: bool
) -> None:
    mark = f"{language}-{'phone' if phone else 'wide'}"
    page = sign_in("timber", language=language, phone=phone)
    visit(page, "/portal/notices/new/")
    fill_notice(page)
    choose(page, "invoice", b"MZ no PDF")
    page.locator("[name=attach]").click()
    page.locator("[data-error-summary]").wait_for()
    check_page(page)
    shot(page, f"1-refused-{mark}")
    assert page.locator("[name=line-1-hs_code]").input_value() == "440321"
    choose(page, "invoice", PDF)
    page.locator("[name=attach]").click()
    page.get_by_role("link", name="INV-2026-0091").wait_for()
    check_page(page)
    shot(page, f"2-attached-{mark}")
    page.locator("[name=line-1-hs_code]").press("Enter")  # files, and takes nothing off
    page.get_by_role("heading", level=1, name=newest_consignment().number).wait_for()
    check_page(page)
    shot(page, f"3-filed-{mark}")
    page.locator("a[href*='?replaces=']").click()
    check_page(page)
    shot(page, f"4-replace-{mark}")
    choose(page, "invoice", PDF + b"%%EOF", "发票（更正）.pdf")
    page.locator("main form button[type=submit]").first.click()
    page.get_by_role("link", name="发票（更正）.pdf").first.wait_for()
    check_page(page)
    shot(page, f"5-replaced-{mark}")
    desk = sign_in("clerk1", language=language, phone=phone)
    visit(desk, f"/desk/notices/{newest_consignment().number}/")
    shot(desk, f"6-desk-{mark}")
    with desk.expect_download() as download:
        desk.get_by_role("link", name="发票（更正）.pdf").first.click()
    assert Path(download.value.path()).read_bytes() == PDF + b"%%EOF"
