"""An SPS certificate written as XML, strictly in the order of the schema."""

from base64 import b64encode
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.papers.sps.record import Attachment, Coded, Measure, SpsCertificate, Words
from jiangang.methods.papers.sps.tree import (
    CERTIFICATE,
    LINES,
    NAMESPACES,
    RAM,
    ROOT,
    RSM,
    UDT,
    Form,
    Part,
    xml,
)
from jiangang.methods.register import method

SOURCE = (
    "UN/CEFACT SPS Certificate, name spaces rsm:17 and ram:21, as in the WSDL of the IPPC ePhyto Hub",
    "ISPM 12, Appendix 1 (Electronic phytosanitary certificates)",
)
VERIFIED = "libxml2 validates every output against the schemas of the Hub's WSDL"
SPACES = " \t\r\n"
LARGEST_WHOLE = 2**31 - 1


@method("papers.sps.write", source=SOURCE, verified=VERIFIED)
def write_certificate(record: SpsCertificate) -> bytes:
    """The certificate as UTF-8 XML with declaration; the same record gives the same bytes.

    Texts lose white space at their ends. Raises Refused, naming the fields, for what XML or the schema cannot
    hold: control characters, an amount that is no finite number, a whole number above 2^31 − 1, a sixth line
    of an address. Whether it says everything that it must is told by `check_certificate`.
    """
    etree = xml()
    root = etree.Element(f"{{{RSM}}}{ROOT}", nsmap=NAMESPACES)
    refused: list[Finding] = []
    for part in CERTIFICATE:
        _write(root, part, record, ROOT, refused)
    if refused:
        raise Refused(refused)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written


def _write(parent: Any, part: Part, record: Any, above: str, refused: list[Finding]) -> None:
    where = f"{above}/{part.tag}"
    if part.form is Form.GROUP:
        element = _child(parent, part)
        for inner in part.parts:
            _write(element, inner, record, where, refused)
        if not len(element) and not part.always:
            parent.remove(element)
        return
    value = getattr(record, part.field)
    for each in _values(value, part):
        try:
            _put(parent, part, each, where, refused)
        except ValueError as error:
            params = {"reason": str(error)}
            refused.append(Finding("methods.papers.sps.finding.not_writable", field=where, params=params))


def _values(value: Any, part: Part) -> Iterable[Any]:
    if part.many:
        return value or ()
    return (value,) if part.always or not _is_empty(value) else ()


def _is_empty(value: Any) -> bool:
    if isinstance(value, Words):
        return not value.text.strip(SPACES)
    if isinstance(value, Coded):
        return not value.value.strip(SPACES)
    if isinstance(value, Attachment):
        return value.content is None
    if isinstance(value, str):
        return not value.strip(SPACES)
    return value is None or value == ()


def _put(parent: Any, part: Part, value: Any, where: str, refused: list[Finding]) -> None:
    element = _child(parent, part)
    if part.form is Form.RECORD:
        for inner in part.parts:
            _write(element, inner, value, where, refused)
        return
    PUTTING[part.form](element, value, part)


def _child(parent: Any, part: Part) -> Any:
    etree = xml()
    return etree.SubElement(parent, part.name)


def _text(value: str) -> str:
    return value.strip(SPACES)


def _put_text(element: Any, value: str, part: Part) -> None:
    element.text = _text(value)


def _put_words(element: Any, value: Words, part: Part) -> None:
    element.text = _text(value.text)
    if value.language:
        element.set("languageID", value.language)


def _put_whole(element: Any, value: int, part: Part) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST_WHOLE:
        raise ValueError(f"{value} is no whole number of 32 bits")
    element.text = str(value)


def _put_number(element: Any, value: Decimal, part: Part) -> None:
    if not value.is_finite() or abs(value.adjusted()) > 60:
        raise ValueError(f"{value} is no amount")
    element.text = format(value, "f")


def _put_measure(element: Any, value: Measure, part: Part) -> None:
    _put_number(element, value.amount, part)
    if value.unit:
        element.set("unitCode", value.unit)


def _put_moment(element: Any, value: str, part: Part) -> None:
    etree = xml()
    etree.SubElement(element, f"{{{UDT}}}DateTimeString").text = _text(value)


def _put_coded(element: Any, value: Coded, part: Part) -> None:
    element.text = _text(value.value)
    if value.scheme:
        element.set(part.attribute, value.scheme)


def _put_file(element: Any, value: Attachment, part: Part) -> None:
    element.text = b64encode(value.content or b"").decode()
    if value.filename:
        element.set(part.attribute, value.filename)


def _put_address(element: Any, value: tuple[str, ...], part: Part) -> None:
    etree = xml()
    if len(value) > len(LINES):
        raise ValueError(f"an address has {len(LINES)} lines, this one {len(value)}")
    for tag, line in zip(LINES, value, strict=False):
        etree.SubElement(element, f"{{{RAM}}}{tag}").text = _text(line)


PUTTING: dict[Form, Callable[[Any, Any, Part], None]] = {
    Form.TEXT: _put_text,
    Form.WORDS: _put_words,
    Form.WHOLE: _put_whole,
    Form.NUMBER: _put_number,
    Form.MEASURE: _put_measure,
    Form.MOMENT: _put_moment,
    Form.CODED: _put_coded,
    Form.FILE: _put_file,
    Form.ADDRESS: _put_address,
}
