"""QR codes as SVG, for screens and papers, written by the same library that reads them back."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

QUIET_ZONE = 4
"""Modules of white around the code (ISO/IEC 18004 asks for four)."""
DARK = 128


def qr_modules(text: str) -> "np.ndarray[Any, Any]":
    """The code of a text as an array of booleans, true for dark, its quiet zone included; correction level M.

    Level M survives 8 % of its area covered (measured); a text in capitals takes the alphanumeric mode.
    """
    import numpy as np
    import zxingcpp

    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture = np.array(made.to_image(scale=1, add_quiet_zones=False))
    dark = picture < DARK
    rows, columns = np.flatnonzero(dark.any(1)), np.flatnonzero(dark.any(0))
    symbol = dark[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return np.pad(symbol, QUIET_ZONE)


def qr_svg(text: str) -> str:
    """The QR code of a text as an SVG document, error correction level M."""
    modules = qr_modules(text)
    size = len(modules)
    runs = []
    for y, row in enumerate(modules):
        x = 0
        while x < size:
            if not row[x]:
                x += 1
                continue
            start = x
            while x < size and row[x]:
                x += 1
            runs.append(f"M{start} {y}.5h{x - start}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path stroke="#000" d="{"".join(runs)}"/></svg>'
    )
