"""What one entry of the register of papers says in public: a small map in deterministic CBOR.

Form `register.entry/1`. It holds digests, days, states and public reasons, never a name: what is personal
stands outside, behind a salted commitment. Numbers of papers are held as digests, so that nobody reads a list
of papers out of the log; whoever holds a paper finds its entries.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import cbor2

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.log.bundles import LARGEST_ENTRY
from jiangang.methods.register import method

LEAF_FORM = "register.entry/1"
RFC = "RFC 8949 §4.2.1, core deterministic encoding"
SALT_SIZE = 32
DIGEST, TEXT, NUMBER = "digest", "text", "number"
LONGEST_TEXT = 2_000
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z", re.ASCII)
_BETWEEN = b"\x64form\x70register.entry/1\x64kind"

_PAPER = {"number": DIGEST}
_SPOKEN = {"reason": TEXT}
REQUIRED: dict[str, dict[str, str]] = {
    "issue": {**_PAPER, "record": DIGEST},
    "withdrawal": {**_PAPER, **_SPOKEN},
    "replacement": {**_PAPER, "successor": DIGEST},
    "void": {**_PAPER, **_SPOKEN},
    "file_digest": {**_PAPER, "file_sha256": DIGEST},
    "key_event": {"event": TEXT, "verifier_key": TEXT, **_SPOKEN},
    "ceremony": {"event": TEXT, "verifier_key": TEXT, **_SPOKEN},
    "origin_change": {"origin": TEXT, "previous": TEXT, **_SPOKEN},
}
"""Fields that an entry of each kind must have, beside form, kind and at."""
OPTIONAL: dict[str, str] = {
    "commitment": DIGEST,
    "expires_on": TEXT,
    "issued_on": TEXT,
    "paper": TEXT,
    "predecessor": DIGEST,
    "previous_key": TEXT,
    "previous_root": DIGEST,
    "previous_size": NUMBER,
    "reason": TEXT,
    "record": DIGEST,
    "series": TEXT,
    "state": TEXT,
}
KINDS = tuple(REQUIRED)


@method("log.make_leaf", source=RFC, verified="cbor2 with canonical=True; entries made at random read back")
def make_leaf(kind: str, at: datetime, fields: Mapping[str, Any]) -> bytes:
    """The bytes of a public entry, which the log hashes: leaf hash = SHA-256(0x00 || these bytes).

    kind: one of `KINDS`; at: the aware moment of the act; fields: `REQUIRED` of the kind, any of `OPTIONAL`:
    digests as 32 bytes, texts, whole numbers. Raises Refused (`methods.log.finding.leaf_malformed`) for an
    unknown kind or field, a missing one, a value of another type, or a moment without zone.
    """
    if at.utcoffset() is None:
        raise _malformed("a moment without zone")
    made = {"form": LEAF_FORM, "kind": kind, "at": leaf_moment(at), **fields}
    fault = _fault(made)
    if fault:
        raise _malformed(fault)
    return cbor2.dumps(made, canonical=True)


@method("log.read_leaf", source=RFC, verified="each byte of an entry changed: refused, or another entry")
def read_leaf(data: bytes) -> dict[str, Any]:
    """The fields of a public entry, form, kind and at among them.

    Raises Refused (`methods.log.finding.leaf_malformed`) for bytes that `make_leaf` would not have written.
    """
    if len(data) > LARGEST_ENTRY:
        raise _malformed(f"more than {LARGEST_ENTRY} bytes")
    try:
        found = cbor2.loads(data)
    except (cbor2.CBORDecodeError, ValueError, TypeError, RecursionError, OverflowError) as error:
        raise _malformed(type(error).__name__) from error
    fault = _fault(found) if type(found) is dict else "no map"
    if fault:
        raise _malformed(fault)
    if cbor2.dumps(found, canonical=True) != data:
        raise _malformed("not in its one canonical spelling")
    return dict(found)


@method("log.number_digest", source="FIPS 180-4, SHA-256", verified="hashlib on the bytes as described")
def number_digest(number: str) -> bytes:
    """What stands for a paper's number in the log: SHA-256("register.number/1\\n" || number), 32 bytes.

    A digest keeps a list of papers from being read off the log; a number that can be guessed can be found.
    """
    return sha256(b"register.number/1\n" + number.encode()).digest()


@method("log.commit_personal", source="FIPS 180-4, SHA-256", verified="hashlib on the bytes as described")
def commit_personal(salt: bytes, data: bytes) -> bytes:
    """A commitment to personal data that stay outside of the log: 32 bytes, hiding as long as the salt is
    kept secret, and empty once the salt is destroyed.

    salt: 32 random bytes; raises ValueError for another length. Value: SHA-256("register.personal/1\\n" ||
    salt || data).
    """
    if len(salt) != SALT_SIZE:
        raise ValueError(f"a salt has {SALT_SIZE} bytes")
    return sha256(b"register.personal/1\n" + salt + data).digest()


def leaf_moment(at: datetime) -> str:
    """A moment as entries write it: UTC, six digits of a second, `Z`."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def read_moment(text: str) -> datetime:
    """The moment that an entry states; ValueError for another spelling."""
    if MOMENT.fullmatch(text) is None:
        raise ValueError("a moment in another than its one spelling")
    return datetime.fromisoformat(text)


def leaf_beginning(kind: str, at: datetime) -> bytes:
    """The bytes behind the first with which every entry of a kind and moment begins; stores compare them.

    Deterministic CBOR sorts `at`, `form` and `kind` before every other field of the form, each of which has
    more than four letters.
    """
    return b"".join(
        (b"\x62at\x78\x1b", leaf_moment(at).encode(), _BETWEEN, bytes([0x60 + len(kind)]), kind.encode())
    )


def _fault(found: dict[Any, Any]) -> str:
    kind = found.get("kind")
    required = REQUIRED.get(kind) if isinstance(kind, str) else None
    if found.get("form") != LEAF_FORM or required is None:
        return f"not of the form {LEAF_FORM}, or of an unknown kind"
    for name in required:
        if name not in found:
            return f"without {name}"
    for name, value in found.items():
        if name in {"form", "kind"}:
            continue
        if name == "at":
            if not _is_moment(value):
                return "no moment"
        elif not _fits(required.get(name) or OPTIONAL.get(name, ""), value):
            return f"{name!s:.40} is unknown here or of another type"
    return "" if "at" in found else "without at"


def _is_moment(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(read_moment(value))
    except ValueError:
        return False


def _fits(type_name: str, value: Any) -> bool:
    if type_name == DIGEST:
        return isinstance(value, bytes) and len(value) == 32
    if type_name == TEXT:
        return isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT
    return type_name == NUMBER and type(value) is int and 0 <= value < 1 << 63


def _malformed(fault: str) -> Refused:
    return Refused(Finding("methods.log.finding.leaf_malformed", params={"fault": fault}))
