"""The mock Hub, called by zeep from the WSDL itself; its answers are judged by the WSDL's schemas."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
import zeep
from lxml import etree
from zeep.exceptions import Fault
from zeep.transports import Transport

from jiangang.stand_ins import hub_words
from jiangang.stand_ins.hub import Hub, Server
from jiangang.stand_ins.hub_keys import make_keys

AT = datetime(2026, 1, 1, tzinfo=UTC)
BINDING = "{http://ephyto.ippc.int/}DeliveryServiceSoapBinding"


class Answers(zeep.Plugin):
    """Validates whatever the Hub answers."""

    def ingress(self, envelope: Any, http_headers: Any, operation: Any) -> Any:
        body = envelope.find(f"{{{hub_words.SOAP}}}Body")[0]
        if hub_words.local(body) != "Fault":
            hub_words.schema().assertValid(etree.fromstring(etree.tostring(body)))
        return envelope, http_headers


@pytest.fixture(scope="module")
def contract() -> zeep.Client:
    return zeep.Client(str(hub_words.WSDL), plugins=[Answers()], settings=zeep.Settings(strict=True))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with Server(Hub(tmp_path / "hub", ("CN", "NL"), delay=0.2)) as running:
        yield running


@pytest.fixture
def calling(contract: zeep.Client, server: Server) -> Callable[[str], Any]:
    return lambda country: contract.create_service(BINDING, server.address(country))


def envelope(number: str = "1", to: str = "NL", content: str = "<a/>") -> dict[str, Any]:
    return {
        "From": "CN",
        "To": to,
        "CertificateType": 851,
        "CertificateStatus": 70,
        "NPPOCertificateNumber": number,
        "Content": content,
    }


def state(service: Any, number: str) -> str:
    return str(service.GetEnvelopeTrackingInfo(number).HUBTrackingInfo)


def test_an_envelope_goes_from_one_country_to_another(calling: Callable[[str], Any]) -> None:
    china, holland = calling("CN"), calling("NL")
    sent = china.DeliverEnvelope(envelope(content="<a>检疫 &amp; 证书</a>"))
    assert sent.HUBTrackingInfo == "PendingDelivery"
    number = sent.hubDeliveryNumber
    assert [each.hubDeliveryNumber for each in china.GetUnderDeliveryEnvelope()] == [number]
    assert [each.NPPOCertificateNumber for each in holland.GetImportEnvelopeHeaders("CN")] == ["1"]
    assert not holland.GetImportEnvelopeHeaders("US")
    assert holland.PULLImportEnvelope()[0].Content == "<a>检疫 &amp; 证书</a>"
    assert holland.PULLSingleImportEnvelope(number).Content == "<a>检疫 &amp; 证书</a>"
    holland.AcknowledgeEnvelopeReceipt(number)
    assert state(china, number) == "Delivered"
    assert not holland.PULLImportEnvelope()


def test_all_states_of_delivery(calling: Callable[[str], Any]) -> None:
    china, holland = calling("CN"), calling("NL")
    numbers = [china.DeliverEnvelope(envelope(str(each))).hubDeliveryNumber for each in range(3)]
    holland.AdvancedAcknowledgeEnvelopeReceipt(numbers[0], "no consignee")
    holland.AcknowledgeFailedEnvelopeReceipt(numbers[1], "not XML")
    assert [state(china, each) for each in numbers] == [
        "DeliveredWithWarnings",
        "DeliveredNotReadable",
        "PendingDelivery",
    ]
    assert china.GetEnvelopeTrackingInfo(numbers[0]).hubDeliveryErrorMessage == "no consignee"
    failed = china.DeliverEnvelope(envelope(to="US"))
    assert failed.HUBTrackingInfo == "FailedDelivery"
    assert state(china, "none") == "EnvelopeNotExists"
    header = {key: value for key, value in envelope("2").items() if key != "Content"}
    holland.SetTrackingInfoUpdate({**header, "hubDeliveryNumber": numbers[2], "HUBTrackingInfo": "Delivered"})
    assert state(china, numbers[2]) == "Delivered"


def test_a_country_does_not_touch_what_is_not_its_own(calling: Callable[[str], Any]) -> None:
    china, holland = calling("CN"), calling("NL")
    number = china.DeliverEnvelope(envelope()).hubDeliveryNumber
    for forbidden in (
        lambda: china.AcknowledgeEnvelopeReceipt(number),
        lambda: china.PULLSingleImportEnvelope(number),
        lambda: holland.DeliverEnvelope(envelope()),
        lambda: calling("US").PULLImportEnvelope(),
        china.GetAvailableChannels,
    ):
        with pytest.raises(Fault) as fault:
            forbidden()
        assert fault.value.detail[0].tag == "{http://ephyto.ippc.int/}HubWebException"
    assert state(china, number) == "PendingDelivery"


def test_validation_speaks_the_hubs_words(
    calling: Callable[[str], Any], shared_data: Callable[[str], Path]
) -> None:
    service = calling("CN")
    clean = shared_data("ephyto/sample_851_ordered.xml").read_text()
    assert not service.ValidatePhytoXML(clean)
    results = service.ValidatePhytoXML(clean.replace("<ram:Name>Importer SA</ram:Name>", ""))
    assert [(each.area, each.level) for each in results] == [("MandatoryElements", "SEVERE")]
    with pytest.raises(Fault, match="Consignee"):
        service.ValidateAndDeliverEnvelope(envelope(content=clean.replace("Importer SA", "")))
    assert service.ValidateAndDeliverEnvelope(envelope(content=clean)).HUBTrackingInfo == "PendingDelivery"


def test_reference_lists(calling: Callable[[str], Any]) -> None:
    service = calling("CN")
    assert [each.Country for each in service.GetActiveNppos()] == ["CN", "NL"]
    assert service.GetProfile().Country == "CN"
    assert service.GetStatements()[0].code == "2"


def test_a_country_answers_about_a_certificate(calling: Callable[[str], Any]) -> None:
    china, holland = calling("CN"), calling("NL")
    header = {**envelope("77"), "From": "NL", "To": "CN"}
    del header["Content"]
    document = {"StatusCode": 41, "ReasonInformation": {"_value_1": "Wrong consignee", "languageID": "en"}}
    holland.DeliverCountryResponseEnvelope(
        {**header, "SPSAcknowledgement": {"SPSAcknowledgementDocument": document}}
    )
    content = china.PULLImportEnvelope()[0].Content
    assert etree.fromstring(content).findtext(".//{*}ReasonInformation") == "Wrong consignee"


def test_faults_are_played(calling: Callable[[str], Any], server: Server) -> None:
    china, holland = calling("CN"), calling("NL")
    server.hub.inject("fault", "DeliverEnvelope")
    with pytest.raises(Fault):
        china.DeliverEnvelope(envelope("1"))
    server.hub.inject("timeout", "DeliverEnvelope")
    server.hub.inject("lost", "DeliverEnvelope")
    for _ in range(2):
        with pytest.raises(requests.exceptions.ConnectionError):
            china.DeliverEnvelope(envelope("2"))
    assert [each.NPPOCertificateNumber for each in china.GetUnderDeliveryEnvelope()] == ["2"]
    server.hub.inject("duplicate", "PULLImportEnvelope")
    assert [each.NPPOCertificateNumber for each in holland.PULLImportEnvelope()] == ["2", "2"]
    server.hub.inject("unreadable", "PULLSingleImportEnvelope")
    number = china.GetUnderDeliveryEnvelope()[0].hubDeliveryNumber
    assert holland.PULLSingleImportEnvelope(number).Content == "<a"
    assert holland.PULLSingleImportEnvelope(number).Content == "<a/>"
    with pytest.raises(ValueError, match="rain"):
        server.hub.inject("rain")


def test_everything_is_there_after_a_restart(contract: zeep.Client, tmp_path: Path) -> None:
    numbers = []
    for _ in range(2):
        with Server(Hub(tmp_path, ("CN", "NL"))) as running:
            service = contract.create_service(BINDING, running.address("CN"))
            numbers.append(service.DeliverEnvelope(envelope()).hubDeliveryNumber)
            known = service.GetUnderDeliveryEnvelope()
            assert [each.hubDeliveryNumber for each in known] == numbers


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"<a/>",
        b"<!DOCTYPE a [<!ENTITY x 'y'>]><a/>",
        hub_words.wrapped(etree.fromstring("<x:Rob xmlns:x='http://ephyto.ippc.int/'/>")),
        hub_words.wrapped(etree.fromstring("<x:DeliverEnvelope xmlns:x='http://ephyto.ippc.int/'/>")),
    ],
)
def test_what_the_wsdl_does_not_know_is_a_fault(server: Server, hostile: bytes) -> None:
    answer = requests.post(server.address("CN"), data=hostile, timeout=5)
    assert answer.status_code == 500
    assert b"HubWebException" in answer.content


def test_the_wsdl_is_served_with_the_mocks_address(server: Server) -> None:
    served = requests.get(server.address("CN") + "?wsdl", timeout=5).content
    assert server.address("CN").encode() in served
    assert b"hub.ephytoexchange.org" not in served


def test_mutual_tls_tells_who_calls(contract: zeep.Client, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    make_keys(keys, ("CN", "NL"), at=datetime.now(UTC))
    assert {path.stat().st_mode & 0o777 for path in keys.iterdir()} == {0o600}
    with Server(Hub(tmp_path / "hub", ("CN", "NL")), keys=keys) as running:

        def service(certificate: str | None, country: str) -> Any:
            session = requests.Session()
            session.verify = str(keys / "ca.pem")
            session.trust_env = False
            session.cert = str(keys / f"{certificate}.pem") if certificate else None
            contract.transport = Transport(session=session, timeout=5)
            return contract.create_service(BINDING, running.address(country))

        before = contract.transport
        try:
            assert service("CN", "CN").DeliverEnvelope(envelope()).HUBTrackingInfo == "PendingDelivery"
            with pytest.raises(Fault, match="no account"):
                service("NL", "CN").DeliverEnvelope(envelope())
            with pytest.raises(requests.exceptions.RequestException):
                service(None, "CN").GetProfile()
        finally:
            contract.transport = before
