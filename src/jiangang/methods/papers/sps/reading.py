"""An SPS certificate read from XML, in whatever order its sender wrote it.

No network, no DTD, no entities; size, number of elements, depth and attachments are limited. Senders differ,
so every element is taken wherever it stands among its siblings, and what is odd is observed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from jiangang.methods.papers.sps.attachments import Limits, read_attachment
from jiangang.methods.papers.sps.checking import check_certificate
from jiangang.methods.papers.sps.observing import Area, Level, Observation, observed
from jiangang.methods.papers.sps.record import (
    Attachment,
    Carriage,
    Coded,
    Measure,
    SpsCertificate,
    TradeLine,
    Words,
)
from jiangang.methods.papers.sps.tree import CERTIFICATE, LINES, ROOT, RSM, Form, Part, xml
from jiangang.methods.papers.sps.writing import LARGEST_WHOLE, SOURCE, SPACES
from jiangang.methods.register import method

NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
WHOLE = re.compile(r"[+-]?[0-9]{1,10}")
DOCTYPE = b"<!DOCTYPE"
PER_CODE = 20
LIMITS = Limits()
UNNUMBERED = (TradeLine, Carriage)
"""Records that are kept when their number or mode is missing; it is 0 then, and the gap is observed."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the record, None where there is none to be had, and everything that was observed."""

    record: SpsCertificate | None
    observations: tuple[Observation, ...]

    @property
    def is_readable(self) -> bool:
        """Whether there is a record."""
        return self.record is not None

    def at(self, level: Level) -> list[Observation]:
        """The observations of one level."""
        return [each for each in self.observations if each.level is level]


@method(
    "papers.sps.read",
    source=SOURCE,
    verified="the public sample of the Norwegian Food Safety Authority; hostile files made by hand",
)
def read_certificate(content: bytes, limits: Limits = LIMITS) -> Reading:
    """Read a certificate; never raises for its content.

    content: the file as it came; limits: in bytes, elements and levels. Observations carry area and level
    as the Hub's ValidatePhytoXML does. A file that is too large, has a document type, or is no SPS
    certificate has no record; attachments that are too large or not what they say are left out and named.
    """
    root, fault = parsed(content, limits)
    if root is None:
        return _nothing(fault[0], **fault[1])
    if _local(root) != ROOT:
        return _nothing("not_sps", name=_local(root)[:80])
    reader = _Reader(limits)
    record = reader.certificate(root)
    checked = check_certificate(record) if record else ()
    return Reading(record, (*_thinned(reader.seen), *checked))


def _nothing(name: str, /, **params: Any) -> Reading:
    return Reading(None, (observed(Area.SCHEMA, Level.SEVERE, name, ROOT, **params),))


def _has_doctype(content: bytes) -> bool:
    upper = content.upper()
    return any(DOCTYPE.decode().encode(code) in upper for code in ("ascii", "utf-16-le", "utf-16-be"))


def parsed(content: bytes, limits: Limits) -> tuple[Any, tuple[str, dict[str, Any]]]:
    """The root of a file from outside, or None with the name and values of what is wrong with it."""
    if len(content) > limits.whole:
        return None, ("too_large", {"size": len(content), "limit": limits.whole})
    if _has_doctype(content):
        return None, ("has_doctype", {})
    etree = xml()
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        name = "text_too_large" if "ext node" in str(error) else "not_xml"
        return None, (name, {"reason": str(error)[:200]})
    if root.getroottree().docinfo.doctype:
        return None, ("has_doctype", {})
    if sum(1 for _ in root.iter()) > limits.elements:
        return None, ("too_many_elements", {"limit": limits.elements})
    if _depth(root, limits.depth) > limits.depth:
        return None, ("too_deep", {"limit": limits.depth})
    return root, ("", {})


def _depth(root: Any, limit: int) -> int:
    level, depth = [root], 0
    while level and depth <= limit:
        level, depth = [child for each in level for child in each], depth + 1
    return depth


def _thinned(seen: list[Observation]) -> list[Observation]:
    """At most so many of one kind: a hostile file has ten thousand, and a person reads none of them."""
    counts: dict[str, int] = {}
    kept = []
    for each in seen:
        counts[each.code] = counts.get(each.code, 0) + 1
        if counts[each.code] <= PER_CODE:
            kept.append(each)
    more = sum(count - PER_CODE for count in counts.values() if count > PER_CODE)
    return [*kept, observed(Area.SCHEMA, Level.INFO, "more", ROOT, count=more)] if more else kept


