"""Declaring and ending an interest: who may, what is kept, what is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from tests.integration.assignment.small_office import AT, DAY, actor, firm, interest, person

pytestmark = pytest.mark.django_db

DECLARE, RECORD = "interests.interest.declare", "interests.interest.record"


def _declare(by: Any, **words: Any) -> Any:
    from jiangang.integrity.interests import api as interests

    given = {"kind": "kin", "valid_from": DAY, **words}
    return interests.declare_interest(actor=by, at=AT, **given)


def test_a_person_declares_for_themself_only() -> None:
    """For others the discipline officer's permission is needed."""
    from jiangang.methods.findings import Forbidden

    known, other = firm(), person("I02")
    with pytest.raises(Forbidden):
        _declare(actor("I01", DECLARE), person_id=other.pk, firm_id=known.pk)
    officer = actor("D01", DECLARE, RECORD)
    row = _declare(officer, person_id=other.pk, firm_id=known.pk, source="other")
    assert (row.person_id, row.source, row.declared_by) == (other.pk, "other", officer.key)


def test_a_replay_gives_the_first_row() -> None:
    """Double click, five times over."""
    from jiangang.integrity.interests.models import Interest

    known, who = firm(), actor("I01", DECLARE)
    words = {"person_id": who.person_id, "firm_id": known.pk, "request_key": "k1"}
    assert len({_declare(who, **words).pk for _ in range(5)}) == 1
    assert Interest.objects.count() == 1


def test_all_findings_come_at_once() -> None:
    """Kind, source, days and note."""
    from jiangang.methods.findings import Refused

    known, who = firm(), actor("I01", DECLARE)
    with pytest.raises(Refused) as refusal:
        _declare(
            who,
            person_id=who.person_id,
            firm_id=known.pk,
            kind="friend",
            source="interested_party",
            valid_until=DAY - timedelta(days=1),
            note="x" * 3000,
        )
    assert {finding.field for finding in refusal.value.findings} == {"kind", "source", "valid_until", "note"}


def test_an_interest_ends_once_and_not_in_the_past() -> None:
    """What it barred stays barred."""
    from jiangang.integrity.interests import api as interests
    from jiangang.methods.findings import Forbidden, Refused

    row, who = interest("I01", firm().pk), actor("I01", DECLARE)
    with pytest.raises(Refused):
        interests.end_interest(interest_id=row.pk, ends_on=DAY - timedelta(days=1), actor=who, at=AT)
    with pytest.raises(Forbidden):
        interests.end_interest(interest_id=row.pk, ends_on=DAY, actor=actor("I02", DECLARE), at=AT)
    interests.end_interest(interest_id=row.pk, ends_on=DAY, actor=who, at=AT)
    with pytest.raises(Refused):
        interests.end_interest(interest_id=row.pk, ends_on=DAY, actor=who, at=AT)


def test_the_rows_cannot_be_changed_or_deleted() -> None:
    """As the application's role; the note alone may be cleared."""
    row = interest("I01", firm().pk, note="words")
    for statement in (
        "UPDATE interests_interest SET kind = 'other'",
        "UPDATE interests_interest SET note = 'other words'",
        "DELETE FROM interests_interest",
        "TRUNCATE interests_interest CASCADE",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    from jiangang.integrity.interests import api as interests

    interests.erase_note(interest_id=row.pk, actor=actor("D01", RECORD), at=AT)
    row.refresh_from_db()
    assert (row.note, row.kind, row.note_erased_at) == ("", "kin", AT)


def test_the_register_hides_firms_of_the_readers_own_interest() -> None:
    """A discipline officer with an interest does not read about that firm either; own rows stay."""
    from jiangang.integrity.interests.queries import own_interests, register
    from jiangang.kernel.permissions import hidden_firm_ids

    shared, other = firm("Shared"), firm("Other")
    interest("I01", shared.pk)
    interest("I01", other.pk)
    interest("D01", shared.pk)
    reader = actor("D01")
    seen = {(row.person_code, row.firm_id) for row in register(reader, hidden_firm_ids(reader))}
    assert seen == {("I01", other.pk), ("D01", shared.pk)}
    assert [row.firm_id for row in own_interests(reader)] == [shared.pk]
