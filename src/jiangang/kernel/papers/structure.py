"""The form of a sealed file, byte by byte: what is signed, what stands around it, and that nothing else is
there.

A PDF reader forgives much, and a forger lives on that. Here a file is a paper only if its first signature is
the seal over the whole file as it was then, each later one is a document time-stamp over the whole file as it
was then, the last covers the file to its end, and each signature is written in one spelling.
Source: ISO 32000-2 §12.8.1; ETSI EN 319 142-1 §5; "Shadow attacks on signed PDFs" (NDSS 2021) for why.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from jiangang.kernel.papers import der

RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
MARK = b"/ByteRange"
STAMP_WORD = "signature_time_stamp_token"
HEX = re.compile(rb"[0-9A-F]*")
MOST_SIGNATURES = 64
LARGEST_PAPER = 64 * 1024 * 1024


class Malformed(ValueError):
    """A file that is no sealed paper, with the place in words."""


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature in the file: the end of what came before its hole, the start of what follows, the end of
    the file as it was then, and the signature's bytes (DER).
    """

    before: int
    after: int
    end: int
    content: bytes


def signatures_of(pdf: bytes) -> list[Signed]:
    """The signatures in the order in which they were made. Raises Malformed for anything but a sealed
    paper.
    """
    if len(pdf) > LARGEST_PAPER or not pdf.startswith(b"%PDF-"):
        raise Malformed("no PDF, or one that is too large")
    ranges = list(RANGE.finditer(pdf))
    if not ranges or len(ranges) != pdf.count(MARK) or len(ranges) > MOST_SIGNATURES:
        raise Malformed("no seal, or signed ranges in another spelling")
    found = sorted((_signed(pdf, match) for match in ranges), key=lambda each: each.end)
    if found[-1].end != len(pdf):
        raise Malformed("bytes after the last signature")
    for earlier, later in zip(found, found[1:], strict=False):
        if later.before < earlier.end:
            raise Malformed("a signature inside another")
    for each in found:
        if not pdf[: each.end].rstrip(b"\r\n").endswith(b"%%EOF"):
            raise Malformed("a signature that ends inside the file's parts")
    return found


def check_spelling(signature: bytes, known: Iterable[bytes], *, is_stamp: bool) -> None:
    """Raise Malformed unless a signature (CMS, DER) is spelt as this profile writes it.

    known: certificates (DER) that the signed part of the file, or the verifier, holds; the signature brings
    no other. What no signature protects (version, lists of algorithms, order) has one spelling, so that no
    byte of it can be changed unseen.
    """
    from asn1crypto import cms  # type: ignore[import-untyped]  # no types

    try:
        parsed = cms.ContentInfo.load(signature, strict=True)
        rebuilt = _rebuilt(parsed, {bytes(each) for each in known}, is_stamp=is_stamp)
    except Malformed:
        raise
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise Malformed(f"a signature that cannot be read: {error}") from error
    if rebuilt != signature:
        raise Malformed("a signature in another spelling than ours")


def _signed(pdf: bytes, match: "re.Match[bytes]") -> Signed:
    before, after, rest = (int(number) for number in match.groups())
    if [str(number).encode() for number in (before, after, rest)] != list(match.groups()):
        raise Malformed("a signed range in another spelling")
    end = after + rest
    if not 0 < before < after < end <= len(pdf) or not (match.end() <= before or match.start() >= after):
        raise Malformed("a signed range outside the file")
    hole = pdf[before:after]
    if hole[:1] != b"<" or hole[-1:] != b">" or not HEX.fullmatch(hole[1:-1]) or len(hole) % 2:
        raise Malformed("a signature that is not written in upper-case hexadecimal digits")
    if not pdf[:before].rstrip(b" \r\n").endswith(b"/Contents"):
        raise Malformed("a hole in the signed range that is no signature")
    raw = bytes.fromhex(hole[1:-1].decode())
    length = _length(raw)
    if any(raw[length:]):
        raise Malformed("padding that is not zero")
    return Signed(before, after, end, raw[:length])


