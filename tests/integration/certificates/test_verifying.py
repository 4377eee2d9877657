"""A paper from its signing to its end: every way to ask about it, with the office's records and without."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from jiangang.methods.findings import Refused
from tests.integration.certificates.test_certifying import act, issued
from tests.support import cases

pytestmark = pytest.mark.django_db


def now() -> datetime:
    from jiangang.kernel.office import api as office

    return office.clock()


def state_of(answer: Any) -> str:
    return str(answer.verdict.state)


def pdf_of(certificate: Any) -> bytes:
    from jiangang.port.certificates import api as certificates

    return certificates.pdf_of(certificate.pk)


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return tmp_path / "bundle"


def write_bundle(folder: Path) -> Path:
    from jiangang.port.certificates import asking

    return asking.write_bundle(folder, now())


def asked(what: str, bundle: Path, *, offline: bool = True, at: datetime | None = None) -> Any:
    from jiangang.port.certificates import asking

    return asking.ask(what, "", at=at or now(), bundle=bundle, offline=offline)


def test_every_way_to_ask_gives_one_answer(released: Any, bundle: Path, tmp_path: Path) -> None:
    from jiangang.kernel.papers import api as papers
    from jiangang.port.certificates import verifying
    from jiangang.port.certificates.making import data_of
    from jiangang.port.certificates.registry import get_kind

    certificate = issued(released)
    kind = get_kind(certificate.kind)
    files = {
        "paper.pdf": pdf_of(certificate),
        "page.png": papers.page_pictures(kind.template, data_of(kind, certificate.signed))[0],
        "code.txt": certificate.signed.qr_text.encode(),
        "credential.jwt": verifying.credential_of(certificate.pk, now()).encode(),
    }
    write_bundle(bundle)
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        for offline in (True, False):
            answer = asked(str(tmp_path / name), bundle, offline=offline)
            assert state_of(answer) == "valid", (name, offline, answer)
            assert answer.fields["number"] == certificate.number
            assert answer.fields["consignee"] == "青岛海天果品有限公司"
    assert state_of(asked(certificate.number, bundle, offline=False)) == "valid"
    assert state_of(asked("３７０１００-2026-999999-9", bundle, offline=False)) == "unknown"
    with pytest.raises(Refused):
        asked(certificate.number, bundle)


def test_a_withdrawal_is_told_with_day_and_reason(released: Any, bundle: Path, tmp_path: Path) -> None:
    certificate = issued(released)
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf_of(certificate))
    write_bundle(bundle)
    act("withdraw", "signatory", certificate_id=certificate.pk, reason="收货人申请更正")
    assert state_of(asked(str(path), bundle)) == "valid", "the old list does not know"
    online = asked(str(path), bundle, offline=False)
    write_bundle(bundle)
    for answer in (online, asked(str(path), bundle), asked(certificate.signed.qr_text, bundle)):
        verdict = answer.verdict
        assert (verdict.state, verdict.reason) == ("withdrawn", "收货人申请更正")
        assert verdict.on == cases.DAY
    late = now() + timedelta(days=45)
    assert state_of(asked(str(path), bundle, at=late)) == "withdrawn"


def test_an_old_list_cannot_say(released: Any, bundle: Path) -> None:
    certificate = issued(released)
    write_bundle(bundle)
    answer = asked(certificate.signed.qr_text, bundle, at=now() + timedelta(days=45))
    assert (answer.verdict.state, answer.verdict.list_days) == ("cannot_check", 45)
    (bundle / "status.cose").unlink()
    assert state_of(asked(certificate.signed.qr_text, bundle)) == "cannot_check"


def test_a_changed_paper_is_broken_and_another_offices_unknown(
    released: Any, bundle: Path, tmp_path: Path
) -> None:
    from tests.support.papers import sealed_paper

    certificate = issued(released)
    write_bundle(bundle)
    pdf = bytearray(pdf_of(certificate))
    pdf[9000] ^= 1
    for name, content, state in (("a.pdf", bytes(pdf), "broken"), ("b.pdf", sealed_paper(), "unknown")):
        (tmp_path / name).write_bytes(content)
        for offline in (True, False):
            assert state_of(asked(str(tmp_path / name), bundle, offline=offline)) == state
    text = certificate.signed.qr_text
    assert state_of(asked(text[:-2] + ("A" if text[-2] != "A" else "B") + text[-1], bundle)) == "broken"


def test_papers_of_the_older_form_stay_verifiable(released: Any, tmp_path: Path) -> None:
    """A paper as it was issued before record 2: JSON record, address as code, PDF without seal."""
    from jiangang.port.certificates import api as certificates
    from jiangang.port.certificates import verifying
    from jiangang.port.certificates.making import text_of_code
    from jiangang.port.certificates.models import IssuedPaper

    certificate = older(released)
    signed = certificate.signed
    assert text_of_code(signed) == (
        f"https://ciq.example/verify/?n={certificate.number}&d=2026-03-02&c={signed.digest[:16].upper()}"
    )
    assert certificates.verify_paper(certificate.number, signed.digest[:16]).state == "valid"
    assert certificates.pdf_of(certificate.pk) == b"%PDF-1.7 an older paper"
    assert state_of(verifying.verify_file(b"%PDF-1.7 an older paper", now())) == "valid"
    assert state_of(verifying.verify_file(b"%PDF-1.7 an older papes", now())) == "broken"
    assert state_of(verifying.verify_number(certificate.number, now())) == "valid"
    assert IssuedPaper.objects.get(certificate=certificate).level == ""
    act("withdraw", "signatory", certificate_id=certificate.pk, reason="误签")
    assert state_of(verifying.verify_file(b"%PDF-1.7 an older paper", now())) == "withdrawn"


def test_the_chain_is_shown_with_codes_where_the_case_is_the_same(released: Any, client: Any) -> None:
    from tests.integration.certificates.test_life import replaced

    before = issued(released)
    after = replaced(before)
    asked_for = {"number": after.number, "code": after.signed.digest[:16]}
    chain = client.post("/api/certificates/verify/number", asked_for, "application/json").json()["chain"]
    code = before.signed.digest[:16].upper()
    code = "-".join(code[at : at + 4] for at in (0, 4, 8, 12))
    assert chain == {"replaces": [{"number": before.number, "code": code}], "replaced_by": []}
    page = client.get(f"/verify/?n={after.number}&c={after.signed.digest[:16]}&lang=en").content.decode()
    assert "It replaced" in page
    assert f'href="/verify/?n={before.number}&amp;c={code}"' in page
    assert "It was replaced by" not in page


def older(consignment: Any, *, number: str = "370100-2026-000001-9") -> Any:
    from hashlib import sha256

    from jiangang.kernel.papers import api as papers
    from jiangang.kernel.people.models import Person
    from jiangang.port.certificates.models import Certificate, IssuedPaper, SignedRecord

    certificate = act("draft", "drafter", consignment_id=consignment.pk, kind="inspection_certificate")
    act("review", "reviewer", certificate_id=certificate.pk)
    record = certificate.texts.get().record
    gone = ("valid_until", "register", "spellings", "fallback_fonts", "fonts_chosen_by")
    old = {key: value for key, value in record.items() if key not in gone}
    old |= {"form": "certificates.record/1", "number": number, "issued_on": "2026-03-02"}
    canonical = papers.canonical_record(old)
    SignedRecord.objects.create(
        certificate=certificate,
        form="certificates.record/1",
        canonical=canonical,
        digest=papers.record_digest(canonical),
        issued_on=cases.DAY,
        verify_address="https://ciq.example/verify/",
        person=Person.objects.get(code="drafter"),
        signed_at=cases.AT,
    )
    content = b"%PDF-1.7 an older paper"
    IssuedPaper.objects.create(
        certificate=certificate,
        content=content,
        digest=sha256(content).hexdigest(),
        issued_at=cases.AT,
        issued_by="person:1",
    )
    to_issued(certificate, number)
    return Certificate.objects.get(pk=certificate.pk)


def to_issued(certificate: Any, number: str) -> None:
    from django.db import transaction

    from jiangang.kernel.workflow import api as workflow
    from jiangang.port.certificates.models import Certificate

    found = Certificate.objects.get(pk=certificate.pk)
    found.number, found.signed_at = number, cases.AT
    signatory = cases.actor_of("signatory", *cases.CERTIFIER)
    with transaction.atomic():
        workflow.move(found, "sign", case=found.consignment.number, actor=signatory, at=cases.AT)
        found.issued_at = cases.AT
        workflow.move(found, "issue", case=found.consignment.number, actor=signatory, at=cases.AT)


def test_archive_stamps_are_added_once(released: Any) -> None:
    from jiangang.port.certificates import queries, verifying
    from jiangang.port.certificates.models import ArchivedPaper
    from jiangang.port.certificates.tasks import archive_papers

    certificate = issued(released)
    assert archive_papers.func(0) == 1
    assert archive_papers.func(0) == 0
    archived = ArchivedPaper.objects.get(paper=certificate.paper)
    assert pdf_of(certificate) == bytes(archived.content)
    assert bytes(archived.content).startswith(bytes(certificate.paper.content))
    answer = verifying.verify_file(pdf_of(certificate), now())
    assert state_of(answer) == "valid"
    assert queries.list_to_archive(before=now() + timedelta(days=1)) == [certificate.paper.pk]


def test_a_spelling_or_a_font_is_confirmed_and_recorded(released: Any) -> None:
    from jiangang.kernel.papers.api import fallback_for

    words = {"consignment_id": released.pk, "kind": "inspection_certificate", "remarks": "船长𠮷田"}
    with pytest.raises(Refused) as refusal:
        act("draft", "drafter", **words)
    (finding,) = refusal.value.findings
    assert finding.params["names"] == "U+20BB7 CJK UNIFIED IDEOGRAPH-20BB7"
    certificate = act("draft", "drafter", **words, spellings=[("𠮷", "吉(Ji)")])
    drafter = cases.actor_of("drafter").key
    record = certificate.texts.get().record
    assert record["remarks"] == "船长吉(Ji)田"
    assert record["spellings"] == [{"character": "𠮷", "written": "吉(Ji)", "confirmed_by": drafter}]
    act("abandon", "drafter", certificate_id=certificate.pk)
    font = fallback_for("𠮷")
    if not font:
        pytest.skip("no fallback font with rare characters is installed (fonts-noto-cjk)")
    certificate = act("draft", "drafter", **words, fallback_fonts=[font])
    for name, who in (("review", "reviewer"), ("sign", "signatory"), ("issue", "signatory")):
        act(name, who, certificate_id=certificate.pk)
    certificate.refresh_from_db()
    record = certificate.signed.record
    assert (record["remarks"], record["fallback_fonts"]) == ("船长𠮷田", [font])
    assert record["fonts_chosen_by"] == drafter


def test_the_public_addresses(released: Any, client: Any) -> None:
    from jiangang.kernel.papers import api as papers
    from jiangang.methods.papers import open_credential, open_status

    certificate = issued(released)
    said = client.get("/verify/keys").json()
    known = papers.known_from(said, client.get("/verify/status").content)
    assert known.status is not None
    assert (known.status.size, known.status.ended) == (1, frozenset())
    assert open_status(client.get("/verify/status").content, known.code_keys).office == "370100"
    listed = open_credential(client.get("/verify/status.jwt").content.decode(), known.code_keys)
    assert listed["credentialSubject"]["type"] == "BitstringStatusList"
    assert state_of_code(client, certificate.signed.qr_text) == "valid"
    assert client.post("/api/certificates/verify/code", {"text": "x"}, "application/json").status_code == 422
    assert "no-store" in client.get("/C/AAAA").headers["Cache-Control"]


def state_of_code(client: Any, text: str) -> str:
    answer = client.post("/api/certificates/verify/code", json.dumps({"text": text}), "application/json")
    return str(answer.json()["state"])


def test_a_scanned_code_leads_to_a_sentence(released: Any, client: Any) -> None:
    cases.set_office(public_address="http://testserver")
    certificate = issued(released)
    path = "/C/" + certificate.signed.qr_text.partition("/C/")[2]
    page = client.get(path, headers={"accept-language": "en"}).content.decode()
    assert "Valid. The office issued" in page
    assert certificate.number in page
    act("withdraw", "signatory", certificate_id=certificate.pk, reason="误签")
    page = client.get(path, headers={"accept-language": "zh-hans"}).content.decode()
    assert "已撤销" in page
    assert "误签" in page


def test_a_code_is_genuine_under_another_name_of_the_same_machine(released: Any, client: Any) -> None:
    """Its address is https://ciq.example, and it is asked at http://testserver."""
    certificate = issued(released)
    path = "/C/" + certificate.signed.qr_text.partition("/C/")[2]
    assert "Valid. The office issued" in client.get(f"{path}?lang=en").content.decode()
    bent = path[:-2] + ("A" if path[-2] != "A" else "B") + path[-1]
    assert "Not genuine" in client.get(f"{bent}?lang=en").content.decode()


def test_the_time_stamp_service_answers(released: Any, client: Any) -> None:
    from asn1crypto import tsp

    issued(released)
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes(32)}
    asked_for = tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "cert_req": True}).dump()
    answer = client.post("/verify/time-stamp", asked_for, content_type="application/timestamp-query")
    said = tsp.TimeStampResp.load(answer.content)
    stamped = said["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
    assert abs(stamped["gen_time"].native - datetime.now(UTC)) < timedelta(minutes=1)
    assert client.post("/verify/time-stamp", b"x", content_type="text/plain").status_code == 415
    assert client.get("/verify/time-stamp").status_code == 405
