"""The client of the IPPC ePhyto Hub: SOAP from the kept WSDL, mutual TLS, time-outs, a limit of size.

Here lives the talking only; what is kept of it is in `operations`. zeep is imported at the first call.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from jiangang.methods.papers.sps import Response

WSDL = Path(__file__).parent / "schemas" / "ephyto.wsdl"
BINDING = "{http://ephyto.ippc.int/}DeliveryServiceSoapBinding"
CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 10.0, 60.0, 300.0
LARGEST = 32 * 1024 * 1024
LONGEST_NUMBER = 120
DELIVERED, WARNED, UNREADABLE = "Delivered", "DeliveredWithWarnings", "DeliveredNotReadable"


class HubTrouble(Exception):
    """The Hub was not reached, or its answer was none; the words are for the list of attempts."""


class HubFault(HubTrouble):
    """The Hub answered with HubWebException."""


class TooLarge(HubTrouble):
    """The answer was larger than is taken; the connection was closed before all of it came."""


@dataclass(frozen=True, slots=True)
class Header:
    """An envelope's header."""

    sender: str
    receiver: str
    certificate_type: int
    certificate_status: int
    certificate_number: str
    hub_number: str = ""
    state: str = ""
    message: str = ""

    def is_of(self, other: "Header") -> bool:
        """Whether both are of one paper in one status between the same two."""
        names = ("sender", "receiver", "certificate_type", "certificate_status", "certificate_number")
        return all(getattr(self, name) == getattr(other, name) for name in names)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the Hub is and who calls.

    key: PEM file with private key and certificate of the client, None for a mock without TLS; authority: PEM
    file of the authorities that the Hub's own certificate is checked against, None for the machine's.
    """

    address: str
    country: str
    key: Path | None = None
    authority: Path | None = None


class HubClient:
    """Calls the Hub for one country. Every call raises HubTrouble and nothing else for what goes wrong."""

    def __init__(self, place: Place, *, largest: int = LARGEST, read_seconds: float = READ_SECONDS) -> None:
        """largest: most bytes of one answer; read_seconds: how long the Hub may be silent."""
        self.place = place
        self.unreadable = 0
        self._session = _session(place)
        self._transport = _transport(self._session, largest, read_seconds)

    def deliver(self, header: Header, content: str) -> Header:
        """Send a certificate; the header with the Hub's number and state."""
        return _header(self._call("DeliverEnvelope", env={**_plain(header), "Content": content}))

    def respond(self, header: Header, response: Response) -> Header:
        """Send an answer about a certificate of the country in `receiver`."""
        document: dict[str, Any] = {"StatusCode": response.status_code}
        if response.reason:
            document["ReasonInformation"] = {
                "_value_1": response.reason,
                "languageID": response.language or None,
            }
        envelope = {
            **_plain(header),
            "SPSAcknowledgement": {"SPSAcknowledgementDocument": document},
        }
        return _header(self._call("DeliverCountryResponseEnvelope", CountryResponseEnvelope=envelope))

    def waiting(self) -> list[Header]:
        """Headers of the envelopes that wait for this country."""
        return self._headers(self._call("GetImportEnvelopeHeaders"))

    def under_delivery(self) -> list[Header]:
        """Headers of this country's envelopes that have not arrived."""
        return self._headers(self._call("GetUnderDeliveryEnvelope"))

    def pull(self, hub_number: str) -> tuple[Header, str]:
        """One waiting envelope: header and content."""
        found = self._call("PULLSingleImportEnvelope", hubTrackingNumber=hub_number)
        if found is None:
            raise HubTrouble(f"the Hub has no envelope {hub_number}")
        return _header(found), str(found.Content or "")

    def tracking(self, hub_number: str) -> Header:
        """Where an envelope is."""
        return _header(self._call("GetEnvelopeTrackingInfo", hubTrackingNumber=hub_number))

    def acknowledge(self, hub_number: str, state: str, message: str = "") -> None:
        """Tell how an envelope arrived: Delivered, DeliveredWithWarnings or DeliveredNotReadable, and why."""
        if state == WARNED:
            self._call(
                "AdvancedAcknowledgeEnvelopeReceipt", hubTrackingNumber=hub_number, warningMessage=message
            )
        elif state == UNREADABLE:
            self._call("AcknowledgeFailedEnvelopeReceipt", hubTrackingNumber=hub_number, message=message)
        else:
            self._call("AcknowledgeEnvelopeReceipt", hubTrackingNumber=hub_number)

    def _headers(self, found: Any) -> list[Header]:
        """Those that can be read; the others are counted in `unreadable` and keep nothing else back."""
        headers = []
        for each in found or ():
            try:
                headers.append(_header(each))
            except HubTrouble:
                self.unreadable += 1
        return headers

    def _call(self, operation: str, **words: Any) -> Any:
        etree = import_module("lxml.etree")
        from requests.exceptions import RequestException
        from zeep.exceptions import Error, Fault

        contract = _contract()
        service = contract.create_service(BINDING, self.place.address)
        service._client = _with_transport(contract, self._transport)
        call: Callable[..., Any] = getattr(service, operation)
        try:
            return call(**words)
        except Fault as fault:
            raise HubFault(str(fault.message)[:500]) from fault
        except TooLarge:
            raise
        except (Error, RequestException, etree.LxmlError, OSError, ValueError) as error:
            raise HubTrouble(f"{type(error).__name__}: {error}"[:500]) from error


