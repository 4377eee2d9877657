"""A running office and a real browser for the journeys in `tests/system`."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

NO_BROWSER = "Chromium is not installed"
ONLY_HERE = "MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture
def office_server(committed_db: Any) -> Iterator[str]:
    """The address of a server that works on the test's own database, in a thread of this process."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.test.testcases import LiveServerThread

    thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Any]:
    """Playwright itself; once per run, since a second one in the same thread is refused."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started, pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop in this thread; the tests use the ORM outside of it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Any) -> Iterator[Any]:
    """Chromium without any network but this machine."""
    started = launch(playwright)
    yield started
    started.close()


def launch(playwright: Any, *arguments: str) -> Any:
    """Start Chromium, which the caller closes; skips, or fails in CI, where there is none."""
    program = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NO_BROWSER)
        pytest.skip(NO_BROWSER)
    return playwright.chromium.launch(
        executable_path=program,
        args=["--no-sandbox", f"--host-resolver-rules={ONLY_HERE}", *arguments],
    )


@pytest.fixture
def page(browser: Any, office_server: str) -> Iterator[Any]:
    """A fresh page of a fresh context, whose relative addresses lead to `office_server`."""
    context = browser.new_context(base_url=office_server, locale="zh-CN")
    yield context.new_page()
    context.close()
