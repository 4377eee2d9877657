"""The lines that the formats of a log share: hashes in base64, one a line, read in one spelling only."""

import base64
import binascii

from jiangang.methods.log.merkle import HASH_SIZE


def decode_strictly(text: str) -> bytes:
    """Base64 of RFC 4648 §4 in its one canonical spelling; raises ValueError for any other."""
    try:
        raw = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error
    if base64.b64encode(raw).decode() != text:
        raise ValueError("base64 in another than its canonical spelling")
    return raw


def hash_of_line(line: str) -> bytes:
    """The hash of 32 bytes that a line holds; raises ValueError for anything else."""
    raw = decode_strictly(line)
    if len(raw) != HASH_SIZE:
        raise ValueError(f"a hash has {HASH_SIZE} bytes, not {len(raw)}")
    return raw


def line_of_hash(value: bytes) -> str:
    """A hash as a line, its newline included; raises ValueError for another length."""
    if len(value) != HASH_SIZE:
        raise ValueError(f"a hash has {HASH_SIZE} bytes, not {len(value)}")
    return base64.b64encode(value).decode() + "\n"
