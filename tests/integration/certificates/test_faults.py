"""Two at once, a kill between signing and publishing, and an old copy of the database brought back."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.certificates import registering
from tests.integration.certificates.registering import entries, issue, open_register, publish, signed
from tests.integration.certificates.test_certifying import act, drafted
from tests.integration.disposition.test_deciding import decide, inspected
from tests.integration.register.conftest import office
from tests.integration.register.test_recovering import older
from tests.support import cases

__all__ = ["office", "older"]  # fixtures of the register's tests


@pytest.fixture
def case(committed_db: Any, released: Any, settings: Any, tmp_path: Path) -> Any:
    """A released consignment of an office that keeps a register, in a database of its own."""
    open_register(settings, tmp_path)
    return released


def reviewed(consignment: Any) -> Any:
    certificate = drafted(consignment)
    act("review", "reviewer", certificate_id=certificate.pk)
    return certificate


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gave or raised, all of them begun at the same moment in threads of their own."""
    from django.db import connection

    gate, found = threading.Barrier(len(acts)), []

    def run(one: Callable[[], Any]) -> None:
        gate.wait()
        try:
            found.append(one())
        except Exception as error:
            found.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def test_two_signatories_of_one_certificate_make_one_entry(case: Any) -> None:
    certificate = reviewed(case)
    words = {"certificate_id": certificate.pk}
    cases.actor_of("signatory"), cases.actor_of("deputy")
    found = at_once(lambda: act("sign", "signatory", **words), lambda: act("sign", "deputy", **words))
    assert {each.number for each in found} == {"370100-2026-000001-9"}
    assert [kind for kind, _ in entries(certificate)] == ["issue"]


def test_two_signatories_of_two_certificates_get_two_numbers(case: Any) -> None:
    from jiangang.kernel.ledger import api as ledger
    from jiangang.kernel.numbering import api as numbering
    from jiangang.kernel.register import api as register

    other = inspected()
    decide(other)
    both = [reviewed(case), reviewed(other)]
    cases.actor_of("signatory"), cases.actor_of("deputy")
    found = at_once(
        lambda: act("sign", "signatory", certificate_id=both[0].pk),
        lambda: act("sign", "deputy", certificate_id=both[1].pk),
    )
    assert {each.number[12:18] for each in found} == {"000001", "000002"}
    assert (numbering.list_gaps(), register.size()) == ([], 3)
    mine = ("certificates_", "register_", "numbering_")
    assert [each for each in ledger.verify().faults if each.table.startswith(mine)] == []
    publish()
    papers = at_once(*(lambda each=each: issue(each) for each in both))
    assert {each.level for each in papers} == {"B-LT"}
    assert register.size() == 5


SIGN_AND_DIE = """
import os, signal, django
django.setup()
from django.conf import settings
from pathlib import Path
folder = Path(os.environ["FOLDER"])
settings.KEYS_DIR, settings.REGISTER_DIR = folder / "keys", folder / "register"
from jiangang.kernel.register import entering
entering._defer = lambda: os.kill(os.getpid(), signal.SIGKILL)
from tests.integration.certificates.test_certifying import act
act("sign", "signatory", certificate_id=int(os.environ["CERTIFICATE"]))
"""


def test_killed_between_signing_and_publishing(case: Any, committed_db: Any, tmp_path: Path) -> None:
    certificate = reviewed(case)
    environment = {
        **committed_db.environment(),
        "DJANGO_SETTINGS_MODULE": "jiangang.config.settings",
        "FOLDER": str(tmp_path),
        "CERTIFICATE": str(certificate.pk),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run(
        [sys.executable, "-c", SIGN_AND_DIE], env=environment, check=False, capture_output=True, timeout=120
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()[-2000:]
    certificate.refresh_from_db()
    assert (certificate.state, [kind for kind, _ in entries(certificate)]) == ("signed", ["issue"])
    assert publish().state == "released"
    assert issue(certificate).level == "B-LT"


def test_a_restored_older_copy_never_gives_a_number_again(
    office: Any, older: Any, released: Any, settings: Any, tmp_path: Path
) -> None:
    from jiangang.kernel.numbering import api as numbering
    from jiangang.kernel.register import api as register
    from jiangang.kernel.register.mirroring import mirror
    from jiangang.kernel.register.sources import open_source

    open_register(settings, tmp_path)
    publish()
    older.take()
    lost = signed(released)
    place = lost.signed.status_index
    publish()
    issue(lost)
    publish()
    mirror(open_source(str(settings.REGISTER_DIR / "1")), tmp_path / "mirror", register.trusted_logs())
    older.bring_back()
    settings.REGISTER_DIR = tmp_path / "elsewhere"
    register.recover(source=open_source(str(tmp_path / "mirror")), actor=office.one, at=cases.later(95))
    again = signed(released)
    assert (lost.number, again.number) == ("370100-2026-000001-9", "370100-2026-000002-7")
    row = numbering.find_number("certificates.inspection", lost.number)
    assert (row.state, "entry 1 of the public register" in row.void_reason) == ("void", True)
    assert (place, again.signed.status_index) == (0, 1)
    assert numbering.list_gaps() == []
    publish()
    assert issue(again).level == "B-LT"
    assert registering.entries(again)[0][1]["number"] == registering.entries(again)[1][1]["number"]
