"""What a draft is told of departure and of earlier papers; the balance of an original."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from jiangang.methods.findings import Conflict, Forbidden, Refused
from tests.integration.certificates.test_certifying import act, codes_of, drafted, issued
from tests.integration.certificates.test_life import do, kind_with, text_of_pages
from tests.integration.disposition.test_deciding import decide, inspected
from tests.support import cases

DB = pytest.mark.django_db

FOREIGN = {
    "number": "SAG-77",
    "issuer": "Servicio Agrícola y Ganadero",
    "issued_on": date(2026, 2, 1),
    "evidence": "a" * 64,
    "covered": Decimal("30000.5"),
}


def handed_out(certificate: Any) -> Any:
    for name, who in (("review", "reviewer"), ("sign", "signatory"), ("issue", "signatory")):
        act(name, who, certificate_id=certificate.pk)
    certificate.refresh_from_db()
    return certificate


def another() -> Any:
    """A second released consignment of 24,012.5 kg."""
    found = inspected()
    decide(found)
    return found


@DB
class TestRetrospective:
    def test_the_mark_is_on_record_and_paper(self, released: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        from jiangang.port.certificates import api

        kind_with(monkeypatch, retrospective_mark="ISSUED RETROACTIVELY")
        certificate = drafted(released)
        words = {"certificate_id": certificate.pk, "departed_on": date(2026, 2, 20)}
        do("mark_retrospective", "chief", reason="船期提前", **words)
        with pytest.raises(Conflict, match="marked_already"):
            do("mark_retrospective", "chief", reason="船期提前", **words)
        record = handed_out(certificate).signed.record
        assert record["retrospective"] == {
            "mark": "ISSUED RETROACTIVELY",
            "departed_on": "2026-02-20",
            "reason": "船期提前",
        }
        page = text_of_pages(api.pdf_of(certificate.pk))[0]
        assert "ISSUED RETROACTIVELY" in page and "补发" in page and "2026-02-20" in page

    def test_only_with_reason_past_day_and_its_own_permission(self, released: Any) -> None:
        from jiangang.port.certificates import api

        certificate = drafted(released)
        words = {"certificate_id": certificate.pk, "departed_on": date(2026, 2, 20)}
        with pytest.raises(Refused, match="reason_missing"):
            do("mark_retrospective", "chief", reason=" ", **words)
        with pytest.raises(Refused, match="not_departed"):
            do("mark_retrospective", "chief", reason="x", **(words | {"departed_on": cases.DAY}))
        mark = "certificates.certificate.mark_retrospective"
        drafter = cases.actor_of("drafter", *(each for each in cases.CERTIFIER if each != mark))
        with pytest.raises(Forbidden):
            api.mark_retrospective(reason="x", actor=drafter, at=cases.later(120), **words)
        act("review", "reviewer", certificate_id=certificate.pk)
        with pytest.raises(Conflict, match="no_draft"):
            do("mark_retrospective", "chief", reason="x", **words)


@DB
class TestOriginals:
    def test_a_foreign_original_is_named_and_its_balance_kept(self, released: Any) -> None:
        from jiangang.port.certificates import api
        from jiangang.port.certificates.life_queries import life_view

        first = drafted(released)
        do("rest_on_original", "drafter", certificate_id=first.pk, quantity=Decimal("24012.5"), **FOREIGN)
        record = handed_out(first).signed.record
        (named,) = record["based_on"]
        assert (named["number"], named["quantity"], named["evidence"]) == ("SAG-77", "24012.5", "a" * 64)
        assert "SAG-77" in text_of_pages(api.pdf_of(first.pk))[0]
        assert life_view(first.pk).originals[0].balance == Decimal(5988)
        second = drafted(another())
        words = {"certificate_id": second.pk, "number": "SAG-77", "issuer": FOREIGN["issuer"]}
        with pytest.raises(Refused, match="above_balance") as refusal:
            do("rest_on_original", "drafter", quantity=Decimal("5988.000001"), **words)
        assert refusal.value.findings[0].params["remaining"] == "5988"
        do("rest_on_original", "drafter", quantity=Decimal(5988), **words)
        assert life_view(second.pk).originals[0].balance == 0
        act("withdraw", "signatory", certificate_id=first.pk, reason="错证")
        assert life_view(second.pk).originals[0].balance == Decimal("24012.5")

    def test_an_own_original_brings_its_facts_and_must_be_in_force(self, released: Any) -> None:
        from jiangang.port.certificates.life_queries import life_view

        own = issued(released)
        certificate = drafted(another())
        words = {"certificate_id": certificate.pk, "number": f" {own.number}"}
        with pytest.raises(Refused, match="above_balance"):
            do("rest_on_original", "drafter", quantity=Decimal("24012.6"), **words)
        do("rest_on_original", "drafter", quantity=Decimal(24012), **words)
        (row,) = life_view(certificate.pk).originals
        assert (row.evidence, row.covered, row.balance) == (
            own.signed.digest,
            Decimal("24012.5"),
            Decimal("0.5"),
        )
        act("review", "reviewer", certificate_id=certificate.pk)
        act("withdraw", "signatory", certificate_id=own.pk, reason="错证")
        found = codes_of(Refused, "sign", "signatory", certificate_id=certificate.pk)
        assert found == ["certificates.finding.original_ended"]

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"unit": "TNE", "quantity": Decimal(1)}, ""),
            ({"quantity": Decimal(0)}, "quantity_not_positive"),
            ({"evidence": " "}, "original_unnamed"),
            ({"issued_on": date(2026, 3, 3)}, "original_later"),
            ({"quantity": Decimal("24012.500001")}, "above_goods"),
            ({"issuer": ""}, "original_unknown"),
        ],
    )
    def test_what_is_against_it(self, released: Any, changes: dict[str, Any], code: str) -> None:
        certificate = drafted(released)
        words = {"certificate_id": certificate.pk, "quantity": Decimal(10), **FOREIGN, **changes}
        if not code:
            assert do("rest_on_original", "drafter", **words).original.unit == "TNE"
            return
        with pytest.raises(Refused, match=code):
            do("rest_on_original", "drafter", **words)

    def test_a_replacement_takes_the_part_of_the_old_one(self, released: Any) -> None:
        from jiangang.port.certificates.life_queries import life_view

        old = drafted(released)
        words = {"quantity": Decimal("24012.5"), **FOREIGN, "covered": Decimal("24012.5")}
        do("rest_on_original", "drafter", certificate_id=old.pk, **words)
        handed_out(old)
        new = do("replace_certificate", "drafter", certificate_id=old.pk, reason="x")
        do("rest_on_original", "drafter", certificate_id=new.pk, **words)
        handed_out(new)
        assert life_view(new.pk).originals[0].balance == 0


def test_drafts_in_a_race_share_one_balance(committed_db: Any) -> None:
    """Two drafters take the same original at once: together never more than it covers."""
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    from jiangang.port.certificates.models import OriginalUse

    cases.load_series()
    cases.set_office(public_address="https://ciq.example")
    drafts = [drafted(another()).pk for _ in range(2)]
    words = {**FOREIGN, "quantity": Decimal(20000)}

    def take(certificate_id: int) -> str:
        try:
            do("rest_on_original", "drafter", certificate_id=certificate_id, **words)
            return "taken"
        except Refused as refusal:
            return refusal.findings[0].code.rpartition(".")[2]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, drafts)) == ["above_balance", "taken"]
    assert OriginalUse.objects.count() == 1
