"""What other rooms may use to make papers."""

from jiangang.kernel.papers.canonical import (
    canonical_record,
    code_of,
    read_code,
    record_digest,
    verification_code,
)
from jiangang.kernel.papers.glyphs import check_characters
from jiangang.kernel.papers.qr import qr_svg
from jiangang.kernel.papers.rendering import render

__all__ = [
    "canonical_record",
    "check_characters",
    "code_of",
    "qr_svg",
    "read_code",
    "record_digest",
    "render",
    "verification_code",
]
