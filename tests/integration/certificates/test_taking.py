"""Files of papers: nothing is handed out before its row is in the print log; looking leaves none."""

from hashlib import sha256
from typing import Any

import pytest

from jiangang.methods.findings import Conflict, NotFound
from tests.integration.certificates.test_certifying import act, drafted, issued
from tests.integration.certificates.test_life import do
from tests.support import cases

pytestmark = pytest.mark.django_db

OWN = ("certificates.certificate.receive", "certificates.certificate.self_print")


def files_of(certificate: Any) -> list[tuple[str, str]]:
    from jiangang.port.certificates.life_queries import life_view

    return [(each.paper, each.face) for each in life_view(certificate.pk).files]


def test_the_desk_takes_a_file_on_record_and_it_opens_for_an_hour(released: Any) -> None:
    certificate = issued(released)
    desk, at = cases.client_of("officer", *cases.CERTIFIER), f"/desk/certificates/{certificate.pk}/"
    page = desk.get(at).content.decode()
    assert f'action="{at}pdf/"' in page and f'href="{at}print/"' not in page
    assert "Reading this page is no handing out and leaves no row" in page
    asked = desk.get(f"{at}pdf/")
    assert asked.status_code == 200 and "entered in the print log" in asked.content.decode()
    assert files_of(certificate) == []
    assert desk.post(f"{at}pdf/")["Location"] == f"{at}pdf/"
    assert files_of(certificate) == [("original", "desk")]
    for _ in range(2):
        assert desk.get(f"{at}pdf/").content == bytes(certificate.paper.content)
    assert len(files_of(certificate)) == 1, "loading it again is the same taking"
    assert "its file, taken at the desk" in desk.get(at).content.decode()
    colleague = cases.client_of("colleague", *cases.CERTIFIER)
    assert not colleague.get(f"{at}pdf/").content.startswith(b"%PDF"), "it is the taker's"


def test_a_paper_closes_an_hour_after_its_row(released: Any) -> None:
    from jiangang.port.certificates import life_queries

    certificate = issued(released)
    officer = cases.actor_of("officer", *cases.CERTIFIER)
    do("take_file", "officer", certificate_id=certificate.pk)
    do("record_printing", "officer", certificate_id=certificate.pk, copies=1, printer="P1")
    for opens in (life_queries.was_taken, life_queries.was_printed):
        assert opens(certificate.pk, None, officer, cases.later(179))
        assert not opens(certificate.pk, None, officer, cases.later(180))


def test_the_print_view_opens_for_a_printing_of_the_original(released: Any) -> None:
    certificate = issued(released)
    copy = do("certify_copy", "signatory", certificate_id=certificate.pk, reason="海关")
    desk, at = cases.client_of("officer", *cases.CERTIFIER), f"/desk/certificates/{certificate.pk}/"
    assert desk.get(f"{at}print/")["Location"] == f"{at}life/printing/"
    desk.post(f"{at}pdf/")
    desk.post(f"{at}life/printing/", {"copies": 1, "printer": "P1", "derived_id": copy.pk})
    assert desk.get(f"{at}print/").status_code == 302, "neither a file nor a printed copy counts"
    assert desk.post(f"{at}life/printing/", {"copies": 1, "printer": "P1"})["Location"] == f"{at}print/"
    assert desk.get(f"{at}print/").status_code == 200
    act("withdraw", "signatory", certificate_id=certificate.pk, reason="错证")
    assert desk.get(f"{at}print/").status_code == 302, "what has ended is not printed"
    viewer = cases.client_of("viewer", "certificates.certificate.view")
    assert viewer.get(f"{at}print/").status_code == 403


def test_files_of_copies_and_of_what_ended_are_taken_too(released: Any) -> None:
    certificate = issued(released)
    copy = do("certify_copy", "signatory", certificate_id=certificate.pk, reason="海关")
    taken = do("take_file", "officer", certificate_id=certificate.pk, derived_id=copy.pk)
    assert taken.digest == sha256(bytes(copy.content)).hexdigest()
    with pytest.raises(NotFound):
        do("take_file", "officer", certificate_id=certificate.pk, derived_id=10**6)
    act("withdraw", "signatory", certificate_id=certificate.pk, reason="错证")
    again = do("take_file", "officer", certificate_id=certificate.pk)
    assert again.digest == certificate.paper.digest
    assert files_of(certificate) == [("copy 1", "desk"), ("original", "desk")]


def test_a_draft_has_no_file_to_take(released: Any) -> None:
    with pytest.raises(Conflict, match="not_handed_out"):
        do("take_file", "officer", certificate_id=drafted(released).pk)


def test_the_machine_api_leaves_a_row_for_each_fetch(released: Any) -> None:
    certificate = drafted(released)
    url = f"/api/certificates/{certificate.pk}/"
    client = cases.client_of("officer", *cases.CERTIFIER)
    assert client.get(f"{url}pdf").content.startswith(b"%PDF")
    assert client.get(f"{url}files").json() == []
    for name, who in (("review", "reviewer"), ("sign", "signatory"), ("issue", "signatory")):
        act(name, who, certificate_id=certificate.pk)
    copy = do("certify_copy", "signatory", certificate_id=certificate.pk, reason="海关")
    owner = cases.client_of("owner", *OWN, firm=released.importer)
    assert client.get(f"{url}pdf").content.startswith(b"%PDF")
    assert owner.get(f"{url}papers/{copy.pk}").content == bytes(copy.content)
    rows = client.get(f"{url}files").json()
    assert [(each["paper"], each["face"]) for each in rows] == [("original", "desk"), ("copy 1", "portal")]
    stranger = cases.client_of("stranger", *OWN, firm=cases.firm_of("另一家"))
    for rest in ("pdf", "files", f"papers/{copy.pk}"):
        assert stranger.get(url + rest).status_code == 404
    assert len(files_of(certificate)) == 2


def test_a_row_stays_and_the_ledger_answers_for_it(released: Any) -> None:
    from django.db import DatabaseError, transaction

    from jiangang.kernel.ledger import api as ledger

    certificate = issued(released)
    taken = do("take_file", "officer", certificate_id=certificate.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        type(taken).objects.filter(pk=taken.pk).update(taken_by="person:0")
    with pytest.raises(DatabaseError), transaction.atomic():
        type(taken).objects.filter(pk=taken.pk).delete()
    assert [each for each in ledger.verify().faults if each.table.startswith("certificates_")] == []
