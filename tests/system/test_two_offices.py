"""Two offices with their own databases and browsers exchange papers through the mock Hub: delivered and
made a notice in one case, rejected in the other, and the reason read where the paper came from.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jiangang.config.supervision import postgres
from tests.support import cases, database
from tests.support.certificates_of_others import garlic
from tests.support.demo import PATIENCE, publish_register, served, session_of
from tests.support.looks import check_page, submit, visit
from tests.support.office import free_port

ADDRESS = "88 Port Road\nQingdao"
REASON = "Live insects were found"
Open = Callable[[str], Any]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_two_offices_exchange(
    language: str,
    browser: Any,
    databases: Any,
    demo_template: str,
    demo_register: Path,
    django_db_blocker: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
) -> None:
    phytosanitary(monkeypatch)
    settings.REGISTER_DIR = tmp_path / "register"
    shutil.copytree(demo_register, settings.REGISTER_DIR)
    here, there = (databases.clone(demo_template) for _ in range(2))
    try:
        with django_db_blocker.unblock(), mock_hub(tmp_path) as hub:

            def office(name: str) -> Any:
                return database.connected_to(databases.url(postgres.APP, name))

            with office(here), served() as address:
                number = send_two(pages(browser, address, language), hub, tmp_path)
            with office(there), served() as address:
                receive_two(pages(browser, address, language), hub, number)
            with office(here), served() as address:
                read_answers(pages(browser, address, language), number)
    finally:
        for name in (here, there):
            databases.drop(name)


def phytosanitary(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo office's kind goes to foreign authorities."""
    from jiangang.port.certificates import registry

    kinds = registry.all_kinds()
    kind = replace(kinds["inspection_certificate"], sps_type=851)
    monkeypatch.setitem(kinds, "inspection_certificate", kind)


@contextmanager
def mock_hub(folder: Path) -> Iterator[dict[str, str]]:
    """`jiangang hub mock` in a process of its own; its address for each country."""
    program = str(Path(sys.executable).parent / "jiangang")
    words = [program, "hub", "mock", "--port", str(free_port()), "--folder", str(folder / "hub")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            lines = [running.stdout.readline().split() for _ in range(2)]
            yield {country: address for country, address in lines}
        finally:
            running.terminate()


def pages(browser: Any, address: str, language: str) -> Open:
    """A function that opens a browser's page signed in as a person of the office at an address."""

    def open_page(username: str) -> Any:
        size = {"width": 1366, "height": 768}
        context = browser.new_context(base_url=address, locale="zh-CN", viewport=size)
        context.set_default_timeout(PATIENCE)
        cookies = {"django_language": language, "sessionid": session_of(username, language)}
        context.add_cookies(
            [{"name": name, "value": value, "url": address} for name, value in cookies.items()]
        )
        return context.new_page()

    return open_page


def hub_command(*words: str) -> None:
    from click.testing import CliRunner

    from jiangang.port.exchange.commands import cli

    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0, done.output


def send_two(open_page: Open, hub: dict[str, str], folder: Path) -> str:
    """The draft that waits in the demo office is described, signed and issued; a second paper is a file."""
    from jiangang.kernel.events.tasks import deliver_events
    from jiangang.port.certificates.models import Certificate

    cases.set_office(hub_country="CN", hub_partners="NL", hub_address=hub["CN"])
    draft = Certificate.objects.filter(state="draft").order_by("pk").first()
    assert draft is not None
    page = open_page("drafter")
    visit(page, f"/desk/certificates/{draft.pk}/life/describe_for_exchange/")
    page.locator("[name=imported_to]").fill("NL")
    for name in ("consignor_address", "consignee_address"):
        page.locator(f"[name={name}]").fill(ADDRESS)
    submit(page)
    for username, act in (("reviewer", "review"), ("signatory", "sign"), ("signatory", "issue")):
        page = open_page(username)
        if act == "issue":
            publish_register()
        visit(page, f"/desk/certificates/{draft.pk}/{act}/")
        submit(page)
    deliver_events()
    file = folder / "garlic.xml"
    from jiangang.methods.papers.sps import write_certificate

    file.write_bytes(write_certificate(garlic()))
    hub_command("push", "--file", str(file), "--to", "NL", "--by", "D003")
    visit(page, "/desk/exchange/envelopes/")
    draft.refresh_from_db()
    number = str(draft.number)
    assert state_here(number) == "pending_delivery"
    page.get_by_role("link", name=number).wait_for()
    return number


def receive_two(open_page: Open, hub: dict[str, str], number: str) -> None:
    """The other office copies the one into a notice and rejects the other."""
    cases.set_office(hub_country="NL", hub_address=hub["NL"])
    hub_command("pull")
    page = open_page("clerk1")
    visit(page, "/desk/exchange/")
    page.get_by_role("link", name=number).click()
    check_page(page)
    page.locator("form[action$='/draft/'] button").first.click()
    page.wait_for_url("**/desk/notices/new/**")
    check_page(page)
    assert page.locator("[name=line-1-hs_code]").input_value()
    page = open_page("signatory")
    visit(page, "/desk/exchange/")
    page.get_by_role("link", name=garlic().number).click()
    check_page(page)
    page.locator("[name=reason]").fill(REASON)
    page.locator("form[action$='/reject/'] button").click()
    page.wait_for_load_state()
    check_page(page)
    hub_command("push")


def read_answers(open_page: Open, number: str) -> None:
    """Here both are seen as delivered, and the one as rejected with the reason."""
    hub_command("push")
    hub_command("pull")
    assert state_here(number) == state_here(garlic().number) == "delivered"
    page = open_page("drafter")
    visit(page, "/desk/exchange/envelopes/")
    page.get_by_role("link", name=garlic().number).click()
    check_page(page)
    page.get_by_text(REASON).first.wait_for()


def state_here(number: str) -> str:
    from jiangang.port.exchange.models import Envelope

    return str(Envelope.objects.get(certificate_number=number).state)
