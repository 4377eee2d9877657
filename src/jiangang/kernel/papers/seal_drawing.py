"""The look of the office's seal: a ring, a star, the name along the ring; drawn from the office's names.

The drawing is a picture. What makes a paper genuine is the signature over its bytes.
"""

from html import escape
from math import cos, pi, sin

RED = "#c8102e"
SIZE, RING, NAME_RADIUS, STAR = 200.0, 92.0, 70.0, 24.0
WIDEST_ARC = 1.5 * pi


def seal_svg(name_zh: str, name_en: str = "", mark: str = "") -> str:
    """The seal as SVG.

    name_zh: along the upper ring (the English name where it is empty); name_en: along nothing, as the title
    for screen readers; mark: a short line below the star, such as what the seal is for.
    """
    name = name_zh or name_en
    drawn = "".join(_letters(name))
    below = _text(mark, SIZE / 2, 152.0, 15.0) if mark else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE:g} {SIZE:g}" role="img">'
        f"<title>{escape(name_en or name_zh)}</title>"
        f'<circle cx="100" cy="100" r="{RING:g}" fill="none" stroke="{RED}" stroke-width="5"/>'
        f'<polygon points="{_star()}" fill="{RED}"/>{drawn}{below}</svg>'
    )


def _letters(name: str) -> list[str]:
    count = max(1, len(name))
    wide = any(ord(letter) > 0x2E80 for letter in name)
    size = min(27.0 if wide else 19.0, WIDEST_ARC * NAME_RADIUS / count / (0.86 if wide else 0.62))
    step = min(WIDEST_ARC / count, (size * (1.25 if wide else 0.74)) / NAME_RADIUS)
    first = -step * (count - 1) / 2
    found = []
    for place, letter in enumerate(name):
        angle = first + place * step
        x, y = 100 + NAME_RADIUS * sin(angle), 100 - NAME_RADIUS * cos(angle)
        turn = angle * 180 / pi
        found.append(_text(letter, x, y, size, f' transform="rotate({turn:.2f} {x:.2f} {y:.2f})"'))
    return found


def _text(words: str, x: float, y: float, size: float, more: str = "") -> str:
    return (
        f'<text x="{x:.2f}" y="{y + size * 0.36:.2f}" font-size="{size:.2f}" text-anchor="middle" '
        f'font-family="Noto Serif SC, Libertinus Serif, serif" fill="{RED}"{more}>{escape(words)}</text>'
    )


def _star() -> str:
    points = []
    for corner in range(10):
        radius = STAR if corner % 2 == 0 else STAR * 0.382
        angle = corner * pi / 5
        points.append(f"{100 + radius * sin(angle):.2f},{100 - radius * cos(angle):.2f}")
    return " ".join(points)
