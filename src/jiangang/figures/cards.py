"""A printed figure as the card that pages show, and the cards of the last days for a home page."""

from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from jiangang.figures import presenting, queries
from jiangang.kernel.texts import text
from jiangang.ui.components import Figure

DAYS = 30


def recent_cards(on: date, *, as_of: datetime) -> list[Figure]:
    """Every figure of the thirty days that end with a day."""
    window = queries.window_of(on - timedelta(days=DAYS - 1), on)
    return [card_of(printed) for printed in queries.compute_all(window, as_of=as_of)]


def query_of(window: Any) -> str:
    """The part of an address that names a period."""
    return urlencode({"first": window.first.isoformat(), "last": window.last.isoformat()})


def title_of(figure: Any) -> str:
    """The figure's name in the reader's language."""
    return text(f"{figure.text_key}.title")


def card_of(printed: queries.Printed, *, links: bool = True) -> Figure:
    """A figure with number, period, as-of and interval; with `links` it leads to the page of its records."""
    url = f"{reverse('figures:figure', args=[printed.figure.code])}?{query_of(printed.window)}"
    return Figure(
        label=title_of(printed.figure),
        value=presenting.number_text(printed),
        unit=presenting.unit_text(printed),
        period=presenting.period_text(printed),
        as_of=printed.as_of,
        n=printed.value.n,
        interval=presenting.interval_text(printed.value),
        note=presenting.note_text(printed.value),
        records_url=url if links else "#records",
        definition_url=f"{url}#definition" if links else "#definition",
    )
