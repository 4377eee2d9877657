"""A consignee with a phone: scans a paper, loses the network, and hears of a withdrawal."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support import cameras
from tests.support.browser import launch
from tests.support.looks import check_page
from tests.support.pictures import blurred, corners_of, covered, first_page, jpeg_of

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1366, "height": 768}
PATIENCE = 30_000  # ms


def newest() -> Any:
    """The paper that the demo office issued last."""
    from jiangang.port.certificates.models import Certificate

    return Certificate.objects.filter(state="issued", signed__isnull=False).order_by("-issued_at", "-pk")[0]


def paper(folder: Path) -> tuple[Any, Path]:
    """That paper and its file."""
    from jiangang.port.certificates import api as certificates

    found = newest()
    path = folder / "paper.pdf"
    path.write_bytes(certificates.pdf_of(found.pk))
    return found, path


def withdraw(found: Any) -> None:
    from jiangang.kernel.office import api as office
    from jiangang.kernel.people import api as people
    from jiangang.port.certificates import api as certificates

    at = office.clock()
    user: Any = people.find_by_username("signatory")
    actor = people.actor_by_code(user.person.code, office.local_day(at))
    certificates.withdraw_certificate(
        certificate_id=found.pk, reason="Weight stated wrongly 重量有误", actor=actor, at=at
    )


@pytest.fixture
def phone(browser: Any, demo_server: str) -> Iterator[Any]:
    """A page of a phone in English that has been to the verifier once."""
    context = browser.new_context(base_url=demo_server, viewport=PHONE, locale="en-GB", has_touch=True)
    context.set_default_timeout(PATIENCE)
    yield visited(context)
    context.close()


def visited(context: Any, language: str = "en") -> Any:
    page = context.new_page()
    page.goto(f"/verify/app/{language}/")
    page.locator("body[data-known=yes]").wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    while not page.evaluate("caches.match('/verify/status').then(Boolean)"):
        page.wait_for_timeout(100)
    return page


def answer(page: Any) -> tuple[str, str]:
    """State and words of the answer on the page."""
    page.locator("[data-part=busy]").wait_for(state="hidden")
    box = page.locator("[data-part=answer]")
    box.wait_for()
    return str(box.get_attribute("data-state")), box.inner_text()


def ask_text(page: Any, text: str) -> tuple[str, str]:
    page.locator("details").evaluate("each => { each.open = true; }")
    page.locator("#text").fill(text)
    page.locator("[data-part=text-form] button").click()
    page.wait_for_timeout(50)
    return answer(page)


def ask_file(page: Any, path: Path) -> tuple[str, str]:
    page.locator("[data-part=file]").set_input_files(path)
    page.wait_for_timeout(50)
    return answer(page)


@pytest.mark.slow
def test_the_camera_reads_the_paper(playwright: Any, demo_server: str, tmp_path: Path) -> None:
    found, path = paper(tmp_path)
    film = cameras.film(tmp_path / "camera.y4m", first_page(path.read_bytes(), dpi=150))
    browser = launch(playwright, *cameras.arguments(film))
    try:
        context = browser.new_context(base_url=demo_server, viewport=PHONE, permissions=["camera"])
        context.set_default_timeout(PATIENCE)
        page = visited(context, "zh")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.locator("[data-part=camera-button]").click()
        state, words = answer(page)
        assert (state, found.number in words, "签发机构于" in words) == ("valid", True, True)
        assert any("zxing_reader.wasm" in url for url in asked)
        assert page.locator("[data-part=camera]").is_hidden(), "the camera is off again"
        check_page(page)
        context.set_offline(True)
        page.reload()
        page.locator("body[data-known=yes]").wait_for()
        page.locator("[data-part=camera-button]").click()
        state, words = answer(page)
        assert (state, found.number in words, "在本机离线核验" in words) == ("valid", True, True)
        assert not context.cookies()
    finally:
        browser.close()


@pytest.mark.slow
def test_without_network_it_says_what_it_knows_and_what_not(phone: Any, tmp_path: Path) -> None:
    found, path = paper(tmp_path)
    text = found.signed.qr_text
    assert ask_file(phone, path)[0] == "valid"
    phone.context.set_offline(True)
    phone.reload()
    phone.locator("body[data-known=yes]").wait_for()
    state, words = ask_text(phone, text)
    assert (state, "less than a day old" in words) == ("valid", True)
    check_page(phone)
    state, words = ask_file(phone, path)
    assert (state, "The file's seal was not" in words) == ("valid", True)
    phone.locator("#n").fill(found.number)
    phone.locator("#c").fill("0000")
    phone.locator("[data-part=number-form] button").click()
    phone.get_by_text("cannot be checked without network: the office holds").wait_for()
    assert answer(phone)[0] == "notice"
    assert ask_text(phone, text[:-2] + ("A" if text[-2] != "A" else "B") + text[-1])[0] == "broken"
    from jiangang.kernel.office import api as office

    for days, wanted, said in ((3, "valid", "3 days old"), (40, "cannot_check", "40 days old")):
        phone.clock.set_fixed_time(office.clock() + timedelta(days=days))
        state, words = ask_text(phone, text)
        assert (state, said in words) == (wanted, True)


@pytest.mark.slow
def test_a_photograph_is_read_on_the_phone(phone: Any, tmp_path: Path) -> None:
    found, path = paper(tmp_path)
    phone.locator("[data-part=keep]").click()
    phone.get_by_text("It works without network now").wait_for()
    phone.context.set_offline(True)
    phone.reload()
    phone.locator("body[data-known=yes]").wait_for()
    page = first_page(path.read_bytes(), dpi=150)
    spoilt = tmp_path / "spoilt.jpg"
    spoilt.write_bytes(jpeg_of(blurred(covered(page, corners_of(page), 0.06), 0.8), tmp_path))
    state, words = ask_file(phone, spoilt)
    assert (state, found.number in words) == ("valid", True)
    blank = tmp_path / "blank.jpg"
    blank.write_bytes(jpeg_of(page[:600], tmp_path))
    archive = tmp_path / "archive.pdf"
    archive.write_bytes(b"PK\x03\x04" + bytes(100))
    for file, said in ((blank, "No QR code can be seen"), (archive, "is no paper")):
        assert ask_file(phone, file)[0] == "notice"
        phone.get_by_text(said).wait_for()


@pytest.mark.slow
def test_a_withdrawal_is_heard_of(phone: Any, tmp_path: Path) -> None:
    found, path = paper(tmp_path)
    text = found.signed.qr_text
    assert ask_text(phone, text)[0] == "valid"
    withdraw(found)
    for ask, what in ((ask_text, text), (ask_file, path)):
        state, words = ask(phone, what)
        assert (state, "重量有误" in words) == ("withdrawn", True)
    check_page(phone)
    phone.locator("[data-part=keep]").click()
    phone.get_by_text("It works without network now").wait_for()
    phone.context.set_offline(True)
    phone.reload()
    phone.locator("body[data-known=yes]").wait_for()
    state, words = ask_text(phone, text)
    assert (state, "重量有误" in words, "Checked on this device" in words) == ("withdrawn", True, True)


@pytest.mark.slow
def test_every_page_in_both_languages_and_sizes(browser: Any, demo_server: str) -> None:
    found = newest()
    typed = f"/verify/?n={found.number}&c={found.signed.digest[:16]}"
    for size in (PHONE, DESK):
        context = browser.new_context(base_url=demo_server, viewport=size)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        for language, code in (("zh", "zh-hans"), ("en", "en")):
            page.goto(f"/verify/app/{language}/")
            page.locator("body[data-known]").wait_for()
            check_page(page)
            page.locator("#n").fill(found.number)
            page.locator("#c").fill(found.signed.digest[:16])
            page.locator("[data-part=number-form] button").click()
            assert answer(page)[0] == "valid"
            check_page(page)
            page.goto(f"{typed}&lang={code}")
            check_page(page)
        context.close()


def test_it_can_be_installed(phone: Any) -> None:
    devtools = phone.context.new_cdp_session(phone)
    found = devtools.send("Page.getAppManifest")
    assert found["errors"] == []
    assert found["url"].endswith("/verify/app/manifest.webmanifest")
    faults = [
        each["errorId"] for each in devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    ]
    assert [each for each in faults if each != "in-incognito"] == []


def test_number_and_code_work_without_a_script(browser: Any, demo_server: str) -> None:
    found = newest()
    context = browser.new_context(base_url=demo_server, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto("/verify/app/en/")
    assert page.get_by_text("need JavaScript").is_visible()
    page.locator("#n").fill(found.number)
    page.locator("#c").fill(found.signed.digest[:16])
    page.get_by_role("button", name="Verify").first.click()
    assert "It is in force" in page.locator("main").inner_text()
    assert not context.cookies()
    context.close()
