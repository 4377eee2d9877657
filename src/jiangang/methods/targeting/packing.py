"""Packing: arrays and plain values as bytes with a digest, so that a model is kept without running code.

The form `jiangang.model/1`: 8 bytes "JGMODEL1"; the length of the heading, 8 bytes, little end first; the
heading, canonical JSON (plain values, and for each array its type, shape and place); the arrays one after
another, little end first; the SHA-256 of all before, 32 bytes. Loading builds arrays of numbers, never
objects or code; the types allowed are a short list. Nothing is pickled.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.register import method

MARK = b"JGMODEL1"
TYPES = frozenset({"|b1", "|u1", "<i4", "<i8", "<u8", "<f4", "<f8"})
DIGEST_SIZE, PLACE = 32, 16
Arrays = Mapping[str, NDArray[Any]]


@method(
    "targeting.pack",
    source="the project's own form; SHA-256 of FIPS 180-4",
    verified="round trip; one changed byte is refused; no other type than numbers is built",
)
def pack(values: Mapping[str, Any], arrays: Arrays) -> bytes:
    """Plain JSON values and arrays of numbers as bytes; the same input gives the same bytes."""
    described, parts, place = {}, [], 0
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        kind = array.dtype.newbyteorder("<").str
        if kind not in TYPES:
            raise TypeError(f"{name} is of {array.dtype}, which is not kept")
        content = array.astype(kind).tobytes()
        described[name] = {"type": kind, "shape": list(array.shape), "at": place, "bytes": len(content)}
        parts.append(content)
        place += len(content)
    document = {"values": values, "arrays": described}
    heading = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    body = b"".join([MARK, len(heading).to_bytes(8, "little"), heading, *parts])
    return body + sha256(body).digest()


def unpack(content: bytes, digest: str = "") -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """The values and arrays of such bytes.

    digest: hexadecimal SHA-256 that the bytes must have, as the register of models holds it. Raises Refused
    when the mark, the digest, a type, a shape or a place is wrong.
    """
    body, own = content[:-DIGEST_SIZE], content[-DIGEST_SIZE:]
    if not content.startswith(MARK) or sha256(body).digest() != own:
        raise _refused("digest")
    if digest and own.hex() != digest:
        raise _refused("digest_other")
    start = PLACE + int.from_bytes(content[len(MARK) : PLACE], "little")
    try:
        heading = json.loads(body[PLACE:start])
        arrays = {str(name): _array(body[start:], described) for name, described in heading["arrays"].items()}
        return dict(heading["values"]), arrays
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _refused("form") from error


def find_digest(content: bytes) -> str:
    """The hexadecimal digest that packed bytes carry at their end."""
    return content[-DIGEST_SIZE:].hex()


def _array(body: bytes, described: Mapping[str, Any]) -> NDArray[Any]:
    kind, at, size = described["type"], int(described["at"]), int(described["bytes"])
    shape = tuple(int(each) for each in described["shape"])
    if kind not in TYPES or at < 0 or size < 0 or at + size > len(body) or min(shape, default=0) < 0:
        raise ValueError(f"{kind} at {at}")
    return np.frombuffer(body[at : at + size], kind).reshape(shape).copy()


def _refused(reason: str) -> Refused:
    return Refused(Finding("methods.targeting.finding.model_unreadable", params={"reason": reason}))
