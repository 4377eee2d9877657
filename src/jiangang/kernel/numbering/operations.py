"""Issuing numbers without gaps, voiding them with a reason, and defining series."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from django.db import connection, transaction

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.numbering import permissions
from jiangang.kernel.numbering.models import Counter, Number, Series, Voided
from jiangang.kernel.numbering.patterns import Pattern
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import Conflict, Finding, NotFound, Refused

SEEDS = Path(__file__).parent / "series.toml"


@transaction.atomic
def issue(
    series_code: str,
    *,
    subject: str,
    actor: Actor,
    at: datetime,
    parts: Mapping[str, str] | None = None,
) -> str:
    """The next number of a series, for one subject (such as `declarations.notice:17`).

    The year is that of the office's day at `at`; `office` is the office's code unless `parts` gives it. The
    counter's row stays locked until the surrounding transaction ends: two clerks wait for each other, and an
    act that rolls back leaves no gap; that act has the permission and the ledger entry. Raises NotFound for
    a series without pattern on that day, Refused when a part is missing or the series is exhausted.
    """
    return issue_many(series_code, subjects=(subject,), actor=actor, at=at, parts=parts)[0]


@transaction.atomic
def issue_many(
    series_code: str,
    *,
    subjects: Sequence[str],
    actor: Actor,
    at: datetime,
    parts: Mapping[str, str] | None = None,
) -> list[str]:
    """One number for each subject, in their order, with one lock and one insert: for bulk entry."""
    rows = prepare_many(series_code, subjects=subjects, actor=actor, at=at, parts=parts)
    if rows:
        ledger.cover_later(*Number.objects.bulk_create(rows, batch_size=2_000))
    return [row.text for row in rows]


def prepare_many(
    series_code: str,
    *,
    subjects: Sequence[str],
    actor: Actor,
    at: datetime,
    parts: Mapping[str, str] | None = None,
) -> list[Number]:
    """Take the next numbers of a series and return their rows unwritten, within the caller's transaction.

    For `issue_many`, and for bulk loads that write the rows themselves: all of them, or there is a gap.
    """
    if not subjects:
        return []
    on = office.local_day(at)
    pattern = pattern_on(series_code, on)
    given = {"office": str(office.get_setting("code", on))} if "office" in pattern.given_parts else {}
    given.update(parts or {})
    scope = pattern.scope(given, on)
    last = _advance(series_code, scope, len(subjects))
    return [
        Number(
            series_code=series_code,
            scope=scope,
            serial=serial,
            text=pattern.render(serial, given, on),
            subject=subject,
            issued_at=at,
            issued_by=actor.key,
        )
        for serial, subject in enumerate(subjects, start=last - len(subjects) + 1)
    ]


@operation(permission=permissions.VOID_NUMBER)
def void(*, series_code: str, text: str, reason: str, actor: Actor, at: datetime) -> Voided:
    """Declare an issued number void, with a reason.

    Raises NotFound for one never issued, Conflict if void.
    """
    if not reason.strip():
        raise Refused(Finding("numbering.finding.reason_missing", field="reason"))
    number = Number.objects.filter(series_code=series_code, text=text).first()
    if number is None:
        raise NotFound(Finding("numbering.finding.not_issued", params={"number": text}))
    Counter.objects.select_for_update().get(series_code=series_code, scope=number.scope)
    if Voided.objects.filter(number=number).exists():
        raise Conflict(Finding("numbering.finding.void_already", params={"number": text}))
    voided = Voided.objects.create(number=number, reason=reason.strip(), voided_at=at, voided_by=actor.key)
    ledger.append(actor=actor, at=at, act="numbering.void", subject=number.subject, rows=(number, voided))
    return voided


@operation(permission=permissions.DEFINE_SERIES)
def define_series(
    *, code: str, pattern: str, valid_from: date, source: str = "", actor: Actor, at: datetime
) -> Series:
    """Give a series a pattern from a day on; the same pattern again changes nothing.

    Refused if unreadable.
    """
    try:
        Pattern(pattern)
    except ValueError as error:
        raise Refused(
            Finding("numbering.finding.pattern_wrong", field="pattern", params={"reason": str(error)})
        ) from error
    known = Series.objects.filter(code=code, valid_from=valid_from).first()
    if known is not None:
        if known.pattern != pattern:
            raise Conflict(
                Finding("numbering.finding.series_differs", params={"series": code, "from": str(valid_from)})
            )
        return known
    series = Series.objects.create(code=code, pattern=pattern, valid_from=valid_from, source=source)
    ledger.append(actor=actor, at=at, act="numbering.define_series", subject=f"series:{code}", rows=(series,))
    return series


@operation(permission=permissions.DEFINE_SERIES)
def load_seeds(*, actor: Actor, at: datetime) -> int:
    """Define the series that come with the house (`series.toml`); returns how many there are."""
    with SEEDS.open("rb") as stream:
        seeds = tomllib.load(stream)["series"]
    for seed in seeds:
        define_series(
            code=seed["code"],
            pattern=seed["pattern"],
            valid_from=seed["from"],
            source=seed["source"],
            actor=actor,
            at=at,
        )
    return len(seeds)


def pattern_on(series_code: str, on: date) -> Pattern:
    """The pattern of a series as at a day; raises NotFound when it has none."""
    row = Series.objects.filter(code=series_code, valid_from__lte=on).order_by("-valid_from").first()
    if row is None:
        raise NotFound(
            Finding("numbering.finding.series_unknown", params={"series": series_code, "on": on.isoformat()})
        )
    return Pattern(row.pattern)


def _advance(series_code: str, scope: str, count: int) -> int:
    """Move the counter on by `count`; its row stays locked to the transaction's end.

    Returns its new value.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO numbering_counter (series_code, scope, last) VALUES (%s, %s, %s) "
            "ON CONFLICT (series_code, scope) DO UPDATE SET last = numbering_counter.last + EXCLUDED.last "
            "RETURNING last",
            [series_code, scope, count],
        )
        return int(cursor.fetchone()[0])
