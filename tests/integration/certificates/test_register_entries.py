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
