"""Reading issued numbers: what a number was issued for, and whether a series is whole."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from jiangang.kernel.numbering.models import Number


@dataclass(frozen=True, slots=True)
class NumberRow:
    """One issued number as others see it; `void_reason` is empty while it stands."""

    text: str
    series_code: str
    serial: int
    subject: str
    issued_at: datetime
    issued_by: str
    void_reason: str = ""
    voided_at: datetime | None = None

    @property
    def state(self) -> str:
        """`issued` or `void`."""
        return "void" if self.voided_at else "issued"


@dataclass(frozen=True, slots=True)
class Fault:
    """A series that is not whole: serials missing up to its counter, or issued beyond it."""

    series_code: str
    scope: str
    last: int
    issued: int


def find_number(series_code: str, text: str) -> NumberRow | None:
    """An issued number by its text, or None."""
    row = Number.objects.select_related("voided").filter(series_code=series_code, text=text).first()
    if row is None:
        return None
    voided = getattr(row, "voided", None)
    return NumberRow(
        text=row.text,
        series_code=row.series_code,
        serial=row.serial,
        subject=row.subject,
        issued_at=row.issued_at,
        issued_by=row.issued_by,
        void_reason=voided.reason if voided else "",
        voided_at=voided.voided_at if voided else None,
    )


def list_gaps() -> list[Fault]:
    """Every series whose issued numbers are not exactly 1 to its counter; empty when all are whole."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.series_code, c.scope, c.last, count(n.id)
              FROM numbering_counter c
              LEFT JOIN numbering_number n ON n.series_code = c.series_code AND n.scope = c.scope
             GROUP BY c.id
            HAVING count(n.id) <> c.last OR coalesce(max(n.serial), 0) <> c.last
             ORDER BY c.series_code, c.scope
            """
        )
        return [Fault(*row) for row in cursor.fetchall()]
