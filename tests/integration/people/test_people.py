"""People, posts and grants: dated, refused with a reason, and in the ledger without personal data."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import RequestFactory

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.people import api as people
from jiangang.kernel.people.models import Person, Posting, Unit, User
from jiangang.methods.findings import Conflict, Forbidden, Refused


def by(code: str = "A001") -> dict[str, Any]:
    return {"actor": people.actor_by_code(code, office.clock().date()), "at": office.clock()}


def test_permissions_come_from_the_posts_of_the_day(demo_db: Any) -> None:
    clerk = Person.objects.get(code="W001")
    on = office.clock().date()
    assert "declarations.notice.accept" in people.actor_for(clerk, on).permissions
    posting = clerk.postings.get()
    people.end_posting(posting_id=posting.pk, last_day=on, **by())
    assert "declarations.notice.accept" in people.actor_for(clerk, on).permissions
    assert not people.actor_for(clerk, on + timedelta(days=1)).permissions


def test_two_posts_grant_what_each_of_them_grants_and_a_page_asks_once(
    demo_db: Any, django_assert_num_queries: Any
) -> None:
    clerk, officer = Person.objects.get(code="W001"), Person.objects.get(code="R001")
    on = office.clock().date()
    alone = [people.actor_for(each, on) for each in (clerk, officer)]
    held = officer.postings.get()
    Posting.objects.create(
        person=clerk, post_kind=held.post_kind, unit=held.unit, valid_from=on, valid_until=on
    )
    both = people.actor_for(clerk, on, language="en")
    assert both.permissions == alone[0].permissions | alone[1].permissions
    assert list(both.post_names) == people.post_names(both.posts, "en")
    assert set(both.posts) == set(alone[0].posts) | set(alone[1].posts)
    request = RequestFactory().get("/")
    request.user, request.now = User.objects.get(person=clerk), office.clock()  # type: ignore[attr-defined]
    office.time_zone(on)
    with django_assert_num_queries(1):
        actor = people.actor_of_request(request)
    assert actor == people.actor_for(clerk, actor.on)


def test_a_name_is_not_in_the_ledger_entry(demo_db: Any) -> None:
    new = people.NewPerson("Z001", "绝密姓名", "Secret Name", phone="13800000000")
    people.add_person(new=new, **by())
    from jiangang.kernel.ledger.models import Entry

    entry = Entry.objects.get(act="people.person.add", facts_json__contains="Z001")
    assert "绝密姓名" not in entry.facts_json
    assert entry.personal_commitment
    assert ledger.verify().ok


def test_a_code_is_given_once(demo_db: Any) -> None:
    with pytest.raises(Conflict):
        people.add_person(new=people.NewPerson("W001", "某人"), **by())


def test_only_the_administrator_takes_people_on(demo_db: Any) -> None:
    with pytest.raises(Forbidden):
        people.add_person(new=people.NewPerson("Z001", "某人"), **by("W001"))


@pytest.mark.parametrize("password", ["short", "password123", "1234567890"])
def test_a_weak_password_is_refused_with_a_reason(demo_db: Any, password: str) -> None:
    person = people.add_person(new=people.NewPerson("Z001", "某人"), **by())
    with pytest.raises(Refused, match="password_weak"):
        people.open_sign_in(person_id=person.pk, username="somebody", password=password, **by())


def test_crossed_dates_are_refused(demo_db: Any) -> None:
    unit = Unit.objects.first()
    with pytest.raises(Refused, match="dates_crossed"):
        people.appoint(
            person_id=Person.objects.get(code="W001").pk,
            post_kind="inspector",
            unit_id=unit.pk,
            valid_from=date(2026, 2, 2),
            valid_until=date(2026, 2, 1),
            **by(),
        )


def test_the_absent_are_not_on_duty(demo_db: Any) -> None:
    on = office.clock().date()
    asked = {"post_kind": "inspector", "qualification": "field_inspection", "on": on}
    before = [one.code for one in people.on_duty(**asked)]
    gone = Person.objects.get(code=before[0])
    people.record_absence(person_id=gone.pk, first_day=on, last_day=on, **by())
    assert [one.code for one in people.on_duty(**asked)] == before[1:]


def test_a_grant_names_a_declared_permission(demo_db: Any) -> None:
    with pytest.raises(Refused, match="permission_unknown"):
        people.grant(post_kind="inspector", permission="made.up.thing", valid_from=date(2026, 1, 1), **by())


def test_nobody_deletes_a_posting(demo_db: Any) -> None:
    from django.db import DatabaseError

    with pytest.raises(DatabaseError):
        Posting.objects.all()[:1].get().delete()


def test_a_reset_password_ends_the_keys_made_with_the_old_one(demo_db: Any) -> None:
    clerk = people.find_by_username("clerk1")
    assert clerk is not None
    key = people.make_key(user=clerk, name="program", at=office.clock())
    people.reset_password(person_id=clerk.person_id, password="Given-by-the-chief-5", **by())
    assert people.find_user(key, at=office.clock()) is None
