"""The canonical forms of the ledger, byte by byte. Pure: no database, clock or chance.

A field is written as a netstring, `<length in bytes>:<UTF-8 bytes>,`, so that no two rows share one writing.
The database's trigger builds the same bytes (`migrations/0004_leaf_at_once.sql`).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

LEAF_FORM = "ledger.entry/1"
ROWS_FORM = "ledger.rows/1"
PERSONAL_FORM = "ledger.personal/1"
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Covered:
    """One covered row: the form's name, the row's key as text and the digest of its columns."""

    form: str
    row_key: str
    digest: bytes


def netstring(value: str) -> bytes:
    """One field: its length in bytes, a colon, its UTF-8 bytes, a comma."""
    data = value.encode()
    return b"%d:%b," % (len(data), data)


def moment(at: datetime) -> str:
    """An aware moment as UTC text with microseconds, `2011-06-30T00:00:00.000000Z`."""
    if at.tzinfo is None:
        raise ValueError("a moment in the ledger needs a time zone")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def leaf_bytes(  # the fields of the form, in their order
    *,
    sequence: int,
    at: datetime,
    recorded_at: datetime,
    actor: str,
    post: str,
    act: str,
    subject: str,
    case: str,
    facts_json: str,
    personal_commitment: bytes | None,
    rows_digest: bytes,
) -> bytes:
    """The bytes of an entry in the form `ledger.entry/1`, which the leaf hash is taken over."""
    fields = (
        LEAF_FORM,
        str(sequence),
        moment(at),
        moment(recorded_at),
        actor,
        post,
        act,
        subject,
        case,
        facts_json,
        (personal_commitment or b"").hex(),
        rows_digest.hex(),
    )
    return b"".join(map(netstring, fields))


def leaf_hash(data: bytes) -> bytes:
    """SHA-256 of a zero byte and the entry's bytes (RFC 6962 §2.1)."""
    return hashlib.sha256(b"\x00" + data).digest()


def rows_digest(rows: Iterable[Covered]) -> bytes:
    """One digest for all rows that an entry covers, in the order of form and key."""
    ordered = sorted(rows, key=lambda row: (row.form, row.row_key))
    parts = [netstring(ROWS_FORM)]
    for row in ordered:
        parts += (netstring(row.form), netstring(row.row_key), netstring(row.digest.hex()))
    return hashlib.sha256(b"".join(parts)).digest()


def row_bytes(form: str, columns: Iterable[str], values: Iterable[str | None]) -> bytes:
    """The bytes of a business row: the form, then each column's name and its text; `-` stands for NULL."""
    parts = [netstring(form)]
    for column, value in zip(columns, values, strict=True):
        parts += (netstring(column), b"-" if value is None else netstring(value))
    return b"".join(parts)


def commitment(salt: bytes, data_json: str) -> bytes:
    """The commitment to personal facts: without the 32 secret salt bytes nobody can test a guess against
    it.
    """
    if len(salt) != 32:
        raise ValueError("the salt of a commitment has 32 bytes")
    return hashlib.sha256(netstring(PERSONAL_FORM) + salt + netstring(data_json)).digest()


def canonical_json(facts: Mapping[str, Any]) -> str:
    """Facts as one JSON text: keys sorted by code point, no spaces, no floats, Chinese as it is.

    Decimals, dates and UUIDs become text. TypeError names the kind of a value that has no exact text (a
    float).
    """
    return _ENCODER.encode(_plain(facts))


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return _plain(value.value)
    if value is None or isinstance(value, bool | int | str):
        return _checked(value) if isinstance(value, str) else value
    if isinstance(value, Mapping):
        return {_key(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"a fact in the ledger cannot be a {type(value).__name__}; write it as text or Decimal")


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError("the names of facts are text")
    return _checked(key)


def _checked(value: str) -> str:
    if "\x00" in value:
        raise ValueError("text in the ledger cannot hold a NUL character")
    return str(value)
