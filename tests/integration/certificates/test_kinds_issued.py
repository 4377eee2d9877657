"""Kinds whose facts a drafter enters, from draft to paper, by operation, by screen and by the machine API."""

import io
import re
from typing import Any

import pytest

from jiangang.methods.findings import Refused
from tests.integration.certificates.test_certifying import act, codes_of, read_qr
from tests.support import cases

pytestmark = pytest.mark.django_db


def report() -> bytes:
    """A report of a laboratory as a PDF of one empty page."""
    from pypdf import PdfWriter

    writer, stream = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.write(stream)
    return stream.getvalue()


def upload() -> Any:
    from jiangang.kernel.documents import api as documents

    return documents.Upload(name="检测报告.pdf", chunks=[report()], kind="")


def entered(kind: str, example: int = 0) -> dict[str, Any]:
    """What a drafter enters for a kind: its example, with days before the day of the tests."""
    from jiangang.port.certificates.registry import get_kind

    def dated(value: Any) -> Any:
        if isinstance(value, str):
            return re.sub(r"2026-11-\d\d|2026年11月\d+日", "2026-03-01", value)
        if isinstance(value, dict):
            return {key: dated(part) for key, part in value.items()}
        return [dated(part) for part in value] if isinstance(value, list) else value

    data = [data for name, data in get_kind(kind).examples("valid") if name != "long_names"][example]
    return dict(dated(data["entered"]))


def drafted(consignment: Any, kind: str, **words: Any) -> Any:
    values = {"entered": entered(kind), "uploads": [upload()], **words}
    return act("draft", "drafter", consignment_id=consignment.pk, kind=kind, **values)


def issued(consignment: Any, kind: str, **words: Any) -> Any:
    certificate = drafted(consignment, kind, **words)
    for name, who in (("review", "reviewer"), ("sign", "signatory"), ("issue", "signatory")):
        act(name, who, certificate_id=certificate.pk)
    certificate.refresh_from_db()
    return certificate


def check_paper(certificate: Any, *words: str) -> None:
    """The paper reads back: its code, the public's answer, the words on it."""
    from pypdf import PdfReader

    from jiangang.port.certificates import api as certificates

    pdf = certificates.pdf_of(certificate.pk)
    assert read_qr(pdf) == certificate.signed.qr_text
    said = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    for each in (*words, certificate.number):
        assert each in said
    answer = certificates.verify_paper(certificate.number, certificate.signed.digest[:16])
    assert answer.state == "valid"
    assert answer.record is not None
    assert all(clause["evidence"] for clause in answer.record["clauses"])


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("phytosanitary", ("植物检疫证书", "Phytosanitary".upper(), "Allium sativum")),
        ("origin_asean_e", ("格式 E", "Siam Produce Trading Co., Ltd.", "XD-20261187")),
        ("health", ("卫生证书", "Total plate count")),
        ("treatment", ("熏蒸/消毒证书", "methyl bromide")),
    ],
)
def test_what_goes_out_is_certified(exported: Any, kind: str, words: tuple[str, ...]) -> None:
    certificate = issued(exported, kind)
    record = certificate.signed.record
    assert record["consignor"]["zh"] == "张家港第7进出口公司"
    assert record["consignee"]["en"] == "Siam Produce Trading Co., Ltd."
    assert record["documents"][0]["name"] == "检测报告.pdf"
    check_paper(certificate, *words)


@pytest.mark.parametrize("kind", ["quality", "weight", "claim"])
def test_what_came_in_is_certified(released: Any, kind: str) -> None:
    from jiangang.port.certificates.registry import get_kind

    check_paper(issued(released, kind), get_kind(kind).title("zh-hans"))


def test_customs_may_let_pass_what_is_only_accepted(accepted: Any) -> None:
    certificate = issued(accepted, "clearance_form", entered={}, uploads=[])
    check_paper(certificate, "入境货物通关单", "GREEN FOREST")
    accepted.refresh_from_db()
    assert accepted.state == "accepted"


@pytest.mark.parametrize("kind", ["nonconformity_notice", "treatment_notice"])
def test_what_failed_gets_its_notice(refused: Any, kind: str) -> None:
    values = {**entered(kind), "measure": "destroy"}
    certificate = issued(refused, kind, entered=values)
    check_paper(certificate, "销毁")
    found = codes_of(Refused, "draft", "drafter", consignment_id=refused.pk, kind="inspection_certificate")
    assert "certificates.finding.not_conforming" in found


def test_a_second_kind_after_the_case_is_closed(released: Any) -> None:
    first = issued(released, "quality")
    released.refresh_from_db()
    assert released.state == "closed"
    second = issued(released, "weight")
    assert first.number.startswith("PZ-370100-2026-000001")
    assert second.number.startswith("ZL-370100-2026-000001")
    assert second.signed.status_index == first.signed.status_index + 1


