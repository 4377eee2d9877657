"""One box finds a consignment by its number, firm, vessel or container, and a firm by its initials."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.filing import HEAD, fill_notice, newest_consignment
from tests.support.looks import check_page, visit


def find(page: Any, words: str) -> list[str]:
    """Type into the box on top of every page of the desk; gives what was found, or the one that opened."""
    page.keyboard.press("/")
    page.keyboard.type(words)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    check_page(page)
    if "/desk/search/" not in page.url:
        return [str(page.locator("h1").inner_text())]
    return [str(words) for words in page.locator("main ul a").all_inner_texts()]


@pytest.mark.slow
def test_whatever_is_known_of_it(sign_in: Callable[..., Any]) -> None:
    declarant = sign_in("timber")
    declarant.goto("/portal/notices/new/")
    fill_notice(declarant)
    declarant.locator("#notice-form [name=send]").first.click()
    declarant.wait_for_load_state()
    number = newest_consignment().number
    page = sign_in("clerk1")
    visit(page, "/desk/")
    container, vessel = HEAD["container_numbers"], HEAD["vessel_name"]
    for words in (number[:-1], number[-6:], container, vessel, "yhmc"):
        assert [found for found in find(page, words) if number in found], words
    for words in ("示范木业", "sfmy", "shifan"):
        assert [found for found in find(page, words) if "示范木业" in found], words
    assert find(page, "没有这样的企业") == []
    find(page, number)
    assert f"/desk/notices/{number}/" in page.url  # a whole number opens its record at once


def test_nobody_finds_another_firms_records(sign_in: Callable[..., Any]) -> None:
    number = newest_consignment().number
    owner = newest_consignment().importer.name_zh
    other = "grain" if "粮油" not in owner else "timber"
    page = sign_in(other)
    visit(page, f"/desk/search/?q={number}")
    assert page.locator("main ul a").count() == 0
