"""People of firms: what the register of firms asks of this room. The acts are inside that room's
operations.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.usersessions.models import UserSession

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.people.models import Posting, User
from jiangang.kernel.people.queries import in_force
from jiangang.kernel.permissions import Actor


@dataclass(frozen=True, slots=True)
class Member:
    """A colleague in a firm."""

    posting_id: int
    person_id: int
    name: str
    username: str
    post: str


def list_members(firm_id: int, on: date, *, lock: bool = False, language: str = "zh-hans") -> list[Member]:
    """Colleagues of a firm on a day; `lock` holds their posts until the transaction ends."""
    postings = Posting.objects.filter(in_force(on), firm_id=firm_id).order_by("pk")
    if lock:
        postings = postings.select_for_update(of=("self",))
    return [
        Member(
            posting.pk,
            posting.person_id,
            posting.person.name_in(language),
            posting.person.user.username,
            posting.post_kind_id,
        )
        for posting in postings.select_related("person__user")
    ]


def place_in_firm(
    *, person_id: int, post_kind: str, firm_id: int, valid_from: date, actor: Actor, at: datetime
) -> Posting:
    """Store a post in a firm and its ledger entry."""
    posting = Posting.objects.create(
        person_id=person_id, post_kind_id=post_kind, firm_id=firm_id, valid_from=valid_from
    )
    ledger.append(
        actor=actor, at=at, act="people.post.appoint", subject=f"person:{person_id}", rows=[posting]
    )
    return posting


def end_in_firm(*, posting_id: int, actor: Actor, at: datetime) -> None:
    """End a post in a firm with yesterday, or with its first day when it began today."""
    posting = Posting.objects.select_for_update().get(pk=posting_id)
    posting.valid_until = max(posting.valid_from, actor.on - timedelta(days=1))
    posting.save(update_fields=["valid_until"])
    ledger.append(
        actor=actor, at=at, act="people.post.end", subject=f"person:{posting.person_id}", rows=[posting]
    )


def find_by_username(username: str) -> User | None:
    """The active user of that name, or None."""
    return User.objects.filter(username__iexact=username, is_active=True).first()


def firm_of_user(user_id: int, on: date) -> int | None:
    """The firm that a user works for on a day, or None."""
    return (
        Posting.objects.filter(in_force(on), person__user=user_id, firm__isnull=False)
        .values_list("firm_id", flat=True)
        .first()
    )


def person_of_user(user_id: int) -> int:
    """The person behind a user."""
    return User.objects.values_list("person_id", flat=True).get(pk=user_id)


def end_sessions(user_id: int) -> None:
    """Sign a user out everywhere: after a password was set by the way back."""
    for session in UserSession.objects.filter(user_id=user_id):
        session.end()
