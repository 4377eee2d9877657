"""A record and a typst template become a PDF/A-2b: the same bytes for the same record, template and date.

The record reaches the template as JSON, never as markup, so no name or remark can change the paper around it.
typst is loaded at the first paper; later ones reuse the compiler with its fonts.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

import jiangang
from jiangang.kernel.papers.canonical import plain
from jiangang.kernel.papers.fonts import font_folder
from jiangang.kernel.papers.glyphs import check_characters
from jiangang.methods.findings import raise_if_blocked

if TYPE_CHECKING:
    import typst

ROOT = Path(jiangang.__path__[0])
STANDARD: Literal["a-2b"] = "a-2b"
_lock = Lock()
_compilers: dict[Path, "typst.Compiler"] = {}


def render(template: Path, data: Mapping[str, Any], *, dated: datetime) -> bytes:
    """The paper as PDF/A-2b.

    template: a typst file inside the package; it reads the data by `#import
    "/kernel/papers/typst/house.typ"`.
    dated: aware moment that the PDF carries as its date of creation; nothing else in it depends on the clock.
    Raises Refused when a text holds a character that our fonts cannot draw, naming it and its place.
    """
    raise_if_blocked(check_characters(data))
    if dated.tzinfo is None:
        raise ValueError("the date of a paper needs a time zone")
    inputs = {"record": json.dumps(plain(data), ensure_ascii=False)}
    with _lock:
        made = _compiler(template).compile(
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=[STANDARD],
            timestamp=dated.astimezone(UTC).replace(microsecond=0),
        )
    if not isinstance(made, bytes):
        raise TypeError("typst gave several files for one PDF")
    return made


def _compiler(template: Path) -> "typst.Compiler":
    import typst

    known = _compilers.get(template)
    if known is None:
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(font_folder())]
        )
        known = typst.Compiler(
            input=str(template), root=str(ROOT), font_paths=fonts, ignore_system_fonts=True
        )
        _compilers[template] = known
    return known
