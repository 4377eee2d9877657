"""Which encoding a text file is in, and its text. Pure; guesses are said, never made in silence."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass

from jiangang.methods.findings import Finding, Refused, Severity

BOMS = (
    (BOM_UTF8, "utf-8-sig", "UTF-8"),
    (BOM_UTF16_LE, "utf-16", "UTF-16"),
    (BOM_UTF16_BE, "utf-16", "UTF-16"),
)
SAMPLE = 4_096


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, the name of its encoding, and a note that says so."""

    text: str
    encoding: str
    findings: tuple[Finding, ...]


def decode(content: bytes) -> Decoded:
    """The text of a file in UTF-8, UTF-16, GBK or GB18030, with or without byte order mark.

    Raises Refused when it is none of them; the finding names the first byte that cannot be read.
    """
    for mark, codec, name in BOMS:
        if content.startswith(mark):
            return _decoded(content, codec, name)
    wide = _wide(content[:SAMPLE])
    if wide:
        return _decoded(content, wide, "UTF-16")
    try:
        return _noted(content.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError as trouble:
        return _chinese(content, trouble)


def _chinese(content: bytes, trouble: UnicodeDecodeError) -> Decoded:
    for codec, name in (("gbk", "GBK"), ("gb18030", "GB18030")):
        try:
            return _noted(content.decode(codec), name)
        except UnicodeDecodeError:
            continue
    row = content.count(b"\n", 0, trouble.start) + 1
    params = {"byte": trouble.start, "value": f"0x{content[trouble.start]:02x}"}
    raise Refused(Finding("declarations.finding.encoding_unknown", params=params, row=row)) from None


def _wide(sample: bytes) -> str:
    """UTF-16 without a mark shows itself by a zero in every other byte of what is mostly Latin text."""
    half = len(sample) // 2
    if half < 2:
        return ""
    if sample[1::2].count(0) > 0.4 * half and sample[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if sample[0::2].count(0) > 0.4 * half and sample[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return ""


def _decoded(content: bytes, codec: str, name: str) -> Decoded:
    try:
        return _noted(content.decode(codec), name)
    except UnicodeDecodeError as trouble:
        params = {"byte": trouble.start, "encoding": name}
        raise Refused(Finding("declarations.finding.encoding_broken", params=params)) from None


def _noted(text: str, name: str) -> Decoded:
    note = Finding("declarations.finding.encoding_used", Severity.NOTE, params={"encoding": name})
    return Decoded(text, name, (note,))
