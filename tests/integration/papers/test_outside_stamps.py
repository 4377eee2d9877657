"""Papers stamped by a service that is not ours: proved later without network, or not made at all."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from jiangang.methods.findings import Forbidden, Refused
from tests.support import cases
from tests.support.outside_stamps import OutsideService, outside_service
from tests.support.papers import trial_record, unsealed

pytestmark = pytest.mark.django_db
MANAGER = "papers.key.manage"


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[OutsideService]:
    """The office asks an outside service."""
    with outside_service(tmp_path) as running:
        cases.set_office(time_stamp_address=running.address)
        yield running


def keep(*files: bytes, permission: str = MANAGER) -> list[Any]:
    from jiangang.kernel.papers.outside import keep_outside_evidence

    named = [(f"file {number}", content) for number, content in enumerate(files)]
    return keep_outside_evidence(files=named, actor=cases.actor_of("keeper", permission), at=now())


def keep_all(service: OutsideService) -> list[Any]:
    return keep(service.root + service.certificate, service.list_at(now()))


def ring() -> Any:
    from jiangang.kernel.papers import api as papers

    papers.ensure_keys(actor=cases.actor_of("keeper", MANAGER), at=now())
    return papers.ring(now())


def sealed() -> bytes:
    """As an operation seals: what cannot be proved is not made."""
    from jiangang.kernel.papers.making import seal_proved

    keys = ring()
    return seal_proved(unsealed(trial_record(1), keys), keys)


def code_of(refusal: Any) -> str:
    return str(refusal.value.findings[0].code)


def test_a_paper_is_proved_years_later_without_network(service: OutsideService) -> None:
    from jiangang.kernel.papers import api as papers

    keep_all(service)
    pdf = sealed()
    service.is_silent = True
    known = papers.known_from(papers.bundle(now()))
    for trust in (papers.trust(), known.trust):
        found = papers.validate(pdf, now() + timedelta(days=900), trust=trust)
        assert (found.whole, found.level) == (True, "B-LT")
    assert b"Outside time-stamps" in pdf


def test_pyhanko_finds_it_good(service: OutsideService) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    from tests.support.judges import judged

    keep_all(service)
    pdf = sealed()
    outside = x509.load_pem_x509_certificate(service.root).public_bytes(Encoding.DER)
    roots = (ring().root, outside)
    assert judged(pdf, now(), archived=False, roots=roots) == "AdESPassed.OK"


@pytest.mark.parametrize("given", ["nothing", "no list", "an old list", "another root"])
def test_what_could_not_be_proved_later_is_not_made(
    service: OutsideService, given: str, tmp_path: Path
) -> None:
    if given == "no list":
        keep(service.root + service.certificate)
    elif given == "an old list":
        keep(service.root + service.certificate, service.list_at(now() - timedelta(days=30)))
    elif given == "another root":
        other = tmp_path / "other"
        other.mkdir()
        with outside_service(other) as strange:
            keep_all(strange)
    with pytest.raises(Refused) as refusal:
        sealed()
    assert code_of(refusal) == "papers.finding.outside_stamp_unproved"


def test_a_silent_service_makes_no_paper(service: OutsideService) -> None:
    keep_all(service)
    service.is_silent = True
    with pytest.raises(Refused) as refusal:
        sealed()
    assert code_of(refusal) == "papers.finding.stamp_service_silent"


def test_an_outside_root_is_trusted_for_time_stamps_alone(service: OutsideService) -> None:
    """A seal whose chain ends at the outside root is nobody's."""
    from jiangang.kernel.papers import api as papers

    keep_all(service)
    pdf = sealed()
    outside = papers.trust().stamp_roots
    as_seal_root = papers.validate(pdf, now(), trust=papers.Trust((), {}, (ring().root, *outside)))
    assert [each.code for each in as_seal_root.findings] == ["papers.finding.seal_unknown"]


def test_what_is_kept_is_kept_once_and_entered(service: OutsideService) -> None:
    from jiangang.kernel.ledger.models import Entry

    assert {row.sort for row in keep_all(service)} == {"root", "certificate", "list"}
    assert keep(service.root) == []
    assert Entry.objects.filter(act="papers.outside.keep").count() == 1
    with pytest.raises(Forbidden):
        keep(service.root, permission="papers.nothing")


def test_every_unreadable_file_is_named_and_nothing_is_kept(service: OutsideService) -> None:
    from jiangang.kernel.papers.outside import kept_outside

    with pytest.raises(Refused) as refusal:
        keep(b"no certificate", service.root, b"\x30\x03\x02\x01\x01")
    assert [each.params["file"] for each in refusal.value.findings] == ["file 0", "file 2"]
    assert kept_outside().roots == ()


def test_a_job_renews_the_lists_and_makes_nobody_trusted(tmp_path: Path) -> None:
    from jiangang.kernel.papers.fetching import fetch_outside_lists
    from jiangang.kernel.papers.outside import kept_outside, renew_outside_lists

    assert fetch_outside_lists() == 0, "an office with its own service asks nobody"
    with outside_service(tmp_path) as elsewhere:
        strange = elsewhere.list_at(now())
    with outside_service(tmp_path) as running:
        keep(running.root + running.certificate)
        cases.set_office(time_stamp_address=running.address)
        assert fetch_outside_lists() == 1
    assert len(kept_outside().lists) == 1
    good = running.list_at(now(), 3)
    for content in (strange, elsewhere.root):
        with pytest.raises(Refused) as refusal:
            renew_outside_lists(
                files=[("good", good), ("bad", content)], actor=cases.actor_of("job"), at=now()
            )
        assert refusal.value.findings[0].params["file"] == "bad"
    assert len(kept_outside().roots) == 1


def test_an_older_list_that_comes_later_is_not_used(service: OutsideService) -> None:
    from jiangang.kernel.papers.outside import kept_outside

    keep(service.root + service.certificate, service.list_at(now(), 2))
    newest = kept_outside().lists
    keep(service.list_at(now() - timedelta(days=3), 1))
    assert kept_outside().lists == newest


def test_an_answer_that_breaks_off_is_an_oserror(service: OutsideService) -> None:
    """What the job may expect of the network; the address answers with half of what it announces."""
    import socket
    import threading

    from jiangang.kernel.papers.fetching import fetch

    def answer_half(server: socket.socket) -> None:
        asker, _ = server.accept()
        with asker:
            asker.recv(4096)
            asker.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=answer_half, args=(server,), daemon=True)
        thread.start()
        with pytest.raises(OSError):
            fetch(f"http://127.0.0.1:{server.getsockname()[1]}/list.crl")
        thread.join(10)
