"""Reading the register of interests: for the refuser, for the draw, for its two screens."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from jiangang.integrity.interests.models import Interest
from jiangang.kernel.permissions import Actor
from jiangang.methods.findings import Finding, NotFound


@dataclass(frozen=True, slots=True)
class InterestRow:
    """An interest as the screens show it; `last_day` is the last day on which it counts, None when open."""

    interest_id: int
    person_id: int
    person_code: str
    person_name: str
    firm_id: int
    firm_name: str
    kind: str
    source: str
    valid_from: date
    last_day: date | None
    declared_at: datetime
    declared_by: str
    note: str
    is_ended: bool

    def in_force(self, on: date) -> bool:
        """Whether the interest counts on a day."""
        return self.valid_from <= on and (self.last_day is None or on <= self.last_day)


def in_force(on: date) -> Q:
    """Interests that count on a day: begun, not run out, not ended before it."""
    begun = Q(valid_from__lte=on)
    running = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    not_ended = Q(ending__isnull=True) | Q(ending__ends_on__gte=on)
    return begun & running & not_ended


def firms_of_interest(person_id: int, on: date) -> frozenset[int]:
    """Firms in which a person has an interest on a day; one query."""
    return frozenset(
        Interest.objects.filter(in_force(on), person_id=person_id).values_list("firm_id", flat=True)
    )


def interested_people(firm_ids: Iterable[int], on: date) -> dict[int, frozenset[int]]:
    """People with an interest in each of these firms on a day; firms without any are left out. One query."""
    wanted = set(firm_ids)
    if not wanted:
        return {}
    found: dict[int, set[int]] = {}
    rows = Interest.objects.filter(in_force(on), firm_id__in=wanted).values_list("firm_id", "person_id")
    for firm_id, person_id in rows:
        found.setdefault(firm_id, set()).add(person_id)
    return {firm_id: frozenset(people) for firm_id, people in found.items()}


def own_interests(actor: Actor) -> list[InterestRow]:
    """Everything that the register holds of the actor, the newest first."""
    if actor.person_id is None:
        return []
    return _rows(Interest.objects.filter(person_id=actor.person_id), actor.language)


def register(actor: Actor, hidden_firm_ids: frozenset[int]) -> list[InterestRow]:
    """The whole register, the newest first, without the firms that the reader is kept from (own rows
    stay).
    """
    kept = ~Q(firm_id__in=hidden_firm_ids) | Q(person_id=actor.person_id)
    return _rows(Interest.objects.filter(kept), actor.language)


def get_interest(interest_id: int) -> Interest:
    """The interest with its ending; raises NotFound."""
    found = Interest.objects.select_related("ending").filter(pk=interest_id).first()
    if found is None:
        raise NotFound(Finding("interests.finding.not_found"))
    return found


def ending_of(interest: Interest) -> date | None:
    """The last day that an ending row gives, or None."""
    ending = getattr(interest, "ending", None)
    return ending.ends_on if ending else None


def _rows(interests: QuerySet[Interest], language: str) -> list[InterestRow]:
    found = interests.select_related("person", "firm", "ending").order_by("-declared_at", "-id")
    return [_row(interest, language) for interest in found]


def _row(interest: Interest, language: str) -> InterestRow:
    ended = ending_of(interest)
    days = [day for day in (interest.valid_until, ended) if day is not None]
    return InterestRow(
        interest_id=interest.pk,
        person_id=interest.person_id,
        person_code=interest.person.code,
        person_name=interest.person.name_in(language),
        firm_id=interest.firm_id,
        firm_name=interest.firm.name_in(language),
        kind=interest.kind,
        source=interest.source,
        valid_from=interest.valid_from,
        last_day=min(days) if days else None,
        declared_at=interest.declared_at,
        declared_by=interest.declared_by,
        note=interest.note,
        is_ended=ended is not None,
    )
