"""Who somebody is on a day: actors, people on duty, posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.http import HttpRequest

from jiangang.kernel.office.api import local_day
from jiangang.kernel.people.models import (
    Absence,
    ApiKey,
    Grant,
    Person,
    Posting,
    PostKind,
    Qualification,
    Unit,
)
from jiangang.kernel.permissions import Actor
from jiangang.kernel.texts import text
from jiangang.methods.masking import mask_email, mask_phone


def in_force(on: date, prefix: str = "") -> Q:
    """Rows whose dates of force hold `on` (both ends included)."""
    return Q(**{f"{prefix}valid_from__lte": on}) & (
        Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gte": on})
    )


def actor_for(person: Person, on: date, *, language: str = "zh-hans") -> Actor:
    """The actor that a person is on a day: posts in force, what they grant, the firm for people of the
    trade.
    """
    return _actor(person, list(_postings(person.pk, on)), on, language)


def _postings(person_id: int, on: date) -> QuerySet[Any]:
    """The posts that a person holds on a day, the acting one first, each with what it grants (`granted`)."""
    grants = Grant.objects.filter(in_force(on), post_kind=OuterRef("post_kind")).values("permission")
    return (
        Posting.objects.filter(in_force(on), person=person_id)
        .select_related("post_kind")
        .annotate(granted=ArraySubquery(grants))
        .order_by("post_kind__rank", "id")
    )


def _actor(person: Person, postings: Sequence[Any], on: date, language: str) -> Actor:
    kinds = {posting.post_kind_id: posting.post_kind for posting in postings}
    return Actor(
        name=person.name_in(language),
        on=on,
        person_id=person.pk,
        posts=tuple(kinds),
        post_names=tuple(_name_of(kind, language) for kind in kinds.values()),
        unit_id=next((p.unit_id for p in postings if p.unit_id), None),
        firm_id=next((p.firm_id for p in postings if p.firm_id), None),
        permissions=frozenset().union(*(posting.granted for posting in postings)),
        language=language,
    )


def actor_of_request(request: HttpRequest) -> Actor:
    """The actor of a web request; anonymous when nobody has signed in."""
    on = local_day(request.now)  # type: ignore[attr-defined]  # set by AccessMiddleware
    user: Any = request.user
    if not user.is_authenticated:
        return Actor.anonymous(on=on)
    postings = list(_postings(user.person_id, on).select_related("post_kind", "person"))
    if postings:  # the person came along, which spares each page a question
        user.person = postings[0].person
    return _actor(user.person, postings, on, user.language)


def actor_of_person(person_id: int, on: date) -> Actor:
    """The actor of a person by id; raises Person.DoesNotExist."""
    return actor_for(Person.objects.get(pk=person_id), on)


def actor_by_code(code: str, on: date) -> Actor:
    """The actor of a person by the office's own code for them; raises Person.DoesNotExist."""
    return actor_for(Person.objects.get(code=code), on)


def holds_signing_post(actor: Actor) -> bool:
    """Whether one of the actor's posts signs for the office, so that it needs a second factor."""
    return PostKind.objects.filter(code__in=actor.posts, is_signing=True).exists()


def actor_by_username(username: str, on: date) -> Actor:
    """The actor behind a user name; raises Person.DoesNotExist."""
    return actor_for(Person.objects.get(user__username__iexact=username), on)


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody who could be drawn on a day."""

    person_id: int
    code: str
    name_zh: str
    name_en: str
    unit_id: int


def on_duty(*, post_kind: str, qualification: str, on: date) -> list[OnDuty]:
    """People who hold the post and the qualification and are not absent on the day, in the order of their
    codes.
    """
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


def people_with(permission: str, on: date) -> set[int]:
    """Ids of the people of the office whose posts hold a permission on a day."""
    kinds = Grant.objects.filter(in_force(on), permission=permission).values("post_kind")
    postings = Posting.objects.filter(in_force(on), post_kind__in=kinds, firm__isnull=True)
    return set(postings.values_list("person_id", flat=True))


def names_of(person_ids: set[int], language: str) -> dict[int, str]:
    """Names to show beside acts, by person id."""
    return {person.pk: person.name_in(language) for person in Person.objects.filter(pk__in=person_ids)}


def name_of_key(key: str, language: str) -> str:
    """The name to show for an actor's key: of the person `person:12`, of the part `system:targeting`."""
    kind, _, rest = key.partition(":")
    if kind == "person" and rest.isdigit():
        return names_of({int(rest)}, language).get(int(rest), key)
    return text("people.note.system") if kind == "system" else key


@dataclass(frozen=True, slots=True)
class SignIn:
    """A user name with the post that its person holds."""

    username: str
    post: str
    rank: int


