"""Certificates on PostgreSQL as the application's role: hands, numbers, signed records, PDF and QR code."""

import hashlib
import io
from typing import Any

import pytest

from jiangang.methods.findings import Conflict, Forbidden, Refused
from tests.integration.disposition.test_deciding import inspected
from tests.support import cases

pytestmark = pytest.mark.django_db


def act(name: str, who: str, **words: Any) -> Any:
    from jiangang.port.certificates import api as certificates

    actor = cases.actor_of(who, *cases.CERTIFIER)
    return getattr(certificates, f"{name}_certificate")(actor=actor, at=cases.later(90), **words)


def drafted(consignment: Any, **words: Any) -> Any:
    words = {"consignment_id": consignment.pk, "kind": "inspection_certificate", **words}
    return act("draft", "drafter", **words)


def issued(consignment: Any) -> Any:
    certificate = drafted(consignment)
    act("review", "reviewer", certificate_id=certificate.pk)
    act("sign", "signatory", certificate_id=certificate.pk)
    act("issue", "signatory", certificate_id=certificate.pk)
    certificate.refresh_from_db()
    return certificate


def codes_of(refused: type[Refused], name: str, who: str, **words: Any) -> list[str]:
    with pytest.raises(refused) as refusal:
        act(name, who, **words)
    return [finding.code for finding in refusal.value.findings]


def test_from_draft_to_paper(released: Any) -> None:
    certificate = issued(released)
    released.refresh_from_db()
    assert certificate.number == "370100-2026-000001-9"
    assert (certificate.state, released.state) == ("issued", "closed")
    record = certificate.signed.record
    assert record["signatory"] == {"zh": "人员signatory", "en": "Person signatory"}
    assert record["origin"] == {"zh": "智利", "en": "Chile"}
    assert record["total_net_mass_kg"] == "24012.5"
    assert [clause["code"] for clause in record["clauses"]] == ["inspected_conforming", "released"]
    assert all(each["ledger"].isdigit() for clause in record["clauses"] for each in clause["evidence"])


def test_the_paper_speaks_both_languages_and_its_qr_code_names_it(released: Any) -> None:
    from pypdf import PdfReader

    from jiangang.port.certificates import api as certificates

    certificate = issued(released)
    pdf = certificates.pdf_of(certificate.pk)
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    for words in ("青岛检验检疫局", "入境货物检验检疫证明", "Chile", "鲜甜樱桃", certificate.number):
        assert words in text
    assert read_qr(pdf) == certificate.signed.qr_text
    assert certificate.signed.qr_text.startswith("HTTPS://CIQ.EXAMPLE/C/")
    assert hashlib.sha256(pdf).hexdigest() == certificate.paper.digest


def read_qr(pdf: bytes) -> str:
    """The QR code of the first page, read as a phone would."""
    import numpy
    import zxingcpp

    from tests.support.pictures import first_page

    kinds: Any = zxingcpp.BarcodeFormat.QRCode
    (found,) = zxingcpp.read_barcodes(numpy.asarray(first_page(pdf)), formats=kinds)
    return str(found.text)


def test_the_paper_made_again_is_the_same(released: Any) -> None:
    from jiangang.port.certificates.making import make_pdf
    from jiangang.port.certificates.registry import get_kind

    certificate = issued(released)
    again = make_pdf(get_kind(certificate.kind), certificate.signed)
    assert bytes(certificate.paper.content).startswith(again)


@pytest.mark.parametrize(
    ("reviewer", "signatory"),
    [("drafter", ""), ("reviewer", "drafter"), ("reviewer", "reviewer"), ("reviewer", "one")],
)
def test_hands_stay_apart(released: Any, reviewer: str, signatory: str) -> None:
    certificate = drafted(released)
    if not signatory:
        found = codes_of(Refused, "review", reviewer, certificate_id=certificate.pk)
        assert found == ["workflow.finding.hands_apart"]
        return
    act("review", reviewer, certificate_id=certificate.pk)
    found = codes_of(Refused, "sign", signatory, certificate_id=certificate.pk)
    assert found == ["workflow.finding.hands_apart"]


def test_the_other_profile_lets_the_inspecting_officer_issue(released: Any) -> None:
    cases.use_profile("single_officer")
    certificate = act(
        "draft", "one", consignment_id=released.pk, kind="inspection_certificate", remarks="一人"
    )
    for name in ("review", "sign", "issue"):
        act(name, "one", certificate_id=certificate.pk)
    certificate.refresh_from_db()
    assert certificate.state == "issued"


def test_double_clicks_change_nothing(released: Any) -> None:
    first = drafted(released, request_key="form-1")
    assert drafted(released, request_key="form-1").pk == first.pk
    for name, who in (("review", "reviewer"), ("sign", "signatory"), ("issue", "signatory")):
        for _ in range(2):
            act(name, who, certificate_id=first.pk)
    words = {"consignment_id": released.pk, "kind": "inspection_certificate"}
    assert codes_of(Conflict, "draft", "drafter", **words) == ["certificates.finding.in_force"]


