"""Papers about a vessel, made by the officer who attended: by operation, by screen, and in the database."""

from typing import Any

import pytest

from jiangang.methods.findings import Refused
from tests.integration.certificates.conftest import open_office
from tests.integration.certificates.test_certifying import act, codes_of
from tests.integration.certificates.test_kinds_issued import check_paper, entered, upload
from tests.support import cases

pytestmark = pytest.mark.django_db

CONTROL, EXEMPTION = "ship_sanitation_control", "ship_sanitation_exemption"


@pytest.fixture
def office() -> None:
    open_office()


def boarded(kind: str, who: str = "officer", **words: Any) -> Any:
    values = {"entered": entered(kind), "uploads": [upload()], **words}
    return act("draft", who, kind=kind, **values)


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(("kind", "word"), [(CONTROL, "Aedes"), (EXEMPTION, "免予采取控制措施")])
@pytest.mark.parametrize("profile", ["chinese", "single_officer"])
def test_the_officer_who_attended_makes_it_alone(kind: str, word: str, profile: str) -> None:
    cases.use_profile(profile)
    certificate = boarded(kind)
    for name in ("sign", "issue"):
        act(name, "officer", certificate_id=certificate.pk)
    certificate.refresh_from_db()
    assert (certificate.consignment_id, certificate.vessel) == (None, "9319466")
    record = certificate.signed.record
    assert record["valid_until"] == "2026-08-30"
    check_paper(certificate, "IMO", "FAR TIMBER", word)
    assert [step.act for step in steps_of(certificate)] == ["draft_alone", "sign_alone", "issue"]


def steps_of(certificate: Any) -> list[Any]:
    from jiangang.kernel.workflow import api as workflow

    return workflow.history_of(certificate)


@pytest.mark.usefixtures("office")
def test_nobody_signs_for_the_officer_who_attended() -> None:
    certificate = boarded(CONTROL)
    found = codes_of(Refused, "sign", "another", certificate_id=certificate.pk)
    assert found == ["certificates.finding.attended_by_another"]
    found = codes_of(Refused, "review", "another", certificate_id=certificate.pk)
    assert found == ["certificates.finding.hand_of_another_kind"]


@pytest.mark.usefixtures("office")
def test_a_number_with_a_wrong_check_digit_is_refused() -> None:
    values = {**entered(CONTROL), "imo_number": "９３１９４６７"}
    found = codes_of(Refused, "draft", "officer", kind=CONTROL, entered=values, uploads=[upload()])
    assert found == ["methods.finding.identifier_check_digit"]


def test_the_database_keeps_the_hands_of_each_kind(exported: Any) -> None:
    from django.db import DatabaseError, connection, transaction

    from jiangang.kernel.workflow import api as workflow
    from jiangang.port.certificates.models import Certificate

    def attempt(certificate: Any, name: str, who: str) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            actor = cases.actor_of(who)
            workflow.move(certificate, name, case=certificate.case, actor=actor, at=cases.later(90))
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS certificates_hands_of_kind IMMEDIATE")

    paper = Certificate.objects.create(consignment=exported, kind="phytosanitary", drafted_at=cases.AT)
    attempt(paper, "draft_alone", "officer")
    attempt(
        Certificate.objects.create(vessel="9319466", kind=CONTROL, drafted_at=cases.AT), "draft", "officer"
    )
    attended = boarded(CONTROL)
    attended.number = "SSCC-1"
    attempt(attended, "sign_alone", "another")


@pytest.mark.usefixtures("office")
def test_the_desk_shows_the_hands_of_the_kind() -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.integration.certificates.test_kinds_issued import report

    officer = cases.client_of("officer", *cases.CERTIFIER)
    second = officer.post("/desk/certificates/draft/", {"consignment": "", "kind": EXEMPTION})
    assert second.status_code == 302, "the consignment is not asked for"
    values = {f"entered-{name}": value for name, value in entered(EXEMPTION).items()}
    for name in ("vessel_name", "port_of"):
        pair = values.pop(f"entered-{name}")
        values |= {f"entered-{name}": pair["zh"], f"entered-{name}-en": pair["en"]}
    values["entered-areas"] = "\n".join(row["area"] for row in values["entered-areas"])
    values["entered-flag"] = "PA"
    file = SimpleUploadedFile("boarding.pdf", report())
    sent = {"kind": EXEMPTION, "facts": "1", "request_key": "v", "file": file, **values}
    made = officer.post("/desk/certificates/draft/", sent)
    assert made.status_code == 302, made.content.decode()
    page = made["Location"]
    shown = officer.get(page).content.decode()
    assert "sign_alone" in shown
    assert f"{page}review/" not in shown
    another = cases.client_of("another", *cases.CERTIFIER)
    assert "Another officer attended" in another.get(page).content.decode()
    assert another.post(f"{page}sign_alone/", {}).status_code == 403
    assert officer.get(f"{page}review/").status_code == 403
    assert officer.post(f"{page}sign_alone/", {}).status_code == 302
    assert officer.post(f"{page}issue/", {}).status_code == 302
    assert "vessel:IMO9319466" in officer.get("/desk/certificates/").content.decode()


@pytest.mark.usefixtures("office")
def test_a_sanitation_certificate_is_prolonged_by_a_month() -> None:
    """IHR (2005) article 39: six months, and one month more where the port cannot inspect the ship."""
    from datetime import date

    from tests.integration.certificates.test_life import do

    cases.use_profile("chinese")
    certificate = boarded(EXEMPTION)
    for name in ("sign", "issue"):
        act(name, "officer", certificate_id=certificate.pk)
    words = {"certificate_id": certificate.pk, "reason": "本港不具备检查条件"}
    with pytest.raises(Refused):
        do("extend_certificate", "officer", valid_until=date(2026, 10, 1), **words)
    made = do("extend_certificate", "officer", valid_until=date(2026, 9, 29), **words)
    do("extend_certificate", "officer", valid_until=date(2026, 9, 30), **words)
    with pytest.raises(Refused, match="extended_enough"):
        do("extend_certificate", "officer", valid_until=date(2026, 10, 1), **words)
    assert (made.before, made.valid_until) == (date(2026, 8, 30), date(2026, 9, 29))
