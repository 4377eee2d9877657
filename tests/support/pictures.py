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
