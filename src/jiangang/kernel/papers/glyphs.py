"""Which characters the fonts of our papers can draw: their `cmap` tables, read from the font files. Pure
but for them.

A character without a shape would be printed as an empty box, and a paper with a box in a name is worth
nothing.
Source: OpenType specification, table `cmap`, formats 4 and 12.
"""

import struct
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jiangang.methods.findings import Finding, Severity
from jiangang.methods.papers import named

BREAKS = frozenset("\n")
WESTERN = ((0x00A0, 0x024F), (0x0386, 0x0386), (0x0388, 0x038A), (0x038C, 0x038C), (0x038E, 0x03A1),
           (0x03A3, 0x03CE), (0x0400, 0x045F), (0x1E00, 0x1EFF))  # fmt: skip
"""Letters of Europe that the Chinese fonts lack and typst's own Libertinus Serif draws (a test prints them
all).
"""
WIDE_FORMAT, BASIC_FORMAT = 12, 4
COLLECTION = b"ttcf"


def characters_of(font: Path) -> frozenset[int]:
    """Code points that a font file (or the first face of a collection) has a shape for.

    Raises ValueError when it has no Unicode table of a known form.
    """
    data = font.read_bytes()
    start = _table(data, b"cmap")
    count = struct.unpack_from(">H", data, start + 2)[0]
    found: frozenset[int] = frozenset()
    for index in range(count):
        offset = struct.unpack_from(">HHI", data, start + 4 + 8 * index)[2]
        form = struct.unpack_from(">H", data, start + offset)[0]
        if form == WIDE_FORMAT:
            return frozenset(_wide(data, start + offset))
        if form == BASIC_FORMAT:
            found = frozenset(_basic(data, start + offset))
    if not found:
        raise ValueError(f"{font.name} has no Unicode table that we can read")
    return found


@cache
def fallback_characters() -> tuple[tuple[str, frozenset[int]], ...]:
    """Family and code points of each fallback font that this machine has."""
    from jiangang.kernel.papers.fonts import fallback_fonts

    return tuple((each.family, characters_of(each.file)) for each in fallback_fonts())


def fallback_families() -> tuple[str, ...]:
    """The fallback fonts that this machine has, as a paper's record names them."""
    return tuple(family for family, _ in fallback_characters())


def fallback_for(letter: str) -> str:
    """The first fallback font that can draw a letter; empty when this machine has none."""
    return next((family for family, known in fallback_characters() if ord(letter) in known), "")


@cache
def paper_characters() -> frozenset[int]:
    """Code points that our papers can draw in either of their faces."""
    from jiangang.kernel.papers.fonts import font_files

    chinese = frozenset.intersection(*(characters_of(path) for path in font_files()))
    return chinese.union(*(range(first, last + 1) for first, last in WESTERN))


def check_characters(data: Any, *, field: str = "", fallback: tuple[str, ...] = ()) -> list[Finding]:
    """One finding for each place whose text holds characters that our fonts cannot draw, naming them all.

    fallback: families of fallback fonts that a person chose for this paper; what they draw is not missing.
    The finding says of each character its code point and Unicode name, and which fallback font would draw it.
    """
    known = paper_characters()
    if fallback:
        known = known.union(*(shapes for family, shapes in fallback_characters() if family in fallback))
    findings = []
    for place, text in _texts(data, field):
        missing = list(dict.fromkeys(c for c in text if c not in BREAKS and ord(c) not in known))
        if missing:
            fonts = [fallback_for(letter) for letter in missing]
            params = {
                "characters": " ".join(c if c.isprintable() else "□" for c in missing),
                "codes": ", ".join(f"U+{ord(c):04X}" for c in missing),
                "names": ", ".join(named(c) for c in missing),
                "place": place,
                "fonts": ", ".join(dict.fromkeys(font for font in fonts if font)) or "—",
                "has_fallback": all(fonts),
            }
            findings.append(Finding("papers.finding.character_missing", Severity.ERROR, place, params))
    return findings


def _texts(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _texts(part, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list | tuple):
        for number, part in enumerate(value, start=1):
            yield from _texts(part, f"{place}.{number}" if place else str(number))


def _table(data: bytes, tag: bytes) -> int:
    start = struct.unpack_from(">I", data, 12)[0] if data[:4] == COLLECTION else 0
    count = struct.unpack_from(">H", data, start + 4)[0]
    for index in range(count):
        name, _, offset, _ = struct.unpack_from(">4sIII", data, start + 12 + 16 * index)
        if name == tag:
            return int(offset)
    raise ValueError(f"the font has no table {tag!r}")


def _wide(data: bytes, start: int) -> Iterator[int]:
    groups = struct.unpack_from(">I", data, start + 12)[0]
    for index in range(groups):
        first, last, glyph = struct.unpack_from(">III", data, start + 16 + 12 * index)
        yield from range(first if glyph else first + 1, last + 1)


def _basic(data: bytes, start: int) -> Iterator[int]:
    segments = struct.unpack_from(">H", data, start + 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", data, start + 14)
    begins_at = start + 16 + 2 * segments
    begins = struct.unpack_from(f">{segments}H", data, begins_at)
    deltas = struct.unpack_from(f">{segments}H", data, begins_at + 2 * segments)
    offsets_at = begins_at + 4 * segments
    offsets = struct.unpack_from(f">{segments}H", data, offsets_at)
    for index in range(segments):
        for code in range(begins[index], ends[index] + 1):
            if code == 0xFFFF:
                continue
            if offsets[index]:
                at = offsets_at + 2 * index + offsets[index] + 2 * (code - begins[index])
                glyph = struct.unpack_from(">H", data, at)[0]
                glyph = (glyph + deltas[index]) & 0xFFFF if glyph else 0
            else:
                glyph = (code + deltas[index]) & 0xFFFF
            if glyph:
                yield code
