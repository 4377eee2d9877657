"""What befalls a certificate after its issue: replacement, certified copies, extension, expiry."""

import io
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from jiangang.methods.findings import Conflict, Refused
from tests.integration.certificates.test_certifying import act, codes_of, issued
from tests.integration.certificates.test_verifying import asked, now, state_of, write_bundle
from tests.support import cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def lasting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kind of the tests is good for ninety days."""
    kind_with(monkeypatch, validity_days=90)


def kind_with(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    from jiangang.port.certificates import registry

    kinds = registry.all_kinds()
    kind = replace(kinds["inspection_certificate"], **changes)
    monkeypatch.setitem(kinds, "inspection_certificate", kind)


def do(name: str, who: str, minutes: int = 120, **words: Any) -> Any:
    """An act of the room's api by a certifier."""
    from jiangang.port.certificates import api

    actor = cases.actor_of(who, *cases.CERTIFIER)
    return getattr(api, name)(actor=actor, at=cases.later(minutes), **words)


def replaced(old: Any, reason: str = "品名有误") -> Any:
    """The certificate that took the place of an issued one."""
    new = do("replace_certificate", "drafter", certificate_id=old.pk, reason=reason)
    act("review", "reviewer", certificate_id=new.pk)
    act("sign", "signatory", certificate_id=new.pk)
    act("issue", "signatory", certificate_id=new.pk)
    for each in (old, new):
        each.refresh_from_db()
    return new


def typed(certificate: Any) -> tuple[str, str]:
    return certificate.number, certificate.signed.digest[:16]


def page_of(certificate: Any) -> str:
    client = cases.client_of("officer", *cases.CERTIFIER)
    return str(client.get(f"/desk/certificates/{certificate.pk}/").content.decode())


def text_of_pages(pdf: bytes) -> list[str]:
    from pypdf import PdfReader

    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


