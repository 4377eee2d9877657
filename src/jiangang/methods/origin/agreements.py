"""Agreements as dated data: general rule, value content, tolerances, cumulation, transport, issue.

The frames that are shipped stand in `data/`; each part names its source and says whether it was
compared with the original. Product-specific rules are not here: they are loaded by file (`product_rules.py`).
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from jiangang.methods.findings import Citation, Finding, Refused
from jiangang.methods.origin.classification import HsRange
from jiangang.methods.origin.conditions import BASES, METHODS, Condition, parse_condition
from jiangang.methods.origin.reading import Reader
from jiangang.methods.register import method

FRAMES = ("rcep", "acfta", "apta")
UNIVERSAL = ("WO", "PE")
PRODUCT_RULES = ("only", "override", "alternative")
CUMULATION = ("none", "bilateral", "diagonal", "full")
TRANSIT = ("any", "parties", "none")
TRANSPORT_CONDITIONS = ("no_further_processing", "customs_control", "no_trade", "through_bill")
DAY_KINDS = ("calendar", "working")


@dataclass(frozen=True, slots=True)
class Tolerance:
    """De minimis: how much may fail a change of classification. basis: `value` or `weight`; percent of the
    good's value or weight; chapters: of the goods it covers; covers_exceptions: whether materials of excepted
    codes may be tolerated too.
    """

    basis: str
    percent: Fraction
    chapters: tuple[HsRange, ...]
    covers_exceptions: bool = True


@dataclass(frozen=True, slots=True)
class Transport:
    """Direct transport: through which countries the goods may pass, and what must hold there."""

    transit: str
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """When a certificate may be issued: days after shipment without a mark, months with it, and its life.

    A term that no source names is None.
    """

    normal_days: int | None
    day_kind: str
    retroactive_months: int | None
    mark: str
    validity_months: int | None


@dataclass(frozen=True)
class Edition:
    """An agreement as it stands between two days. parties: country → first day for it; general: the general
    rule (None when only product rules count), with `general_for` for groups of countries; citations: of each
    part.
    """

    key: str
    name: str
    form: str
    applies_from: date
    applies_until: date | None
    parties: Mapping[str, date]
    universal: tuple[str, ...]
    general: Condition | None
    general_for: tuple[tuple[frozenset[str], Condition], ...]
    product_rules: str
    base: str
    methods: tuple[str, ...]
    deductions: bool
    tolerances: tuple[Tolerance, ...]
    cumulation: str
    minimal_operations: tuple[str, ...]
    transport: Transport | None
    issue: Issue | None
    marks: Mapping[str, str]
    citations: Mapping[str, Citation] = field(default_factory=dict)

    def general_of(self, country: str) -> Condition | None:
        """The general rule for goods of an exporting country."""
        return next((rule for countries, rule in self.general_for if country in countries), self.general)

    def in_force(self, on: date) -> bool:
        """Whether this edition is in force on that day."""
        return self.applies_from <= on and (self.applies_until is None or on <= self.applies_until)


FORMAT = "File format of this project; each part names its source and whether it was compared with it"


@method(
    "origin.agreements",
    source="The sources named in each part of the data files of `methods/origin/data`",
    verified="RCEP: article 3.7, article 3.15 and headnote 7 of Annex 3A, as the reference notes say; "
    "articles 3.5 and 3.6 read in mirrored texts only; nothing of ACFTA and APTA",
)
def load_agreements() -> tuple[Edition, ...]:
    """The agreement frames that are shipped with the program, each edition with its dates and citations.

    Source: the TOML files in `data/`; no number in them is without a named source, and each says whether a
    person has compared it with the original.
    """
    return _shipped()


@cache
def _shipped() -> tuple[Edition, ...]:
    folder = files("jiangang.methods.origin") / "data"
    texts = ((folder / f"{name}.toml").read_text(encoding="utf-8") for name in FRAMES)
    return tuple(edition for text in texts for edition in read_agreement(tomllib.loads(text)))


@method("origin.agreement_file", source=FORMAT, verified="The three frames that are shipped")
def read_agreement(table: Mapping[str, Any]) -> tuple[Edition, ...]:
    """The editions of an agreement from its parsed TOML; raises Refused with every fault of the form."""
    reader = Reader(table)
    key, name, form = reader.text("key"), reader.text("name"), reader.text("form")
    for ignored in ("licence", "note"):
        reader.text(ignored, "")
    found = [_edition(each, key, name, form) for each in reader.parts("edition")]
    if not found:
        reader.fault("methods.origin.finding.missing", "edition")
    reader.refuse_unknown()
    reader.refuse_faults()
    _check_dates(found)
    return tuple(found)


@method("origin.edition", source="Dates of force in the data", verified="ACFTA on the last and first day")
def get_edition(agreements: Iterable[Edition], key: str, on: date) -> Edition:
    """The edition of an agreement in force on a day; raises Refused when there is none."""
    known = [each for each in agreements if each.key == key]
    found = next((each for each in known if each.in_force(on)), None)
    if found is not None:
        return found
    if known:
        spans = ", ".join(f"{each.applies_from}–{each.applies_until or ''}" for each in known)
        params = {"agreement": key, "day": on.isoformat(), "known": spans}
        raise Refused(Finding("methods.origin.finding.agreement_not_in_force", field="date", params=params))
    keys = ", ".join(sorted({each.key for each in agreements}))
    params = {"agreement": key, "known": keys}
    raise Refused(Finding("methods.origin.finding.agreement_unknown", field="agreement", params=params))


def _edition(reader: Reader, key: str, name: str, form: str) -> Edition:
    start = reader.day("from", needed=True) or date.min
    citations: dict[str, Citation] = {}
    general, general_for, product_rules = _general(reader, citations)
    base, methods, deductions = _value_content(reader, citations)
    found = Edition(
        key=key,
        name=name,
        form=form,
        applies_from=start,
        applies_until=reader.day("until"),
        parties=_parties(reader, start, citations),
        universal=_known(reader, "universal", UNIVERSAL),
        general=general,
        general_for=general_for,
        product_rules=product_rules,
        base=base,
        methods=methods,
        deductions=deductions,
        tolerances=tuple(
            each for part in reader.parts("de_minimis") if (each := _tolerance(part, citations))
        ),
        cumulation=_cumulation(reader, citations),
        minimal_operations=_minimal(reader, citations),
        transport=_transport(reader, citations),
        issue=_issue(reader, citations),
        marks=_marks(reader, citations),
        citations=citations,
    )
    reader.refuse_unknown()
    return found


def _cite(part: Reader, name: str, citations: dict[str, Citation]) -> None:
    """Every part must name its source and whether it was compared with the original."""
    verified = part.flag("verified")
    if verified is None:
        part.fault("methods.origin.finding.missing", "verified")
    citations[name] = Citation(
        part.text("source"), part.text("article", ""), url=part.text("url", ""), verified=bool(verified)
    )
    part.refuse_unknown()


def _parties(reader: Reader, start: date, citations: dict[str, Citation]) -> dict[str, date]:
    part = reader.part("parties")
    if part is None:
        reader.fault("methods.origin.finding.missing", "parties")
        return {}
    later = {country: part.day(country) or start for country in part.table if country.isupper()}
    found = {**dict.fromkeys(part.words("all") or (), start), **later}
    _cite(part, "parties", citations)
    return found


Countries = tuple[tuple[frozenset[str], Condition], ...]


def _general(reader: Reader, citations: dict[str, Citation]) -> tuple[Condition | None, Countries, str]:
    part = reader.part("rules")
    if part is None:
        reader.fault("methods.origin.finding.missing", "rules")
        return None, (), "only"
    general = _condition(part, "general")
    groups = []
    for each in part.parts("general_for"):
        rule = _condition(each, "general")
        if rule is not None:
            groups.append((frozenset(each.words("countries") or ()), rule))
        each.refuse_unknown()
    product = part.choice("product_rules", PRODUCT_RULES)
    _cite(part, "rules", citations)
    return general, tuple(groups), product


def _condition(part: Reader, key: str) -> Condition | None:
    text = part.text(key, "")
    if not text:
        return None
    try:
        return parse_condition(text)
    except ValueError as error:
        part.fault("methods.origin.finding.rule_unreadable", key, rule=text, reason=str(error))
        return None


def _value_content(reader: Reader, citations: dict[str, Citation]) -> tuple[str, tuple[str, ...], bool]:
    part = reader.part("value_content")
    if part is None:
        reader.fault("methods.origin.finding.missing", "value_content")
        return "fob", (), False
    base = part.choice("base", BASES)
    methods = _known(part, "methods", METHODS)
    if not methods:
        part.fault("methods.origin.finding.missing", "methods")
    deductions = bool(part.flag("deductions"))
    _cite(part, "value_content", citations)
    return base, methods, deductions


def _tolerance(part: Reader, citations: dict[str, Citation]) -> Tolerance | None:
    basis = part.choice("basis", ("value", "weight"))
    percent = part.needed_number("percent")
    chapters = _ranges(part, "chapters")
    covers = part.flag("covers_exceptions")
    _cite(part, f"de_minimis_{basis}", citations)
    return Tolerance(basis, percent, chapters, covers is not False) if basis else None


def _ranges(part: Reader, key: str) -> tuple[HsRange, ...]:
    found = []
    for word in part.words(key) or ():
        try:
            found.append(HsRange.parse(word))
        except ValueError:
            part.fault("methods.origin.finding.not_hs", key, given=word)
    return tuple(found)


def _known(part: Reader, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a list, each of which must be known."""
    words = part.words(key) or ()
    for word in words:
        if word not in known:
            listed = ", ".join(known)
            part.fault("methods.origin.finding.not_one_of", key, given=word, known=listed)
    return tuple(word for word in words if word in known)


