"""The case: a good, its bill of materials, its costs, its journey and its certificate, as a file states them.

What a case does not say is None and stays unknown; nothing is assumed for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from jiangang.methods.origin.classification import SUBHEADING, plain_code
from jiangang.methods.origin.reading import Reader
from jiangang.methods.register import method

COSTS = ("direct_labour", "direct_overhead", "profit", "other")


@dataclass(frozen=True, slots=True)
class Material:
    """One material: code and HS edition, country of origin, whether it is originating under the agreement
    (None: not known), value and deductions in the case's currency, weight in kilograms; inputs: what it was
    made from, for full cumulation.
    """

    name: str
    hs: str
    hs_edition: int
    origin: str
    originating: bool | None
    value: Fraction | None
    deductions: Fraction
    weight: Fraction | None
    inputs: tuple["Material", ...] = ()


@dataclass(frozen=True, slots=True)
class Good:
    """The good: code, values in the case's currency, weight in kilograms, and what was done to make it.

    rule: the name of the product rule; no_product_rule: the case states that its line has none.
    """

    description: str
    hs: str
    fob: Fraction | None
    ex_works: Fraction | None
    weight: Fraction | None
    wholly_obtained: bool | None
    operations: tuple[str, ...] | None
    other_operations: tuple[str, ...]
    processes: Mapping[str, bool]
    rule: str
    no_product_rule: bool

    def value(self, base: str) -> Fraction | None:
        """Its value on a base, `fob` or `ex_works`."""
        return self.fob if base == "fob" else self.ex_works


@dataclass(frozen=True, slots=True)
class Journey:
    """Countries passed between exporter and importer (None: not said), and what is shown of the passage."""

    route: tuple[str, ...] | None
    shown: Mapping[str, bool | None]


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that a determination is made from."""

    agreement: str
    day: date
    exporting: str
    importing: str
    currency: str
    hs_edition: int
    good: Good
    materials: tuple[Material, ...]
    costs: Mapping[str, Fraction | None]
    journey: Journey
    shipped: date | None
    issued: date | None


@method("origin.case", source="File format of this project", verified="Every example in the repository")
def read_case(table: Mapping[str, Any]) -> Case:
    """A case from parsed TOML or JSON; raises Refused with every fault of the form at once."""
    reader = Reader(table)
    edition = int(reader.needed_number("hs_edition"))
    rates = _rates(reader)
    currency = reader.text("currency")
    materials = tuple(_material(part, edition, currency, rates) for part in reader.parts("materials"))
    certificate = reader.part("certificate")
    found = Case(
        agreement=reader.text("agreement"),
        day=reader.day("date", needed=True) or date.min,
        exporting=_country(reader, "export_country"),
        importing=_country(reader, "import_country"),
        currency=currency,
        hs_edition=edition,
        good=_good(reader),
        materials=materials,
        costs=_costs(reader),
        journey=_journey(reader),
        shipped=certificate.day("shipped") if certificate else None,
        issued=certificate.day("issued") if certificate else None,
    )
    if certificate is not None:
        certificate.refuse_unknown()
    reader.text("note", "")
    reader.refuse_unknown()
    reader.refuse_faults()
    return found


def _country(reader: Reader, key: str, default: str | None = None) -> str:
    code = reader.text(key, default).upper()
    if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
        reader.fault("methods.origin.finding.not_country", key, given=code)
    return code


def _code(reader: Reader, key: str, least: int) -> str:
    text = reader.text(key, None if least else "")
    code = plain_code(text) if text else ""
    if text and len(code) < max(least, 2):
        reader.fault("methods.origin.finding.not_hs", key, given=text)
    return code


def _rates(reader: Reader) -> dict[str, Fraction]:
    part = reader.part("rates")
    if part is None:
        return {}
    return {currency: part.needed_number(currency) for currency in list(part.table)}


def _good(reader: Reader) -> Good:
    part = reader.part("good")
    if part is None:
        reader.fault("methods.origin.finding.missing", "good")
        part = Reader({}, "good")
    processes = part.part("processes")
    found = Good(
        description=part.text("description", ""),
        hs=_code(part, "hs", SUBHEADING),
        fob=_positive(part, "fob"),
        ex_works=_positive(part, "ex_works"),
        weight=_positive(part, "weight"),
        wholly_obtained=part.flag("wholly_obtained"),
        operations=part.words("operations"),
        other_operations=part.words("other_operations") or (),
        processes=_flags(processes) if processes else {},
        rule=part.text("rule", ""),
        no_product_rule=bool(part.flag("no_product_rule")),
    )
    part.refuse_unknown()
    return found


def _positive(part: Reader, key: str) -> Fraction | None:
    found = part.number(key)
    if found == 0:
        part.fault("methods.origin.finding.zero", key)
    return found or None


def _flags(part: Reader) -> dict[str, bool]:
    found = {key: part.flag(key) for key in list(part.table)}
    return {key: value for key, value in found.items() if value is not None}


def _material(part: Reader, edition: int, currency: str, rates: Mapping[str, Fraction]) -> Material:
    own = part.number("hs_edition")
    rate = _rate(part, currency, rates)
    value, less = part.number("value"), part.number("deductions") or Fraction(0)
    if value is not None and less > value:
        part.fault("methods.origin.finding.deductions_exceed", "deductions")
    found = Material(
        name=part.text("name"),
        hs=_code(part, "hs", 0),
        hs_edition=edition if own is None else int(own),
        origin=_country(part, "origin", ""),
        originating=part.flag("originating"),
        value=None if value is None else value * rate,
        deductions=less * rate,
        weight=part.number("weight"),
        inputs=tuple(_material(each, edition, currency, rates) for each in part.parts("inputs")),
    )
    part.text("evidence", "")
    part.refuse_unknown()
    return found


def _rate(part: Reader, currency: str, rates: Mapping[str, Fraction]) -> Fraction:
    own = part.text("currency", currency)
    if own == currency:
        return Fraction(1)
    if own not in rates:
        part.fault("methods.origin.finding.case_rate_missing", "currency", currency=own, to=currency)
        return Fraction(1)
    return rates[own]


def _costs(reader: Reader) -> dict[str, Fraction | None]:
    part = reader.part("costs")
    if part is None:
        return dict.fromkeys(COSTS)
    found = {name: part.number(name, signed=name == "profit") for name in COSTS}
    part.refuse_unknown()
    return found


def _journey(reader: Reader) -> Journey:
    part = reader.part("transport")
    if part is None:
        return Journey(None, {})
    names = ("no_further_processing", "customs_control", "no_trade", "through_bill")
    route = part.words("route")
    for country in route or ():
        if not (len(country) == 2 and country.isascii() and country.isalpha()):
            part.fault("methods.origin.finding.not_country", "route", given=country)
    found = Journey(route, {name: part.flag(name) for name in names})
    part.refuse_unknown()
    return found
