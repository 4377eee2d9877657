"""Papers go through the public register before they are handed out, and carry the proof that they did."""

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest

from jiangang.methods.findings import Conflict, Refused
from jiangang.methods.log import TlogProof, leaf_hash, verify_proof_file
from tests.integration.certificates.registering import entries, issue, open_register, publish, signed
from tests.integration.certificates.test_certifying import act, codes_of
from tests.integration.certificates.test_verifying import asked, state_of, write_bundle
from tests.support import cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(released: Any, settings: Any, tmp_path: Path) -> Any:
    """A released consignment of an office that keeps a register."""
    open_register(settings, tmp_path)
    return released


def proof_in(pdf: bytes) -> bytes:
    """The proof inside a paper, by a PDF reader that is not ours."""
    from pypdf import PdfReader

    return PdfReader(io.BytesIO(pdf)).attachments["register.tlog-proof"][0]


def text_of(pdf: bytes) -> str:
    from pypdf import PdfReader

    return "".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())


def test_nothing_is_handed_out_before_the_register_holds_it(case: Any) -> None:
    from jiangang.kernel.register import api as register

    certificate = signed(case)
    found = codes_of(Conflict, "issue", "signatory", certificate_id=certificate.pk)
    assert found == ["certificates.finding.waits_for_register"]
    certificate.refresh_from_db()
    assert (certificate.state, hasattr(certificate, "paper")) == ("signed", False)
    assert [kind for kind, _ in entries(certificate)] == ["issue"]
    publish()
    paper = issue(certificate)
    (_, said), (kind, file) = entries(certificate)
    assert said["record"] == hashlib.sha256(bytes(certificate.signed.encoded)).digest()
    assert (kind, file["file_sha256"]) == ("file_digest", hashlib.sha256(bytes(paper.content)).digest())
    assert said["number"] == file["number"]
    assert certificate.signed.record["register"] == register.current_origin().name


def test_the_proof_in_the_paper_holds_for_who_has_only_the_keys(case: Any) -> None:
    from jiangang.kernel.register import api as register

    certificate = signed(case)
    publish()
    proof = proof_in(bytes(issue(certificate).content))
    leaf = TlogProof.parse(proof).extra
    assert hashlib.sha256(bytes(certificate.signed.encoded)).digest() in leaf
    shown = verify_proof_file(proof, leaf_hash(leaf), logs=register.trusted_logs())
    assert shown.index == certificate.entries.get(kind="issue").index


def test_a_paper_says_where_it_is_entered_and_that_nobody_witnessed(case: Any) -> None:
    certificate = signed(case)
    publish()
    said = text_of(bytes(issue(certificate).content))
    for words in ("Enteredinthepublicregister", "已列入公开登记册", "Notwitnessed", "无见证"):
        assert words in said


def test_a_paper_of_an_office_without_register_says_so(released: Any) -> None:
    certificate = signed(released)
    said = text_of(bytes(issue(certificate).content))
    assert "Notintheregister" in said
    assert "未入册" in said
    assert entries(certificate) == []


def test_verification_tells_how_far_a_paper_has_come(case: Any, tmp_path: Path) -> None:
    bundle, path = tmp_path / "bundle", tmp_path / "paper.pdf"
    certificate = signed(case)
    for what in (certificate.number, certificate.signed.qr_text):
        assert state_of(asked(what, bundle, offline=False)) == "not_yet_logged"
    publish()
    path.write_bytes(bytes(issue(certificate).content))
    write_bundle(bundle)
    for offline in (True, False):
        answer = asked(str(path), bundle, offline=offline)
        assert (state_of(answer), answer.verdict.logged, answer.findings) == ("valid", True, ())
    assert state_of(asked(certificate.number, bundle, offline=False)) == "valid"
    (bundle / "register.keys").unlink()
    answer = asked(str(path), bundle)
    assert (state_of(answer), answer.verdict.sentence.key.rpartition(".")[2]) == (
        "cannot_check",
        "cannot_check_register",
    )


def test_no_byte_of_a_proof_can_be_changed(case: Any) -> None:
    from jiangang.methods.papers import check_registered
    from jiangang.port.certificates.entering import checked_proof, known_register

    certificate = signed(case)
    publish()
    proof, known = checked_proof(certificate.signed), known_register()
    record = bytes(certificate.signed.encoded)
    assert check_registered(proof, record, known).checkpoint.size == 2
    for place in range(len(proof)):
        for change in (1, 32):
            other = bytearray(proof)
            other[place] ^= change
            with pytest.raises(Refused):
                check_registered(bytes(other), record, known)
    for other in (proof + b"\n", proof[:-1], b"", record):
        with pytest.raises(Refused):
            check_registered(other, record, known)


