"""Entering exchange rates."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from jiangang.kernel.codes import api as codes
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.money import permissions
from jiangang.kernel.money.models import FxRate
from jiangang.kernel.money.reading import read_rates
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import Finding, raise_if_blocked

SEEDS = Path(__file__).parent / "rates.toml"


@dataclass(frozen=True, slots=True)
class NewRate:
    """A rate to enter: one `base` is worth `rate` of `quote` from `on`, as `source` says."""

    base: str
    quote: str
    rate: Decimal
    on: date
    source: str
    verified: bool = True


@operation(permission=permissions.ENTER_RATES)
def enter_rates(*, rates: Sequence[NewRate], actor: Actor, at: datetime) -> list[FxRate]:
    """Enter rates; a rate for a pair and day that has one already corrects it and stands beside it.

    Raises Refused with every finding: the same currency twice, a rate that is not positive, a missing
    source, a currency outside the list.
    """
    raise_if_blocked([finding for row, rate in enumerate(rates, 1) for finding in check_rate(rate, row)])
    made = FxRate.objects.bulk_create(
        [
            FxRate(
                base=rate.base,
                quote=rate.quote,
                rate=rate.rate,
                on=rate.on,
                source=rate.source.strip(),
                verified=rate.verified,
                entered_at=at,
                entered_by=actor.key,
            )
            for rate in rates
        ]
    )
    if made:
        ledger.append(
            actor=actor, at=at, act="money.enter_rates", subject=f"rates:{rates[0].on}", rows=tuple(made)
        )
    return made


@dataclass(frozen=True, slots=True)
class RateChange:
    """A rate of a file against what stands: `new`, `changed` (stands beside the earlier one) or `same`."""

    rate: NewRate
    row: int
    what: str
    before: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RatesPreview:
    """What a file of rates would do, with findings by row; with one that blocks it is not loaded at all."""

    changes: tuple[RateChange, ...]
    findings: tuple[Finding, ...]

    def count(self, what: str) -> int:
        """How many rates are new, changed or the same."""
        return sum(1 for change in self.changes if change.what == what)


def preview_rates(*, content: bytes) -> RatesPreview:
    """What `load_rates` would do with a file; raises Refused when it cannot be read. Nothing is written."""
    read, findings = read_rates(content)
    standing: dict[tuple[str, str, date], FxRate] = {
        (row.base, row.quote, row.on): row
        for row in FxRate.objects.filter(on__in={each.on for each in read}).order_by("pk")
    }
    changes = []
    seen: dict[tuple[str, str, date], int] = {}
    for each in read:
        rate = NewRate(each.base, each.quote, each.rate, each.on, each.source, each.verified)
        findings += check_rate(rate, each.row)
        key = (each.base, each.quote, each.on)
        if key in seen:
            params = {"first": seen[key]}
            findings.append(Finding("money.finding.rate_twice", row=each.row, params=params))
        seen.setdefault(key, each.row)
        changes.append(_against(standing.get(key), rate, each.row))
    return RatesPreview(tuple(changes), tuple(sorted(findings, key=lambda finding: finding.row or 0)))


def _against(standing: FxRate | None, rate: NewRate, row: int) -> RateChange:
    if standing is None:
        return RateChange(rate, row, "new")
    same = (standing.rate, standing.source, standing.verified) == (
        rate.rate,
        rate.source.strip(),
        rate.verified,
    )
    return RateChange(rate, row, "same" if same else "changed", standing.rate)


@operation(permission=permissions.ENTER_RATES)
def load_rates(*, content: bytes, actor: Actor, at: datetime) -> RatesPreview:
    """Enter the rates of a CSV file that do not stand already; the same file again changes nothing.

    Raises Refused with every finding, by row, when anything in the file is wrong; then nothing is entered.
    """
    found = preview_rates(content=content)
    raise_if_blocked(found.findings)
    fresh = [change.rate for change in found.changes if change.what != "same"]
    enter_rates(rates=fresh, actor=actor, at=at)
    return found


@operation(permission=permissions.ENTER_RATES)
def load_seeds(*, actor: Actor, at: datetime) -> int:
    """Enter the few rates that come with the house (`rates.toml`) where none stands; returns how many were
    new.
    """
    with SEEDS.open("rb") as stream:
        table = tomllib.load(stream)
    wanted = [
        NewRate(table["base"], table["quote"], Decimal(rate), date.fromisoformat(day), table["source"], False)
        for day, rate in table["rates"].items()
    ]
    known = set(FxRate.objects.filter(base=table["base"], quote=table["quote"]).values_list("on", flat=True))
    fresh = [rate for rate in wanted if rate.on not in known]
    enter_rates(rates=fresh, actor=actor, at=at)
    return len(fresh)


def check_rate(rate: NewRate, row: int | None = None) -> list[Finding]:
    """Findings for a rate to be entered."""
    found = []
    if rate.base == rate.quote:
        found.append(Finding("money.finding.same_currency", field="quote", row=row))
    if not isinstance(rate.rate, Decimal) or not rate.rate.is_finite() or rate.rate <= 0:
        found.append(Finding("money.finding.rate_not_positive", field="rate", row=row))
    if not rate.source.strip():
        found.append(Finding("money.finding.source_missing", field="source", row=row))
    for field, currency in (("base", rate.base), ("quote", rate.quote)):
        found += codes.check_code("currency", currency, rate.on, field, row, strict=True)
    return found
