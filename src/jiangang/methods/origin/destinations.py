"""Destinations as data: on which value duties are reckoned, in which currency; and rates by day."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from jiangang.methods.findings import Citation, Finding, Refused
from jiangang.methods.origin.quantities import rounded
from jiangang.methods.origin.reading import Reader

CIF, FOB = "CIF", "FOB"
USUAL_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Destination:
    """A country that levies duty. basis: `CIF` or `FOB`; citation: where that is said."""

    country: str
    basis: str
    currency: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Rate:
    """So many units of `to` for one of `currency`, from a day until a day, both included."""

    currency: str
    to: str
    rate: Fraction
    applies_from: date
    applies_until: date


@cache
def shipped_destinations() -> Mapping[str, Destination]:
    """The destinations shipped with the program, by country."""
    text = (files("jiangang.methods.origin") / "data" / "destinations.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    citation = Citation(table["source"], verified=table["verified"])
    return {
        country: Destination(country, basis.upper(), table["currency"][country], citation)
        for basis in ("cif", "fob")
        for country in table[basis]
    }


@cache
def _decimals() -> Mapping[str, int]:
    text = (files("jiangang.methods.origin") / "data" / "destinations.toml").read_text(encoding="utf-8")
    found: dict[str, int] = tomllib.loads(text)["decimals"]
    return found


def decimals_of(currency: str) -> int:
    """Decimals of a currency's smallest coin."""
    return _decimals().get(currency, USUAL_DECIMALS)


def coins(amount: Fraction, currency: str) -> Decimal | int:
    """An amount in the smallest coin of its currency, half up; an int where that is a whole unit."""
    places = decimals_of(currency)
    found = rounded(amount, places)
    return found if places else int(found)


def read_destinations(reader: Reader) -> dict[str, Destination]:
    """`[[destinations]]` of a file, each with country, basis, currency and source."""
    found = {}
    for part in reader.parts("destinations"):
        country = part.text("country").upper()
        basis = part.choice("basis", (CIF, FOB))
        citation = Citation(part.text("source"), verified=bool(part.flag("verified")))
        found[country] = Destination(country, basis, part.text("currency").upper(), citation)
        part.refuse_unknown()
    return found


def read_rate(part: Reader) -> Rate:
    """A rate from `currency, to, rate, from, until` (`until` left out: that day alone)."""
    start = part.day("from", needed=True) or date.min
    rate = part.needed_number("rate")
    if not rate and part.table.get("rate") is not None:
        part.fault("methods.origin.finding.zero", "rate")
    found = Rate(
        part.text("currency").upper(), part.text("to").upper(), rate, start, part.day("until") or start
    )
    part.text("source", "")
    part.refuse_unknown()
    return found


def find_rate(rates: Iterable[Rate], currency: str, to: str, on: date) -> Fraction:
    """The rate of a day; raises Refused when none or two different ones are loaded for it."""
    if currency == to:
        return Fraction(1)
    found = {
        each.rate
        for each in rates
        if (each.currency, each.to) == (currency, to) and each.applies_from <= on <= each.applies_until
    }
    if len(found) == 1:
        return found.pop()
    name = "rates_differ" if found else "rate_missing"
    params: dict[str, Any] = {"currency": currency, "to": to, "day": on.isoformat()}
    raise Refused(Finding(f"methods.origin.finding.{name}", field="rate", params=params))
