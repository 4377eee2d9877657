"""SPS XML of a certificate: from its record, inside its PDF, by command and API, judged by lxml."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from jiangang.methods.findings import Conflict, Refused
from tests.integration.certificates.test_certifying import act, codes_of, drafted, issued
from tests.integration.certificates.test_life import do, kind_with, replaced
from tests.support import cases

pytestmark = pytest.mark.django_db

DETAILS = {
    "imported_to": "nl",
    "consignor_address": ["88 Orchard Road", "Valparaíso"],
    "consignee_address": ["Coolsingel 1", "Rotterdam"],
    "scientific_names": ["Prunus avium", "Prunus salicina"],
}


@pytest.fixture
def phytosanitary(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kind of the tests goes to foreign authorities as a phytosanitary certificate."""
    kind_with(monkeypatch, sps_type=851)
    cases.set_office(hub_country="CN")


def described(consignment: Any) -> Any:
    """A draft with its details for foreign authorities."""
    certificate = drafted(consignment)
    do("describe_for_exchange", "drafter", certificate_id=certificate.pk, **DETAILS)
    return certificate


def sent(consignment: Any) -> Any:
    certificate = described(consignment)
    for name, who in (("review", "reviewer"), ("sign", "signatory"), ("issue", "signatory")):
        act(name, who, certificate_id=certificate.pk)
    certificate.refresh_from_db()
    return certificate


def embedded(pdf: bytes) -> dict[str, bytes]:
    import io

    from pypdf import PdfReader

    return {name: content[0] for name, content in PdfReader(io.BytesIO(pdf)).attachments.items()}


def text_of(root: Any, *steps: str) -> list[str]:
    return [each.text for each in root.iterfind("/".join(f".//{{*}}{step}" for step in steps))]


@pytest.mark.usefixtures("phytosanitary")
class TestXml:
    def test_it_stands_in_the_pdf_and_every_schema_takes_it(
        self, released: Any, shared_data: Callable[[str], Path]
    ) -> None:
        from click.testing import CliRunner

        from jiangang.port.certificates import api, verifying
        from jiangang.port.certificates.commands import cli

        certificate = sent(released)
        pdf = api.pdf_of(certificate.pk)
        xml = embedded(pdf)["certificate.xml"]
        root = etree.fromstring(xml)
        for name in ("SPSCertificate17.xsd", "hub_messages.xsd"):
            etree.XMLSchema(etree.parse(shared_data(f"ephyto/xsd/{name}"))).assertValid(root)
        assert text_of(root, "SPSExchangedDocument", "ID")[0] == certificate.number
        assert text_of(root, "IssueDateTime", "DateTimeString")[0] == "2026-03-02T10:30:00+08:00"
        assert text_of(root, "ImportSPSCountry", "ID") == ["NL"]
        assert text_of(root, "ScientificName") == ["Prunus avium", "Prunus salicina"]
        assert text_of(root, "NetWeightMeasure") == ["16000", "8012.5"]
        assert certificate.signed.digest in text_of(root, "ReferenceSPSReferencedDocument", "ID")
        assert verifying.verify_file(pdf, cases.later(200)).verdict.is_valid
        run = CliRunner().invoke(cli, ["xml", certificate.number])
        assert (run.exit_code, run.stdout_bytes) == (0, xml)
        client = cases.client_of("drafter", *cases.CERTIFIER)
        assert client.get(f"/api/certificates/{certificate.pk}/xml").content == xml

    def test_details_are_looked_at(self, released: Any) -> None:
        certificate = drafted(released)
        words = DETAILS | {"certificate_id": certificate.pk}
        with pytest.raises(Refused, match="country_malformed"):
            do("describe_for_exchange", "drafter", **(words | {"imported_to": "荷兰"}))
        with pytest.raises(Refused, match="address_malformed"):
            do("describe_for_exchange", "drafter", **(words | {"consignee_address": [" "]}))

    def test_a_replacement_names_the_one_before(self, released: Any) -> None:
        from jiangang.methods.papers.sps import write_certificate
        from jiangang.port.certificates import api

        old = sent(released)
        new = replaced(old)
        record = api.for_exchange(new.pk)
        assert record is not None
        assert [(each.subject, each.content.text) for each in record.notes] == [
            ("ADRP", "品名有误"),
            ("ADRPN", old.number),
        ]
        assert api.for_exchange(old.pk) is None, (
            "news of the issue that comes late tells nobody it is in force"
        )
        ended = api.for_exchange(old.pk, has_ended=True)
        assert ended is not None and ended.status_code == 40
        assert write_certificate(ended) != write_certificate(record)


