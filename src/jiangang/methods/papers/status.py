"""The status list: which papers of an office are no longer in force, small enough to carry on a phone.

One bit for each paper, compressed; signed and dated in COSE_Sign1. Beside it the list of ends, which says of
each such paper when, why, and what replaces it. A million papers with one in a hundred withdrawn take about
14 kB. Source of the idea: W3C Bitstring Status List; IETF Token Status List.
"""

import zlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.papers import cbor, cose
from jiangang.methods.register import method

USE = b"papers.status/2"
OFFICE, DATED, SIZE, BITS, ENDS = 1, 6, -65540, -65541, -65542
LARGEST_SIZE = 1 << 27
LARGEST_ENDS = 32 * 1024 * 1024
SMALLEST_PUBLIC = 131_072
"""Bits of the smallest W3C list, so that no single paper stands out."""
SOURCE = ("W3C Bitstring Status List v1.0 §3", "IETF draft Token Status List §4 (bits from the lowest)")


@dataclass(frozen=True, slots=True)
class End:
    """How a paper ended: the day, the reason as it is public, the number of what replaces it (or empty)."""

    on: date
    reason: str
    successor: str = ""


@dataclass(frozen=True, slots=True)
class StatusList:
    """Papers 0 … size-1 of an office as they stood at a moment.

    dated: aware, whole seconds; ends: by place in the list. A place at or after `size` was issued later.
    """

    office: str
    dated: datetime
    size: int
    ended: frozenset[int]
    ends: Mapping[int, End]

    def covers(self, index: int) -> bool:
        """Whether the list was made after that paper was issued."""
        return 0 <= index < self.size

    def age_days(self, at: datetime) -> int:
        """Whole days since the list was made; 0 where the clock is before it."""
        return max(0, (at - self.dated).days)


@method("papers.bits_of", source=SOURCE, verified="counted one by one on lists made at random")
def bits_of(size: int, ended: Iterable[int]) -> bytes:
    """The bits, eight to a byte, the lowest first. Raises ValueError for a place outside the list."""
    bits = bytearray((size + 7) // 8)
    for index in ended:
        if not 0 <= index < size:
            raise ValueError(f"{index} is no place in a list of {size}")
        bits[index >> 3] |= 1 << (index & 7)
    return bytes(bits)


@method(
    "papers.sign_status", source=SOURCE, verified="a list of a million with one in a hundred ended: 14 kB"
)
def sign_status(
    found: StatusList, *, key: EllipticCurvePrivateKey, key_id: bytes, details: bool = True
) -> bytes:
    """The list as it is published: compressed, signed, dated.

    details: whether the days, reasons and successors go with the bits.
    """
    ends = {
        index: [end.on.isoformat(), end.reason, end.successor]
        for index, end in sorted(found.ends.items())
        if details
    }
    said = {
        OFFICE: found.office,
        DATED: int(found.dated.timestamp()),
        SIZE: found.size,
        BITS: _packed(bits_of(found.size, found.ended)),
        ENDS: _packed(cbor.write(ends)) if ends else b"",
    }
    return cose.sign(said, use=USE, key=key, key_id=key_id)


@method("papers.open_status", source=SOURCE, verified="each byte of a list changed: refused")
def open_status(data: bytes, keys: cose.Keys) -> StatusList:
    """The list, once a trusted key is found to have signed it.

    Raises Refused: `code_malformed`, `key_unknown`, `signature_wrong`, `status_malformed`.
    """
    said = cose.open_message(data, use=USE, keys=keys).payload
    try:
        size = said[SIZE]
        if not isinstance(size, int) or not 0 <= size <= LARGEST_SIZE:
            raise ValueError("a size that no list has")
        bits = _unpacked(said[BITS], (size + 7) // 8)
        if len(bits) != (size + 7) // 8 or (size % 8 and bits[-1] >> size % 8):
            raise ValueError("bits beyond the size")
        ends = _ends(said[ENDS])
        dated = datetime.fromtimestamp(said[DATED], UTC)
        found = StatusList(str(said[OFFICE]), dated, size, frozenset(_set_bits(bits)), ends)
        if not set(ends) <= found.ended:
            raise ValueError("an end of a paper that is in force")
    except (KeyError, TypeError, ValueError, OverflowError, OSError, zlib.error) as error:
        finding = Finding("methods.papers.finding.status_malformed", params={"fault": str(error)})
        raise Refused(finding) from error
    return found


@method(
    "papers.encoded_list", source="W3C Bitstring Status List v1.0 §3.1", verified="gzip; the bits read back"
)
def encoded_list(found: StatusList) -> str:
    """The bits as W3C's `encodedList`: at least 131,072, the first bit the highest, GZIP, base64url, `u`."""
    size = max(SMALLEST_PUBLIC, found.size)
    low = bits_of(size, found.ended)
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = packer.compress(low.translate(REVERSED)) + packer.flush()
    return "u" + urlsafe_b64encode(packed).decode().rstrip("=")


REVERSED = bytes(int(f"{value:08b}"[::-1], 2) for value in range(256))


def _set_bits(bits: bytes) -> Iterable[int]:
    for place, byte in enumerate(bits):
        if byte:
            for bit in range(8):
                if byte >> bit & 1:
                    yield 8 * place + bit


def _ends(packed: bytes) -> dict[int, End]:
    if not packed:
        return {}
    found = cbor.read(_unpacked(packed, LARGEST_ENDS))
    return {
        index: End(date.fromisoformat(on), reason, successor)
        for index, (on, reason, successor) in found.items()
    }


def _packed(data: bytes) -> bytes:
    return zlib.compress(data, 9)


def _unpacked(packed: Any, most: int) -> bytes:
    """At most so many bytes, whatever the sender packed; ValueError for more or for a rest."""
    opener = zlib.decompressobj()
    data = opener.decompress(packed, most + 1)
    if len(data) > most or not opener.eof or opener.unused_data:
        raise ValueError("more than it says, or cut short")
    return data
