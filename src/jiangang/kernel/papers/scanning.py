"""Reading a paper's QR code back from its picture: what a phone will see, before anybody is handed the
paper.
"""

import struct
import zlib
from typing import TYPE_CHECKING, Any

from jiangang.methods.findings import Finding, Refused

if TYPE_CHECKING:
    import numpy as np

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}
NONE, SUB, UP, AVERAGE, PAETH = range(5)
MOST_PIXELS = 100_000_000


def read_codes(picture: "np.ndarray[Any, Any]") -> list[str]:
    """The texts of all QR codes in a picture (rows × columns of greys, uint8)."""
    import zxingcpp

    kinds: Any = zxingcpp.BarcodeFormat.QRCode
    found = zxingcpp.read_barcodes(picture, formats=kinds)
    return [each.text for each in found if each.valid]


def check_pages(pictures: list[bytes], text: str) -> None:
    """Raise Refused (`papers.finding.code_unreadable`, naming the page) unless each page shows this one
    code.
    """
    for number, png in enumerate(pictures, start=1):
        seen = read_codes(grey_of(png))
        if seen != [text]:
            params = {"page": number, "pages": len(pictures)}
            raise Refused(Finding("papers.finding.code_unreadable", params=params))


def grey_of(png: bytes) -> "np.ndarray[Any, Any]":
    """A PNG of 8 bits a channel, not interlaced, as greys: the green channel of a coloured picture.

    Raises ValueError for another kind of picture. Source: ISO/IEC 15948 (PNG) §9 and §11.
    """
    import numpy as np

    width, height, channels, packed = _chunks(png)
    stride = width * channels + 1
    raw = np.frombuffer(zlib.decompress(packed), np.uint8)
    if raw.size != stride * height:
        raise ValueError("a PNG whose rows do not fit its size")
    rows = raw.reshape(height, stride)
    filters, values = rows[:, 0], rows[:, 1 + (1 if channels > 2 else 0) :: channels].copy()
    before = np.zeros(width, np.uint8)
    for y in range(height):
        values[y] = before = _unfiltered(int(filters[y]), values[y], before)
    return values


def _unfiltered(kind: int, row: Any, before: Any) -> Any:
    import numpy as np

    if kind == UP:
        return row + before
    if kind == NONE:
        return row
    if kind == SUB:
        return np.cumsum(row, dtype=np.uint8)
    if kind not in (AVERAGE, PAETH):
        raise ValueError("a PNG with an unknown filter")
    return np.frombuffer(_paeth(row, before) if kind == PAETH else _average(row, before), np.uint8)


def _paeth(row: Any, before: Any) -> bytes:
    """Where nothing was added and the row above stays the same, the letter on the left goes on: runs are
    copied.
    """
    import numpy as np

    width = len(row)
    above = np.concatenate((np.zeros(1, np.uint8), before[:-1]))
    turns = np.flatnonzero((row != 0) | (before != above)).tolist()
    values, b_row, c_row = row.tolist(), before.tolist(), above.tolist()
    found = bytearray(width)
    a, done = 0, 0
    for x in turns:
        if x > done:
            found[done:x] = bytes((a,)) * (x - done)
        b, c = b_row[x], c_row[x]
        if b == c:
            guess = a
        elif a == c:
            guess = b
        else:
            pa, pb, pc = abs(b - c), abs(a - c), abs(a + b - 2 * c)
            guess = a if pa <= pb and pa <= pc else b if pb <= pc else c
        a = found[x] = values[x] + guess & 255
        done = x + 1
    found[done:] = bytes((a,)) * (width - done)
    return bytes(found)


def _average(row: Any, before: Any) -> bytes:
    found = bytearray(len(row))
    a = 0
    for x, (value, b) in enumerate(zip(row.tolist(), before.tolist(), strict=True)):
        a = found[x] = value + (a + b) // 2 & 255
    return bytes(found)


def _chunks(png: bytes) -> tuple[int, int, int, bytes]:
    if png[:8] != SIGNATURE or len(png) < 33:
        raise ValueError("no PNG")
    width, height, depth, colour, _, _, interlaced = struct.unpack_from(">IIBBBBB", png, 16)
    if depth != 8 or colour not in CHANNELS or interlaced or not 0 < width * height <= MOST_PIXELS:
        raise ValueError("a kind of PNG that typst does not make")
    packed, at = [], 8
    while at + 8 <= len(png):
        (length,) = struct.unpack_from(">I", png, at)
        if png[at + 4 : at + 8] == b"IDAT":
            packed.append(png[at + 8 : at + 8 + length])
        at += 12 + length
    return width, height, CHANNELS[colour], b"".join(packed)
