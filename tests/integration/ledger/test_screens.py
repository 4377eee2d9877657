"""The ledger's screens: list, entry with proof, the proof as a file; closed to whoever lacks the
permission.
"""

import json
from typing import Any

import pytest
from django.test import Client

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.permissions import Actor
from tests.integration.ledger.conftest import AT

ACT = {"at": AT, "act": "trial.note", "case": "310000-2026-000009"}


@pytest.fixture
def sign_in(db: None) -> Any:
    """A function that signs somebody in, with or without the permission."""
    from jiangang.kernel.people.models import Grant, Person, Posting, PostKind, Unit, User

    def client(*permissions: str) -> Client:
        person = Person.objects.create(code="p", name_zh="王")
        kind = PostKind.objects.create(code="auditor", name_en="Auditor", name_zh="审计")
        unit = Unit.objects.create(code="u", kind="bureau", name_en="u", name_zh="u", valid_from="2000-01-01")
        Posting.objects.create(person=person, post_kind=kind, unit=unit, valid_from="2000-01-01")
        for permission in permissions:
            Grant.objects.create(post_kind=kind, permission=permission, valid_from="2000-01-01")
        user = User.objects.create(username="wang", person=person, language="en")
        found = Client(headers={"accept-language": "en"})
        found.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        return found

    return client


def test_the_list_finds_by_case(sign_in: Any, clerk: Actor) -> None:
    ledger.append(actor=clerk, subject="notice:1", **ACT)
    ledger.append(actor=clerk, subject="notice:2", **ACT | {"case": "other"})
    client = sign_in("ledger.entry.view")
    page = client.get("/desk/ledger/").content.decode()
    assert "notice:1" in page
    assert "notice:2" in page
    found = client.get("/desk/ledger/?search=310000").content.decode()
    assert "notice:1" in found
    assert "notice:2" not in found
    assert "notice:1" in client.get("/desk/ledger/?format=csv&search=310000").content.decode()


def test_an_entry_shows_its_proof(sign_in: Any, clerk: Actor, keys_folder: Any) -> None:
    for number in range(3):
        ledger.append(
            actor=clerk, subject=f"n:{number}", facts={"件数": 12}, personal={"name": "王小明"}, **ACT
        )
    ledger.sign_checkpoint(AT)
    client = sign_in("ledger.entry.view")
    page = client.get("/desk/ledger/1/").content.decode()
    proof = ledger.prove_inclusion(1)
    assert proof.holds
    assert all(each.hex() in page for each in proof.hashes)
    assert "件数" in page
    assert "王小明" not in page
    file = json.loads(client.get("/desk/ledger/1/proof.json").content)
    assert ledger.check_proof(ledger.read_proof(file), ledger.verifier_keys()) == []
    assert client.get("/desk/ledger/99/").status_code == 404
    assert client.get(f"/desk/ledger/{10**30}/").status_code == 404


def test_the_first_entry_stands_alone(sign_in: Any, clerk: Actor) -> None:
    ledger.append(actor=clerk, subject="n", **ACT)
    assert sign_in("ledger.entry.view").get("/desk/ledger/0/").status_code == 200


def test_others_stay_outside(sign_in: Any, clerk: Actor) -> None:
    ledger.append(actor=clerk, subject="n", **ACT)
    client = sign_in()
    for address in ("", "0/", "0/proof.json"):
        assert client.get(f"/desk/ledger/{address}").status_code == 403
        assert Client().get(f"/desk/ledger/{address}").status_code == 302


@pytest.mark.parametrize(
    ("language", "words", "own"),
    [("en", "Decide lanes", "Permission granted to a post"), ("zh-hans", "作出布控决定", "授予岗位权限")],
)
def test_acts_and_actors_are_told_in_words_with_their_codes(
    sign_in: Any, clerk: Actor, language: str, words: str, own: str
) -> None:
    """On the list and on the entry; an act without words and an unknown key stand as they are."""
    from jiangang.kernel.people.models import Person, User

    client = sign_in("ledger.entry.view")
    User.objects.update(language=language)
    person = Person.objects.get(code="p")
    wang = Actor(name="王", on=AT.date(), person_id=person.pk)
    entry = ledger.append(actor=wang, at=AT, act="targeting.decision.make", subject="decision:1")
    ledger.append(actor=wang, subject="notice:1", **ACT)
    for url in ("/desk/ledger/", f"/desk/ledger/{entry.sequence}/"):
        page = client.get(url).content.decode()
        assert words in page and "targeting.decision.make</small>" in page
        assert "王 <small" in page and f"person:{person.pk}</small>" in page
    ledger.append(actor=wang, at=AT, act="people.grant.add", subject="post:clerk")
    page = client.get("/desk/ledger/").content.decode()
    assert "<code>trial.note</code>" in page
    assert own in page
    exported = client.get("/desk/ledger/?export=csv")
    assert "targeting.decision.make" in b"".join(exported.streaming_content).decode()