def test_the_list_of_what_is_missing_blocks_the_draft(exported: Any) -> None:
    values = {
        **entered("phytosanitary"),
        "dose": "",
        "duration": "五天",
        "destination": "XX",
        "colour": "red",
    }
    words = {"consignment_id": exported.pk, "kind": "phytosanitary", "entered": values}
    with pytest.raises(Refused) as refusal:
        act("draft", "drafter", **words)
    found = [(each.code.rpartition(".")[2], each.field) for each in refusal.value.findings if each.blocks]
    assert found == [
        ("entered_unknown", "entered"),
        ("entered_not_listed", "entered-destination"),
        ("entered_no_number", "entered-duration"),
        ("clause_unsupported", ""),
        ("clause_unsupported", ""),
        ("treatment_incomplete", "entered-dose"),
    ]


def test_a_document_of_another_case_supports_nothing(exported: Any) -> None:
    from jiangang.kernel.documents import api as documents

    other = documents.store_document(upload=upload(), actor=cases.actor_of("drafter"), at=cases.AT)
    words = {"consignment_id": exported.pk, "kind": "phytosanitary", "entered": entered("phytosanitary")}
    found = codes_of(Refused, "draft", "drafter", documents=[other.id], **words)
    assert found == ["certificates.finding.document_unknown"]


def test_full_width_digits_are_plain_in_the_record(exported: Any) -> None:
    values = {**entered("phytosanitary"), "duration": "１２０", "agent": "phosphine\u200b"}
    record = drafted(exported, "phytosanitary", entered=values).texts.get().record
    assert (record["entered"]["duration"], record["entered"]["agent"]) == ("120", "phosphine")


def test_what_is_sent_back_keeps_what_was_entered(exported: Any) -> None:
    certificate = drafted(exported, "phytosanitary")
    act("send_back", "reviewer", certificate_id=certificate.pk, opinion="补充")
    act("redraft", "drafter", certificate_id=certificate.pk, remarks="乙")
    first, second = certificate.texts.order_by("version")
    assert second.record["entered"] == first.record["entered"]
    assert second.record["documents"] == first.record["documents"]


def test_the_facts_are_entered_at_the_desk(exported: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    drafter = cases.client_of("drafter", *cases.CERTIFIER)
    start = {"consignment": exported.number, "kind": "phytosanitary"}
    second = drafter.post("/desk/certificates/draft/", start)["Location"]
    form = drafter.get(second).content.decode()
    assert "Place of origin (English)" in form
    values = {f"entered-{name}": value for name, value in entered("phytosanitary").items()}
    for name in ("origin_place", "entry_point"):
        pair = values.pop(f"entered-{name}")
        values |= {f"entered-{name}": pair["zh"], f"entered-{name}-en": pair["en"]}
    values["entered-destination"] = "ＮＬ"
    sent = {**start, **values, "facts": "1", "request_key": "k"}
    empty = drafter.post("/desk/certificates/draft/", {**start, "facts": "1"}).content.decode()
    assert "Number and description of packages is missing: fill it in." in empty
    page = drafter.post("/desk/certificates/draft/", {**sent, "entered-duration": "five"})
    assert page.status_code == 422
    assert "five is no number" in page.content.decode()
    file = SimpleUploadedFile("report.pdf", report())
    made = drafter.post("/desk/certificates/draft/", {**sent, "file": file}, follow=True)
    shown = made.content.decode()
    assert "Netherlands" in shown
    assert "FULLWIDTH LATIN CAPITAL LETTER N" in shown
    assert "report.pdf" in shown


def test_the_machine_api_takes_entered_facts(exported: Any) -> None:
    client = cases.client_of("drafter", *cases.CERTIFIER)
    words = {"consignment_id": exported.pk, "kind": "phytosanitary", "entered": entered("phytosanitary")}
    answer = client.post("/api/certificates/", words, "application/json")
    assert answer.status_code == 422
    codes = [each["code"] for each in answer.json()["findings"]]
    assert codes.count("certificates.finding.clause_unsupported") == 2


@pytest.mark.parametrize("who", ["one", "two"])
@pytest.mark.parametrize("hand", ["draft", "review", "sign"])
def test_no_inspector_has_a_hand_in_the_paper(exported: Any, who: str, hand: str) -> None:
    words = {"consignment_id": exported.pk, "kind": "phytosanitary", "entered": entered("phytosanitary")}
    if hand == "draft":
        found = codes_of(Refused, "draft", who, uploads=[upload()], **words)
    else:
        certificate = drafted(exported, "phytosanitary")
        if hand == "sign":
            act("review", "reviewer", certificate_id=certificate.pk)
        found = codes_of(Refused, hand, who, certificate_id=certificate.pk)
    assert found == ["workflow.finding.hands_apart"]
