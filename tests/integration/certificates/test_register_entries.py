"""Acts in a certificate's life enter the public register, where the office has one open."""

from pathlib import Path
from typing import Any

import pytest

from tests.integration.certificates.test_certifying import issued
from tests.integration.certificates.test_life import do, replaced
from tests.support import cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(tmp_path: Path, settings: Any) -> None:
    """A register whose key ceremony was held by two people."""
    from jiangang.kernel.permissions import Actor
    from jiangang.kernel.register import api, permissions

    settings.KEYS_DIR = tmp_path / "keys"
    settings.REGISTER_DIR = tmp_path / "register"
    settings.REGISTER_PUBLISHES_AT_ONCE = False
    may = frozenset({permissions.PROPOSE, permissions.CONFIRM})
    one, two = (Actor.system(name, on=cases.DAY, permissions=may) for name in ("one", "two"))
    made = api.propose(act=api.OPEN, reason="trial", params={}, actor=one, at=cases.AT)
    api.confirm(proposal_id=made.pk, actor=two, at=cases.AT)


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
