"""Deterministic CBOR: one spelling for one value, written and read strictly. Knows no paper.

Only what our papers need: integers, byte strings, texts, arrays, maps, false, true, null, and single tags at
the head of a message. There are no floats, no indefinite lengths, no simple values besides the three, and a
map's keys are integers or texts. What is read is refused unless it is the spelling that we would write.
Source of all of it: RFC 8949 §3 and §4.2.1.
"""

import struct
from typing import Any

LARGEST = 16 * 1024 * 1024
DEEPEST = 40
UINT, NINT, BYTES, TEXT, ARRAY, MAP, TAG, SIMPLE = range(8)
WIDTHS = {24: ">B", 25: ">H", 26: ">I", 27: ">Q"}
CONSTANTS: dict[int, Any] = {20: False, 21: True, 22: None}
WRITTEN = {False: b"\xf4", True: b"\xf5", None: b"\xf6"}


class NotCanonical(ValueError):
    """These bytes are no deterministic CBOR of the values that we use."""


def write(value: Any) -> bytes:
    """The bytes of a value; TypeError for a kind of value that we do not write, ValueError beyond 64 bits."""
    if value is None or isinstance(value, bool):
        return WRITTEN[value]
    if isinstance(value, int):
        return head(UINT, value) if value >= 0 else head(NINT, -1 - value)
    if isinstance(value, bytes | bytearray | memoryview):
        return head(BYTES, len(value)) + bytes(value)
    if isinstance(value, str):
        encoded = value.encode()
        return head(TEXT, len(encoded)) + encoded
    if isinstance(value, list | tuple):
        return head(ARRAY, len(value)) + b"".join(map(write, value))
    if isinstance(value, dict):
        return head(MAP, len(value)) + b"".join(sorted_pairs(value))
    raise TypeError(f"a {type(value).__name__} has no place in a paper")


def sorted_pairs(value: dict[Any, Any]) -> list[bytes]:
    """Keys and values of a map as bytes, in the order of the encoded keys (RFC 8949 §4.2.1)."""
    if not all(isinstance(key, str | int) and not isinstance(key, bool) for key in value):
        raise TypeError("a map's keys are texts or whole numbers")
    pairs = sorted((write(key), write(part)) for key, part in value.items())
    return [key + part for key, part in pairs]


def head(major: int, argument: int) -> bytes:
    """The head of an item: major type and argument in the shortest form."""
    if argument < 24:
        return bytes([major << 5 | argument])
    for info, width in WIDTHS.items():
        if argument < 1 << 8 * struct.calcsize(width):
            return bytes([major << 5 | info]) + struct.pack(width, argument)
    raise ValueError("a number beyond 64 bits has no place in a paper")


def read(data: bytes) -> Any:
    """The one value that the bytes spell; NotCanonical for another spelling, unknown kinds or a rest."""
    if len(data) > LARGEST:
        raise NotCanonical(f"more than {LARGEST} bytes")
    value, end = _item(data, 0, 0)
    if end != len(data):
        raise NotCanonical(f"{len(data) - end} bytes after the end")
    return value


def _item(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    if depth > DEEPEST:
        raise NotCanonical(f"nested deeper than {DEEPEST}")
    major, argument, at = _head(data, at)
    if major == UINT:
        return argument, at
    if major == NINT:
        return -1 - argument, at
    if major in (BYTES, TEXT):
        return _string(data, at, argument, major)
    if major == ARRAY:
        return _array(data, at, argument, depth)
    if major == MAP:
        return _map(data, at, argument, depth)
    if major == SIMPLE and argument in CONSTANTS:
        return CONSTANTS[argument], at
    raise NotCanonical("a kind of value that papers do not use")


def _head(data: bytes, at: int) -> tuple[int, int, int]:
    if at >= len(data):
        raise NotCanonical("cut short")
    major, argument = data[at] >> 5, data[at] & 31
    at += 1
    if argument < 24:
        return major, argument, at
    if argument not in WIDTHS or major == SIMPLE:
        raise NotCanonical("a length or a kind that papers do not use")
    width = WIDTHS[argument]
    end = at + struct.calcsize(width)
    if end > len(data):
        raise NotCanonical("cut short")
    value = int(struct.unpack_from(width, data, at)[0])
    shorter = 24 if argument == 24 else 1 << 4 * struct.calcsize(width)
    if value < shorter:
        raise NotCanonical("a number in a longer form than it needs")
    return major, value, end


def _string(data: bytes, at: int, length: int, major: int) -> tuple[bytes | str, int]:
    end = at + length
    if end > len(data):
        raise NotCanonical("cut short")
    raw = data[at:end]
    if major == BYTES:
        return raw, end
    try:
        return raw.decode(), end
    except UnicodeDecodeError as error:
        raise NotCanonical("a text that is no UTF-8") from error


def _array(data: bytes, at: int, length: int, depth: int) -> tuple[list[Any], int]:
    if length > len(data) - at:
        raise NotCanonical("cut short")
    found = []
    for _ in range(length):
        value, at = _item(data, at, depth + 1)
        found.append(value)
    return found, at


def _map(data: bytes, at: int, length: int, depth: int) -> tuple[dict[Any, Any], int]:
    if 2 * length > len(data) - at:
        raise NotCanonical("cut short")
    found: dict[Any, Any] = {}
    before = b""
    for _ in range(length):
        start = at
        key, at = _item(data, at, depth + 1)
        if not isinstance(key, str | int) or isinstance(key, bool):
            raise NotCanonical("a key that is neither text nor whole number")
        if data[start:at] <= before:
            raise NotCanonical("keys out of order, or one twice")
        before = data[start:at]
        found[key], at = _item(data, at, depth + 1)
    return found, at