def test_what_is_sent_back_is_written_anew(released: Any) -> None:
    certificate = drafted(released, remarks="甲")
    act("send_back", "reviewer", certificate_id=certificate.pk, opinion="备注有误")
    act("redraft", "drafter", certificate_id=certificate.pk, remarks="乙")
    first, second = certificate.texts.order_by("version")
    assert (second.replaces_id, second.record["remarks"], first.record["remarks"]) == (first.pk, "乙", "甲")


def test_nothing_is_drafted_before_the_release() -> None:
    cases.load_series()
    consignment = inspected()
    words = {"consignment_id": consignment.pk, "kind": "inspection_certificate"}
    found = codes_of(Refused, "draft", "drafter", **words)
    assert found == ["certificates.finding.not_released", "certificates.finding.clause_unsupported"]


def test_a_character_without_a_shape_stops_the_paper(released: Any) -> None:
    words = {"consignment_id": released.pk, "kind": "inspection_certificate", "remarks": "船长𠮷田"}
    with pytest.raises(Refused) as refusal:
        act("draft", "drafter", **words)
    (finding,) = refusal.value.findings
    assert finding.code == "papers.finding.character_missing"
    assert (finding.params["codes"], finding.params["place"]) == ("U+20BB7", "remarks")


def test_the_public_is_answered(released: Any) -> None:
    from jiangang.port.certificates import api as certificates

    certificate = issued(released)
    code = certificate.signed.digest[:16]
    assert certificates.verify_paper(certificate.number, code).state == "valid"
    typed = f" {code[:4].upper()}-{code[4:8]} {code[8:]} "
    assert certificates.verify_paper(certificate.number, typed).state == "valid"
    assert certificates.verify_paper(certificate.number, "0" * 16).state == "unknown"
    assert certificates.verify_paper(certificate.number, "").state == "unknown"
    assert certificates.verify_paper("370100-2026-999999-9", code).state == "unknown"
    act("withdraw", "signatory", certificate_id=certificate.pk, reason="收货人申请更正")
    answer = certificates.verify_paper(certificate.number, code)
    assert (answer.state, answer.reason) == ("withdrawn", "收货人申请更正")
    assert drafted(released).state == "draft"


def test_a_signed_paper_that_is_not_handed_out_is_unknown(released: Any) -> None:
    from jiangang.port.certificates import api as certificates

    certificate = drafted(released)
    act("review", "reviewer", certificate_id=certificate.pk)
    signed = act("sign", "signatory", certificate_id=certificate.pk)
    assert certificates.verify_paper(signed.number, signed.signed.digest[:16]).state == "unknown"


def test_a_changed_case_is_not_signed(released: Any) -> None:
    certificate = drafted(released)
    act("review", "reviewer", certificate_id=certificate.pk)
    cases.set_office(name_zh="日照检验检疫局")
    found = codes_of(Conflict, "sign", "signatory", certificate_id=certificate.pk)
    assert found == ["certificates.finding.case_changed"]


def test_another_firms_certificate_is_not_found(released: Any) -> None:
    from jiangang.methods.findings import NotFound
    from jiangang.port.certificates.queries import get_own, list_own

    certificate = issued(released)
    owner = cases.actor_of("owner", firm_id=released.importer_id)
    assert get_own(certificate.pk, owner).row.number == certificate.number
    stranger = cases.actor_of("stranger", firm_id=cases.firm_of("别的企业").pk)
    assert list(list_own(stranger)) == []
    with pytest.raises(NotFound):
        get_own(certificate.pk, stranger)


def test_a_recused_drafter_is_refused(released: Any) -> None:
    from jiangang.integrity.interests import api as interests

    actor = cases.actor_of("drafter", "interests.interest.declare")
    interests.declare_interest(
        person_id=actor.person_id,
        firm_id=released.importer_id,
        kind="kin",
        valid_from=cases.DAY,
        actor=actor,
        at=cases.AT,
    )
    words = {"consignment_id": released.pk, "kind": "inspection_certificate"}
    assert codes_of(Forbidden, "draft", "drafter", **words) == ["interests.finding.recused"]


def test_signed_record_and_paper_cannot_be_changed(released: Any) -> None:
    from django.db import DatabaseError, transaction

    certificate = issued(released)
    for row in (certificate.signed, certificate.paper, certificate.texts.get()):
        with pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        type(certificate.signed).objects.update(canonical="{}")


def test_the_ledger_answers_for_every_row(released: Any) -> None:
    from jiangang.kernel.ledger import api as ledger

    certificate = issued(released)
    act("withdraw", "signatory", certificate_id=certificate.pk, reason="错证")
    rooms = ("inspection_", "disposition_", "certificates_")
    faults = [fault for fault in ledger.verify().faults if fault.table.startswith(rooms)]
    assert faults == []
