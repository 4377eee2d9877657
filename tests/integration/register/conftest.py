"""Offices with a register, and witnesses as threads or as processes of their own."""

import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.office import free_port

AT = datetime(2026, 5, 4, 8, 30, tzinfo=UTC)


@pytest.fixture
def office(committed_db: Any, tmp_path: Path, settings: Any) -> Any:
    """A database, folders for keys and files, and two people: what the tests of the register stand on."""
    from jiangang.kernel.permissions import Actor
    from jiangang.kernel.register import permissions, publishing

    settings.KEYS_DIR = tmp_path / "keys"
    settings.REGISTER_DIR = tmp_path / "register"
    settings.REGISTER_PUBLISHES_AT_ONCE = False
    publishing.forget_confirmed()
    may = frozenset({permissions.PROPOSE, permissions.CONFIRM, permissions.RECOVER})
    one, two = (Actor.system(name, on=AT.date(), permissions=may) for name in ("one", "two"))
    return SimpleNamespace(one=one, two=two, folder=tmp_path / "register", db=committed_db)


@pytest.fixture
def act(office: Any) -> Callable[..., Any]:
    """Propose by one person and confirm by another."""
    from jiangang.kernel.register import api

    def do(name: str, reason: str = "trial", **params: str) -> Any:
        made = api.propose(act=name, reason=reason, params=params, actor=office.one, at=AT)
        return api.confirm(proposal_id=made.pk, actor=office.two, at=AT)

    return do


@pytest.fixture
def opened(office: Any, act: Callable[..., Any]) -> Any:
    """A register whose key ceremony was held."""
    act("open")
    return office


@pytest.fixture
def fill(office: Any) -> Callable[..., list[int]]:
    """Enter papers, all in one act."""
    from django.db import transaction

    from jiangang.kernel.ledger import api as ledger
    from jiangang.kernel.register import api

    def enter(*numbers: str) -> list[int]:
        with transaction.atomic():
            made = api.enter_many([api.NewEntry("issue", paper(number), AT) for number in numbers])
            ledger.append(actor=office.one, at=AT, act="trial.issue", subject=f"papers:{numbers[0]}")
        return made

    return enter


def paper(number: str) -> bytes:
    from hashlib import sha256

    from jiangang.methods.log import make_leaf, number_digest

    fields = {"number": number_digest(number), "record": sha256(number.encode()).digest()}
    return make_leaf("issue", AT, {**fields, "paper": "phytosanitary", "issued_on": "2026-05-04"})


@pytest.fixture
def require(office: Any) -> Callable[[int], None]:
    """Set how many witnesses must cosign."""
    from jiangang.kernel.office import api as offices
    from jiangang.kernel.office.permissions import CHANGE_SETTINGS
    from jiangang.kernel.permissions import Actor

    actor = Actor.system("trial", on=AT.date(), permissions=frozenset({CHANGE_SETTINGS}))

    def say(count: int) -> None:
        key = "register_cosignatures"
        offices.change_setting(key=key, value=count, valid_from=date(2000, 1, 1), actor=actor, at=AT)

    return say


class Running:
    """A witness in this process, on a port of its own; it can be stopped and started again."""

    def __init__(self, folder: Path, name: str) -> None:
        from jiangang.witness.keys import load_cosigners, make_keys
        from jiangang.witness.server import Witness
        from jiangang.witness.store import Store

        self.key = make_keys(folder, name)[0]
        self.witness = Witness(Store(folder), load_cosigners(folder))
        self.port = free_port()
        self.start()

    def start(self) -> None:
        from jiangang.witness.server import serve

        self.server = serve(self.witness, "127.0.0.1", self.port)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def witnesses(opened: Any, act: Callable[..., Any], tmp_path: Path, require: Any) -> Iterator[list[Running]]:
    """Two witnesses that watch the opened register; both must cosign."""
    from jiangang.kernel.register import api

    made = [Running(tmp_path / f"witness{n}", f"trial/witness-{n}") for n in (1, 2)]
    for each in made:
        for key in api.verifier_keys(api.current_origin()):
            each.witness.store.trust(key)
        act("witness_set", verifier_key=each.key.encode(), url=each.url)
    require(2)
    yield made
    for each in made:
        each.stop()


class Process:
    """`python -m jiangang.witness serve` as a process that can be killed."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.folder, self.port, self.words = folder, free_port(), words
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "jiangang.witness", "serve", "--dir", str(self.folder)]
        command += ["--port", str(self.port), *self.words]
        said = self.folder / "said"
        with said.open("w") as output:
            self.child = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + 20
        while str(self.port) not in said.read_text():
            assert self.child.poll() is None and time.monotonic() < deadline, said.read_text()
            time.sleep(0.02)

    def kill(self) -> None:
        self.child.kill()
        self.child.wait()

    def post(self, body: bytes) -> tuple[int, bytes]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/add-checkpoint", data=body, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()
