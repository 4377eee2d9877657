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
    """The paper with the office's seal, PAdES B-LT; errors as `make_pdf` and `seal`."""
    content = seal(make_pdf(template, data, attachments, dated), ring)
    signatures_of(content)
    return Made(content, sha256(content).hexdigest())
