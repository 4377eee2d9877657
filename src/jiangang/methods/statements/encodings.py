"""Which encoding a file of prose has: UTF-8, UTF-16, GB 18030; nothing else is guessed."""

import codecs
from dataclasses import dataclass

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.register import method

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the name of the encoding that it was in."""

    text: str
    encoding: str


@method(
    "statements.encoding",
    source="Unicode byte order marks; RFC 3629 (UTF-8); GB 18030",
    verified="texts written in each encoding and read back",
)
def read_bytes(data: bytes) -> Decoded:
    """The text of a file's bytes, its encoding told by its mark or by what decodes without fault.

    data: at most 1,000,000 bytes. Raises Refused for an empty file, one too large, and bytes that are text
    in none of UTF-8, UTF-16 and GB 18030.
    """
    if not data.strip():
        raise Refused(Finding("methods.statements.finding.empty", field="file"))
    if len(data) > LARGEST:
        raise Refused(
            Finding("methods.statements.finding.too_large", field="file", params={"largest": LARGEST})
        )
    for text, name in _attempts(data):
        if _is_text(text):
            return Decoded(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), name)
    raise Refused(Finding("methods.statements.finding.not_text", field="file"))


def _attempts(data: bytes) -> list[tuple[str, str]]:
    for mark, codec, name in MARKS:
        if data.startswith(mark):
            return _decoded(data, codec, name)
    half = [] if len(data) % 2 else _decoded(data, _likelier_half(data), "UTF-16")
    wide = half if _looks_wide(data) else []
    return [*wide, *_decoded(data, "utf-8", "UTF-8"), *_decoded(data, "gb18030", "GB 18030"), *half]


def _decoded(data: bytes, codec: str, name: str) -> list[tuple[str, str]]:
    try:
        return [(data.decode(codec), name)]
    except UnicodeDecodeError:
        return []


def _looks_wide(data: bytes) -> bool:
    """Noughts beside blanks, digits and ends of lines: what UTF-16 without a mark shows."""
    return len(data) % 2 == 0 and b"\0" in data


def _likelier_half(data: bytes) -> str:
    low, high = data[0::2].count(0), data[1::2].count(0)
    return "utf-16-le" if high >= low else "utf-16-be"


def _is_text(text: str) -> bool:
    odd = sum(each < " " and each not in "\n\r\t\f" for each in text)
    private = sum("\ue000" <= each <= "\uf8ff" for each in text)
    return odd == 0 and private * 20 <= len(text)
