"""Pictures for tests: a page of a PDF as an array of greys, and the modules of a QR code drawn as SVG."""

import re
import shutil
import subprocess
from typing import Any

import pytest


def first_page(pdf: bytes, *, dpi: int = 200) -> Any:
    """The first page as greys (rows × columns, uint8), by poppler; skips where that is not installed."""
    import numpy

    program = shutil.which("pdftoppm")
    if program is None:
        pytest.skip("pdftoppm (poppler-utils) is not installed: the paper was not read as a picture")
    made = subprocess.run(
        [program, "-r", str(dpi), "-gray", "-f", "1", "-l", "1", "-"],
        input=pdf,
        capture_output=True,
        check=True,
    ).stdout
    kind, width, height, _, rest = re.match(rb"(P5)\s(\d+)\s(\d+)\s(\d+)\s(.*)", made, re.DOTALL).groups()  # type: ignore[union-attr]
    assert kind == b"P5"
    return numpy.frombuffer(rest, dtype=numpy.uint8).reshape(int(height), int(width))


def svg_modules(svg: str, *, scale: int = 6) -> Any:
    """The picture that segno's one path of an SVG describes, black on white, `scale` points for a module."""
    import numpy

    size = int(re.search(r'viewBox="0 0 (\d+) \d+"', svg).group(1))  # type: ignore[union-attr]
    path = re.search(r'<path[^>]* d="([^"]+)"', svg).group(1)  # type: ignore[union-attr]
    grid = numpy.full((size, size), 255, dtype=numpy.uint8)
    x = y = 0.0
    for command, first, second in re.findall(r"([Mmh])\s*(-?[\d.]+)(?:[\s,]*(-?[\d.]+))?", path):
        if command == "h":
            grid[int(y), int(x) : int(x) + int(first)] = 0
            x += float(first)
        elif command == "M":
            x, y = float(first), float(second)
        else:
            x, y = x + float(first), y + float(second)
    return numpy.kron(grid, numpy.ones((scale, scale), dtype=numpy.uint8))


def png_of(greys: Any) -> bytes:
    """Greys (rows × columns, uint8) as a PNG without filters, which any reader opens."""
    import struct
    import zlib

    height, width = greys.shape
    rows = b"".join(b"\0" + row.tobytes() for row in greys)
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 6)),
        (b"IEND", b""),
    ]
    chunks = [
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def jpeg_of(greys: Any, folder: Any) -> bytes:
    """The same as JPEG, made by poppler from a page that shows it point for point; skips without poppler."""
    import typst

    program = shutil.which("pdftoppm")
    if program is None:
        pytest.skip("pdftoppm (poppler-utils) is not installed: no JPEG was made")
    height, width = greys.shape
    (folder / "still.png").write_bytes(png_of(greys))
    sheet = f'#set page(width: {width}pt, height: {height}pt, margin: 0pt)\n#image("still.png", width: 100%)'
    (folder / "still.typ").write_text(sheet, encoding="utf-8")
    typst.compile(str(folder / "still.typ"), output=str(folder / "still.pdf"), root=str(folder))
    words = [program, "-r", "72", "-jpeg", "-singlefile", str(folder / "still.pdf"), str(folder / "still")]
    subprocess.run(words, check=True)
    return bytes((folder / "still.jpg").read_bytes())


def blurred(greys: Any, radius: float = 1.2) -> Any:
    """The picture out of focus: Gaussian, radius in points."""
    import numpy
    from scipy.ndimage import gaussian_filter

    return gaussian_filter(greys.astype(float), radius).round().astype(numpy.uint8)


def corners_of(greys: Any) -> tuple[int, int, int, int]:
    """Where the one code of a picture lies: top, left, bottom, right."""
    import zxingcpp

    kinds: Any = zxingcpp.BarcodeFormat.QRCode
    (found,) = zxingcpp.read_barcodes(greys, formats=kinds)
    place = found.position
    return place.top_left.y, place.top_left.x, place.bottom_right.y, place.bottom_right.x


def covered(greys: Any, corners: tuple[int, int, int, int], share: float) -> Any:
    """A white square over the middle of a code: top, left, bottom, right; share of the code's area."""
    top, left, bottom, right = corners
    side = round(((bottom - top) * (right - left) * share) ** 0.5)
    y, x = (top + bottom - side) // 2, (left + right - side) // 2
    found = greys.copy()
    found[y : y + side, x : x + side] = 255
    return found
