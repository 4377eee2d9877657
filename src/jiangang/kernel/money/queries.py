"""Converting money as at a day, with the rate that was used; a missing or stale rate is a finding, never a
guess.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, localcontext

from jiangang.kernel.codes import api as codes
from jiangang.kernel.money.models import FxRate
from jiangang.kernel.office import api as office
from jiangang.methods.findings import Finding, Severity
from jiangang.methods.money import DIGITS, Money

STALE_AFTER_DAYS = 40
"""Customs rates are set monthly; one older than this is used, but said to be old."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate that a conversion used: units of `quote` for one `base`, from which day, from where, how
    obtained.
    """

    base: str
    quote: str
    rate: Decimal
    on: date
    source: str
    way: str  # same, direct, inverse, or the currency that it went through
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Conversion:
    """The outcome: the money, rounded to the smallest coin, and its rate; or None and the finding that
    says why.
    """

    money: Money | None
    rate: Rate | None
    findings: tuple[Finding, ...] = ()


def convert(money: Money, to: str, on: date, *, field: str = "") -> Conversion:
    """The money in another currency at the rate in force on a day.

    Looked for in this order: the pair itself, the reverse pair, both through the office's currency. Without a
    rate there is a `NOT_CHECKED` finding and no amount; with one older than 40 days a warning.
    """
    rate = find_rate(money.currency, to, on)
    if rate is None:
        params = {"from": money.currency, "to": to, "on": on.isoformat()}
        missing = Finding("money.finding.no_rate", Severity.NOT_CHECKED, field, params)
        return Conversion(None, None, (missing,))
    made = money.converted(to, rate.rate).rounded(minor_units(to, on))
    return Conversion(made, rate, tuple(_doubts(rate, on, field)))


def find_rate(base: str, quote: str, on: date) -> Rate | None:
    """The rate of a pair as at a day, or None."""
    if base == quote:
        return Rate(base, quote, Decimal(1), on, "", "same")
    found = _stored(base, quote, on)
    if found is not None:
        return found
    own = str(office.get_setting("currency", on))
    if own in {base, quote}:
        return None
    first, second = _stored(base, own, on), _stored(own, quote, on)
    if first is None or second is None:
        return None
    with localcontext() as context:
        context.prec = DIGITS
        product = first.rate * second.rate
    sources = " × ".join(dict.fromkeys(filter(None, (first.source, second.source))))
    checked = first.verified and second.verified
    return Rate(base, quote, product, min(first.on, second.on), sources, own, checked)


@dataclass(frozen=True, slots=True)
class StandingRate:
    """A rate as lists show it, the latest entered for its pair and day."""

    pair: str
    rate: Decimal
    on: date
    source: str
    verified: bool
    entered_at: datetime


def list_rates() -> list[StandingRate]:
    """Every rate that stands, the latest day of each pair first; corrected ones are left out."""
    rows = FxRate.objects.order_by("base", "quote", "-on", "-id").distinct("base", "quote", "on")
    return [
        StandingRate(f"{row.base}/{row.quote}", row.rate, row.on, row.source, row.verified, row.entered_at)
        for row in rows
    ]


def minor_units(currency: str, on: date) -> int:
    """Decimals of a currency's smallest coin, from the list of currencies; two where the list has none."""
    answer = codes.look_up("currency", currency, on)
    text = answer.code.extra.get("minor_unit", "") if answer.code is not None else ""
    return int(text) if text else 2


def rounded(money: Money, on: date) -> Money:
    """The money in its currency's smallest coin."""
    return money.rounded(minor_units(money.currency, on))


def _stored(base: str, quote: str, on: date) -> Rate | None:
    direct = _latest(base, quote, on)
    reverse = _latest(quote, base, on)
    if direct is not None and (reverse is None or direct.on >= reverse.on):
        return Rate(base, quote, direct.rate, direct.on, direct.source, "direct", direct.verified)
    if reverse is None:
        return None
    with localcontext() as context:
        context.prec = DIGITS
        return Rate(base, quote, 1 / reverse.rate, reverse.on, reverse.source, "inverse", reverse.verified)


def _latest(base: str, quote: str, on: date) -> FxRate | None:
    return FxRate.objects.filter(base=base, quote=quote, on__lte=on).order_by("-on", "-id").first()


def _doubts(rate: Rate, on: date, field: str) -> list[Finding]:
    """What there is to say of a rate that was used: that it is old, that nobody has checked it."""
    params = {"from": rate.base, "to": rate.quote, "of": rate.on.isoformat(), "on": on.isoformat()}
    found = []
    if rate.way != "same" and (on - rate.on).days > STALE_AFTER_DAYS:
        found.append(Finding("money.finding.old_rate", Severity.WARNING, field, params))
    if not rate.verified:
        found.append(Finding("money.finding.unverified_rate", Severity.NOTE, field, params))
    return found