def list_sign_ins(on: date, language: str) -> list[SignIn]:
    """User names with the posts in force on a day; the demo office shows them on its sign-in page."""
    postings = (
        Posting.objects.filter(in_force(on), person__user__is_active=True)
        .select_related("post_kind", "person__user")
        .order_by("post_kind__is_trade", "post_kind__rank", "person__code")
    )
    return [
        SignIn(
            posting.person.user.username,
            posting.post_kind.name_en if language == "en" else posting.post_kind.name_zh,
            posting.post_kind.rank,
        )
        for posting in postings
    ]


def post_names(codes: tuple[str, ...], language: str) -> list[str]:
    """Names of kinds of post, in the order of `codes`."""
    kinds = {kind.code: kind for kind in PostKind.objects.filter(code__in=codes)}
    return [_name_of(kinds[code], language) for code in codes if code in kinds]


def _name_of(kind: PostKind, language: str) -> str:
    return kind.name_en if language == "en" else kind.name_zh


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person of the office as lists show them."""

    person_id: int
    code: str
    name: str
    posts: str
    unit: str
    username: str


def list_staff(on: date, language: str) -> list[PersonRow]:
    """People with a post in the office on a day, and people without any post, by code."""
    people = Person.objects.select_related("user").prefetch_related("postings__post_kind", "postings__unit")
    rows = []
    for person in people.order_by("code"):
        held = [p for p in person.postings.all() if _holds(p, on)]
        if any(p.firm_id for p in held):
            continue
        user = getattr(person, "user", None)
        rows.append(
            PersonRow(
                person.pk,
                person.code,
                person.name_in(language),
                "、".join(p.post_kind.name_en if language == "en" else p.post_kind.name_zh for p in held),
                "、".join(
                    dict.fromkeys(
                        (p.unit.name_en if language == "en" else p.unit.name_zh) for p in held if p.unit
                    )
                ),
                user.username if user else "",
            )
        )
    return rows


def _holds(posting: Posting, on: date) -> bool:
    return posting.valid_from <= on and (posting.valid_until is None or posting.valid_until >= on)


@dataclass(frozen=True, slots=True)
class PostingRow:
    """A post of a person, with its dates."""

    posting_id: int
    post: str
    place: str
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """What the page of a person shows; telephone and e-mail masked (they are revealed for a reason)."""

    person_id: int
    code: str
    name: str
    username: str
    phone: str
    email: str
    postings: tuple[PostingRow, ...]
    qualifications: tuple[Qualification, ...]
    absences: tuple[Absence, ...]


def get_person_page(person_id: int, language: str) -> PersonPage:
    """The page of a person; raises Person.DoesNotExist."""
    person = Person.objects.select_related("user").get(pk=person_id)
    user = getattr(person, "user", None)
    postings = person.postings.select_related("post_kind", "unit", "firm").order_by("-valid_from", "-id")
    return PersonPage(
        person.pk,
        person.code,
        person.name_in(language),
        user.username if user else "",
        mask_phone(person.phone),
        mask_email(person.email),
        tuple(_posting_row(posting, language) for posting in postings),
        tuple(person.qualifications.order_by("-valid_from", "-id")),
        tuple(person.absences.order_by("-first_day", "-id")),
    )


def _posting_row(posting: Posting, language: str) -> PostingRow:
    place: Any = posting.unit or posting.firm
    name = place.name_in(language) if posting.firm else (place.name_en if language == "en" else place.name_zh)
    kind = posting.post_kind
    return PostingRow(
        posting.pk,
        kind.name_en if language == "en" else kind.name_zh,
        name,
        posting.valid_from,
        posting.valid_until,
    )


def post_choices(language: str) -> list[tuple[str, str]]:
    """Kinds of post of the office, to choose from."""
    kinds = PostKind.objects.filter(is_trade=False).order_by("rank", "code")
    return [(kind.code, kind.name_en if language == "en" else kind.name_zh) for kind in kinds]


def unit_choices(on: date, language: str) -> list[tuple[int, str]]:
    """Units of the office in force on a day, to choose from."""
    units = Unit.objects.filter(in_force(on)).order_by("code")
    return [(unit.pk, unit.name_en if language == "en" else unit.name_zh) for unit in units]


def own_keys(person_id: int | None) -> list[ApiKey]:
    """The API keys of a person that work still."""
    return list(
        ApiKey.objects.filter(user__person_id=person_id or 0, revoked_at__isnull=True).order_by("-made_at")
    )


def grants_in_force(on: date) -> list[Grant]:
    """What each kind of post holds on a day."""
    return list(Grant.objects.filter(in_force(on)).order_by("permission", "post_kind__rank"))


def unit_ids() -> dict[str, int]:
    """Ids of the units by their codes."""
    return dict(Unit.objects.values_list("code", "pk"))
