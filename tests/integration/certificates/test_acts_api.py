"""The acts that move a certificate, by machine API: the same hands apart as by screen, the same states."""

from typing import Any

import pytest

from tests.integration.certificates.test_certifying import drafted, issued
from tests.support import cases

pytestmark = pytest.mark.django_db
JSON = "application/json"


def do(who: str, certificate: Any, act: str, **words: str) -> Any:
    client = cases.client_of(who, *cases.CERTIFIER)
    return client.post(f"/api/certificates/{certificate.pk}/{act}", words, JSON)


def codes(answer: Any) -> set[str]:
    return {each["code"].rpartition(".")[2] for each in answer.json()["findings"]}


def test_three_hands_bring_a_draft_to_a_paper(released: Any) -> None:
    certificate = drafted(released)
    assert do("reviewer", certificate, "review", opinion="可").json()["state"] == "reviewed"
    signed = do("signatory", certificate, "sign").json()
    assert (signed["state"], bool(signed["number"])) == ("signed", True)
    assert do("signatory", certificate, "issue").json()["state"] == "issued"
    assert do("signatory", certificate, "issue").status_code == 200, "a second call changes nothing"
    assert do("signatory", certificate, "withdraw", reason=" ").status_code == 422
    assert do("signatory", certificate, "withdraw", reason="误签").json()["state"] == "withdrawn"


@pytest.mark.parametrize(
    ("before", "who", "act"),
    [
        ((), "drafter", "review"),
        ((("reviewer", "review"),), "drafter", "sign"),
        ((("reviewer", "review"),), "reviewer", "sign"),
    ],
)
def test_a_hand_stays_apart_by_api_too(released: Any, before: Any, who: str, act: str) -> None:
    """The Chinese profile: who drafted does not review, and neither of them signs."""
    certificate = drafted(released)
    for other, earlier in before:
        assert do(other, certificate, earlier).status_code == 200
    refused = do(who, certificate, act)
    assert refused.status_code in (403, 422)
    certificate.refresh_from_db()
    assert certificate.state == ("reviewed" if before else "draft")


def test_the_inspector_of_the_goods_certifies_nothing(released: Any) -> None:
    from jiangang.kernel.people.models import Person
    from jiangang.kernel.workflow.models import Step

    certificate = drafted(released)
    hands = Step.objects.filter(case=released.number, hand="inspect").values_list("person_id", flat=True)
    inspectors = list(Person.objects.filter(pk__in=hands))
    assert inspectors
    for inspector in inspectors:
        assert do(inspector.code, certificate, "review").status_code in (403, 422)


def test_sent_back_drafted_anew_given_up(released: Any) -> None:
    certificate = drafted(released)
    assert do("reviewer", certificate, "send-back", opinion="").status_code == 422
    assert do("reviewer", certificate, "send-back", opinion="品名").json()["state"] == "begun"
    assert do("drafter", certificate, "redraft", remarks="改").json()["state"] == "draft"
    assert do("drafter", certificate, "abandon").json()["state"] == "abandoned"
    assert do("reviewer", certificate, "review").status_code in (409, 422)


def test_nobody_without_the_permission_and_no_other_firm(released: Any) -> None:
    certificate = issued(released)
    viewer = cases.client_of("viewer", "certificates.certificate.view")
    owner = cases.client_of("owner", "certificates.certificate.receive", firm=released.importer)
    for act in ("review", "sign", "issue", "withdraw", "send-back", "abandon", "redraft"):
        address, words = f"/api/certificates/{certificate.pk}/{act}", {"reason": "x", "opinion": "x"}
        assert viewer.post(address, words, JSON).status_code == 403
        assert owner.post(address, words, JSON).status_code in (403, 404)


def test_the_credential_is_handed_to_desk_and_firm(released: Any) -> None:
    certificate = issued(released)
    desk = cases.client_of("officer", *cases.CERTIFIER)
    owner = cases.client_of("owner", "certificates.certificate.receive", firm=released.importer)
    for client, face in ((desk, "desk"), (owner, "portal")):
        page = f"/{face}/certificates/{certificate.pk}/"
        assert f'href="{page}credential/"' in client.get(page).content.decode()
        answer = client.get(f"{page}credential/")
        assert answer["Content-Type"] == "application/vc+jwt"
        assert answer.content.count(b".") == 2
    stranger = cases.client_of("stranger", "certificates.certificate.receive", firm=cases.firm_of("另一家"))
    assert stranger.get(f"/portal/certificates/{certificate.pk}/credential/").status_code == 404