def _cumulation(reader: Reader, citations: dict[str, Citation]) -> str:
    part = reader.part("cumulation")
    if part is None:
        return "none"
    kind = part.choice("kind", CUMULATION)
    _cite(part, "cumulation", citations)
    return kind


def _minimal(reader: Reader, citations: dict[str, Citation]) -> tuple[str, ...]:
    part = reader.part("minimal_operations")
    if part is None:
        return ()
    found = part.words("operations") or ()
    _cite(part, "minimal_operations", citations)
    return found


def _transport(reader: Reader, citations: dict[str, Citation]) -> Transport | None:
    part = reader.part("direct_transport")
    if part is None:
        return None
    conditions = _known(part, "conditions", TRANSPORT_CONDITIONS)
    found = Transport(part.choice("transit", TRANSIT), conditions)
    _cite(part, "direct_transport", citations)
    return found


def _issue(reader: Reader, citations: dict[str, Citation]) -> Issue | None:
    part = reader.part("issue")
    if part is None:
        return None
    found = Issue(
        _whole(part, "normal_days"),
        part.choice("day_kind", DAY_KINDS, "calendar"),
        _whole(part, "retroactive_months"),
        part.text("mark", ""),
        _whole(part, "validity_months"),
    )
    _cite(part, "issue", citations)
    return found


def _whole(part: Reader, key: str) -> int | None:
    value = part.number(key)
    return None if value is None else int(value)


def _marks(reader: Reader, citations: dict[str, Citation]) -> dict[str, str]:
    part = reader.part("marks")
    if part is None:
        return {}
    found = {
        key: part.text(key) for key in list(part.table) if key not in {"source", "verified", "article", "url"}
    }
    _cite(part, "marks", citations)
    return found


def _check_dates(editions: list[Edition]) -> None:
    ordered = sorted(editions, key=lambda each: each.applies_from)
    for before, after in zip(ordered, ordered[1:], strict=False):
        if before.applies_until is None or before.applies_until >= after.applies_from:
            params = {"agreement": after.key, "day": after.applies_from.isoformat()}
            raise Refused(
                Finding("methods.origin.finding.editions_overlap", field="edition.until", params=params)
            )
