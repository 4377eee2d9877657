"""Which section of the office inspects which goods, as its setting `inspection_sections` says. Pure."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

REST = "*"
PIECE = re.compile(r"\s*([A-Za-z0-9_-]{1,40})\s*[:：]\s*([0-9*][0-9*\s,，、]*)$")


@lru_cache(maxsize=16)
def read_sections(written: str) -> Mapping[str, str]:
    """Section by the beginning of a code, from words such as `plants: 06, 4403; animals: 01; other: *`.

    A star stands for all other goods. What is not written so says nothing; the office's settings refuse it.
    """
    found: dict[str, str] = {}
    for piece in re.split(r"[;；]", written):
        read = PIECE.match(piece)
        if read is not None:
            found.update(dict.fromkeys(re.split(r"[\s,，、]+", read[2].strip()), read[1]))
    return found


def section_of_goods(codes: Sequence[str], sections: Mapping[str, str]) -> str | None:
    """The section of a consignment: that of its first line of goods that has one; None where nobody says.

    codes: commodity codes in the order of the lines; the longest beginning counts, the star last.
    """
    for code in codes:
        for length in range(len(code), 0, -1):
            if code[:length] in sections:
                return sections[code[:length]]
    return sections.get(REST)
