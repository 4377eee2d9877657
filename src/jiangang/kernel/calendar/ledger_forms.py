"""Columns of the calendars that the ledger's digests cover. A year's own digest covers its days."""

from jiangang.kernel.ledger.api import Form, register

YEAR = register(
    Form(
        "calendar.year/1",
        "calendar.CalendarYear",
        ("calendar", "year", "revision", "notice", "issued", "verified", "digest", "loaded_at", "loaded_by"),
    )
)
