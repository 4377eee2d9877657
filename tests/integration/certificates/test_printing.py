"""The print log: nothing counts as printed until it was printed; the firm prints its own."""

from typing import Any

import pytest

from jiangang.methods.findings import Conflict, NotFound, Refused
from tests.integration.certificates.test_certifying import act, drafted, issued
from tests.integration.certificates.test_life import do
from tests.support import cases

pytestmark = pytest.mark.django_db

OWN = ("certificates.certificate.receive", "certificates.certificate.self_print")


def log_of(certificate: Any) -> list[tuple[Any, ...]]:
    from jiangang.port.certificates.life_queries import life_view

    rows = life_view(certificate.pk).printings
    return [(each.paper, each.copies, each.printer, each.serial, each.face) for each in rows]


def test_nothing_counts_until_it_is_printed_and_again_needs_a_reason(released: Any) -> None:
    certificate = issued(released)
    assert log_of(certificate) == []
    words = {"certificate_id": certificate.pk, "copies": 2, "printer": "窗口1号"}
    do("record_printing", "clerk", serial="A0001", **words)
    with pytest.raises(Refused, match="reprint_reason_missing"):
        do("record_printing", "clerk", **words)
    do("record_printing", "clerk", reason="卡纸，废纸 A0001", serial="A0003", **words)
    made = do("certify_copy", "signatory", certificate_id=certificate.pk, reason="海关")
    do("record_printing", "clerk", **(words | {"derived_id": made.pk, "copies": 1}))
    assert log_of(certificate) == [
        ("original", 2, "窗口1号", "A0001", "desk"),
        ("original", 2, "窗口1号", "A0003", "desk"),
        ("copy 1", 1, "窗口1号", "", "desk"),
    ]


def test_only_what_is_in_force_is_printed(released: Any) -> None:
    certificate = drafted(released)
    words = {"certificate_id": certificate.pk, "copies": 1, "printer": "P1"}
    with pytest.raises(Conflict, match="not_in_force"):
        do("record_printing", "clerk", **words)
    for name, who in (("review", "reviewer"), ("sign", "signatory"), ("issue", "signatory")):
        act(name, who, certificate_id=certificate.pk)
    with pytest.raises(NotFound):
        do("record_printing", "clerk", derived_id=10**6, **words)
    act("withdraw", "signatory", certificate_id=certificate.pk, reason="错证")
    with pytest.raises(Conflict, match="not_in_force"):
        do("record_printing", "clerk", **words)


def test_a_firm_prints_its_own_and_the_desk_sees_it(released: Any) -> None:
    certificate = issued(released)
    owner = cases.client_of("owner", *OWN, firm=released.importer)
    page = f"/portal/certificates/{certificate.pk}/"
    assert owner.get(f"{page}print/")["Location"] == f"{page}printing/"
    assert log_of(certificate) == []
    assert owner.post(f"{page}printing/", {"copies": 1, "printer": ""}).status_code == 422
    done = owner.post(f"{page}printing/", {"copies": 1, "printer": "HP 4014"})
    assert done["Location"] == f"{page}print/"
    assert "data:image/png" in owner.get(f"{page}print/").content.decode()
    again = owner.post(f"{page}printing/", {"copies": 1, "printer": "HP 4014"})
    assert again.status_code == 422
    assert log_of(certificate) == [("original", 1, "HP 4014", "", "portal")]
    desk = cases.client_of("drafter", *cases.CERTIFIER)
    assert "HP 4014, by the firm" in desk.get(f"/desk/certificates/{certificate.pk}/").content.decode()
    stranger = cases.client_of("stranger", *OWN, firm=cases.firm_of("另一家"))
    assert stranger.post(f"{page}printing/", {"copies": 1, "printer": "x"}).status_code == 404
    assert stranger.get(f"{page}print/").status_code == 404


def test_printings_cannot_be_changed(released: Any) -> None:
    from django.db import DatabaseError, transaction

    certificate = issued(released)
    words = {"certificate_id": certificate.pk, "copies": 1, "printer": "P1"}
    printing = do("record_printing", "clerk", **words)
    for change in ({"copies": 9}, {"serial": "B"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            type(printing).objects.filter(pk=printing.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        type(printing).objects.filter(pk=printing.pk).delete()