class TestReplacement:
    def test_the_old_one_is_in_force_until_the_new_one_is_issued(self, released: Any) -> None:
        from jiangang.port.certificates import api

        old = issued(released)
        new = do("replace_certificate", "drafter", certificate_id=old.pk, reason="品名有误", request_key="k")
        again = do("replace_certificate", "drafter", certificate_id=old.pk, reason="又", request_key="k")
        assert again.pk == new.pk
        for name, who in (("review", "reviewer"), ("sign", "signatory")):
            act(name, who, certificate_id=new.pk)
            assert api.verify_paper(*typed(old)).state == "valid"
        act("issue", "signatory", certificate_id=new.pk)
        new.refresh_from_db()
        answer = api.verify_paper(*typed(old))
        assert (answer.state, answer.reason) == ("replaced", "品名有误")
        assert answer.life.replaced_by == new.number
        fresh = api.verify_paper(*typed(new))
        assert (fresh.state, fresh.life.replaces) == ("valid", old.number)
        assert new.signed.record["replaces"]["number"] == old.number
        assert old.number in text_of_pages(api.pdf_of(new.pk))[0]

    def test_a_second_click_that_waited_for_the_first_gives_the_same(
        self, released: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from jiangang.port.certificates.operations import replacing

        old = issued(released)
        words = {"certificate_id": old.pk, "reason": "品名有误", "request_key": "k"}
        lock, first = replacing.locked, []

        def after_the_first(*asked: Any) -> Any:
            """The lock is given when the first click is done."""
            monkeypatch.setattr(replacing, "locked", lock)
            first.append(do("replace_certificate", "drafter", **words))
            return lock(*asked)

        monkeypatch.setattr(replacing, "locked", after_the_first)
        assert do("replace_certificate", "drafter", **words) == first[0]

    def test_the_chain_is_walked_both_ways(self, released: Any) -> None:
        from jiangang.port.certificates import api, verifying

        first = issued(released)
        second = replaced(first)
        third = replaced(second, "件数有误")
        numbers = [each.number for each in (first, second, third)]
        for each in (first, second, third):
            life = api.verify_paper(*typed(each)).life
            assert [link.number for link in life.chain] == numbers
            assert [link.state for link in life.chain] == ["replaced", "replaced", "issued"]
            assert [link.number for link in life.chain if link.is_here] == [each.number]
        sides = ([], numbers[1:]), (numbers[:1], numbers[2:]), (numbers[1::-1], [])
        for each, (before, after) in zip((first, second, third), sides, strict=True):
            told = verifying.verify_code(each.signed.qr_text, now()).chain
            assert [link.number for link in told.replaces] == before
            assert [link.number for link in told.replaced_by] == after, "also those that are further on"
            assert all(link.code for link in (*told.replaces, *told.replaced_by)), "of one case"
        verdict = verifying.verify_code(second.signed.qr_text, now()).verdict
        assert (verdict.state, verdict.successor, verdict.reason) == ("replaced", third.number, "件数有误")

    def test_only_a_draft_is_to_take_the_place_of_another(self, released: Any) -> None:
        first = issued(released)
        draft = do("replace_certificate", "drafter", certificate_id=first.pk, reason="品名有误")
        words = f"it takes the place of {first.number}, which stays in force until then"
        assert words in page_of(draft)
        act("abandon", "drafter", certificate_id=draft.pk)
        assert words not in page_of(draft)
        second = replaced(first)
        assert words not in page_of(second)
        replaced(second, "件数有误")
        assert words not in page_of(second), "it was issued and has ended since"
        assert f"It took the place of {first.number}" in page_of(second)

    def test_both_status_lists_say_so(self, released: Any, tmp_path: Path, client: Any) -> None:
        from base64 import urlsafe_b64decode
        from zlib import decompress

        from jiangang.kernel.papers import api as papers
        from jiangang.methods.papers import open_credential

        old = issued(released)
        write_bundle(tmp_path)
        assert state_of(asked(old.signed.qr_text, tmp_path)) == "valid"
        new = replaced(old)
        write_bundle(tmp_path)
        verdict = asked(old.signed.qr_text, tmp_path).verdict
        assert (verdict.state, verdict.successor) == ("replaced", new.number)
        assert state_of(asked(new.signed.qr_text, tmp_path)) == "valid"
        known = papers.known_from(client.get("/verify/keys").json())
        listed = open_credential(client.get("/verify/status.jwt").content.decode(), known.code_keys)
        packed = listed["credentialSubject"]["encodedList"][1:]
        bits = decompress(urlsafe_b64decode(packed + "=" * (-len(packed) % 4)), 31)
        assert bits[0] == 0b10000000 >> old.signed.status_index
        assert new.signed.status_index != old.signed.status_index

    def test_what_ended_is_not_replaced(self, released: Any) -> None:
        old = issued(released)
        new = do("replace_certificate", "drafter", certificate_id=old.pk, reason="x")
        with pytest.raises(Conflict, match="in_force"):
            do("replace_certificate", "drafter", certificate_id=old.pk, reason="x")
        act("review", "reviewer", certificate_id=new.pk)
        act("sign", "signatory", certificate_id=new.pk)
        act("withdraw", "signatory", certificate_id=old.pk, reason="错证")
        assert codes_of(Conflict, "issue", "signatory", certificate_id=new.pk) == [
            "certificates.finding.replaced_ended"
        ]
        with pytest.raises(Conflict, match="not_in_force"):
            do("replace_certificate", "drafter", certificate_id=old.pk, reason="x")
        with pytest.raises(Refused, match="reason_missing"):
            do("replace_certificate", "drafter", certificate_id=old.pk, reason=" ")

    def test_one_certificate_is_in_force_whatever_the_code_does(self, released: Any) -> None:
        from django.db import IntegrityError, transaction

        from jiangang.port.certificates.models import Certificate

        old = issued(released)
        words = {"consignment": old.consignment, "kind": old.kind, "drafted_at": cases.AT}
        new = do("replace_certificate", "drafter", certificate_id=old.pk, reason="x")
        with pytest.raises(IntegrityError, match="certificate_one_in_the_making"), transaction.atomic():
            Certificate.objects.create(**words)
        act("abandon", "drafter", certificate_id=new.pk)
        assert codes_of(Conflict, "draft", "drafter", consignment_id=released.pk, kind=old.kind) == [
            "certificates.finding.in_force"
        ]

    def test_the_ledger_answers_for_every_row(self, released: Any) -> None:
        from jiangang.kernel.ledger import api as ledger

        replaced(issued(released))
        assert [each for each in ledger.verify().faults if each.table.startswith("certificates_")] == []


class TestCopies:
    def test_every_page_says_copy_and_so_does_every_answer(
        self, released: Any, client: Any, tmp_path: Path
    ) -> None:
        from jiangang.port.certificates import verifying

        certificate = issued(released)
        do("certify_copy", "signatory", certificate_id=certificate.pk, reason="海关")
        made = do("certify_copy", "signatory", certificate_id=certificate.pk, reason="银行")
        assert made.number == 2
        pdf = bytes(made.content)
        for page in text_of_pages(pdf):
            assert "COPY 副本" in page and "COPY No. 2, certified by Person signatory on 2026-03-02" in page
        answer = verifying.verify_file(pdf, now())
        assert (state_of(answer), answer.life.copy, answer.record["copy"]["number"]) == ("valid", 2, 2)
        assert verifying.verify_code(made.qr_text, now()).life.copy == 2
        write_bundle(tmp_path / "b")
        (tmp_path / "copy.pdf").write_bytes(pdf)
        for what in (str(tmp_path / "copy.pdf"), made.qr_text):
            offline = asked(what, tmp_path / "b")
            assert (state_of(offline), offline.fields["kind"][:11]) == ("valid", "COPY 副本 2: ")
        assert asked(str(tmp_path / "copy.pdf"), tmp_path / "b").life.copy == 2
        query = {"number": certificate.number, "code": made.digest[:16]}
        assert client.get("/api/certificates/verify", query).json()["copy_number"] == 2
        query["code"] = certificate.signed.digest[:16]
        assert client.get("/api/certificates/verify", query).json()["copy_number"] is None

    def test_a_copy_ends_with_its_certificate(self, released: Any, tmp_path: Path) -> None:
        from jiangang.port.certificates import verifying

        certificate = issued(released)
        made = do("certify_copy", "signatory", certificate_id=certificate.pk, reason="海关")
        act("withdraw", "signatory", certificate_id=certificate.pk, reason="错证")
        assert state_of(verifying.verify_code(made.qr_text, now())) == "withdrawn"
        write_bundle(tmp_path)
        assert state_of(asked(made.qr_text, tmp_path)) == "withdrawn"
        with pytest.raises(Conflict, match="not_in_force"):
            do("certify_copy", "signatory", certificate_id=certificate.pk, reason="海关")

    def test_no_second_unmarked_original_can_be(self, released: Any) -> None:
        from django.db import DatabaseError, IntegrityError, transaction

        from jiangang.port.certificates.models import IssuedPaper

        certificate = issued(released)
        first = certificate.paper.digest
        words = {"content": b"x", "digest": "0" * 64, "issued_at": cases.AT, "issued_by": "person:1"}
        with pytest.raises(IntegrityError), transaction.atomic():
            IssuedPaper.objects.create(certificate=certificate, **words)
        with pytest.raises(DatabaseError), transaction.atomic():
            IssuedPaper.objects.filter(certificate=certificate).update(content=b"x")
        assert act("issue", "signatory", certificate_id=certificate.pk).digest == first
        made = do("certify_copy", "signatory", certificate_id=certificate.pk, reason="海关")
        assert made.file_digest != first and made.digest != certificate.signed.digest


@pytest.mark.usefixtures("lasting")
class TestValidity:
    def test_it_expires(self, released: Any, client: Any) -> None:
        from jiangang.port.certificates import api, verifying

        certificate = issued(released)
        last = cases.DAY + timedelta(days=90)
        assert certificate.signed.record["valid_until"] == last.isoformat()
        on_last, after = cases.AT + timedelta(days=90), cases.AT + timedelta(days=91)
        text = certificate.signed.qr_text
        assert state_of(verifying.verify_code(text, on_last)) == "valid"
        verdict = verifying.verify_code(text, after).verdict
        assert (verdict.state, verdict.on) == ("expired", last)
        assert api.verify_paper(*typed(certificate), on=last).state == "valid"
        assert api.verify_paper(*typed(certificate), on=last + timedelta(days=1)).state == "expired"
        number, code = typed(certificate)
        page = client.get("/verify/", {"n": number, "c": code}, headers={"accept-language": "en"})
        assert "It was valid until" in page.content.decode(), (
            "the clock of the tests is later than 2026-05-31"
        )

    def test_an_endorsement_prolongs_it(self, released: Any, tmp_path: Path) -> None:
        from jiangang.port.certificates import verifying

        certificate = issued(released)
        until = cases.DAY + timedelta(days=150)
        words = {"certificate_id": certificate.pk, "reason": "船期延误"}
        extension = do("extend_certificate", "signatory", valid_until=until, **words)
        made = extension.endorsement
        at = cases.AT + timedelta(days=120)
        for text in (certificate.signed.qr_text, made.qr_text):
            answer = verifying.verify_code(text, at)
            assert state_of(answer) == "valid"
            life = answer.life
            assert (life.valid_until, life.extended_on) == (until, cases.DAY)
            assert life.extended_before == cases.DAY + timedelta(days=90)
        assert "ENDORSEMENT No. 1" in text_of_pages(bytes(made.content))[0]
        answer = verifying.verify_file(bytes(made.content), cases.AT + timedelta(days=151))
        assert state_of(answer) == "expired"
        second = do(
            "extend_certificate", "signatory", valid_until=until + timedelta(days=1), **words
        ).endorsement
        assert (made.number, second.number) == (1, 2)
        copy = do("certify_copy", "signatory", certificate_id=certificate.pk, reason="海关")
        from jiangang.methods.papers import decode

        assert decode(bytes(copy.encoded))["valid_until"] == (until + timedelta(days=1)).isoformat()

    @pytest.mark.parametrize(
        ("until", "code"),
        [
            (date(2026, 5, 31), "not_later"),
            (date(2026, 8, 30), "extension_too_long"),
        ],
    )
    def test_an_extension_that_is_none(self, released: Any, until: date, code: str) -> None:
        certificate = issued(released)
        with pytest.raises(Refused, match=code):
            do(
                "extend_certificate",
                "signatory",
                certificate_id=certificate.pk,
                valid_until=until,
                reason="x",
            )

    def test_what_expired_is_not_extended(self, released: Any) -> None:
        certificate = issued(released)
        words = {"certificate_id": certificate.pk, "valid_until": date(2026, 7, 1), "reason": "x"}
        with pytest.raises(Refused, match="expired_already"):
            do("extend_certificate", "signatory", minutes=60 * 24 * 95, **words)


def test_a_kind_without_validity_is_not_extended(released: Any) -> None:
    certificate = issued(released)
    words = {"certificate_id": certificate.pk, "valid_until": date(2026, 7, 1), "reason": "x"}
    with pytest.raises(Refused, match="no_validity"):
        do("extend_certificate", "signatory", **words)