class _Reader:
    """Walks the tree along the table and notes what is odd."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.left = limits.attachments
        self.seen: list[Observation] = []

    def note(self, level: Level, name: str, where: str, /, **params: Any) -> None:
        self.seen.append(observed(Area.SCHEMA, level, name, where, **params))

    def certificate(self, root: Any) -> SpsCertificate | None:
        if _space(root) != RSM:
            self.note(Level.WARNING, "other_namespace", ROOT, name=ROOT, space=_space(root)[:120])
        values = self.parts(root, CERTIFICATE, ROOT)
        for name in ("type_code", "status_code"):
            if values.get(name) is None:
                self.note(Level.SEVERE, "no_code", f"{ROOT}/SPSExchangedDocument", name=name)
        if values.get("type_code") is None or values.get("status_code") is None:
            return None
        return SpsCertificate(**{"number": "", **values})

    def parts(self, element: Any, parts: tuple[Part, ...], where: str) -> dict[str, Any]:
        """The fields that the children of an element fill."""
        places = {part.tag: place for place, part in enumerate(parts)}
        values: dict[str, Any] = {}
        latest = -1
        for child in element:
            tag = _local(child)
            place = places.get(tag, -1)
            inside = f"{where}/{tag}"
            if place < 0:
                self.note(Level.INFO, "not_in_schema", inside, name=tag[:80])
                continue
            if place < latest:
                self.note(Level.WARNING, "out_of_order", inside, name=tag, after=parts[latest].tag)
            latest = max(latest, place)
            self.take(child, parts[place], inside, values)
        return values

    def take(self, child: Any, part: Part, where: str, values: dict[str, Any]) -> None:
        if part.space and _space(child) != part.space:
            self.note(Level.WARNING, "other_namespace", where, name=part.tag, space=_space(child)[:120])
        if part.form is Form.GROUP:
            self.join(self.parts(child, part.parts, where), part, where, values)
            return
        if part.many:
            where = f"{where}[{len(values.get(part.field, ())) + 1}]"
        value = self.value(child, part, where)
        if value is None:
            return
        if part.many:
            values[part.field] = (*values.get(part.field, ()), value)
        elif part.field in values:
            self.note(Level.WARNING, "twice", where, name=part.tag)
        else:
            values[part.field] = value

    def join(self, found: dict[str, Any], part: Part, where: str, values: dict[str, Any]) -> None:
        if found.keys() & values.keys():
            self.note(Level.WARNING, "twice", where, name=part.tag)
        for name, value in found.items():
            values.setdefault(name, value)

    def value(self, child: Any, part: Part, where: str) -> Any:
        if part.form is Form.RECORD:
            return self.record(child, part, where)
        reading: dict[Form, Callable[[Any, Part, str], Any]] = {
            Form.WHOLE: self.whole,
            Form.NUMBER: self.number,
            Form.MEASURE: self.measure,
            Form.FILE: self.file,
            Form.WORDS: lambda each, *_: Words(_text(each), each.get("languageID") or ""),
            Form.CODED: lambda each, part, _: Coded(_text(each), each.get(part.attribute) or ""),
            Form.MOMENT: lambda each, *_: _moment(each),
            Form.ADDRESS: lambda each, *_: _address(each),
            Form.TEXT: lambda each, *_: _text(each),
        }
        return reading[part.form](child, part, where)

    def record(self, child: Any, part: Part, where: str) -> Any:
        values = self.parts(child, part.parts, where)
        needed = {name: empty for name, empty in _empties(part).items() if name not in values}
        missing = [name for name, empty in needed.items() if empty is None]
        if missing and part.made in UNNUMBERED:
            needed |= dict.fromkeys(missing, 0)
            self.note(Level.WARNING, "unnumbered", where, name=part.tag, missing=", ".join(missing))
        elif missing:
            self.note(Level.WARNING, "incomplete", where, name=part.tag, missing=", ".join(missing))
            return None
        return part.made(**values, **needed)

    def whole(self, child: Any, part: Part, where: str) -> int | None:
        text = _text(child)
        if WHOLE.fullmatch(text) and abs(int(text)) <= LARGEST_WHOLE:
            return int(text)
        if text:
            self.note(Level.WARNING, "not_a_number", where, value=text[:80])
        return None

    def number(self, child: Any, part: Part, where: str) -> Decimal | None:
        text = _text(child)
        try:
            value = Decimal(text) if NUMBER.fullmatch(text) and len(text) <= 80 else None
        except InvalidOperation:
            value = None
        if value is not None and abs(value.adjusted()) <= 60:
            return value
        if text:
            self.note(Level.WARNING, "not_a_number", where, value=text[:80])
        return None

    def measure(self, child: Any, part: Part, where: str) -> Measure | None:
        amount = self.number(child, part, where)
        return None if amount is None else Measure(amount, child.get("unitCode") or "")

    def file(self, child: Any, part: Part, where: str) -> Attachment:
        name = child.get(part.attribute) or ""
        limit = min(self.limits.attachment, self.left)
        content, seen = read_attachment(child.text or "", name, where, limit)
        self.left -= len(content or b"")
        self.seen.extend(seen)
        return Attachment(name, content)


def _empties(part: Part) -> dict[str, Any]:
    """Fields without a default: texts may be empty, other values may not."""
    from dataclasses import MISSING, fields

    forms = {inner.field: inner.form for inner in part.parts}
    return {
        each.name: "" if forms.get(each.name) is Form.TEXT else None
        for each in fields(part.made)
        if each.default is MISSING and each.default_factory is MISSING
    }


def _local(element: Any) -> str:
    tag: str = element.tag if isinstance(element.tag, str) else ""
    return tag.rpartition("}")[2]


def _space(element: Any) -> str:
    tag: str = element.tag
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


def _text(element: Any) -> str:
    text: str = element.text or ""
    return text.strip(SPACES)


def _moment(element: Any) -> str:
    """Text of DateTimeString or DateTime, or of the element itself: all three occur."""
    return next((text for each in element if (text := _text(each))), _text(element))


def _address(element: Any) -> tuple[str, ...]:
    lines = {_local(child): _text(child) for child in element}
    found = [lines.get(tag, "") for tag in LINES]
    while found and not found[-1]:
        found.pop()
    return tuple(found)