def test_what_the_hub_would_miss_stops_the_signature(released: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An office whose country is not set says of no country that it exported the goods."""
    kind_with(monkeypatch, sps_type=851)
    certificate = described(released)
    act("review", "reviewer", certificate_id=certificate.pk)
    found = codes_of(Refused, "sign", "signatory", certificate_id=certificate.pk)
    assert found == ["methods.papers.sps.finding.missing"]


def test_a_kind_without_sps_type_has_none(released: Any) -> None:
    from click.testing import CliRunner

    from jiangang.port.certificates import api
    from jiangang.port.certificates.commands import cli

    certificate = issued(released)
    assert "certificate.xml" not in embedded(api.pdf_of(certificate.pk))
    assert api.for_exchange(certificate.pk) is None
    assert CliRunner().invoke(cli, ["xml", certificate.number]).exit_code == 1
    assert CliRunner().invoke(cli, ["xml", "370100-0"]).exit_code == 2
    client = cases.client_of("drafter", *cases.CERTIFIER)
    assert client.get(f"/api/certificates/{certificate.pk}/xml").status_code == 404
    draft = drafted_again(certificate)
    with pytest.raises(Conflict, match="not_exchanged"):
        do("describe_for_exchange", "drafter", certificate_id=draft.pk, **DETAILS)


def test_a_certificate_is_withdrawn_by_command(released: Any) -> None:
    from click.testing import CliRunner

    from jiangang.port.certificates.commands import cli

    certificate = issued(released)
    cases.client_of("boss", "certificates.certificate.view", "certificates.certificate.withdraw")
    words = ["withdraw", certificate.number, "--by", "boss"]
    assert CliRunner().invoke(cli, words).exit_code == 2
    assert CliRunner().invoke(cli, [*words, "--reason", " "]).exit_code == 1
    done = CliRunner().invoke(cli, [*words, "--reason", "错证"])
    assert done.exit_code == 0, done.output
    certificate.refresh_from_db()
    assert (certificate.state, certificate.withdrawal.reason) == ("withdrawn", "错证")
    missing = CliRunner().invoke(cli, ["withdraw", "370100-0", "--by", "boss", "--reason", "x"])
    assert missing.exit_code == 2


def drafted_again(certificate: Any) -> Any:
    act("withdraw", "signatory", certificate_id=certificate.pk, reason="错证")
    return drafted(certificate.consignment)


@pytest.mark.usefixtures("phytosanitary")
class TestSending:
    """Issue and end of a certificate reach the exchange by the events that `config/wiring.py` lists."""

    @pytest.mark.parametrize(("partners", "count"), [("", 0), ("US", 0), ("US, nl", 1)])
    def test_it_goes_to_a_partner_and_only_once(self, released: Any, partners: str, count: int) -> None:
        from jiangang.port.exchange.models import Envelope

        cases.set_office(hub_partners=partners)
        certificate = sent(released)
        deliver("certificates.certificate.issue", certificate)
        deliver("certificates.certificate.issue", certificate)
        found = Envelope.objects.filter(certificate_number=certificate.number)
        assert [(each.to_country, each.certificate_status, each.state) for each in found] == [
            ("NL", 70, "queued")
        ] * count
        act("withdraw", "signatory", certificate_id=certificate.pk, reason="错证")
        deliver("certificates.certificate.withdraw", certificate)
        assert (
            list(found.order_by("pk").values_list("certificate_status", flat=True)) == [70, 40][: 2 * count]
        )

    def test_the_envelope_holds_what_the_pdf_holds(self, released: Any) -> None:
        from jiangang.port.certificates import api
        from jiangang.port.exchange.models import Envelope

        cases.set_office(hub_partners="NL")
        certificate = sent(released)
        deliver("certificates.certificate.issue", certificate)
        envelope = Envelope.objects.get()
        assert bytes(envelope.content.xml) == embedded(api.pdf_of(certificate.pk))["certificate.xml"]


def deliver(name: str, certificate: Any) -> None:
    """Tell the exchange of an event as the worker does, by the names that the wiring lists."""
    from importlib import import_module

    from jiangang.config.wiring import LISTENERS
    from jiangang.kernel.events.api import events_of_case

    events = [each for each in events_of_case(certificate.consignment.number) if each.name == name]
    assert events
    for dotted in LISTENERS[name]:
        module, _, function = dotted.rpartition(".")
        if module.startswith("jiangang.port.exchange"):
            getattr(import_module(module), function)(published(events[-1]))


def published(row: Any) -> Any:
    from uuid import uuid4

    from jiangang.kernel.events.api import Published

    return Published(uuid4(), row.name, row.payload, row.case, row.at)