@lru_cache(maxsize=1)
def _contract() -> Any:
    zeep, transports = import_module("zeep"), import_module("zeep.transports")
    settings = zeep.Settings(strict=True, xml_huge_tree=False, forbid_dtd=True, forbid_entities=True)
    return zeep.Client(str(WSDL), transport=transports.Transport(session=_nowhere()), settings=settings)


def _with_transport(contract: Any, transport: Any) -> Any:
    """The contract with another connection; reading the WSDL takes half a second and is done once."""
    import copy

    client = copy.copy(contract)
    client.transport = transport
    return client


def _nowhere() -> Any:
    """A session that reaches nothing: the WSDL and its schemas are one kept file."""
    import requests

    session = requests.Session()
    session.trust_env = False
    session.adapters.clear()
    return session


def _session(place: Place) -> Any:
    import requests

    session = requests.Session()
    session.trust_env = False
    session.verify = str(place.authority) if place.authority else True
    session.cert = str(place.key) if place.key else None
    return session


def _transport(session: Any, largest: int, read_seconds: float) -> Any:
    transports = import_module("zeep.transports")

    class Limited(transports.Transport):  # type: ignore[name-defined]  # zeep is imported only here
        """Reads an answer in pieces, so that neither size nor time is without end."""

        def post(self, address: str, message: Any, headers: Any) -> Any:
            response = self.session.post(
                address,
                data=message,
                headers=headers,
                timeout=(CONNECT_SECONDS, read_seconds),
                stream=True,
                allow_redirects=False,
            )
            response._content = _taken(response, largest)
            return response

    return Limited(session=session)


def _taken(response: Any, largest: int) -> bytes:
    until, content = time.monotonic() + WHOLE_SECONDS, bytearray()
    with response:
        for piece in response.iter_content(65_536):
            content += piece
            if len(content) > largest:
                raise TooLarge(f"the answer has more than {largest} bytes")
            if time.monotonic() > until:
                raise HubTrouble(f"the answer took more than {WHOLE_SECONDS:.0f} seconds")
    return bytes(content)


def _plain(header: Header) -> dict[str, Any]:
    return {
        "From": header.sender,
        "To": header.receiver,
        "CertificateType": header.certificate_type,
        "CertificateStatus": header.certificate_status,
        "NPPOCertificateNumber": header.certificate_number,
    }


def _header(found: Any) -> Header:
    if found is None:
        raise HubTrouble("the Hub's answer is empty")
    numbers = (found.CertificateType, found.CertificateStatus)
    if not all(isinstance(each, int) and abs(each) < 2**31 for each in numbers):
        raise HubTrouble(f"the envelope's type and status are no numbers: {str(numbers)[:100]}")
    if len(found.hubDeliveryNumber or "") > LONGEST_NUMBER:
        raise HubTrouble(f"the Hub's number is longer than {LONGEST_NUMBER} characters")
    return Header(
        sender=str(found.From or ""),
        receiver=str(found.To or ""),
        certificate_type=found.CertificateType,
        certificate_status=found.CertificateStatus,
        certificate_number=str(found.NPPOCertificateNumber or ""),
        hub_number=str(found.hubDeliveryNumber or ""),
        state=str(found.HUBTrackingInfo or ""),
        message=str(found.hubDeliveryErrorMessage or ""),
    )
