"""The canonical bytes of a row: what the ledger hashes, the same on every machine and in every year.

A row is written as a JSON array of its form's name and its values, `["declarations.notice/1",{"mass":1.5}]`,
in UTF-8, without spaces, keys in code-point order. The name carries the version: when columns change, the
new form gets a new name, and old entries stay verifiable. Which columns a form has is the caller's affair.

| value | written as |
|---|---|
| None, bool | `null`, `true`, `false` |
| int | decimal digits |
| Decimal | plain digits, no exponent, no zeros at the end of a fraction; −0 is `0` |
| str | JSON string, only what must be escaped is escaped; no Unicode normalisation |
| date | `"2011-06-30"` |
| time (without zone) | `"08:30:00.000000"` |
| datetime (with zone) | UTC with microseconds, `"2011-06-30T00:30:00.000000Z"` |
| bytes | base64url without padding |
| UUID | its usual text |
| list, tuple | array |
| mapping with str keys | object, keys in code-point order |

A float is refused, because two machines may write the same float differently and a database may round it;
so is a datetime without zone. Text, dates and bytes are all strings: which it is, the form says.
"""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from hmac import digest as hmac_digest
from json.encoder import encode_basestring
from typing import Any
from uuid import UUID

LARGEST_EXPONENT = 1000
SALT_SIZES = range(16, 65)


def canonical_row(form_name: str, values: Mapping[str, object]) -> bytes:
    """The canonical bytes of a row in a form.

    form_name: name and version, `<room>.<noun>/<version>`; values: column → value.
    Raises TypeError for a float, a datetime without zone or another unknown kind of value, naming the
    column; ValueError for a number that is not finite or text that is no Unicode.
    Source: the table at the head of this module; string escapes as RFC 8785 §3.2.2.2.
    """
    head, columns = _layout(form_name, tuple(values))
    try:
        written = ",".join(
            [prefix + _WRITERS[values[name].__class__](values[name]) for name, prefix in columns]
        )
        return f"{head}{written}}}]".encode()
    except (KeyError, TypeError, ValueError):
        # Either a subclass, such as a choice of an enumeration, or a fault: the slower way knows which.
        return head.encode() + b",".join([_column(form_name, values, *each) for each in columns]) + b"}]"


def digest(form_name: str, values: Mapping[str, object]) -> bytes:
    """SHA-256 of the canonical bytes of a row (32 bytes); errors as `canonical_row`."""
    return sha256(canonical_row(form_name, values)).digest()


def salted_commitment(salt: bytes, data: bytes) -> bytes:
    """A commitment (32 bytes) to personal data that stays outside the ledger's leaf.

    salt: 16 to 64 random bytes kept beside the data; once both are erased, the commitment says nothing of
    them. data: usually `canonical_row(...)`. Raises ValueError for another length of salt.
    Source: HMAC-SHA256, RFC 2104, keyed by the salt.
    """
    if len(salt) not in SALT_SIZES:
        raise ValueError("a salt has 16 to 64 bytes")
    return hmac_digest(salt, data, "sha256")


@lru_cache(maxsize=1024)
def _layout(form_name: str, columns: tuple[str, ...]) -> tuple[str, tuple[tuple[str, str], ...]]:
    name, slash, version = form_name.rpartition("/")
    if not (name and slash and version.isascii() and version.isdigit()):
        raise ValueError(f"{form_name!r} is no name of a form: <room>.<noun>/<version>")
    if not all(type(column) is str for column in columns):
        raise TypeError(f"{form_name}: a column is named by text")
    prefixes = tuple((column, f"{encode_basestring(column)}:") for column in sorted(columns))
    return f"[{encode_basestring(form_name)},{{", prefixes


def _column(form_name: str, values: Mapping[str, object], column: str, prefix: str) -> bytes:
    try:
        return f"{prefix}{_value(values[column])}".encode()
    except TypeError as error:
        raise TypeError(f"{form_name}, {column}: {error}") from error
    except ValueError as error:
        raise ValueError(f"{form_name}, {column}: {error}") from error


def _value(value: Any) -> str:
    writer = _WRITERS.get(value.__class__)
    if writer is None:
        writer = next((known for kind, known in _SUBCLASSES if isinstance(value, kind)), None)
    if writer is None:
        raise TypeError(f"a {type(value).__name__} has no canonical form")
    return writer(value)


def _bool(value: bool) -> str:
    return "true" if value else "false"


def _integer(value: int) -> str:
    return int.__repr__(value)


def _text(value: str) -> str:
    return encode_basestring(str.__str__(value))


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(f"{value} is no number")
    # format(), unlike normalize(), does not round to the context's precision.
    if abs(value.adjusted()) > LARGEST_EXPONENT:
        if value:
            raise ValueError(f"a number beyond 10^±{LARGEST_EXPONENT} has no canonical form")
        return "0"
    digits = format(value, "f")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return "0" if digits in ("-0", "") else digits


def _float(value: float) -> str:
    raise TypeError(
        f"the float {value!r} has no canonical form: machines and databases round floats differently; "
        "use Decimal for amounts and text for anything else"
    )


def _date(value: date) -> str:
    return f'"{value.isoformat()}"'


def _time(value: time) -> str:
    if value.tzinfo is not None:
        raise TypeError("a time of day with a zone has no canonical form: use a datetime")
    return f'"{value.isoformat("microseconds")}"'


def _datetime(value: datetime) -> str:
    if value.tzinfo is not UTC:
        if value.utcoffset() is None:
            raise TypeError("a datetime without zone has no canonical form: say which zone it is in")
        value = value.astimezone(UTC)
    return f'"{value.isoformat("T", "microseconds")[:26]}Z"'


def _bytes(value: bytes | memoryview) -> str:
    return f'"{urlsafe_b64encode(value).rstrip(b"=").decode()}"'


def _list(value: list[Any] | tuple[Any, ...]) -> str:
    return f"[{','.join([_value(part) for part in value])}]"


def _mapping(value: Mapping[str, Any]) -> str:
    if not all(isinstance(key, str) for key in value):
        raise TypeError("a mapping has a canonical form only with text as keys")
    return "{" + ",".join([f"{_text(key)}:{_value(value[key])}" for key in sorted(value)]) + "}"


_WRITERS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "null",
    bool: _bool,
    int: int.__repr__,
    str: encode_basestring,
    Decimal: _decimal,
    float: _float,
    date: _date,
    datetime: _datetime,
    time: _time,
    bytes: _bytes,
    memoryview: _bytes,
    UUID: lambda value: f'"{value}"',
    list: _list,
    tuple: _list,
    dict: _mapping,
}
_SUBCLASSES: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (int, _integer),
    (str, _text),
    (Decimal, _decimal),
    (float, _float),
    (datetime, _datetime),
    (date, _date),
    (bytes, _bytes),
    (list, _list),
    (tuple, _list),
    (Mapping, _mapping),
)
