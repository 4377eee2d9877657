"""Reading the standing of firms as at a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from jiangang.kernel.organisations import api as organisations
from jiangang.kernel.permissions import Actor, hidden_firm_ids
from jiangang.port.parties.models import Standing
from jiangang.port.parties.schemes import OFFICE, UNRATED, all_schemes


@dataclass(frozen=True, slots=True)
class StandingAnswer:
    """How a firm stands on a day.

    category: its code in the scheme, `unrated` when nobody has graded the firm; treatment: trusted, normal,
    watched or unrated; the dates and the reason are those of the row that says so.
    """

    firm_id: int
    scheme: str
    category: str
    treatment: str
    standing_id: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    reason: str = ""

    @property
    def is_rated(self) -> bool:
        """Whether anybody has graded the firm."""
        return self.standing_id is not None


@dataclass(frozen=True, slots=True)
class StandingRow:
    """One row of a firm's history of standings."""

    standing_id: int
    firm_id: int
    firm_name: str
    scheme: str
    category: str
    label: str
    treatment: str
    valid_from: date
    valid_until: date | None
    reason: str
    set_at: datetime
    set_by: str
    is_replaced: bool


def standing_of(firm_id: int, on: date, scheme: str = OFFICE) -> StandingAnswer:
    """How a firm stands on a day (`unrated` when nobody has graded it)."""
    return standings_of((firm_id,), on, scheme)[firm_id]


def standings_of(firm_ids: Iterable[int], on: date, scheme: str = OFFICE) -> dict[int, StandingAnswer]:
    """How many firms stand on a day, by firm id, with one query."""
    wanted = set(firm_ids)
    answers = {firm_id: StandingAnswer(firm_id, scheme, UNRATED, UNRATED) for firm_id in wanted}
    for row in _in_force(on).filter(scheme=scheme, firm_id__in=wanted).order_by("valid_from", "id"):
        answers[row.firm_id] = StandingAnswer(
            firm_id=row.firm_id,
            scheme=scheme,
            category=row.category,
            treatment=_treatment(scheme, row.category),
            standing_id=row.pk,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            reason=row.reason,
        )
    return answers


def standings(actor: Actor, *, on: date | None = None) -> "QuerySet[Standing]":
    """Standings that the actor may see, newest first; with a day only those in force on it."""
    rows = Standing.objects.all() if on is None else _in_force(on)
    hidden = hidden_firm_ids(actor)
    return rows.exclude(firm_id__in=hidden).order_by("-valid_from", "-id")


def shape_standings(rows: Iterable[Standing], language: str) -> list[StandingRow]:
    """Rows of a page as a table shows them."""
    found = list(rows)
    names = organisations.firm_names({row.firm_id for row in found}, language)
    replaced = set(
        Standing.objects.filter(replaces__in=[row.pk for row in found]).values_list("replaces_id", flat=True)
    )
    return [
        StandingRow(
            standing_id=row.pk,
            firm_id=row.firm_id,
            firm_name=names[row.firm_id],
            scheme=row.scheme,
            category=row.category,
            label=label_of(row.scheme, row.category, language),
            treatment=_treatment(row.scheme, row.category),
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            reason=row.reason,
            set_at=row.set_at,
            set_by=row.set_by,
            is_replaced=row.pk in replaced,
        )
        for row in found
    ]


def label_of(scheme: str, category: str, language: str) -> str:
    """Name of a category in a language; its code where the scheme has it no more."""
    known = all_schemes().get(scheme)
    found = known.find(category) if known else None
    return found.name_in(language) if found else category


def _treatment(scheme: str, category: str) -> str:
    known = all_schemes().get(scheme)
    found = known.find(category) if known else None
    return found.treatment if found else UNRATED


def _in_force(on: date) -> "QuerySet[Standing]":
    return Standing.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on), valid_from__lte=on, replaced_by__isnull=True
    )
