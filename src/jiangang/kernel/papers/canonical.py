"""The canonical record of a paper: one text for one content, and the digest that names it. Pure."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

RECORD_FORM = "papers.record/1"
CODE_LENGTH = 16


def canonical_record(record: Mapping[str, Any]) -> str:
    """The record as one JSON text: keys sorted, no spaces, no floats; dates and Decimals as text.

    Two records with the same content give the same text, whatever the order in which they were filled.
    Raises TypeError for a value without an exact text (a float). Form `papers.record/1`.
    """
    return json.dumps(plain(record), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def record_digest(canonical: str) -> str:
    """SHA-256 of the canonical text, 64 lower-case hexadecimal digits."""
    return hashlib.sha256(canonical.encode()).hexdigest()


def verification_code(digest: str) -> str:
    """The first 64 bits of a digest as people type them: sixteen capitals, `1A2B-3C4D-5E6F-7081`."""
    head = digest[:CODE_LENGTH].upper()
    return "-".join(head[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def read_code(typed: str) -> str:
    """What somebody typed as a verification code, without spaces, dashes and case; compare with `code_of`."""
    return "".join(letter for letter in typed.lower() if letter.isascii() and letter.isalnum())


def code_of(digest: str) -> str:
    """The verification code of a digest in the form that `read_code` gives."""
    return digest[:CODE_LENGTH]


def plain(value: Any) -> Any:
    """The value as JSON holds it exactly; TypeError for a float or anything else without one exact text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"a paper's record cannot hold a {type(value).__name__}; write it as text or Decimal")