def test_a_paper_withdrawn_before_its_hand_out_stays_in(case: Any) -> None:
    certificate = signed(case)
    act("withdraw", "signatory", certificate_id=certificate.pk, reason="收货人申请更正")
    publish()
    found = codes_of(Refused, "issue", "signatory", certificate_id=certificate.pk)
    assert found == ["methods.finding.no_act_possible"]
    assert [kind for kind, _ in entries(certificate)] == ["issue", "withdrawal"]
    assert entries(certificate)[1][1]["reason"] == "收货人申请更正"
    assert state_of(asked(certificate.number, Path("none"), offline=False)) == "withdrawn"


def test_two_clicks_make_one_paper_and_one_entry(case: Any) -> None:
    certificate = signed(case)
    publish()
    assert issue(certificate).pk == issue(certificate).pk
    assert [kind for kind, _ in entries(certificate)] == ["issue", "file_digest"]
    for _ in range(2):
        act("withdraw", "signatory", certificate_id=certificate.pk, reason="错证")
    assert [kind for kind, _ in entries(certificate)] == ["issue", "file_digest", "withdrawal"]


def test_a_clock_set_back_hands_nothing_out(case: Any) -> None:
    from jiangang.port.certificates import api as certificates

    certificate = signed(case)
    publish()
    actor = cases.actor_of("signatory", *cases.CERTIFIER)
    with pytest.raises(Conflict, match="clock_set_back"):
        certificates.issue_certificate(certificate_id=certificate.pk, actor=actor, at=cases.later(89))
    certificate.refresh_from_db()
    assert certificate.state == "signed"


def test_a_file_that_the_office_did_not_hand_out_is_named(case: Any, tmp_path: Path) -> None:
    from jiangang.kernel.papers import api as papers
    from jiangang.port.certificates.operations.acting import ring_at

    certificate = signed(case)
    publish()
    path = tmp_path / "stamped.pdf"
    path.write_bytes(papers.archive(bytes(issue(certificate).content), ring_at(cases.AT)))
    answer = asked(str(path), tmp_path, offline=False)
    assert [each.code for each in answer.findings] == ["certificates.finding.file_not_entered"]


def test_the_desk_waits_and_then_needs_one_click(case: Any) -> None:
    certificate = signed(case)
    client = cases.client_of("signatory", *cases.CERTIFIER)
    page = f"/desk/certificates/{certificate.pk}/"
    waiting = client.get(page, headers={"accept-language": "en"}).content.decode()
    assert "Waits for the public register, entry 1" in waiting
    assert f'hx-get="{page}issue/state/"' in waiting
    assert f'action="{page}issue/"' not in waiting
    assert client.post(f"{page}issue/", {}).status_code == 422
    assert client.get(f"{page}print/").status_code == 404
    publish()
    part = client.get(f"{page}issue/state/", headers={"hx-request": "true"}).content.decode()
    assert f'action="{page}issue/"' in part
    assert "hx-get" not in part
    assert client.post(f"{page}issue/", {}).status_code == 302
    after = client.get(f"{page}issue/state/", headers={"hx-request": "true"})
    assert after["HX-Refresh"] == "true"


def test_a_witness_that_is_away_is_named(case: Any) -> None:
    from jiangang.kernel.permissions import Actor
    from jiangang.kernel.register import api as register
    from jiangang.methods.log import CosignerKey
    from tests.support.office import free_port

    key = CosignerKey("trial/away", bytes(range(32)))
    words = {"verifier_key": key.encode(), "url": f"http://127.0.0.1:{free_port()}"}
    may = frozenset({register.PROPOSE_KEYS, register.CONFIRM_KEYS})
    one, two = (Actor.system(name, on=cases.DAY, permissions=may) for name in ("one", "two"))
    made = register.propose(act="witness_set", reason="trial", params=words, actor=one, at=cases.AT)
    register.confirm(proposal_id=made.pk, actor=two, at=cases.AT)
    certificate = signed(case)
    cases.set_office(register_cosignatures=1)
    assert publish().state == "refused"
    with pytest.raises(Conflict) as refusal:
        issue(certificate)
    (finding,) = refusal.value.findings
    assert finding.code == "certificates.finding.waits_for_witnesses"
    assert finding.params["missing"] == "trial/away"
