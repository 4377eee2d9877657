"""Reading a proof document of unknown origin: each fault of its form becomes a finding, none an exception.

What the values must mean together is not asked here but in `proofs`.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from jiangang.methods.chance.draws import Pool
from jiangang.methods.chance.units import Units
from jiangang.methods.findings import Finding

LARGEST_DOCUMENT = 5_000_000
LONGEST_TEXT = 100_000
LARGEST_NUMBER = 2**63 - 1
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
BYTES = re.compile(r"(?:[0-9a-f]{2})*")
HEX = re.compile(r"[0-9a-f]{64}")
NO_HASH = bytes(32)

Part = TypeVar("Part")


class DocumentReader:
    """Takes values out of a document by dotted path and collects what is wrong in `findings`.

    A wrong value is answered by a harmless one of the right kind, so that reading can go on and all faults
    are found at once.
    """

    def __init__(self, document: str | bytes | Mapping[str, Any]) -> None:
        self.findings: list[Finding] = []
        self._asked: set[str] = set()
        self._broken = False
        self._values: Mapping[str, Any] = {}
        try:
            self._values = document if isinstance(document, Mapping) else _parsed(document)
        except (ValueError, RecursionError):
            self._broken = True
            self.findings.append(Finding("methods.finding.document_no_json"))

    def _get(self, path: str) -> Any:
        self._asked.add(path)
        value: Any = self._values
        for part in path.split("."):
            if not isinstance(value, Mapping) or part not in value:
                return self._fault("document_lacks", path, field=path)
            value = value[part]
        return value

    def _fault(self, code: str, path: str, **params: str) -> None:
        if not self._broken:
            self.findings.append(Finding(f"methods.finding.{code}", field=path, params=params))

    def _wrong(self, path: str, value: Any) -> None:
        if value is not None or not any(found.field == path for found in self.findings):
            self._fault("document_value_wrong", path, field=path)

    def expect(self, path: str, expected: str) -> None:
        """The value must be this very text, the name of a version that is known here."""
        value = self._get(path)
        if value is None:
            self._wrong(path, value)
        elif value != expected:
            self._fault("document_version_unknown", path, field=path, expected=expected)

    def find_text(self, name: str) -> str:
        """A text at the top of the document, empty when there is none; never a fault."""
        value = self._values.get(name)
        return value if isinstance(value, str) else ""

    def text(self, path: str, *, empty: bool = False) -> str:
        """A text; not empty unless allowed."""
        value = self._get(path)
        if _is_text(value) and (value or empty):
            return str(value)
        self._wrong(path, value)
        return ""

    def texts(self, path: str) -> tuple[str, ...]:
        """A list of texts, none empty."""
        value = self._get(path)
        if isinstance(value, list | tuple) and all(_is_text(each) and each for each in value):
            return tuple(value)
        self._wrong(path, value)
        return ()

    def number(self, path: str) -> int:
        """A whole number of at least 0."""
        value = self._get(path)
        if type(value) is int and 0 <= value <= LARGEST_NUMBER:
            return value
        self._wrong(path, value)
        return 0

    def day(self, path: str) -> date:
        """A day as 2011-06-30."""
        value = self._get(path)
        try:
            if _is_text(value) and DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        self._wrong(path, value)
        return date.min

    def hash(self, path: str) -> bytes:
        """32 bytes as 64 small hexadecimal digits."""
        value = self._get(path)
        if _is_text(value) and HEX.fullmatch(value):
            return bytes.fromhex(value)
        self._wrong(path, value)
        return NO_HASH

    def hashes(self, path: str) -> tuple[bytes, ...]:
        """A list of such hashes."""
        value = self._get(path)
        if isinstance(value, list | tuple) and all(_is_text(each) and HEX.fullmatch(each) for each in value):
            return tuple(bytes.fromhex(each) for each in value)
        self._wrong(path, value)
        return ()

    def hex(self, path: str, *, empty: bool = False) -> bytes:
        """Bytes as small hexadecimal digits, at least one unless empty is allowed."""
        value = self._get(path)
        if _is_text(value) and BYTES.fullmatch(value) and (value or empty):
            return bytes.fromhex(value)
        self._wrong(path, value)
        return b""

    def whole(self, path: str) -> Mapping[str, Any]:
        """An object, whose names are not asked for here."""
        value = self._get(path)
        if isinstance(value, Mapping):
            self._asked |= {f"{path}.{name}" for name in value}
            return value
        self._wrong(path, value)
        return {}

    def each(self, path: str, read: Callable[["DocumentReader"], Part]) -> tuple[Part, ...]:
        """A list of objects, each read by a reader of its own; faults are named `<path>.<place>.<name>`."""
        value = self._get(path)
        if not isinstance(value, list | tuple) or not all(isinstance(each, Mapping) for each in value):
            self._wrong(path, value)
            return ()
        found = []
        for place, inner in enumerate(value):
            reader = DocumentReader(inner)
            found.append(read(reader))
            reader.refuse_unknown()
            self.findings += [_inside(each, f"{path}.{place}") for each in reader.findings]
        return tuple(found)

    def pool(self, path: str, excluded_path: str) -> Pool:
        """The eligible ids as a sorted list, and the excluded as id → list of reason codes."""
        eligible = self.texts(path)
        value = self._get(excluded_path)
        if not isinstance(value, Mapping) or not all(map(_is_exclusion, value.items())):
            self._wrong(excluded_path, value)
            return Pool(())
        try:
            return Pool(eligible, tuple(sorted((each, tuple(reasons)) for each, reasons in value.items())))
        except ValueError:
            self._fault("document_pool_wrong", path)
            return Pool(())

    def units(self, path: str, excluded_path: str) -> Units:
        """Numbered units as first and last, and the excluded as number or range → list of reason codes."""
        first, last = self.number(f"{path}.first"), self.number(f"{path}.last")
        value = self._get(excluded_path)
        if not isinstance(value, Mapping) or not all(map(_is_exclusion, value.items())):
            self._wrong(excluded_path, value)
            return Units(1, 1)
        try:
            return Units.of(first, last, value)
        except ValueError:
            self._fault("document_pool_wrong", path)
            return Units(1, 1)

    def numbers(self, path: str) -> tuple[int, ...]:
        """A list of whole numbers of at least 0."""
        value = self._get(path)
        if isinstance(value, list | tuple) and all(
            type(each) is int and 0 <= each <= LARGEST_NUMBER for each in value
        ):
            return tuple(value)
        self._wrong(path, value)
        return ()

    def refuse_unknown(self) -> None:
        """Every name in the document must have been asked for: nothing stands there unchecked."""
        known = {part for path in self._asked for part in (path, path.split(".")[0])}
        groups = {path.split(".")[0] for path in self._asked if "." in path}
        names = [str(name) for name in self._values]
        for group in groups:
            inner = self._values.get(group)
            names += [f"{group}.{name}" for name in inner] if isinstance(inner, Mapping) else []
        for name in names:
            if name not in known:
                self._fault("document_name_unknown", name, field=name)


def _inside(finding: Finding, place: str) -> Finding:
    field = f"{place}.{finding.field}"
    return replace(finding, field=field, params={**finding.params, "field": field})


def _parsed(document: str | bytes) -> Mapping[str, Any]:
    if len(document) > LARGEST_DOCUMENT:
        raise ValueError("too large")
    text = document.decode("utf-8-sig") if isinstance(document, bytes) else document
    values = json.loads(text, object_pairs_hook=_once_each)
    if not isinstance(values, Mapping):
        raise ValueError("no object")
    return values


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a name stands there twice")
    return values


def _is_text(value: Any) -> bool:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or "\x00" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_exclusion(pair: tuple[Any, Any]) -> bool:
    each, reasons = pair
    return _is_text(each) and isinstance(reasons, list | tuple) and all(map(_is_text, reasons))
