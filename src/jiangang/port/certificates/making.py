"""From record to paper: the address and text of the QR code, the PDF of a draft and of what was signed."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from jiangang.kernel.papers import api as papers
from jiangang.port.certificates.models import SignedRecord
from jiangang.port.certificates.records import paper_data
from jiangang.port.certificates.registry import Kind


def verify_address(public_address: str) -> str:
    """Where the public verifies papers of this office."""
    return f"{public_address.rstrip('/')}/verify/"


def qr_text(address: str, number: str, issued_on: str, digest: str) -> str:
    """What the QR code says: address, number, date of issue and the first 64 bits of the record's digest,
    as one URL.
    """
    code = papers.code_of(digest).upper()
    return f"{address}?{urlencode({'n': number, 'd': issued_on, 'c': code})}"


def make_pdf(kind: Kind, signed: SignedRecord) -> bytes:
    """The paper of a signed record; the same bytes each time, dated by the moment of signing."""
    record = json.loads(signed.canonical)
    text = qr_text(signed.verify_address, record["number"], record["issued_on"], signed.digest)
    data = paper_data(
        kind,
        record,
        qr=papers.qr_svg(text),
        qr_text=text,
        address=signed.verify_address,
        code=papers.verification_code(signed.digest),
    )
    return papers.render(kind.template, data, dated=signed.signed_at)


def make_draft_pdf(kind: Kind, record: Mapping[str, Any], written_at: datetime) -> bytes:
    """A draft as it would look, marked across as one that certifies nothing."""
    data = paper_data(kind, record, qr="", qr_text="", address="", code="")
    return papers.render(kind.template, data, dated=written_at)
