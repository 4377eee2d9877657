"""Declaring an interest, ending one, and clearing the words of its note."""

from datetime import date, datetime
from typing import Any

from django.db import connection

from jiangang.integrity.interests import permissions
from jiangang.integrity.interests.models import Interest, InterestEnding
from jiangang.integrity.interests.queries import ending_of, get_interest
from jiangang.integrity.interests.refusal import forget
from jiangang.integrity.interests.rules import (
    DECLARATION_RULES,
    ENDING_RULES,
    DeclarationFacts,
    EndingFacts,
)
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office.api import local_day
from jiangang.kernel.permissions import Actor, check, operation
from jiangang.methods.findings import raise_if_blocked
from jiangang.methods.rules import apply


@operation(permission=permissions.DECLARE)
def declare_interest(  # the words of a declaration, all by keyword
    *,
    person_id: int,
    firm_id: int,
    kind: str,
    valid_from: date,
    valid_until: date | None = None,
    source: str = "self",
    note: str = "",
    request_key: str = "",
    actor: Actor,
    at: datetime,
) -> Interest:
    """Enter an interest of a person in a firm; it keeps the person away from the first day it covers.

    A person declares for themself; for another person the actor needs `interests.interest.record`. A replayed
    `request_key` returns the first row. Raises Refused with all findings, Forbidden for somebody else's
    interest.
    """
    if person_id != actor.person_id:
        check(actor, permissions.RECORD)
    known = _find_replayed(request_key)
    if known is not None:
        return known
    words: dict[str, Any] = {
        "kind": kind,
        "source": source,
        "valid_from": valid_from,
        "valid_until": valid_until,
        "note": note,
    }
    facts = DeclarationFacts(day=local_day(at), for_oneself=person_id == actor.person_id, **words)
    raise_if_blocked(apply(DECLARATION_RULES, facts, facts.day)[0])
    interest = Interest.objects.create(
        person_id=person_id,
        firm_id=firm_id,
        **words,
        declared_at=at,
        declared_by=actor.key,
        request_key=request_key or None,
    )
    ledger.append(
        actor=actor,
        at=at,
        act="interests.interest.declare",
        subject=f"interest:{interest.pk}",
        rows=[interest],
    )
    forget()
    return interest


@operation(permission=permissions.DECLARE)
def end_interest(*, interest_id: int, ends_on: date, actor: Actor, at: datetime) -> InterestEnding:
    """Say the last day on which an interest counts; what it barred before stays barred.

    One's own interest, or any with `interests.interest.record`. Raises Refused for a day in the past or a
    second ending, NotFound for an unknown interest, Forbidden for somebody else's.
    """
    _lock(f"interests:end:{interest_id}")
    interest = get_interest(interest_id)
    if interest.person_id != actor.person_id:
        check(actor, permissions.RECORD)
    facts = EndingFacts(
        day=local_day(at),
        valid_from=interest.valid_from,
        valid_until=interest.valid_until,
        ends_on=ends_on,
        is_ended=ending_of(interest) is not None,
    )
    raise_if_blocked(apply(ENDING_RULES, facts, facts.day)[0])
    ending = InterestEnding.objects.create(
        interest=interest, ends_on=ends_on, ended_at=at, ended_by=actor.key
    )
    ledger.append(
        actor=actor, at=at, act="interests.interest.end", subject=f"interest:{interest.pk}", rows=[ending]
    )
    forget()
    return ending


@operation(permission=permissions.RECORD)
def erase_note(*, interest_id: int, actor: Actor, at: datetime) -> Interest:
    """Clear the free words of an interest; the interest itself stays. Raises NotFound for an unknown one."""
    interest = get_interest(interest_id)
    if interest.note:
        interest.note, interest.note_erased_at, interest.note_erased_by = "", at, actor.key
        interest.save(update_fields=["note", "note_erased_at", "note_erased_by"])
        ledger.append(
            actor=actor, at=at, act="interests.note.erase", subject=f"interest:{interest.pk}", rows=[interest]
        )
    return interest


def _find_replayed(request_key: str) -> Interest | None:
    """The interest that the same request has declared before."""
    if not request_key:
        return None
    _lock(f"interests:{request_key}")
    return Interest.objects.filter(request_key=request_key).first()


def _lock(name: str) -> None:
    """Let twins of one act follow each other: the table takes no row locks from the application's role."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
