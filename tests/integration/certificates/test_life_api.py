"""A certificate's life by machine API and at the desk: the same acts, the same refusals."""

from typing import Any

import pytest

from tests.integration.certificates.test_certifying import act, drafted, issued
from tests.integration.certificates.test_life import kind_with, replaced
from tests.support import cases

pytestmark = pytest.mark.django_db
JSON = "application/json"


def url(certificate: Any, rest: str) -> str:
    return f"/api/certificates/{certificate.pk}/{rest}"


def test_acts_on_an_issued_certificate(released: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kind_with(monkeypatch, validity_days=90)
    certificate = issued(released)
    client = cases.client_of("officer", *cases.CERTIFIER)
    copy = client.post(url(certificate, "copies"), {"reason": "customs"}, JSON).json()
    assert (copy["sort"], copy["number"]) == ("copy", 1)
    assert client.get(url(certificate, f"papers/{copy['derived_id']}")).content.startswith(b"%PDF")
    assert client.post(url(certificate, "copies"), {"reason": " "}, JSON).status_code == 422
    wanted = {"valid_until": "2999-01-01", "reason": "late ship"}
    refused = client.post(url(certificate, "extensions"), wanted, JSON)
    assert refused.status_code == 422
    assert {each["code"].rpartition(".")[2] for each in refused.json()["findings"]} >= {"extension_too_long"}
    sheet = {"copies": 1, "printer": "P1"}
    assert client.post(url(certificate, "printings"), sheet, JSON).json()[0]["printer"] == "P1"
    assert client.post(url(certificate, "printings"), sheet, JSON).status_code == 422
    assert len(client.get(url(certificate, "printings")).json()) == 1
    again = client.post(url(certificate, "printings"), sheet | {"reason": "jam"}, JSON)
    assert [each["position"] for each in again.json()] == [1, 2]
    assert client.get(url(certificate, "printings")).json() == again.json()
    again = {"reason": "wrong name"}
    made = client.post(url(certificate, "replace"), again, JSON, headers={"idempotency-key": "k"}).json()
    assert (
        client.post(url(certificate, "replace"), again, JSON, headers={"idempotency-key": "k"}).json() == made
    )
    assert client.post(url(certificate, "replace"), again, JSON).status_code == 409


def test_acts_on_a_draft(released: Any) -> None:
    certificate = drafted(released)
    client = cases.client_of("officer", *cases.CERTIFIER)
    late = {"departed_on": "2026-02-20", "reason": "early ship"}
    assert client.post(url(certificate, "retrospective"), late, JSON).json()["state"] == "draft"
    assert client.post(url(certificate, "retrospective"), late, JSON).status_code == 409
    original = {
        "number": "SAG-77",
        "issuer": "SAG",
        "issued_on": "2026-02-01",
        "evidence": "a" * 64,
        "quantity": "0.1",
        "covered": "0.3",
    }
    (row,) = client.post(url(certificate, "originals"), original, JSON).json()
    assert (row["quantity"], row["balance"]) == ("0.100000", "0.200000")
    assert client.get(url(certificate, "originals")).json()[0]["number"] == "SAG-77"
    both = client.post(url(certificate, "originals"), original | {"number": "SAG-78"}, JSON)
    assert [each["number"] for each in both.json()] == ["SAG-77", "SAG-78"]
    assert client.get(url(certificate, "originals")).json() == both.json()
    assert client.post(url(certificate, "copies"), {"reason": "x"}, JSON).status_code == 409


def test_the_chain_by_api_page_and_portal(released: Any, client: Any) -> None:
    old = issued(released)
    new = replaced(old)
    query = {"number": old.number, "code": old.signed.digest[:16]}
    said = client.get("/api/certificates/verify", query).json()
    assert (said["state"], said["replaced_by"]) == ("replaced", new.number)
    assert [each["number"] for each in said["replacements"]] == [old.number, new.number]
    scanned = client.post("/api/certificates/verify/code", {"text": new.signed.qr_text}, JSON).json()
    assert (scanned["state"], scanned["replaces"]) == ("valid", old.number)
    asked = {"n": old.number, "c": old.signed.digest[:16]}
    page = client.get("/verify/", asked, headers={"accept-language": "en"}).content.decode()
    assert f'href="/verify/?n={new.number}&amp;c=' in page and "It was replaced by" in page
    owner = cases.client_of("owner", "certificates.certificate.receive", firm=released.importer)
    own = owner.get(f"/portal/certificates/{old.pk}/").content.decode()
    assert f'href="/portal/certificates/{new.pk}/"' in own
    desk = cases.client_of("drafter", *cases.CERTIFIER)
    assert (
        f'href="/desk/certificates/{old.pk}/"' in desk.get(f"/desk/certificates/{new.pk}/").content.decode()
    )
    chain = desk.get(url(new, "chain")).json()
    assert (chain["replaces"], chain["replaced_by"]) == (old.number, "")
    stranger = cases.client_of("stranger", "certificates.certificate.receive", firm=cases.firm_of("另一家"))
    for rest in ("chain", "printings", "originals"):
        assert stranger.get(url(new, rest)).status_code == 404


def test_acts_at_the_desk(released: Any) -> None:
    certificate = issued(released)
    desk = cases.client_of("officer", *cases.CERTIFIER)
    page = f"/desk/certificates/{certificate.pk}/"
    assert f"{page}life/copy/" in desk.get(page).content.decode()
    assert f"{page}life/extend/" not in desk.get(page).content.decode(), "a kind without end is not extended"
    assert desk.post(f"{page}life/copy/", {"reason": ""}).status_code == 422
    assert desk.post(f"{page}life/copy/", {"reason": "海关"})["Location"] == page
    made = certificate.derived.get()
    file = f"{page}papers/{made.pk}/pdf/"
    assert not desk.get(file).content.startswith(b"%PDF")
    printed = desk.post(f"{page}life/printing/", {"copies": 1, "printer": "P1", "derived_id": made.pk})
    assert printed["Location"] == file
    assert desk.get(file).content == bytes(made.content)
    replacing = desk.post(f"{page}replace/", {"reason": "品名有误", "request_key": "k"})
    assert replacing.status_code == 302 and replacing["Location"] != page
    assert certificate.number in desk.get(replacing["Location"]).content.decode()
    viewer = cases.client_of("viewer", "certificates.certificate.view")
    for name in ("copy", "extend", "printing", "mark_retrospective", "rest_on_original"):
        assert viewer.post(f"{page}life/{name}/", {}).status_code == 403
    assert viewer.get(f"{page}life/nothing/").status_code == 404
    act("withdraw", "signatory", certificate_id=certificate.pk, reason="错证")
    assert "life/copy/" not in desk.get(page).content.decode()
