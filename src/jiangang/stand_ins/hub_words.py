"""The mock Hub's SOAP: requests read and validated by the WSDL's schemas, answers built as they say."""

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import jiangang
from jiangang.methods.papers.sps import Observation
from jiangang.methods.texts import Catalogue
from jiangang.stand_ins.hub_mailbox import Envelope, Refusal

SCHEMAS = Path(jiangang.__path__[0]) / "port" / "exchange" / "schemas"
WSDL = SCHEMAS / "ephyto.wsdl"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
HUB = "http://ephyto.ippc.int/"
ENTITIES = "http://ephyto.ippc.int/HUB.Entities"
LARGEST = 64 * 1024 * 1024
STATEMENTS = {
    "2": "They are deemed to be practically free from other pests.",
}
"""Statement 2 as published; the others are served by the true Hub only."""


def xml() -> Any:
    """lxml, imported when the Hub is started."""
    return import_module("lxml.etree")


@cache
def schema() -> Any:
    """The schema of the Hub's messages."""
    return xml().XMLSchema(xml().parse(str(SCHEMAS / "hub_messages.xsd")))


@cache
def operations() -> frozenset[str]:
    """Names of all operations that the WSDL knows."""
    tree = xml().parse(str(WSDL))
    names = tree.xpath("//*[local-name()='portType']/*[local-name()='operation']/@name")
    return frozenset(str(name) for name in names)


def read_request(content: bytes) -> Any:
    """The element in the body of a request; raises Refusal for one that the WSDL does not allow."""
    parser = xml().XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    if b"<!DOCTYPE" in content.upper():
        raise Refusal("no document types here")
    try:
        root = xml().fromstring(content, parser)
    except xml().XMLSyntaxError as error:
        raise Refusal(f"the request is not XML: {error}") from error
    bodies = root.findall(f"{{{SOAP}}}Body")
    if root.tag != f"{{{SOAP}}}Envelope" or len(bodies) != 1 or len(bodies[0]) != 1:
        raise Refusal("the request is not one SOAP 1.1 envelope with one body")
    request = bodies[0][0]
    name = local(request)
    if request.tag != f"{{{HUB}}}{name}" or name not in operations():
        raise Refusal(f"the WSDL has no operation {name}")
    alone = xml().fromstring(xml().tostring(request, with_tail=False), parser)
    if not schema().validate(alone):
        raise Refusal(f"the request does not fit the WSDL: {schema().error_log.last_error}")
    return alone


def local(element: Any) -> str:
    """The tag without its name space."""
    return str(element.tag).rpartition("}")[2]


def text_of(element: Any, name: str) -> str:
    """Text of the child of that name, in whatever name space."""
    found = next((each for each in element if local(each) == name), None)
    return (found.text or "").strip() if found is not None else ""


def envelope_of(element: Any) -> Envelope:
    """An envelope or header as it stands in a request."""
    content = next((each.text or "" for each in element if local(each) == "Content"), "")
    response = next((each for each in element if local(each) == "SPSAcknowledgement"), None)
    if response is not None:
        content = xml().tostring(response, encoding="unicode", with_tail=False)
    return Envelope(
        sender=text_of(element, "From"),
        receiver=text_of(element, "To"),
        certificate_type=int(text_of(element, "CertificateType")),
        certificate_status=int(text_of(element, "CertificateStatus")),
        certificate_number=text_of(element, "NPPOCertificateNumber"),
        content=content,
        number=text_of(element, "hubDeliveryNumber"),
        state=text_of(element, "HUBTrackingInfo"),
        message=text_of(element, "hubDeliveryErrorMessage"),
    )


def answer(operation: str) -> Any:
    """An empty answer to an operation."""
    return xml().Element(f"{{{HUB}}}{operation}Response", nsmap={"h": HUB, "e": ENTITIES})


def add(parent: Any, name: str, text: str | None = None, space: str = HUB) -> Any:
    """A child; space empty for an unqualified one."""
    child = xml().SubElement(parent, f"{{{space}}}{name}" if space else name)
    if text is not None:
        child.text = text
    return child


def add_envelope(parent: Any, envelope: Envelope, *, whole: bool = False) -> None:
    """The parts of a header, and the content of a whole envelope."""
    parts = {
        "From": envelope.sender,
        "To": envelope.receiver,
        "CertificateType": str(envelope.certificate_type),
        "CertificateStatus": str(envelope.certificate_status),
        "NPPOCertificateNumber": envelope.certificate_number,
        "hubDeliveryNumber": envelope.number,
        "HUBTrackingInfo": envelope.state,
    }
    for name, text in parts.items():
        add(parent, name, text, ENTITIES)
    if envelope.message:
        add(parent, "hubDeliveryErrorMessage", envelope.message, ENTITIES)
    if whole:
        add(parent, "Content", envelope.content, ENTITIES)


def add_observation(parent: Any, seen: Observation) -> None:
    """A result of ValidatePhytoXML."""
    result = add(parent, "ValidationResult")
    add(result, "area", seen.area.value, "")
    add(result, "field", seen.finding.field, "")
    add(result, "level", seen.level.value, "")
    add(result, "msg", words(seen), "")


def words(seen: Observation) -> str:
    """An observation in English."""
    return _catalogue().get("en", seen.finding.message_key, **seen.finding.params)


@cache
def _catalogue() -> Catalogue:
    from jiangang.methods.papers import sps

    found = Catalogue()
    found.load("methods", Path(sps.__path__[0]) / "texts")
    return found


def wrapped(body: Any) -> bytes:
    """A SOAP envelope around an element."""
    root = xml().Element(f"{{{SOAP}}}Envelope", nsmap={"soap": SOAP})
    xml().SubElement(root, f"{{{SOAP}}}Body").append(body)
    written: bytes = xml().tostring(root, xml_declaration=True, encoding="UTF-8")
    return written


def fault(message: str) -> bytes:
    """A SOAP fault with HubWebException."""
    found = xml().Element(f"{{{SOAP}}}Fault", nsmap={"soap": SOAP})
    add(found, "faultcode", "soap:Server", "")
    add(found, "faultstring", message, "")
    detail = add(found, "detail", None, "")
    add(add(detail, "HubWebException"), "message", message)
    return wrapped(found)


def wsdl_at(address: str) -> bytes:
    """The WSDL with this mock's address in it."""
    content = WSDL.read_bytes()
    official = b"https://hub.ephytoexchange.org/hub/DeliveryService"
    return content.replace(official, address.encode())
