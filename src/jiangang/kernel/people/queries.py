"""Who somebody is on a day: actors, people on duty, posts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from jiangang.kernel.office.api import local_day
from jiangang.kernel.people.models import Absence, Grant, Person, PostKind, Posting, Qualification
from jiangang.kernel.permissions import Actor


def in_force(on: date, prefix: str = "") -> Q:
    """Rows whose dates of force hold `on` (both ends included)."""
    return Q(**{f"{prefix}valid_from__lte": on}) & (
        Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gte": on})
    )


def actor_for(person: Person, on: date, *, language: str = "zh-hans") -> Actor:
    """The actor that a person is on a day: posts in force, what they grant, the firm for people of the trade."""
    postings = list(
        Posting.objects.filter(in_force(on), person=person)
        .select_related("post_kind")
        .order_by("post_kind__rank", "id")
    )
    kinds = [posting.post_kind_id for posting in postings]
    granted = Grant.objects.filter(in_force(on), post_kind__in=kinds).values_list("permission", flat=True)
    return Actor(
        name=person.name_in(language),
        on=on,
        person_id=person.pk,
        posts=tuple(dict.fromkeys(kinds)),
        unit_id=next((p.unit_id for p in postings if p.unit_id), None),
        firm_id=next((p.firm_id for p in postings if p.firm_id), None),
        permissions=frozenset(granted) if kinds else frozenset(),
        language=language,
    )


def actor_of_request(request: HttpRequest) -> Actor:
    """The actor of a web request; anonymous when nobody has signed in."""
    on = local_day(request.now)  # type: ignore[attr-defined]  # set by AccessMiddleware
    user: Any = request.user
    if not user.is_authenticated:
        return Actor.anonymous(on=on)
    return actor_for(user.person, on, language=user.language)


def actor_of_person(person_id: int, on: date) -> Actor:
    """The actor of a person by id; raises Person.DoesNotExist."""
    return actor_for(Person.objects.get(pk=person_id), on)


def actor_by_code(code: str, on: date) -> Actor:
    """The actor of a person by the office's own code for them; raises Person.DoesNotExist."""
    return actor_for(Person.objects.get(code=code), on)


def holds_signing_post(actor: Actor) -> bool:
    """Whether one of the actor's posts signs for the office, so that it needs a second factor."""
    return PostKind.objects.filter(code__in=actor.posts, is_signing=True).exists()


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody who could be drawn on a day."""

    person_id: int
    code: str
    name_zh: str
    name_en: str
    unit_id: int


def on_duty(*, post_kind: str, qualification: str, on: date) -> list[OnDuty]:
    """People who hold the post and the qualification and are not absent on the day, in the order of their codes."""
    absent = Absence.objects.filter(first_day__lte=on, last_day__gte=on).values("person_id")
    qualified = Qualification.objects.filter(in_force(on), code=qualification).values("person_id")
    postings = (
        Posting.objects.filter(in_force(on), post_kind=post_kind, unit__isnull=False, person__in=qualified)
        .exclude(person__in=absent)
        .select_related("person")
        .order_by("person__code", "id")
    )
    found: dict[int, OnDuty] = {}
    for posting in postings:
        person = posting.person
        found.setdefault(
            person.pk, OnDuty(person.pk, person.code, person.name_zh, person.name_en, posting.unit_id or 0)
        )
    return list(found.values())


def names_of(person_ids: set[int], language: str) -> dict[int, str]:
    """Names to show beside acts, by person id."""
    return {person.pk: person.name_in(language) for person in Person.objects.filter(pk__in=person_ids)}
