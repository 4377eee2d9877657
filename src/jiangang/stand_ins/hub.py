"""A mock of the IPPC ePhyto Hub, from the same WSDL: for tests and training, never an official service.

Here lives the server and what each operation does; the state is in `hub_mailbox`, the SOAP in `hub_words`.
"""

import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from jiangang.methods.papers.sps import Level, read_certificate
from jiangang.stand_ins import hub_mailbox, hub_words
from jiangang.stand_ins.hub_mailbox import Envelope, Mailbox, Refusal

KINDS = ("fault", "timeout", "lost", "duplicate", "unreadable")
PATH = "/hub/{country}/DeliveryService"


@dataclass(slots=True)
class Trouble:
    """A fault to play: its kind, the operation (empty for every one), how many times it is still played."""

    kind: str
    operation: str = ""
    times: int = 1


class Lost(Exception):
    """The connection ends without an answer."""


class Hub:
    """The operations, by the name that the WSDL gives them."""

    def __init__(self, folder: Path, countries: tuple[str, ...] = (), *, delay: float = 30.0) -> None:
        """folder: where everything is kept; delay: seconds that a `timeout` lasts."""
        self.mailbox = Mailbox(folder, countries)
        self.delay = delay
        self.troubles: list[Trouble] = []
        self.closing = threading.Event()
        self.playing: dict[str, Callable[[str, Any, Any], None]] = {
            "DeliverEnvelope": self._deliver,
            "ValidateAndDeliverEnvelope": self._validate_and_deliver,
            "DeliverCountryResponseEnvelope": self._deliver,
            "PULLImportEnvelope": self._pull,
            "PULLSingleImportEnvelope": self._pull_one,
            "GetImportEnvelopeHeaders": self._headers,
            "GetUnderDeliveryEnvelope": self._under_delivery,
            "GetEnvelopeTrackingInfo": self._tracking,
            "SetTrackingInfoUpdate": self._track,
            "AcknowledgeEnvelopeReceipt": self._acknowledge,
            "AdvancedAcknowledgeEnvelopeReceipt": self._acknowledge,
            "AcknowledgeFailedEnvelopeReceipt": self._acknowledge,
            "ValidatePhytoXML": self._validate,
            "GetActiveNppos": self._nppos,
            "GetProfile": self._profile,
            "GetStatements": self._statements,
        }

    def inject(self, kind: str, operation: str = "", times: int = 1) -> None:
        """Play a fault the next `times` times that the operation (or any) is called."""
        if kind not in KINDS:
            raise ValueError(f"{kind} is none of {', '.join(KINDS)}")
        self.troubles.append(Trouble(kind, operation, times))

    def answer(self, country: str, content: bytes) -> tuple[int, bytes]:
        """HTTP status and SOAP answer to one request of one country. Raises Lost when a fault says so."""
        try:
            request = hub_words.read_request(content)
            return 200, hub_words.wrapped(self._answered(country, request))
        except Refusal as refusal:
            return 500, hub_words.fault(str(refusal))

    def _answered(self, country: str, request: Any) -> Any:
        operation = hub_words.local(request)
        if country not in self.mailbox.countries:
            raise Refusal(f"{country or 'nobody'} has no account at this Hub")
        play = self.playing.get(operation)
        if play is None:
            raise Refusal(f"this mock does not play {operation}")
        trouble = self._trouble(operation)
        if trouble == "fault":
            raise Refusal("a fault was ordered for this call")
        if trouble == "timeout":
            self.closing.wait(self.delay)
            raise Lost
        answer = hub_words.answer(operation)
        play(country, request, answer)
        if trouble == "lost":
            raise Lost
        if trouble in ("duplicate", "unreadable"):
            self._spoil(answer, trouble)
        return answer

    def _trouble(self, operation: str) -> str:
        with self.mailbox.lock:
            for each in self.troubles:
                if each.times > 0 and each.operation in ("", operation):
                    each.times -= 1
                    return each.kind
        return ""

    def _spoil(self, answer: Any, trouble: str) -> None:
        """Hand out twice, or by halves."""
        for element in list(answer.iter(f"{{{hub_words.ENTITIES}}}Content")):
            if trouble == "unreadable":
                element.text = (element.text or "")[: len(element.text or "") // 2]
                continue
            envelope = element.getparent()
            if hub_words.local(envelope) == "Envelope":
                envelope.addnext(hub_words.xml().fromstring(hub_words.xml().tostring(envelope)))

    def _deliver(self, country: str, request: Any, answer: Any) -> None:
        operation = hub_words.local(request)
        envelope = hub_words.envelope_of(request[0])
        if envelope.sender != country:
            raise Refusal(f"{country} cannot send for {envelope.sender}")
        taken = self.mailbox.deliver(envelope)
        hub_words.add_envelope(hub_words.add(answer, f"{operation}Result"), taken)

    def _validate_and_deliver(self, country: str, request: Any, answer: Any) -> None:
        envelope = hub_words.envelope_of(request[0])
        severe = read_certificate(envelope.content.encode()).at(Level.SEVERE)
        if severe:
            raise Refusal("; ".join(hub_words.words(each) for each in severe))
        self._deliver(country, request, answer)

    def _pull(self, country: str, request: Any, answer: Any) -> None:
        result = hub_words.add(answer, "PULLImportEnvelopesResult")
        for envelope in self.mailbox.waiting_for(country):
            inside = hub_words.add(result, "Envelope", None, hub_words.ENTITIES)
            hub_words.add_envelope(inside, envelope, whole=True)

    def _pull_one(self, country: str, request: Any, answer: Any) -> None:
        envelope = self._known(country, request)
        if envelope is None or envelope.receiver != country:
            raise Refusal(f"EnvelopeNotExists: {hub_words.text_of(request, 'hubTrackingNumber')}")
        result = hub_words.add(answer, "PULLSingleImportEnvelopeResult")
        hub_words.add_envelope(result, envelope, whole=True)

    def _headers(self, country: str, request: Any, answer: Any) -> None:
        result = hub_words.add(answer, "GetImportEnvelopeHeadersResult")
        waiting = self.mailbox.waiting_for(country, hub_words.text_of(request, "countryCode"))
        self._list(result, waiting)

    def _under_delivery(self, country: str, request: Any, answer: Any) -> None:
        result = hub_words.add(answer, "GetUnderDeliveryEnvelopeResult")
        self._list(result, self.mailbox.under_delivery(country))

    def _list(self, result: Any, envelopes: list[Envelope]) -> None:
        for envelope in envelopes:
            inside = hub_words.add(result, "EnvelopeHeader", None, hub_words.ENTITIES)
            hub_words.add_envelope(inside, envelope)

    def _tracking(self, country: str, request: Any, answer: Any) -> None:
        number = hub_words.text_of(request, "hubTrackingNumber")
        unknown = Envelope("", "", 0, 0, "", number=number, state=hub_mailbox.UNKNOWN)
        result = hub_words.add(answer, "GetEnvelopeTrackingInfoResult")
        hub_words.add_envelope(result, self._known(country, request) or unknown)

    def _track(self, country: str, request: Any, answer: Any) -> None:
        header = hub_words.envelope_of(request[0])
        self.mailbox.settle(header.number, country, header.state, header.message)

    def _acknowledge(self, country: str, request: Any, answer: Any) -> None:
        states = {
            "AcknowledgeEnvelopeReceipt": (hub_mailbox.DELIVERED, ""),
            "AdvancedAcknowledgeEnvelopeReceipt": (hub_mailbox.WARNED, "warningMessage"),
            "AcknowledgeFailedEnvelopeReceipt": (hub_mailbox.UNREADABLE, "message"),
        }
        state, message = states[hub_words.local(request)]
        number = hub_words.text_of(request, "hubTrackingNumber")
        said = hub_words.text_of(request, message) if message else ""
        self.mailbox.settle(number, country, state, said)
        if message:
            hub_words.add(answer, "return", state)

    def _validate(self, country: str, request: Any, answer: Any) -> None:
        content = next((each.text or "" for each in request), "")
        for seen in read_certificate(content.encode()).observations:
            hub_words.add_observation(answer, seen)

    def _nppos(self, country: str, request: Any, answer: Any) -> None:
        result = hub_words.add(answer, "GetActiveNpposResult")
        for each in self.mailbox.countries:
            inside = hub_words.add(result, "Nppo", None, hub_words.ENTITIES)
            self._nppo(inside, each)

    def _profile(self, country: str, request: Any, answer: Any) -> None:
        self._nppo(hub_words.add(answer, "GetProfileResult"), country)

    def _nppo(self, parent: Any, country: str) -> None:
        for name, text in (("Country", country), ("Receive", "true"), ("Send", "true")):
            hub_words.add(parent, name, text, hub_words.ENTITIES)

    def _statements(self, country: str, request: Any, answer: Any) -> None:
        for code, text in hub_words.STATEMENTS.items():
            statement = hub_words.add(answer, "Statement")
            parts = {"active": "true", "code": code, "docTypeOnly": "0", "lang": "en", "text": text}
            for name, value in parts.items():
                hub_words.add(statement, name, value, "")

    def _known(self, country: str, request: Any) -> Envelope | None:
        return self.mailbox.find(hub_words.text_of(request, "hubTrackingNumber"), country)


class Server(ThreadingHTTPServer):
    """The mock on an address of this machine; `with server:` runs it in a thread."""

    daemon_threads = True

    def __init__(self, hub: Hub, port: int = 0, *, host: str = "127.0.0.1", keys: Path | None = None) -> None:
        """keys: folder of `hub_keys.make_keys`; with it the Hub asks for a client certificate."""
        super().__init__((host, port), _Handler)
        self.hub = hub
        self.is_tls = keys is not None
        if keys is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(keys / "hub.pem")
            context.load_verify_locations(keys / "ca.pem")
            context.verify_mode = ssl.CERT_REQUIRED
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def address(self, country: str) -> str:
        """Where a country's client calls."""
        scheme = "https" if self.is_tls else "http"
        return f"{scheme}://127.0.0.1:{self.server_address[1]}{PATH.format(country=country)}"

    def __enter__(self) -> "Server":
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *args: object) -> None:
        self.hub.closing.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away, or has no certificate, is no trouble of the Hub's."""


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Server
    timeout = 60
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """The WSDL."""
        self._send(200, hub_words.wsdl_at(self.server.address(self._country())))

    def do_POST(self) -> None:
        """One operation."""
        size = int(self.headers.get("Content-Length") or 0)
        if size > hub_words.LARGEST:
            self.close_connection = True
            self._send(413, hub_words.fault("the request is too large"))
            return
        content = self.rfile.read(size)
        try:
            self._send(*self.server.hub.answer(self._country(), content))
        except Lost:
            self.close_connection = True

    def _country(self) -> str:
        """Who calls: by certificate with TLS, else by address."""
        parts = self.path.partition("?")[0].split("/")
        named = parts[2] if len(parts) == 4 else ""
        if not self.server.is_tls:
            return named
        subject = dict(pair[0] for pair in self.connection.getpeercert()["subject"])
        return str(subject.get("commonName", "")) if subject.get("commonName") == named else ""

    def _send(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: contents and addresses are nobody's log."""
