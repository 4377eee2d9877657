"""What a country answers about a certificate (SPSAcknowledgement:17): its status and the reason."""

from dataclasses import dataclass

from jiangang.methods.papers.sps.reading import LIMITS, parsed
from jiangang.methods.papers.sps.tree import RAM, UDT, xml
from jiangang.methods.papers.sps.writing import SPACES
from jiangang.methods.register import method

ACK = "urn:un:unece:uncefact:data:standard:SPSAcknowledgement:17"
ROOT = "SPSAcknowledgement"
SOURCE = (
    "UN/CEFACT SPS Acknowledgement, name space SPSAcknowledgement:17, as in the WSDL of the IPPC ePhyto Hub"
)


@dataclass(frozen=True, slots=True)
class Response:
    """An answer: 39 approved, 41 rejected (UNCL 1373, unverified for the Hub), about a certificate."""

    status_code: int
    reason: str = ""
    language: str = ""
    number: str = ""
    answered_at: str = ""


@method("papers.sps.write_response", source=SOURCE, verified="libxml2 with the schemas of the Hub's WSDL")
def write_response(response: Response) -> bytes:
    """The answer as UTF-8 XML."""
    etree = xml()
    root = etree.Element(f"{{{ACK}}}{ROOT}", nsmap={"rsm": ACK, "ram": RAM, "udt": UDT})
    document = etree.SubElement(root, f"{{{ACK}}}SPSAcknowledgementDocument")
    if response.answered_at:
        moment = etree.SubElement(document, f"{{{RAM}}}IssueDateTime")
        etree.SubElement(moment, f"{{{UDT}}}DateTimeString").text = response.answered_at
    etree.SubElement(document, f"{{{RAM}}}StatusCode").text = str(response.status_code)
    if response.reason:
        reason = etree.SubElement(document, f"{{{RAM}}}ReasonInformation")
        reason.text = response.reason
        if response.language:
            reason.set("languageID", response.language)
    if response.number:
        reference = etree.SubElement(document, f"{{{RAM}}}ReferenceSPSReferencedDocument")
        etree.SubElement(reference, f"{{{RAM}}}TypeCode")
        etree.SubElement(reference, f"{{{RAM}}}ID").text = response.number
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written


@method("papers.sps.read_response", source=SOURCE, verified="answers that zeep writes from the WSDL")
def read_response(content: bytes) -> Response | None:
    """The answer, or None where the content is none, or unreadable; never raises for its content."""
    root, _ = parsed(content, LIMITS)
    if root is None or root.tag.rpartition("}")[2] != ROOT:
        return None
    status = _text(root, "StatusCode")
    reason = root.find(".//{*}ReasonInformation")
    if not (status.isascii() and status.isdigit() and len(status) < 10):
        return None
    return Response(
        status_code=int(status),
        reason=_text(root, "ReasonInformation"),
        language=(reason.get("languageID") or "") if reason is not None else "",
        number=_text(root, "ReferenceSPSReferencedDocument/{*}ID"),
        answered_at=_text(root, "IssueDateTime/{*}DateTimeString"),
    )


def _text(root: object, path: str) -> str:
    found = root.findtext(f".//{{*}}{path}")  # type: ignore[attr-defined]
    return (found or "").strip(SPACES)
