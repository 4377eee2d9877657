"""A record and a typst template become a PDF/A-3b: the same bytes for the same record, template and date.

The record reaches the template as JSON, never as markup, so no name or remark can change the paper around it.
Attachments travel inside the PDF. typst is loaded at the first paper; later ones reuse the compiler with its
fonts.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

import jiangang
from jiangang.kernel.papers.canonical import plain
from jiangang.kernel.papers.fonts import fallback_fonts, font_folder
from jiangang.kernel.papers.glyphs import check_characters
from jiangang.methods.findings import raise_if_blocked

if TYPE_CHECKING:
    import typst

ROOT = Path(jiangang.__path__[0])
STANDARD: Literal["a-3b"] = "a-3b"
SCAN_DPI = 100
"""Points per inch of the pictures that are read back: a poor office scanner."""
RECORD_NAME, XML_NAME, PROOF_NAME = "record.cbor", "certificate.xml", "register.tlog-proof"
_lock = Lock()
_compilers: dict[tuple[Path, bool], "typst.Compiler"] = {}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the paper: name, media type, what it is in words, and its content.

    relationship: `source`, `data`, `alternative` or `supplement` (ISO 19005-3, AFRelationship).
    """

    name: str
    media_type: str
    description: str
    content: bytes
    relationship: str = "data"


def record_attachment(canonical: bytes) -> Attachment:
    """The canonical record as it stands inside the paper."""
    return Attachment(RECORD_NAME, "application/cbor", "Canonical record 规范记录", canonical, "source")


def xml_attachment(xml: bytes) -> Attachment:
    """The paper as SPS XML."""
    return Attachment(XML_NAME, "application/xml", "SPS XML 电子证书报文", xml, "alternative")


def proof_attachment(proof: bytes) -> Attachment:
    """The proof that the paper is in the public register."""
    return Attachment(PROOF_NAME, "text/plain", "Proof of the register 入册证明", proof, "supplement")


def render(
    template: Path, data: Mapping[str, Any], *, dated: datetime, attachments: Sequence[Attachment] = ()
) -> bytes:
    """The paper as PDF/A-3b.

    template: a typst file inside the package; it reads the data by `#import
    "/kernel/papers/typst/house.typ"`.
    dated: aware moment that the PDF carries as its date of creation; nothing else in it depends on the clock.
    Raises Refused when a text holds a character that our fonts cannot draw, naming it and its place.
    """
    if dated.tzinfo is None:
        raise ValueError("the date of a paper needs a time zone")
    with _lock:
        made = _compiler(template, data).compile(
            format="pdf",
            sys_inputs=_inputs(data, attachments),
            pdf_standards=[STANDARD],
            timestamp=dated.astimezone(UTC).replace(microsecond=0),
        )
    if not isinstance(made, bytes):
        raise TypeError("typst gave several files for one PDF")
    return made


def page_pictures(template: Path, data: Mapping[str, Any], *, dpi: int = SCAN_DPI) -> list[bytes]:
    """The pages as PNG, as they would come out of a printer or scanner of that resolution."""
    with _lock:
        made = _compiler(template, data).compile(format="png", ppi=dpi, sys_inputs=_inputs(data, ()))
    if made is None:
        raise TypeError("typst gave no picture")
    return [bytes(page) for page in made] if isinstance(made, list) else [bytes(made)]


def _inputs(data: Mapping[str, Any], attachments: Sequence[Attachment]) -> dict[str, str]:
    families = tuple((data.get("record") or {}).get("fallback_fonts") or ())
    raise_if_blocked(check_characters(_printed(data), fallback=families))
    files = [
        {
            "name": each.name,
            "media_type": each.media_type,
            "description": each.description,
            "relationship": each.relationship,
            "content": list(each.content),
        }
        for each in attachments
    ]
    return {"record": json.dumps({**plain(data), "attachments": files}, ensure_ascii=False)}


def _printed(data: Mapping[str, Any]) -> dict[str, Any]:
    """What is drawn as text: not the drawings, and not the note of which character was spelt otherwise."""
    said = {key: value for key, value in data.items() if key not in ("qr", "qr_text", "seal")}
    record = said.get("record")
    if isinstance(record, Mapping):
        said["record"] = {key: value for key, value in record.items() if key != "spellings"}
    return said


def _compiler(template: Path, data: Mapping[str, Any]) -> "typst.Compiler":
    import typst

    rare = bool((data.get("record") or {}).get("fallback_fonts"))
    known = _compilers.get((template, rare))
    if known is None:
        folders = [str(font_folder())]
        if rare:
            folders += sorted({str(each.file.parent) for each in fallback_fonts()})
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)
        known = typst.Compiler(
            input=str(template), root=str(ROOT), font_paths=fonts, ignore_system_fonts=True
        )
        _compilers[template, rare] = known
    return known
