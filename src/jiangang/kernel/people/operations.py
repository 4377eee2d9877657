"""Acts on people: taking somebody on, posts, qualifications, absences, passwords, language."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.people import permissions
from jiangang.kernel.people.keys import make_key
from jiangang.kernel.people.ledger_forms import NAMES, PASSWORD, USERNAME
from jiangang.kernel.people.models import (
    Absence,
    ApiKey,
    Grant,
    Person,
    Posting,
    PostKind,
    Qualification,
    Unit,
    User,
)
from jiangang.kernel.people.rules import check_new_person, check_posting
from jiangang.kernel.permissions import Actor, Permission, operation
from jiangang.methods.findings import Conflict, Finding, Refused, Severity, raise_if_blocked


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is said of a person when they are taken on."""

    code: str
    name_zh: str
    name_en: str = ""
    phone: str = ""
    email: str = ""
    pinyin: str = ""


@operation(permission=permissions.CHANGE_PEOPLE)
def add_person(*, new: NewPerson, actor: Actor, at: datetime) -> Person:
    """Take a person on the books; the code is the office's own. Raises Conflict when the code is taken."""
    raise_if_blocked(check_new_person(code=new.code, name_zh=new.name_zh))
    return create_person(new=new, actor=actor, at=at)


def create_person(*, new: NewPerson, actor: Actor, at: datetime) -> Person:
    """Store a person and the ledger entry, inside the caller's operation."""
    if Person.objects.filter(code=new.code).exists():
        raise Conflict([Finding("people.finding.code_taken", Severity.ERROR, "code", {"code": new.code})])
    person = Person.objects.create(
        code=new.code,
        name_zh=new.name_zh,
        name_en=new.name_en,
        phone=new.phone,
        email=new.email,
        pinyin=new.pinyin,
    )
    ledger.append(
        actor=actor,
        at=at,
        act="people.person.add",
        subject=f"person:{person.pk}",
        facts={"code": new.code},
        rows=[person],
        personal=NAMES.facts(person),
    )
    return person


@operation(permission=permissions.CHANGE_PEOPLE)
def open_sign_in(*, person_id: int, username: str, password: str, actor: Actor, at: datetime) -> User:
    """Give a person a user name and a first password, which they must change."""
    return create_user(
        person=Person.objects.get(pk=person_id), username=username, password=password, actor=actor, at=at
    )


def create_user(*, person: Person, username: str, password: str, actor: Actor, at: datetime) -> User:
    """Store a user and the ledger entry, inside the caller's operation."""
    if User.objects.filter(username__iexact=username).exists():
        raise Conflict(
            [Finding("people.finding.username_taken", Severity.ERROR, "username", {"username": username})]
        )
    user = User(username=username, person=person, must_change_password=True)
    _set_checked_password(user, password)
    user.save()
    ledger.append(
        actor=actor,
        at=at,
        act="people.user.open",
        subject=f"person:{person.pk}",
        rows=[user],
        personal=USERNAME.facts(user) | PASSWORD.facts(user),
    )
    return user


@operation(permission=permissions.RESET_PASSWORD)
def reset_password(*, person_id: int, password: str, actor: Actor, at: datetime) -> None:
    """Set a new first password for somebody of the office; it must be changed at the next sign-in, and their
    keys of the machine API end: whoever took the old password may have made them.
    """
    user = User.objects.select_for_update().get(person_id=person_id)
    personal = set_first_password(user=user, password=password)
    user.api_keys.filter(revoked_at=None).update(revoked_at=at)
    ledger.append(
        actor=actor, at=at, act="people.password.reset", subject=f"person:{person_id}", personal=personal
    )


def set_first_password(*, user: User, password: str, chosen_by_themselves: bool = False) -> dict[str, str]:
    """A checked password; it must be changed at the next sign-in, unless the person chose it.

    The caller enters the act in the ledger, about `person:` or `user:`, with what is returned as `personal`.
    """
    _set_checked_password(user, password)
    user.must_change_password = not chosen_by_themselves
    user.save(update_fields=["password", "must_change_password"])
    return PASSWORD.facts(user)


@operation(open_because="a person chooses their own password")
def note_own_password(*, actor: Actor, at: datetime) -> None:
    """The actor has chosen a password that only they know; the sign-in has stored it already."""
    user = User.objects.select_for_update().get(person_id=actor.person_id or 0)
    user.must_change_password = False
    user.save(update_fields=["must_change_password"])
    ledger.append(
        actor=actor,
        at=at,
        act="people.password.change",
        subject=f"person:{actor.person_id}",
        personal=PASSWORD.facts(user),
    )


@operation(permission=permissions.CHANGE_PEOPLE)
def appoint(
    *,
    person_id: int,
    post_kind: str,
    unit_id: int,
    valid_from: date,
    valid_until: date | None = None,
    actor: Actor,
    at: datetime,
) -> Posting:
    """Give a person a post in a unit of the office between two dates."""
    kind = PostKind.objects.get(pk=post_kind)
    raise_if_blocked(check_posting(is_trade=kind.is_trade, valid_from=valid_from, valid_until=valid_until))
    posting = Posting.objects.create(
        person_id=person_id,
        post_kind=kind,
        unit=Unit.objects.get(pk=unit_id),
        valid_from=valid_from,
        valid_until=valid_until,
    )
    ledger.append(
        actor=actor, at=at, act="people.post.appoint", subject=f"person:{person_id}", rows=[posting]
    )
    return posting


