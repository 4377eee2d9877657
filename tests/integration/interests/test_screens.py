"""The register's screens: who sees what, declaring and ending by form."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.integration.assignment.signing_in import sign_in
from tests.integration.assignment.small_office import DAY, firm, interest

pytestmark = pytest.mark.django_db

OWN = ("interests.interest.view", "interests.interest.declare")
OFFICER = (*OWN, "interests.interest.record", "interests.register.view")


def _numbered_firm(number: str = "F-1") -> Any:
    from jiangang.kernel.organisations.models import FirmIdentifier

    made = firm("Timber Ltd")
    FirmIdentifier.objects.create(firm=made, scheme="declared", value=number, valid_from=DAY)
    return made


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_my_interests_shows_mine_only(client: Any, language: str) -> None:
    """In both languages."""
    interest("I01", firm("Mine Ltd").pk)
    interest("I02", firm("Theirs Ltd").pk)
    body = sign_in(client, "I01", *OWN, language=language).get(reverse("interests:list")).content.decode()
    assert "Mine Ltd" in body and "Theirs Ltd" not in body


def test_declaring_by_form_counts_at_once(client: Any) -> None:
    """And a replayed form declares nothing twice."""
    from jiangang.integrity.interests.models import Interest

    made = _numbered_firm()
    sign_in(client, "I01", *OWN)
    words = {
        "scheme": "declared",
        "number": "F-1",
        "kind": "kin",
        "valid_from": "2026-01-01",
        "request_key": "abc",
    }
    for _ in range(3):
        assert client.post(reverse("interests:declare"), words).status_code == 302
    (row,) = Interest.objects.all()
    assert (row.firm_id, row.kind, row.source) == (made.pk, "kin", "self")


def test_an_unknown_firm_is_said_at_its_field(client: Any) -> None:
    """With status 422 and what to do."""
    sign_in(client, "I01", *OWN)
    words = {"scheme": "declared", "number": "NONE", "kind": "kin", "valid_from": "2026-01-01"}
    answer = client.post(reverse("interests:declare"), words)
    assert answer.status_code == 422 and "NONE" in answer.content.decode()


def test_the_register_is_for_the_discipline_officer(client: Any) -> None:
    """An inspector gets 403; the officer records for others and sees the note."""
    _numbered_firm()
    sign_in(client, "I01", *OWN)
    for name in ("register", "record"):
        assert client.get(reverse(f"interests:{name}")).status_code == 403
    client.logout()
    sign_in(client, "D01", *OFFICER)
    words = {
        "person_code": "I01",
        "scheme": "declared",
        "number": "F-1",
        "kind": "shareholding",
        "source": "other",
        "valid_from": "2026-01-01",
        "note": "told by a colleague",
    }
    assert client.post(reverse("interests:record"), words).status_code == 302
    body = client.get(reverse("interests:register")).content.decode()
    assert "told by a colleague" in body and "Timber Ltd" in body
    assert client.post(reverse("interests:record"), {**words, "person_code": "X"}).status_code == 422


def test_ending_by_form(client: Any) -> None:
    """Not in the past, not somebody else's, not an unknown one."""
    row = interest("I01", firm().pk)
    other = interest("I02", firm().pk)
    sign_in(client, "I01", *OWN)
    url = reverse("interests:end", args=[row.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"ends_on": str(DAY - timedelta(days=1))}).status_code == 422
    assert client.post(url, {"ends_on": "2999-01-01"}).status_code == 302
    assert (
        client.post(reverse("interests:end", args=[other.pk]), {"ends_on": "2999-01-01"}).status_code == 403
    )
    assert client.post(reverse("interests:end", args=[987654]), {"ends_on": "2999-01-01"}).status_code == 404
