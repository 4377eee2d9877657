"""A photograph or a scan of a paper as greys, so that its QR code can be read: PNG of any kind, and JPEG.

Decoded by typst, which every office has; its size is read from its head first, and a picture with too many
points is never opened.
"""

import struct
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jiangang.kernel.papers.scanning import SIGNATURE as PNG
from jiangang.kernel.papers.scanning import grey_of, read_codes

if TYPE_CHECKING:
    import numpy as np

JPEG = b"\xff\xd8\xff"
MOST_POINTS = 50_000_000
"""Points of the largest picture that is opened: what the cameras of present phones make."""
LONGEST_SIDE = 3000
"""Points of the longer side after it was made smaller: a code of 22 mm on an A4 page keeps 3 points for each
of its modules.
"""
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
SHEET = """#set page(width: {width}pt, height: {height}pt, margin: 0pt)
#image("picture", format: "{kind}", width: 100%, height: 100%, fit: "stretch")
"""


def is_picture(content: bytes) -> bool:
    """Whether the first bytes are those of a PNG or a JPEG."""
    return content.startswith((PNG, JPEG))


def codes_in(content: bytes) -> list[str]:
    """The texts of all QR codes in a PNG or JPEG. Raises ValueError for what cannot be opened as one."""
    return read_codes(greys_of(content))


def greys_of(content: bytes) -> "np.ndarray[Any, Any]":
    """A PNG or JPEG as greys (rows × columns, uint8), at most 3,000 points on its longer side.

    Raises ValueError for another kind of file, a damaged one, or more than 50 million points.
    """
    width, height = size_of(content)
    if not 0 < width * height <= MOST_POINTS:
        raise ValueError(f"a picture of {width} × {height} points")
    scale = min(1.0, LONGEST_SIDE / max(width, height))
    kind = "png" if content.startswith(PNG) else "jpg"
    sheet = SHEET.format(width=max(1, round(width * scale)), height=max(1, round(height * scale)), kind=kind)
    return grey_of(_drawn(content, sheet))


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height in points as the head says. Raises ValueError where it does not.

    Source: ISO/IEC 15948 §11.2.2 (IHDR); ITU-T T.81 §B.2.2 (frame header).
    """
    if content.startswith(PNG) and content[12:16] == b"IHDR" and len(content) > 24:
        width, height = struct.unpack_from(">II", content, 16)
        return width, height
    if content.startswith(JPEG):
        return _jpeg_size(content)
    raise ValueError("neither PNG nor JPEG")


def _jpeg_size(content: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF or marker in ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        if marker in FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        at += 2 + struct.unpack_from(">H", content, at + 2)[0]
    raise ValueError("a JPEG without frame")


def _drawn(content: bytes, sheet: str) -> bytes:
    import typst

    with tempfile.TemporaryDirectory(prefix="jiangang-picture-") as name:
        folder = Path(name)
        (folder / "picture").write_bytes(content)
        (folder / "sheet.typ").write_text(sheet, encoding="utf-8")
        try:
            made = typst.compile(str(folder / "sheet.typ"), root=name, format="png", ppi=72)
        except typst.TypstError as error:
            raise ValueError("a picture that cannot be opened") from error
    if not isinstance(made, bytes):
        raise ValueError("a picture of several pages")
    return made
