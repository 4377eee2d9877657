"""Customs duties as expressions: ad valorem, specific, compound, and the higher or lower of several.

Here live the expressions, what they come to for a value and quantities, and their plain written form:
`free`, `5%`, `63 JPY/kg`, `303.4 EUR/100 kg`, `25% + 63 JPY/kg`, `max(25%, 60 JPY/kg)`, `min(…)`,
`… MIN … MAX …`, `5% or 60 JPY/kg, whichever is higher`. A text with several rates for several goods is not
read: it is refused.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.origin.quantities import exact, written
from jiangang.methods.register import method

UNITS: dict[str, tuple[str, Fraction]] = {
    "kg": ("kg", Fraction(1)),
    "g": ("kg", Fraction(1, 1000)),
    "t": ("kg", Fraction(1000)),
    "l": ("l", Fraction(1)),
    "hl": ("l", Fraction(100)),
    "kl": ("l", Fraction(1000)),
    "m": ("m", Fraction(1)),
    "m2": ("m2", Fraction(1)),
    "m3": ("m3", Fraction(1)),
    "head": ("head", Fraction(1)),
    "pair": ("pair", Fraction(1)),
    "piece": ("piece", Fraction(1)),
}


@dataclass(frozen=True, slots=True)
class AdValorem:
    """A share of the customs value, in percent; 0 is free."""

    percent: Fraction

    def __str__(self) -> str:
        return f"{written(self.percent)}%" if self.percent else "free"


@dataclass(frozen=True, slots=True)
class Specific:
    """An amount of a currency for so many (`per`) of a unit."""

    amount: Fraction
    currency: str
    unit: str
    per: Fraction = Fraction(1)

    def __str__(self) -> str:
        per = "" if self.per == 1 else f"{written(self.per)} "
        return f"{written(self.amount)} {self.currency}/{per}{self.unit}"


@dataclass(frozen=True, slots=True)
class Sum:
    """All parts together."""

    parts: tuple["Duty", ...]

    def __str__(self) -> str:
        return " + ".join(map(str, self.parts))


@dataclass(frozen=True, slots=True)
class Greatest:
    """The part that comes to most."""

    parts: tuple["Duty", ...]

    def __str__(self) -> str:
        return f"max({', '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class Least:
    """The part that comes to least."""

    parts: tuple["Duty", ...]

    def __str__(self) -> str:
        return f"min({', '.join(map(str, self.parts))})"


Duty = AdValorem | Specific | Sum | Greatest | Least
LONGEST = 300

FREE = AdValorem(Fraction(0))


@dataclass(frozen=True, slots=True)
class Dutiable:
    """What a duty is reckoned on: customs value in the currency of the duty, and quantities by unit."""

    value: Fraction
    currency: str
    quantities: Mapping[str, Fraction]


@method(
    "origin.duty",
    source="WTO, forms of duties: ad valorem, specific, compound, mixed (alternative)",
    verified="Worked by hand for each form of the published tariff of Japan; bounds by property test",
)
def reckon_duty(duty: Duty, goods: Dutiable) -> Fraction:
    """What a duty comes to, exact, in the currency of the goods' value.

    Raises Refused with a finding when a quantity that the duty asks for is not there, or when the duty is in
    another currency.
    """
    if isinstance(duty, AdValorem):
        return goods.value * duty.percent / 100
    if isinstance(duty, Specific):
        return _specific(duty, goods)
    amounts = [reckon_duty(each, goods) for each in duty.parts]
    if isinstance(duty, Sum):
        return sum(amounts, Fraction(0))
    return max(amounts) if isinstance(duty, Greatest) else min(amounts)


def is_ad_valorem(duty: Duty) -> bool:
    """Whether the duty depends on the value alone."""
    if isinstance(duty, AdValorem | Specific):
        return isinstance(duty, AdValorem)
    return all(is_ad_valorem(each) for each in duty.parts)


def percent_of_value(duty: Duty) -> Fraction | None:
    """The rate in percent of the value, or None for a duty that depends on quantities."""
    return reckon_duty(duty, Dutiable(Fraction(100), "", {})) if is_ad_valorem(duty) else None


def _specific(duty: Specific, goods: Dutiable) -> Fraction:
    if duty.currency != goods.currency:
        params = {"duty": str(duty), "currency": goods.currency}
        raise Refused(
            Finding("methods.origin.finding.duty_currency_differs", field="currency", params=params)
        )
    dimension, factor = UNITS[duty.unit]
    for unit, quantity in goods.quantities.items():
        if UNITS[unit][0] == dimension:
            return duty.amount * quantity * UNITS[unit][1] / factor / duty.per
    params = {"duty": str(duty), "unit": duty.unit}
    raise Refused(Finding("methods.origin.finding.quantity_missing", field="quantity", params=params))


NUMBER = r"\d[\d,]*(?:\.\d+)?"
TERM = re.compile(
    rf"(?P<free>free)|(?P<percent>{NUMBER})\s*%"
    rf"|(?P<amount>{NUMBER})\s*(?P<currency>[A-Z]{{3}})\s*/\s*(?:(?P<per>{NUMBER})\s*)?(?P<unit>[a-z]+\d?)",
    re.IGNORECASE,
)
WHICHEVER = re.compile(
    r"(?P<one>.+?) or (?P<other>.+?),? whichever is (?:the )?(?P<which>higher|greater|lower|less|lesser)$",
    re.IGNORECASE,
)
BOUNDED = re.compile(r"(?P<body>.+?)(?:\s+MIN\s+(?P<min>.+?))?(?:\s+MAX\s+(?P<max>.+?))?$")
CALL = re.compile(r"(?P<which>max|min)\((?P<inner>.*)\)$", re.IGNORECASE)


@method(
    "origin.duty_text",
    source="Written forms of duties: WTO (ad valorem, specific, compound, mixed), EU (MIN and MAX)",
    verified="Written forms read back, by property test",
)
def parse_duty(text: str) -> Duty:
    """A duty from its plain written form; raises ValueError for a text that is not exactly one duty."""
    text = " ".join(text.split())
    if len(text) > LONGEST:
        raise ValueError(f"longer than {LONGEST} signs")
    if found := WHICHEVER.fullmatch(text):
        both = (_sum(found["one"]), _sum(found["other"]))
        return (Greatest if found["which"].lower() in ("higher", "greater") else Least)(both)
    bounded = BOUNDED.fullmatch(text)
    if bounded is None:
        raise ValueError("it is empty")
    duty = _sum(bounded["body"])
    if bounded["min"]:
        duty = Greatest((duty, _sum(bounded["min"])))
    return Least((duty, _sum(bounded["max"]))) if bounded["max"] else duty


def _arguments(inner: str) -> list[str]:
    """The duties between commas; a comma between digits belongs to a number."""
    parts = _split(inner, ",")
    if len(parts) < 2:
        raise ValueError("max and min take two duties at least")
    return parts


def _split(text: str, sign: str) -> list[str]:
    """Split at a sign outside brackets; a comma with a digit before and three after it is no such sign."""
    parts, depth, start = [], 0, 0
    for place, each in enumerate(text):
        depth += (each == "(") - (each == ")")
        within = each == "," and text[place - 1 : place].isdigit() and text[place + 1 : place + 4].isdigit()
        if each == sign and depth == 0 and not within:
            parts.append(text[start:place].strip())
            start = place + 1
    return [*parts, text[start:].strip()]


def _sum(text: str) -> Duty:
    parts = tuple(_term(each) for each in _split(text, "+"))
    return parts[0] if len(parts) == 1 else Sum(parts)


def _term(text: str) -> Duty:
    if CALL.fullmatch(text):
        return _call(text)
    found = TERM.fullmatch(text)
    if found is None:
        raise ValueError(f"“{text}”")
    if found["free"]:
        return FREE
    if found["percent"]:
        return AdValorem(exact(found["percent"]))
    unit = found["unit"].lower()
    if unit not in UNITS:
        raise ValueError(f"“{found['unit']}”: {', '.join(UNITS)}")
    per = exact(found["per"]) if found["per"] else Fraction(1)
    if not per:
        raise ValueError(f"“{text}”")
    return Specific(exact(found["amount"]), found["currency"].upper(), unit, per)


def _call(text: str) -> Duty:
    call = CALL.fullmatch(text)
    if call is None or _depth_falls(call["inner"]):
        raise ValueError(f"“{text}”")
    parts = tuple(parse_duty(each) for each in _arguments(call["inner"]))
    return (Greatest if call["which"].lower() == "max" else Least)(parts)


def _depth_falls(inner: str) -> bool:
    """Whether a bracket closes before it opens: then the text is two calls side by side."""
    depth = 0
    for sign in inner:
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return True
    return depth != 0
