"""QR codes as SVG, for screens and papers."""

import io

QUIET_ZONE = 4
"""Modules of white around the code (ISO/IEC 18004 asks for four)."""


def qr_svg(text: str) -> str:
    """The QR code of a text as an SVG document, error correction level M or better."""
    import segno

    out = io.BytesIO()
    segno.make(text, error="m", micro=False, boost_error=True).save(
        out, kind="svg", scale=1, border=QUIET_ZONE, xmldecl=False, svgns=True, omitsize=True
    )
    return out.getvalue().decode()
