"""A file that somebody hands in to be verified: its size, whether it is what it is called, and the answer.

Nothing is kept. What the file is says its first bytes; XML is refused unread, so nothing in it is expanded.
"""

from datetime import datetime

from jiangang.kernel.papers import api as papers
from jiangang.kernel.texts import text
from jiangang.methods.findings import Finding, Refused
from jiangang.port.certificates import verifying

LARGEST = 8 * 1024 * 1024
"""Bytes of a file that is taken; a paper with its attachments has less than one million."""
PDF, PICTURE, TEXT = "pdf", "picture", "text"
CALLED = {
    "application/pdf": PDF,
    "image/png": PICTURE,
    "image/jpeg": PICTURE,
    "text/plain": TEXT,
    "application/vc+jwt": TEXT,
}
"""What the media types that we know stand for; any other, and none, says nothing."""
LONGEST_TEXT = 1024 * 1024


class TooLarge(Refused):
    """The file is larger than any paper (machine API: 413)."""


def check_size(size: int) -> None:
    """Raise TooLarge for a file of so many bytes that it is no paper."""
    if size > LARGEST:
        params = {"megabytes": LARGEST // 1024 // 1024}
        raise TooLarge(Finding("certificates.finding.file_too_large", params=params))


def verify_handed(content: bytes, called: str, at: datetime) -> verifying.Answer:
    """The verdict on a sealed PDF, a picture of a paper, the text of its code, or a credential.

    called: the media type that came along. Raises TooLarge; Refused with `file_of_no_kind` for anything else,
    `file_mislabelled` where the bytes are of another kind than they are called.
    """
    check_size(len(content))
    kind = kind_of(content)
    if kind is None:
        raise Refused(Finding("certificates.finding.file_of_no_kind"))
    wanted = CALLED.get(called.partition(";")[0].strip().lower(), kind)
    if wanted != kind:
        params = {"called": wanted, "found": kind}
        raise Refused(Finding("certificates.finding.file_mislabelled", params=params))
    if kind == PDF:
        return verifying.verify_file(content, at)
    words = code_in_picture(content) if kind == PICTURE else content.decode().strip()
    if words.startswith("ey"):
        return verifying.verify_credential(words, at)
    return verifying.verify_code(words, at)


def kind_of(content: bytes) -> str | None:
    """`pdf`, `picture`, `text` by the bytes themselves; None for any other kind."""
    if content.startswith(b"%PDF-"):
        return PDF
    if papers.is_picture(content):
        return PICTURE
    if not content.strip() or len(content) > LONGEST_TEXT or content.lstrip().startswith(b"<"):
        return None
    return TEXT if content.isascii() and b"\0" not in content else None


def code_in_picture(content: bytes) -> str:
    """The text of the one QR code in a PNG or JPEG.

    Raises Refused: `certificates.finding.unreadable` for what is no picture, `no_code_seen` where it shows no
    code, `codes_differ` where it shows several that are not the same (each page of a paper bears the same).
    """
    try:
        found = sorted(set(papers.codes_in(content)))
    except ValueError as error:
        params = {"what": text("certificates.verify.picture")}
        raise Refused(Finding("certificates.finding.unreadable", params=params)) from error
    if not found:
        raise Refused(Finding("certificates.finding.no_code_seen"))
    if len(found) > 1:
        raise Refused(Finding("certificates.finding.codes_differ", params={"count": len(found)}))
    return found[0]