def _length(raw: bytes) -> int:
    """Length of the DER sequence at the beginning, its head included."""
    if len(raw) < 4 or raw[0] != 0x30 or raw[1] not in (0x81, 0x82, 0x83):
        raise Malformed("no signature in the hole")
    size = raw[1] & 0x0F
    total = 2 + size + int.from_bytes(raw[2 : 2 + size], "big")
    if total > len(raw):
        raise Malformed("a signature that is cut short")
    return total


def _rebuilt(parsed: Any, known: set[bytes], *, is_stamp: bool) -> bytes:
    data = parsed["content"]
    if len(data["signer_infos"]) != 1:
        raise Malformed("more than one signer")
    given = data["signer_infos"][0]
    certificates = [each.chosen for each in data["certificates"]]
    raw = [each.dump() for each in certificates]
    if not raw or any(each not in known for each in raw):
        raise Malformed("a certificate that is not in the signed part of the paper")
    body = der.sequence(
        der.integer(3 if is_stamp else 1),
        der.set_of(_digest_algorithm(given)),
        _content(data, is_stamp=is_stamp),
        der.item(der.CONTEXT_0, *raw),
        der.set_of(_signer(given, _own(given, certificates), known, is_stamp=is_stamp)),
    )
    return der.sequence(der.oid("signed_data"), der.item(der.CONTEXT_0, body))


def _content(data: Any, *, is_stamp: bool) -> bytes:
    if not is_stamp:
        return der.sequence(der.oid("data"))
    info = bytes(data["encap_content_info"]["content"])
    return der.sequence(der.oid("tst_info"), der.item(der.CONTEXT_0, der.octets(info)))


def _own(given: Any, certificates: list[Any]) -> Any:
    sid = given["sid"].chosen
    for each in certificates:
        if each.issuer == sid["issuer"] and each.serial_number == sid["serial_number"].native:
            return each
    raise Malformed("a signer without certificate")


def _signer(given: Any, own: Any, known: set[bytes], *, is_stamp: bool) -> bytes:
    parts = [
        der.integer(1),
        der.sequence(own.issuer.dump(), der.integer(own.serial_number)),
        _digest_algorithm(given),
        given["signed_attrs"].dump(),
        _signature_algorithm(given["signature_algorithm"]["algorithm"].native),
        der.octets(bytes(given["signature"])),
    ]
    unsigned = list(given["unsigned_attrs"])
    if is_stamp and unsigned:
        raise Malformed("unsigned words in a time-stamp")
    if not is_stamp:
        if len(unsigned) != 1 or unsigned[0]["type"].native != STAMP_WORD or len(unsigned[0]["values"]) != 1:
            raise Malformed("not exactly one time-stamp beside the seal")
        token = unsigned[0]["values"][0].dump()
        check_spelling(token, known, is_stamp=True)
        parts.append(der.item(der.CONTEXT_1, der.sequence(der.oid(STAMP_WORD), der.set_of(token))))
    return der.sequence(*parts)


def _digest_algorithm(given: Any) -> bytes:
    """The signer's algorithm, with or without NULL as it stands there; both places must say the same."""
    raw: bytes = given["digest_algorithm"].dump()
    name = der.oid(given["digest_algorithm"]["algorithm"].native)
    if raw not in (der.sequence(name), der.sequence(name, der.NULL)):
        raise Malformed("an algorithm in another spelling")
    return raw


def _signature_algorithm(name: str) -> bytes:
    if name == "sha256_ecdsa":
        return der.sequence(der.oid(name))
    if name in ("sha256_rsa", "sha384_rsa", "sha512_rsa", "rsassa_pkcs1v15"):
        return der.sequence(der.oid(name), der.NULL)
    raise Malformed(f"a signature by {name}")
