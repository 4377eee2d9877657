"""The demo office with its port day, played once per run and cloned for each test that wants it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from jiangang.config.supervision import postgres
from tests.support import database
from tests.support.database import TestDatabases

PASSWORD = "demo-office-of-tests"
PATIENCE = 15_000  # ms


@pytest.fixture(scope="session")
def demo_register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the played demo office has published its register."""
    return tmp_path_factory.mktemp("demo") / "register"


@pytest.fixture(scope="session")
def demo_template(
    databases: TestDatabases, template_name: str, django_db_blocker: Any, demo_register: Path
) -> Iterator[str]:
    """The name of a database in which the demo office has played its day."""
    from django.test import override_settings

    name = databases.clone(template_name)
    url = databases.url(postgres.APP, name)
    with (
        django_db_blocker.unblock(),
        database.connected_to(url),
        override_settings(REGISTER_DIR=demo_register),
    ):
        from jiangang.rehearsal import api as rehearsal

        rehearsal.load_demo_office(password=PASSWORD)
        rehearsal.play_day()
    yield name
    databases.drop(name)


@pytest.fixture
def demo_db(
    databases: TestDatabases,
    demo_template: str,
    demo_register: Path,
    django_db_blocker: Any,
    settings: Any,
    tmp_path: Path,
) -> Iterator[dict[str, str]]:
    """A fresh copy of the played demo office, to commit to; gives the addresses of its roles."""
    name = databases.clone(demo_template)
    settings.REGISTER_DIR = tmp_path / "register"
    shutil.copytree(demo_register, settings.REGISTER_DIR)
    try:
        with django_db_blocker.unblock(), database.connected_to(databases.url(postgres.APP, name)):
            yield {
                role: databases.url(role, name) for role in (postgres.APP, postgres.OWNER, postgres.SUPERUSER)
            }
    finally:
        databases.drop(name)


@pytest.fixture
def demo_client(demo_db: dict[str, str]) -> Callable[[str], Any]:
    """A function that gives Django's test client signed in as a person of the demo office."""
    from django.test import Client

    from jiangang.kernel.people import api as people

    def sign_in(username: str) -> Any:
        client = Client()
        if username:
            client.force_login(
                people.find_by_username(username), "allauth.account.auth_backends.AuthenticationBackend"
            )
        return client

    return sign_in


@pytest.fixture
def demo_server(demo_db: dict[str, str]) -> Iterator[str]:
    """The address of a server on the test's copy of the demo office."""
    with served() as address:
        yield address


@pytest.fixture
def sign_in(browser: Any, demo_server: str) -> Iterator[Callable[..., Any]]:
    """A function that gives a browser page signed in as a person of the demo office, in a language."""
    contexts = []

    def open_page(username: str, *, language: str = "zh-hans", phone: bool = False, **options: Any) -> Any:
        size = {"width": 390, "height": 844} if phone else {"width": 1366, "height": 768}
        usual = {"base_url": demo_server, "locale": "zh-CN", "viewport": size}
        context = browser.new_context(**{**usual, **options})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        cookies = [
            {"name": "django_language", "value": language, "url": options.get("base_url", demo_server)}
        ]
        if username:
            cookies.append({"name": "sessionid", "value": session_of(username, language), "url": demo_server})
        context.add_cookies(cookies)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@contextmanager
def served() -> Iterator[str]:
    """A server in a thread of this process on Django's present connection."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.test.testcases import LiveServerThread

    thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    try:
        yield f"http://127.0.0.1:{thread.port}"
    finally:
        thread.terminate()


def session_of(username: str, language: str) -> str:
    """The cookie of a session of that person, whose language is set."""
    from django.test import Client

    from jiangang.kernel.people import api as people

    user = people.find_by_username(username)
    assert user is not None
    type(user).objects.filter(pk=user.pk).update(language=language)
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return str(client.cookies["sessionid"].value)


def publish_register() -> None:
    """What the worker does within the minute, so that signed papers can be handed out."""
    from jiangang.kernel.office import api as office
    from jiangang.kernel.register import api as register

    outcome = register.publish(at=office.clock())
    assert outcome.state == "released", outcome
