"""From data to a paper in the hand: the PDF, its pages read back, the seal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from jiangang.kernel.papers.rendering import Attachment, page_pictures, render
from jiangang.kernel.papers.scanning import check_pages
from jiangang.kernel.papers.sealing import Ring, seal
from jiangang.kernel.papers.structure import signatures_of
from jiangang.kernel.papers.validation import Trust, validate
from jiangang.methods.findings import Finding, Refused


@dataclass(frozen=True, slots=True)
class Made:
    """A sealed paper: its bytes and their SHA-256 (hexadecimal)."""

    content: bytes
    digest: str


def make_pdf(
    template: Path, data: Mapping[str, Any], attachments: Sequence[Attachment], dated: datetime
) -> bytes:
    """The paper as PDF/A-3b with its attachments, not sealed; the same bytes for the same data.

    data: as `rendering.render`; where it has a `qr_text`, every page is drawn at 100 dpi and its code read
    back. Raises Refused for a character without shape (`character_missing`) and for a page whose code does
    not read (`code_unreadable`).
    """
    made = render(template, data, dated=dated, attachments=attachments)
    if data.get("qr_text"):
        check_pages(page_pictures(template, data), str(data["qr_text"]))
    return made


def make_sealed(
    template: Path,
    data: Mapping[str, Any],
    attachments: Sequence[Attachment],
    dated: datetime,
    ring: Ring,
) -> Made:
    """The paper with the office's seal, PAdES B-LT; errors as `make_pdf` and `seal_proved`."""
    content = seal_proved(make_pdf(template, data, attachments, dated), ring)
    return Made(content, sha256(content).hexdigest())


def seal_proved(pdf: bytes, ring: Ring) -> bytes:
    """`seal`, and with an outside time-stamp service the proof that the stamp will hold.

    Raises Refused when that service is silent (`stamp_service_silent`), or stamped with what our own
    validation cannot show to be good (`outside_stamp_unproved`): the paper would be worth nothing later.
    """
    from pyhanko.sign.timestamps import TimestampRequestError

    try:
        content = seal(pdf, ring)
    except (TimestampRequestError, OSError) as fault:
        if not ring.stamp_address:
            raise
        finding = Finding("papers.finding.stamp_service_silent", params={"fault": str(fault)})
        raise Refused(finding) from fault
    signatures_of(content)
    if ring.stamp_address:
        found = validate(content, ring.clock(), trust=Trust((ring.root,), {}, ring.outside_roots))
        if not found.whole:
            fault_words = found.findings[0].params.get("fault", found.findings[0].code)
            raise Refused(Finding("papers.finding.outside_stamp_unproved", params={"fault": fault_words}))
    return content
