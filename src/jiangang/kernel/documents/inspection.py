"""Looking at a received file: do its first bytes, and what is found on opening it, fit its name? Reads,
never runs.
"""

import codecs
import struct
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

import puremagic
from defusedxml import DefusedXmlException
from defusedxml import sax as defused_sax

from jiangang.kernel.documents.archives import check_archive
from jiangang.kernel.documents.types import FileType
from jiangang.methods.findings import Finding, Severity

MAX_PIXELS = 100_000_000
CHUNK = 1024 * 1024
JPEG_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


def inspect(path: Path, kind: FileType) -> list[Finding]:
    """All findings for a file that claims to be of `kind`; empty when it is."""
    with path.open("rb") as stream:
        head = stream.read(1024)
    if kind.signatures and not any(signature in head for signature in kind.signatures):
        return [_seems_other(path, kind)]
    return OPENERS[kind.opener](path, kind)


def _seems_other(path: Path, kind: FileType) -> Finding:
    try:
        seems = puremagic.from_file(str(path)).lstrip(".") or "?"
    except (puremagic.PureError, ValueError, OSError):
        seems = "?"
    params = {"extension": kind.extension, "seems": seems}
    return Finding("documents.finding.not_what_it_seems", field="file", params=params)


def _open_pdf(path: Path, kind: FileType) -> list[Finding]:
    with path.open("rb") as stream:
        head = stream.read(1024)
        stream.seek(max(0, path.stat().st_size - 2048))
        tail = stream.read()
    if not head.lstrip().startswith(b"%PDF-"):
        return [_seems_other(path, kind)]
    if b"%%EOF" not in tail:
        return [Finding("documents.finding.damaged", field="file")]
    return []


def _open_png(path: Path, kind: FileType) -> list[Finding]:
    with path.open("rb") as stream:
        head = stream.read(33)
    if len(head) < 33 or head[12:16] != b"IHDR":
        return [Finding("documents.finding.damaged", field="file")]
    width, height = struct.unpack(">II", head[16:24])
    return _check_pixels(width, height)


def _open_jpeg(path: Path, kind: FileType) -> list[Finding]:
    with path.open("rb") as stream:
        stream.seek(2)
        size = _jpeg_size(stream)
    if size is None:
        return [Finding("documents.finding.damaged", field="file")]
    return _check_pixels(*size)


def _jpeg_size(stream: BinaryIO) -> tuple[int, int] | None:
    """Width and height from the first frame header, or None when there is none."""
    while True:
        marker = stream.read(2)
        if len(marker) < 2 or marker[0] != 0xFF:
            return None
        if marker[1] == 0xFF:
            stream.seek(-1, 1)
            continue
        length = stream.read(2)
        if len(length) < 2:
            return None
        (span,) = struct.unpack(">H", length)
        if marker[1] in JPEG_FRAMES:
            frame = stream.read(5)
            if len(frame) < 5:
                return None
            height, width = struct.unpack(">HH", frame[1:])
            return width, height
        stream.seek(max(span - 2, 0), 1)


def _check_pixels(width: int, height: int) -> list[Finding]:
    if not width or not height:
        return [Finding("documents.finding.damaged", field="file")]
    if width * height > MAX_PIXELS:
        params = {"width": width, "height": height}
        return [Finding("documents.finding.picture_too_large", field="file", params=params)]
    return []


def _open_xlsx(path: Path, kind: FileType) -> list[Finding]:
    return check_archive(path, kind.extension, ("[Content_Types].xml", "xl/workbook.xml"))


def _open_docx(path: Path, kind: FileType) -> list[Finding]:
    return check_archive(path, kind.extension, ("[Content_Types].xml", "word/document.xml"))


def _open_xml(path: Path, kind: FileType) -> list[Finding]:
    try:
        defused_sax.parse(str(path), ContentHandler(), forbid_dtd=True)
    except DefusedXmlException:
        return [Finding("documents.finding.xml_doctype", field="file")]
    except (SAXException, ValueError, OSError, LookupError):
        return [Finding("documents.finding.damaged", field="file")]
    return []


def _open_text(path: Path, kind: FileType) -> list[Finding]:
    """A text is read whole in one of the encodings that offices here use; which one is the reader's
    affair.
    """
    with path.open("rb") as stream:
        head = stream.read(4)
    encodings = (
        ("utf-16",)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        else (
            "utf-8",
            "gb18030",
        )
    )
    for encoding in encodings:
        if _decodes(path, encoding):
            if encoding != "utf-8":
                note = Finding(
                    "documents.finding.not_utf8", Severity.NOTE, "file", {"encoding": encoding.upper()}
                )
                return [note]
            return []
    return [Finding("documents.finding.not_text", field="file")]


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as stream:
        try:
            while chunk := stream.read(CHUNK):
                if "\x00" in decoder.decode(chunk):
                    return False
            decoder.decode(b"", True)
        except UnicodeDecodeError:
            return False
    return True


OPENERS: dict[str, Callable[[Path, FileType], list[Finding]]] = {
    "pdf": _open_pdf,
    "png": _open_png,
    "jpeg": _open_jpeg,
    "xlsx": _open_xlsx,
    "docx": _open_docx,
    "xml": _open_xml,
    "text": _open_text,
}
