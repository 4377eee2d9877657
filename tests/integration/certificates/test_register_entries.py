"""Acts in a certificate's life enter the public register, where the office has one open."""

from pathlib import Path
from typing import Any

import pytest

from tests.integration.certificates.registering import open_register, publish
from tests.integration.certificates.test_certifying import issued
from tests.integration.certificates.test_life import do, replaced

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A register that publishes between signing and handing out."""
    from jiangang.port.certificates import entering

    open_register(settings, tmp_path)
    checked = entering.checked_proof
    monkeypatch.setattr(entering, "checked_proof", lambda signed: publish() and checked(signed))


def leaves(kind: str) -> list[dict[str, Any]]:
    from jiangang.kernel.register.models import Entry
    from jiangang.methods.log import read_leaf

    found = Entry.objects.filter(kind=kind).order_by("index")
    return [read_leaf(bytes(each.leaf)) for each in found]


@pytest.mark.usefixtures("register")
def test_a_replacement_and_a_copy_are_entered(released: Any) -> None:
    from hashlib import sha256

    old = issued(released)
    new = replaced(old)
    (leaf,) = leaves("replacement")
    for name, number in (("number", old.number), ("successor", new.number)):
        assert leaf[name] == sha256(b"register.number/1\n" + number.encode()).digest()
    assert leaf["reason"] == "品名有误"
    made = do("certify_copy", "signatory", certificate_id=new.pk, reason="海关")
    (leaf,) = [each for each in leaves("file_digest") if each.get("paper") == "copy 1"]
    assert leaf["file_sha256"] == sha256(bytes(made.content)).digest()


def test_without_a_register_nothing_is_entered(released: Any) -> None:
    replaced(issued(released))
    assert leaves("replacement") == []


@pytest.mark.usefixtures("register")
def test_copies_and_endorsements_are_as_valid_as_what_they_are_made_of(
    released: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They carry no proof of their own: the register holds the record that they are made of."""
    from datetime import timedelta

    from jiangang.port.certificates import verifying
    from tests.integration.certificates.test_life import kind_with
    from tests.integration.certificates.test_verifying import asked, now, state_of, write_bundle
    from tests.support import cases

    kind_with(monkeypatch, validity_days=900)
    certificate = issued(released)
    words = {"certificate_id": certificate.pk, "reason": "海关"}
    copy = do("certify_copy", "signatory", **words)
    until = cases.DAY + timedelta(days=950)
    endorsed = do("extend_certificate", "signatory", valid_until=until, **words).endorsement
    write_bundle(tmp_path / "b")
    for name, made in (("copy.pdf", copy), ("endorsed.pdf", endorsed)):
        pdf = bytes(made.content)
        (tmp_path / name).write_bytes(pdf)
        told = verifying.verify_file(pdf, now())
        assert (state_of(told), told.verdict.logged) == ("valid", True), "the office knows it"
        assert [each.code for each in told.findings] == ["papers.finding.proof_elsewhere"]
        offline = asked(str(tmp_path / name), tmp_path / "b")
        assert (state_of(offline), offline.verdict.logged) == ("valid", False)
        assert [each.code for each in offline.findings] == ["papers.finding.proof_elsewhere"]
    original = tmp_path / "original.pdf"
    original.write_bytes(bytes(certificate.paper.content))
    told = asked(str(original), tmp_path / "b")
    assert (state_of(told), told.verdict.logged, told.findings) == ("valid", True, ())
