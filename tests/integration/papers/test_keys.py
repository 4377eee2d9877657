"""The office's keys: made once, replaced, reported as compromised; files of mode 0600; one ledger entry
each.
"""

import stat
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from jiangang.methods.findings import Conflict, Forbidden, NotFound, Refused
from tests.support import cases
from tests.support.papers import trial_record, unsealed

pytestmark = pytest.mark.django_db
MANAGER = "papers.key.manage"


def keeper() -> Any:
    return cases.actor_of("keeper", MANAGER)


def now() -> datetime:
    from jiangang.kernel.office import api as office

    return office.clock()


def act(name: str, **words: Any) -> Any:
    from jiangang.kernel.papers import operations

    return getattr(operations, name)(actor=words.pop("actor", None) or keeper(), at=now(), **words)


def sealed(record_number: int = 1) -> bytes:
    from jiangang.kernel.papers import api as papers

    ring = papers.ring(now())
    return papers.seal(unsealed(trial_record(record_number), ring), ring)


def state(pdf: bytes) -> tuple[bool, list[str]]:
    from jiangang.kernel.papers import api as papers

    found = papers.validate(pdf, now(), trust=papers.trust())
    return found.whole, [each.code.rpartition(".")[2] for each in found.findings]


def acts() -> list[str]:
    from jiangang.kernel.ledger.models import Entry

    return list(Entry.objects.filter(act__startswith="papers.").order_by("pk").values_list("act", flat=True))


def test_a_ceremony_is_held_once() -> None:
    from django.conf import settings

    made = act("hold_ceremony")
    assert [each.purpose for each in made] == ["root", "issuing", "seal", "stamp", "code"]
    assert acts() == ["papers.key.ceremony"]
    with pytest.raises(Conflict):
        act("hold_ceremony")
    for each in made:
        path = Path(settings.KEYS_DIR) / "papers" / f"{each.purpose}-{each.fingerprint[:16]}.pem"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert b"PRIVATE KEY" in path.read_bytes()
    assert state(sealed()) == (True, [])


def test_only_who_may_manages_keys() -> None:
    with pytest.raises(Forbidden):
        act("hold_ceremony", actor=cases.actor_of("clerk"))


def test_the_first_paper_makes_the_keys_and_says_so() -> None:
    from jiangang.kernel.papers import api as papers
    from jiangang.kernel.permissions import Actor

    with pytest.raises(Conflict):
        papers.ring(now())
    for _ in range(2):
        papers.ensure_keys(actor=Actor.system("papers", on=cases.DAY), at=now())
    assert acts() == ["papers.key.ceremony"]


def test_a_key_that_others_may_read_is_not_used() -> None:
    from django.conf import settings

    from jiangang.kernel.papers import queries

    made = act("hold_ceremony")
    path = next((Path(settings.KEYS_DIR) / "papers").glob(f"seal-{made[2].fingerprint[:16]}.pem"))
    path.chmod(0o640)
    queries._ring.cache_clear()
    with pytest.raises(PermissionError):
        queries.ring(now())


def test_old_papers_stay_good_when_a_key_is_replaced() -> None:
    act("hold_ceremony")
    before = sealed()
    for purpose, count in (("seal", 1), ("stamp", 1), ("code", 1), ("issuing", 3), ("root", 5)):
        made = act("replace_key", purpose=purpose, reason="每三年更换")
        assert len(made) == count
        assert state(before) == (True, []), purpose
        assert state(sealed()) == (True, []), purpose
    assert acts() == ["papers.key.ceremony"] + ["papers.key.replace"] * 5


def test_a_compromised_seal_is_worth_nothing_from_then_on() -> None:
    act("hold_ceremony")
    before = sealed()
    hour_ago = now() - timedelta(hours=1)
    made = act("report_compromise", purpose="seal", since=hour_ago, reason="密钥文件外泄")
    assert state(before) == (False, ["key_ended"])
    assert state(sealed(2)) == (True, [])
    assert [each.purpose for each in made] == ["seal"]
    from cryptography import x509

    from jiangang.kernel.papers.models import PaperKey, RevocationList

    old = PaperKey.objects.filter(purpose="seal").order_by("pk")[0]
    listed = x509.load_der_x509_crl(bytes(RevocationList.objects.order_by("-pk")[0].content))
    entry = listed.get_revoked_certificate_by_serial_number(int(old.serial, 16))
    assert entry is not None
    assert entry.extensions[0].value.reason == x509.ReasonFlags.key_compromise


def test_what_was_sealed_before_a_compromise_stays_good() -> None:
    act("hold_ceremony")
    before = sealed()
    from jiangang.kernel.papers import api as papers

    sealed_at = papers.validate(before, now(), trust=papers.trust()).sealed_at
    assert sealed_at
    later = sealed_at + timedelta(microseconds=1)
    act("report_compromise", purpose="seal", since=min(later, now()), reason="密钥文件外泄")
    assert state(before) == (True, [])


def test_bad_orders_are_refused() -> None:
    with pytest.raises(NotFound):
        act("replace_key", purpose="seal", reason="x")
    act("hold_ceremony")
    with pytest.raises(Refused):
        act("replace_key", purpose="seal", reason=" ")
    with pytest.raises(Refused):
        act("report_compromise", purpose="seal", since=now() + timedelta(days=1), reason="x")


def test_lists_are_made_anew_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    from jiangang.kernel.papers import api as papers
    from jiangang.kernel.papers import operations
    from jiangang.kernel.papers.models import RevocationList
    from jiangang.kernel.permissions import Actor

    act("hold_ceremony")
    start = now()
    for days, lists in ((29, 2), (31, 3), (32, 3), (302, 5)):
        monkeypatch.setattr(operations, "clock", lambda days=days: start + timedelta(days=days))
        papers.ensure_keys(actor=Actor.system("papers", on=cases.DAY), at=now())
        assert RevocationList.objects.count() == lists, days


def test_keys_are_never_changed(db: Any) -> None:
    from django.db import DatabaseError, transaction

    from jiangang.kernel.papers.models import KeyEnd, PaperKey

    act("hold_ceremony")
    act("replace_key", purpose="seal", reason="r")
    for model in (PaperKey, KeyEnd):
        for change in (lambda rows: rows.update(recorded_at=now()), lambda rows: rows.delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                change(model.objects.all())


def test_the_bundle_tells_ends_and_is_checked() -> None:
    from jiangang.kernel.papers import api as papers
    from tests.support.papers import make_office

    act("hold_ceremony")
    act("report_compromise", purpose="code", since=now() - timedelta(hours=1), reason="外泄")
    said = papers.bundle(now())
    known = papers.known_from(said)
    assert len(known.code_keys) == 1, "a compromised key verifies nothing offline"
    assert [each["purpose"] for each in said["keys"] if each["ended"]] == ["code"]
    from base64 import b64encode

    foreign = b64encode(make_office(now()).ring.code).decode()
    keys = [{**each, "certificate": foreign} if each["purpose"] == "code" else each for each in said["keys"]]
    for wrong in ({**said, "keys": keys}, {**said, "keys": "x"}, {}, {**said, "lists": ["%"]}):
        with pytest.raises(Refused) as refusal:
            papers.known_from(wrong)
        assert refusal.value.findings[0].code == "papers.finding.bundle_malformed"