@operation(permission=permissions.CHANGE_PEOPLE)
def end_posting(*, posting_id: int, last_day: date, actor: Actor, at: datetime) -> Posting:
    """End a post on a day; raises Refused for a day before its first."""
    posting = Posting.objects.select_for_update().get(pk=posting_id)
    raise_if_blocked(check_posting(is_trade=False, valid_from=posting.valid_from, valid_until=last_day))
    posting.valid_until = last_day
    posting.save(update_fields=["valid_until"])
    ledger.append(
        actor=actor, at=at, act="people.post.end", subject=f"person:{posting.person_id}", rows=[posting]
    )
    return posting


@operation(permission=permissions.CHANGE_PEOPLE)
def qualify(
    *,
    person_id: int,
    code: str,
    valid_from: date,
    valid_until: date | None = None,
    evidence: str = "",
    actor: Actor,
    at: datetime,
) -> Qualification:
    """Record that a person passed the training for a kind of work."""
    row = Qualification.objects.create(
        person_id=person_id, code=code, valid_from=valid_from, valid_until=valid_until, evidence=evidence
    )
    ledger.append(
        actor=actor, at=at, act="people.qualification.add", subject=f"person:{person_id}", rows=[row]
    )
    return row


@operation(permission=permissions.CHANGE_PEOPLE)
def record_absence(
    *, person_id: int, first_day: date, last_day: date, reason: str = "", actor: Actor, at: datetime
) -> Absence:
    """Record days off duty: a person absent is in no draw."""
    if last_day < first_day:
        raise Refused([Finding("people.finding.dates_crossed", Severity.ERROR, "last_day")])
    row = Absence.objects.create(person_id=person_id, first_day=first_day, last_day=last_day, reason=reason)
    ledger.append(
        actor=actor,
        at=at,
        act="people.absence.record",
        subject=f"person:{person_id}",
        facts={"first_day": first_day.isoformat(), "last_day": last_day.isoformat()},
    )
    return row


@operation(permission=permissions.CHANGE_GRANTS)
def grant(*, post_kind: str, permission: str, valid_from: date, actor: Actor, at: datetime) -> Grant:
    """Let a kind of post hold a permission from a day on. Raises Refused for a permission that nobody
    declared.
    """
    if permission not in Permission.all():
        raise Refused(
            [
                Finding(
                    "people.finding.permission_unknown",
                    Severity.ERROR,
                    "permission",
                    {"permission": permission},
                )
            ]
        )
    row, _ = Grant.objects.get_or_create(
        post_kind_id=post_kind, permission=permission, valid_until=None, defaults={"valid_from": valid_from}
    )
    ledger.append(actor=actor, at=at, act="people.grant.add", subject=f"post:{post_kind}", rows=[row])
    return row


@operation(permission=permissions.CHANGE_GRANTS)
def revoke_grant(*, grant_id: int, last_day: date, actor: Actor, at: datetime) -> Grant:
    """End what a kind of post holds, with its last day."""
    row = Grant.objects.select_for_update().get(pk=grant_id)
    row.valid_until = max(last_day, row.valid_from)
    row.save(update_fields=["valid_until"])
    ledger.append(actor=actor, at=at, act="people.grant.end", subject=f"post:{row.post_kind_id}", rows=[row])
    return row


@operation(open_because="a person chooses the language of their own screen")
def choose_language(*, language: str, actor: Actor, at: datetime) -> None:
    """Remember the reader's language; a matter of the screen, not entered in the ledger."""
    User.objects.filter(person_id=actor.person_id or 0).update(language=language)


@operation(open_because="a person makes a key for their own programs; it can do no more than they can")
def make_own_key(*, name: str, actor: Actor, at: datetime) -> str:
    """Make a key of the machine API for the actor's own user; the text is returned this once."""
    user = User.objects.get(person_id=actor.person_id or 0)
    value = make_key(user=user, name=name, at=at)
    ledger.append(actor=actor, at=at, act="people.key.make", subject=f"person:{actor.person_id}")
    return value


@operation(open_because="a person revokes a key of their own")
def revoke_own_key(*, key_id: int, actor: Actor, at: datetime) -> None:
    """Revoke a key of the actor's own user; somebody else's key is not found."""
    key = ApiKey.objects.select_for_update().get(pk=key_id, user__person_id=actor.person_id or 0)
    if key.revoked_at is None:
        key.revoked_at = at
        key.save(update_fields=["revoked_at"])
        ledger.append(actor=actor, at=at, act="people.key.revoke", subject=f"person:{actor.person_id}")


def _set_checked_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as problem:
        found: list[Any] = [
            Finding("people.finding.password_weak", Severity.ERROR, "password", {"why": why})
            for why in problem.messages
        ]
        raise Refused(found) from problem
    user.set_password(password)
