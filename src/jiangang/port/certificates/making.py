"""From record to paper: the text of the QR code, the sealed PDF of what was signed, the PDF of a draft."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils import translation

from jiangang.kernel.office import api as office
from jiangang.kernel.papers import api as papers
from jiangang.kernel.register import api as register
from jiangang.kernel.texts import text
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.papers import claims_of, sign_code
from jiangang.methods.papers.cose import key_id_of
from jiangang.port.certificates.models import SignedRecord
from jiangang.port.certificates.records import paper_data
from jiangang.port.certificates.registry import Kind

PRINT_DPI = 150
LONGEST_PRINTED = 96


def verify_address(public_address: str) -> str:
    """Where the public verifies papers of this office."""
    return f"{public_address.rstrip('/')}/verify/"


def qr_text(address: str, number: str, issued_on: str, digest: str) -> str:
    """What the QR code of a paper of form 1 says: address, number, date of issue and the first 64 bits of the
    record's digest, as one URL.
    """
    code = papers.code_of(digest).upper()
    return f"{address}?{urlencode({'n': number, 'd': issued_on, 'c': code})}"


def text_of_code(signed: SignedRecord) -> str:
    """What the QR code of a signed record says, whatever its form."""
    if signed.qr_text:
        return signed.qr_text
    record = signed.record
    return qr_text(signed.verify_address, record["number"], record["issued_on"], signed.digest)


def sign_qr(encoded: bytes, *, base: str, ring: papers.Ring, at: datetime) -> str:
    """The signed text of the QR code. Raises Refused when the office's address cannot stand in capitals."""
    claims = claims_of(encoded, signed_at=int(at.timestamp()))
    try:
        return sign_code(claims, base=base, key=ring.code_key, key_id=key_id_of(ring.code))
    except ValueError as error:
        finding = Finding("certificates.finding.address_unfit", params={"address": base})
        raise Refused(finding) from error


def data_of(kind: Kind, signed: SignedRecord) -> dict[str, Any]:
    """What the template of a signed record reads."""
    said, address = text_of_code(signed), signed.verify_address
    return data_for(
        kind, signed.record, said=said, address=address, digest=signed.digest, at=signed.signed_at
    )


def data_for(
    kind: Kind, record: Mapping[str, Any], *, said: str, address: str, digest: str, at: datetime
) -> dict[str, Any]:
    """What a template reads of a record that is fixed; said: text of its code; at: when it was signed."""
    names = record["office"]
    made = paper_data(
        kind,
        record,
        qr=papers.qr_svg(said),
        qr_text=said,
        address=address,
        code=papers.verification_code(digest),
        seal=papers.seal_svg(names["name_zh"], names["name_en"]),
        foot_lines=_foot_lines(record, at),
    )
    marks = marks_of(record)
    if "stamp" in marks:
        sort = {"zh": marks["stamp"]["across_zh"], "en": marks["stamp"]["across_en"]}
        made["words"] = {**made["words"], "original": sort}
    return {**made, **marks}


def attachments_of(signed: SignedRecord, *, xml: bytes = b"", proof: bytes = b"") -> list[papers.Attachment]:
    """The files inside the paper: the canonical record; XML and proof of the register where there are any."""
    found = [] if signed.encoded is None else [papers.record_attachment(bytes(signed.encoded))]
    if xml:
        found.append(papers.xml_attachment(xml))
    if proof:
        found.append(papers.proof_attachment(proof))
    return found


def make_pdf(kind: Kind, signed: SignedRecord, *, xml: bytes = b"", proof: bytes = b"") -> bytes:
    """The paper of a signed record before it is sealed; the same bytes each time, dated by the signing."""
    files = attachments_of(signed, xml=xml, proof=proof)
    return papers.make_pdf(kind.template, data_of(kind, signed), files, signed.signed_at)


def make_sealed(
    kind: Kind, signed: SignedRecord, ring: papers.Ring, *, xml: bytes = b"", proof: bytes = b""
) -> papers.Made:
    """The paper of a signed record with the office's seal.

    xml: its SPS XML, for kinds that have one; proof: of the register; both go inside.
    """
    data, files = data_of(kind, signed), attachments_of(signed, xml=xml, proof=proof)
    return papers.make_sealed(kind.template, data, files, signed.signed_at, ring)


def page_pictures(kind: Kind, signed: SignedRecord) -> list[bytes]:
    """The pages of a signed record as PNG, for the print view."""
    return papers.page_pictures(kind.template, data_of(kind, signed), dpi=PRINT_DPI)


def make_draft_pdf(kind: Kind, record: Mapping[str, Any], written_at: datetime) -> bytes:
    """A draft as it would look, marked across as one that certifies nothing."""
    data = paper_data(kind, record, qr="", qr_text="", address="", code="") | marks_of(record)
    return papers.render(kind.template, data, dated=written_at)


def _foot_lines(record: Mapping[str, Any], at: datetime) -> list[dict[str, str]]:
    if not record.get("register"):
        keys = ["papers.paper.not_in_register"]
    elif register.required_cosignatures(at) == 0:
        keys = ["papers.paper.in_register", "papers.paper.not_witnessed"]
    else:
        keys = ["papers.paper.in_register"]
    if not office.get_setting("time_stamp_address", office.local_day(at)):
        keys.append("papers.paper.stamped_by_office")
    return [{"zh": _said("zh-hans", key), "en": _said("en", key)} for key in keys]


def marks_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """What is printed above the body: `marks` in both languages, and a `stamp` across every page of a paper
    that is not the original.
    """
    marks, stamp = [], None
    late, replaced = record.get("retrospective"), record.get("replaces")
    if late:
        words = {"mark": late["mark"], "departed_on": late["departed_on"], "reason": late["reason"]}
        marks.append(_pair("retrospective", strong=True, **words))
    if replaced:
        marks.append(_pair("replaces", **replaced))
    for each in record.get("based_on") or ():
        words = {key: value for key, value in each.items() if key != "evidence"}
        marks.append({**_pair("based_on", **words), "below": _shortened(each["evidence"])})
    if record.get("valid_until"):
        marks.append(_pair("valid_until", valid_until=record["valid_until"]))
    for sort in ("endorsement", "copy"):
        said = record.get(sort)
        if said:
            stamp = _stamp(sort, said)
    return {"marks": marks, **({"stamp": stamp} if stamp else {})}


def _stamp(sort: str, said: Mapping[str, Any]) -> dict[str, Any]:
    by = said["by"]
    zh, en = by["zh"] or by["en"], by["en"] or by["zh"]
    words = {key: value for key, value in said.items() if key not in ("by", "original")}
    return {
        "below": said.get("original", ""),
        "zh": _said("zh-hans", f"certificates.paper.{sort}", by=zh, **words),
        "en": _said("en", f"certificates.paper.{sort}", by=en, **words),
        "across_zh": _said("zh-hans", f"certificates.paper.{sort}_across"),
        "across_en": _said("en", f"certificates.paper.{sort}_across"),
    }


def _shortened(evidence: str) -> str:
    """As much of a long text as names it; the record holds the whole."""
    return evidence if len(evidence) <= LONGEST_PRINTED else f"{evidence[:LONGEST_PRINTED]}…"


def _pair(name: str, *, strong: bool = False, **params: object) -> dict[str, Any]:
    key = f"certificates.paper.{name}"
    return {"zh": _said("zh-hans", key, **params), "en": _said("en", key, **params), "strong": strong}


def _said(language: str, key: str, **params: object) -> str:
    with translation.override(language):
        return str(text(key, **params))
