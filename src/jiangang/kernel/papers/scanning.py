"""Reading a paper's QR code back from its picture: what a phone will see, before anybody is handed the
paper.
"""

import io
from typing import TYPE_CHECKING, Any

from jiangang.methods.findings import Finding, Refused

if TYPE_CHECKING:
    import numpy as np


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
    """A page as typst draws it, as greys (rows × columns, uint8): the green channel of a coloured picture.

    Raises ValueError or OSError for what is no PNG.
    """
    import numpy as np
    from PIL import Image

    with Image.open(io.BytesIO(png), formats=("PNG",)) as picture:
        is_grey = picture.mode in ("L", "LA")
        return np.asarray(picture.getchannel("L" if is_grey else "G"))
