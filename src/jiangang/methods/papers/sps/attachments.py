"""Files inside a certificate: how large they may be, and what they are by their first bytes.

The name that the sender gave is compared with the signature; a file that is not what it says is named and
not taken.
"""

from base64 import b64decode
from binascii import Error
from dataclasses import dataclass
from pathlib import PurePosixPath

from jiangang.methods.papers.sps.observing import Area, Level, Observation, observed

MIB = 1024 * 1024
SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"PK\x03\x04", "zip"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"MZ", "exe"),
    (b"\x7fELF", "exe"),
    (b"<?xml", "xml"),
)
TAKEN = frozenset({"pdf", "png", "jpeg", "gif", "tiff"})
ENDINGS = {
    "pdf": "pdf", "png": "png", "jpg": "jpeg", "jpeg": "jpeg", "gif": "gif", "tif": "tiff", "tiff": "tiff",
    "zip": "zip", "rar": "rar", "7z": "7z", "exe": "exe", "xml": "xml",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """Most bytes of the whole file, of one attachment, of all attachments; most elements and depth."""

    whole: int = 16 * MIB
    attachment: int = 5 * MIB
    attachments: int = 10 * MIB
    elements: int = 50_000
    depth: int = 40


def type_of(content: bytes) -> str:
    """What a file is by its first bytes: `pdf`, `png` …; empty when unknown."""
    return next((name for start, name in SIGNATURES if content.startswith(start)), "")


def read_attachment(
    text: str, filename: str, where: str, limit: int
) -> tuple[bytes | None, list[Observation]]:
    """The bytes of a base64 text, or None where the file is refused, with the observations.

    limit: most bytes of the decoded file; a longer text is not decoded at all.
    """
    packed = "".join(text.split())
    size = len(packed) * 3 // 4
    if size > limit + 2:
        return None, [_refused("attachment_too_large", where, name=filename, size=size, limit=limit)]
    try:
        content = b64decode(packed, validate=True)
    except (Error, ValueError):
        return None, [_refused("attachment_unreadable", where, name=filename)]
    if len(content) > limit:
        return None, [_refused("attachment_too_large", where, name=filename, size=len(content), limit=limit)]
    return _judged(content, filename, where)


def _judged(content: bytes, filename: str, where: str) -> tuple[bytes | None, list[Observation]]:
    kind = type_of(content)
    ending = PurePosixPath(filename.replace("\\", "/")).suffix.lower().lstrip(".")
    said = ENDINGS.get(ending, ending)
    if not kind:
        return None, [_refused("attachment_unknown", where, name=filename)]
    if said in ENDINGS.values() and said != kind:
        return None, [_refused("attachment_mislabelled", where, name=filename, said=said, kind=kind)]
    if kind not in TAKEN:
        return None, [_refused("attachment_type", where, name=filename, kind=kind)]
    if said != kind:
        return content, [
            observed(Area.MAPPING, Level.INFO, "attachment_unnamed_type", where, name=filename, kind=kind)
        ]
    return content, []


def _refused(name: str, where: str, /, **params: object) -> Observation:
    return observed(Area.MAPPING, Level.WARNING, name, where, **params)
