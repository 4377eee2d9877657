"""What other rooms may use to make papers and to verify them."""

from jiangang.kernel.papers.canonical import (
    canonical_record,
    code_of,
    read_code,
    record_digest,
    verification_code,
)
from jiangang.kernel.papers.glyphs import check_characters, fallback_families, fallback_for
from jiangang.kernel.papers.making import Made, make_pdf, make_sealed
from jiangang.kernel.papers.operations import ensure_keys, hold_ceremony, replace_key, report_compromise
from jiangang.kernel.papers.pictures import codes_in, greys_of, is_picture
from jiangang.kernel.papers.public_keys import keys_by_id
from jiangang.kernel.papers.qr import qr_svg
from jiangang.kernel.papers.queries import bundle, code_keys, key_rows, ring, trust
from jiangang.kernel.papers.rendering import (
    Attachment,
    page_pictures,
    proof_attachment,
    record_attachment,
    render,
    xml_attachment,
)
from jiangang.kernel.papers.scanning import check_pages, grey_of, read_codes
from jiangang.kernel.papers.seal_drawing import seal_svg
from jiangang.kernel.papers.sealing import Ring, archive, seal
from jiangang.kernel.papers.validation import KeyEnd, Report, Trust, validate
from jiangang.kernel.papers.verification import Known, Read, known_from, plain_code, read_credential, read_pdf
from jiangang.kernel.papers.verification import read_code as read_qr_code

__all__ = [
    "Attachment",
    "KeyEnd",
    "Known",
    "Made",
    "Read",
    "Report",
    "Ring",
    "Trust",
    "archive",
    "bundle",
    "canonical_record",
    "check_characters",
    "check_pages",
    "code_keys",
    "code_of",
    "codes_in",
    "ensure_keys",
    "fallback_families",
    "fallback_for",
    "grey_of",
    "greys_of",
    "hold_ceremony",
    "is_picture",
    "key_rows",
    "keys_by_id",
    "known_from",
    "make_pdf",
    "make_sealed",
    "page_pictures",
    "plain_code",
    "proof_attachment",
    "qr_svg",
    "read_code",
    "read_codes",
    "read_credential",
    "read_pdf",
    "read_qr_code",
    "record_attachment",
    "record_digest",
    "render",
    "replace_key",
    "report_compromise",
    "ring",
    "seal",
    "seal_svg",
    "trust",
    "validate",
    "verification_code",
    "xml_attachment",
]
