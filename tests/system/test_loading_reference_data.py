"""Reference data loaded in a browser: the settings lead to the lists, a file is seen, then loaded."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.looks import check_page, visit

SHOTS = os.environ.get("SHOTS", "")
"""A folder for pictures of each step, for whoever wants to look."""

RATES = """base,quote,rate,on,source,verified
USD,CNY,7.0521,2031-01-02,中国外汇交易中心公告 2031-1,yes
EUR,CNY,8.1100,2031-01-02,中国外汇交易中心公告 2031-1,no
"""
COUNTRIES = "code,name_en,name_zh\nNZ,Aotearoa New Zealand,新西兰\nXA,Example Land,示例国\nxyz,Wrong,错\n"


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, settings: Any) -> None:
    """A store of the test's own."""
    settings.DOCUMENTS_DIR = tmp_path / "documents"


def shot(page: Any, name: str) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def choose(page: Any, content: str) -> None:
    chosen = {"name": "list.csv", "mimeType": "text/csv", "buffer": content.encode()}
    page.locator("[name=file]").set_input_files(chosen)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


@pytest.mark.slow
@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_from_the_settings_to_what_is_loaded(sign_in: Callable[..., Any], language: str, phone: bool) -> None:
    mark = f"{language}-{'phone' if phone else 'wide'}"
    page = sign_in("admin", language=language, phone=phone)
    visit(page, "/desk/settings/")
    shot(page, f"a-settings-{mark}")
    page.locator("main a[href='/desk/rates/']").click()
    check_page(page)
    page.locator("main a[href='/desk/rates/load/']").first.click()
    choose(page, RATES)
    check_page(page)
    shot(page, f"b-rates-preview-{mark}")
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.get_by_text("EUR/CNY").first.wait_for()
    check_page(page)
    shot(page, f"c-rates-{mark}")
    visit(page, "/desk/codes/load/")
    shot(page, f"d-codes-form-{mark}")
    page.locator("[name=scheme]").select_option("country")
    for name, value in {"edition": "2031-1", "valid_from": "2031-01-01", "source": "ISO 3166/MA"}.items():
        page.locator(f"[name={name}]").fill(value)
    choose(page, COUNTRIES)
    check_page(page)
    shot(page, f"e-codes-preview-{mark}")
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.wait_for_load_state()
    check_page(page)
    shot(page, f"f-codes-{mark}")
    visit(page, "/desk/calendar/")
    shot(page, f"g-calendar-{mark}")
