"""Revealing with a logged reason, retention as dated data, erasing while the ledger still verifies."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.db import Error, connection, transaction

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.people.models import Absence, Person, Posting, PostKind, Unit, User
from jiangang.kernel.permissions import Actor
from jiangang.kernel.privacy import api, permissions
from jiangang.kernel.privacy.api import NewRule
from jiangang.methods.findings import Forbidden, NotFound, Refused

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
OFFICER = Actor(
    name="officer",
    on=AT.date(),
    person_id=1,
    permissions=frozenset({permissions.REVEAL, permissions.ERASE, permissions.SET_RETENTION}),
)


@pytest.fixture
def person() -> Person:
    """Somebody whose only post ended in 2011."""
    made = Person.objects.create(code="p1", name_zh="王小明", name_en="Wang", phone="13812345678")
    User.objects.create(username="wang", email="w@port.example", person=made)
    unit = Unit.objects.create(
        code="u1", kind="section", name_en="S", name_zh="科", valid_from=date(2000, 1, 1)
    )
    kind = PostKind.objects.create(code="test_post", name_en="P", name_zh="岗")
    Posting.objects.create(
        person=made, post_kind=kind, unit=unit, valid_from=date(2010, 1, 1), valid_until=date(2011, 12, 31)
    )
    return made


def reveal(person: Person, field: str = "phone", reason: str = "call about the notice") -> str:
    """Ask to see a field of a person."""
    return api.reveal(
        model="people.Person", key=str(person.pk), field=field, reason=reason, actor=OFFICER, at=AT
    )


def test_a_revealed_value_is_logged_with_its_reason_and_without_itself(person: Person) -> None:
    before = ledger.size()
    assert reveal(person) == "13812345678"
    assert ledger.size() == before + 1
    entry = ledger.find_entry(ledger.last_sequence(f"people.person:{person.pk}") or 0)
    assert entry is not None
    assert (entry.entry.act, entry.entry.facts, entry.personal) == (
        "privacy.reveal",
        {"field": "phone"},
        "kept",
    )


def test_nothing_is_revealed_without_reason_permission_or_declaration(person: Person) -> None:
    with pytest.raises(Refused):
        reveal(person, reason=" no ")
    with pytest.raises(NotFound):
        reveal(person, field="code")
    with pytest.raises(NotFound):
        api.reveal(model="people.Unit", key="1", field="x", reason="long enough", actor=OFFICER, at=AT)
    with pytest.raises(NotFound):
        api.reveal(model="people.Person", key="x", field="phone", reason="long enough", actor=OFFICER, at=AT)
    with pytest.raises(Forbidden):
        api.reveal(
            model="people.Person",
            key="1",
            field="phone",
            reason="long enough",
            actor=Actor(name="x", on=AT.date(), person_id=2),
            at=AT,
        )


def test_an_office_without_rules_erases_nothing(person: Person) -> None:
    assert api.erase_due(actor=OFFICER, at=AT) == []


def test_the_rules_of_the_house_read_and_are_set_once() -> None:
    assert api.load_seeds(actor=OFFICER, at=AT) == 5
    assert api.load_seeds(actor=OFFICER, at=AT) == 0
    assert not any(rule.verified for rule in api.rules_in_force(AT.date()))


def test_who_left_long_ago_is_erased_and_who_works_here_is_not(person: Person) -> None:
    stays = Person.objects.create(code="p2", name_zh="李四")
    Posting.objects.create(
        person=stays, post_kind_id="test_post", unit=Unit.objects.get(code="u1"), valid_from=date(2010, 1, 1)
    )
    api.load_seeds(actor=OFFICER, at=AT)
    erased = {erasure.model: erasure.rows for erasure in api.erase_due(actor=OFFICER, at=AT)}
    assert erased == {"people.Person": 1, "people.User": 1}
    person.refresh_from_db()
    assert (person.name_zh, person.name_en, person.phone, person.code) == ("", "", "", "p1")
    assert person.user.username == f"erased-{person.user.pk}"
    stays.refresh_from_db()
    assert stays.name_zh == "李四"
    assert api.erase_due(actor=OFFICER, at=AT) == []


def test_absences_lose_their_reason_after_their_time(person: Person) -> None:
    for day, reason in ((date(2023, 11, 20), "ill"), (date(2024, 1, 1), "holiday")):
        Absence.objects.create(person=person, first_day=day, last_day=day, reason=reason)
    api.load_seeds(actor=OFFICER, at=AT)
    api.erase_due(actor=OFFICER, at=AT)
    assert list(Absence.objects.order_by("first_day").values_list("reason", flat=True)) == ["", "holiday"]


def test_the_ledger_still_verifies_after_its_personal_part_is_erased() -> None:
    old = AT - timedelta(days=3_700)
    entry = ledger.append(actor=OFFICER, at=old, act="test.act", subject="t:1", personal={"name": "王"})
    ledger.append(actor=OFFICER, at=AT, act="test.act", subject="t:2", personal={"name": "李"})
    api.load_seeds(actor=OFFICER, at=AT)
    (erasure,) = api.erase_due(actor=OFFICER, at=AT)
    assert (erasure.model, erasure.rows) == ("ledger.PersonalRecord", 1)
    record = apps.get_model("ledger.PersonalRecord")._default_manager.get(pk=entry.pk)
    assert record.data_json is None
    assert ledger.verify().ok


def test_a_rule_counts_from_its_day_and_may_keep_for_good(person: Person) -> None:
    api.load_seeds(actor=OFFICER, at=AT)
    for_good = NewRule("people.Person", "person_left", "office order 3", date(2026, 1, 1), verified=True)
    api.set_retention(rules=[for_good], actor=OFFICER, at=AT)
    assert {erasure.model for erasure in api.erase_due(actor=OFFICER, at=AT)} == {"people.User"}


def test_a_wrong_rule_is_refused_with_all_findings() -> None:
    wrong = [
        NewRule("people.Unit", "field", "x", date(2026, 1, 1)),
        NewRule("people.Absence", "field", " ", date(2026, 1, 1), counted_from="reason"),
        NewRule("people.Absence", "moon", "x", date(2026, 1, 1)),
    ]
    with pytest.raises(Refused) as caught:
        api.set_retention(rules=wrong, actor=OFFICER, at=AT)
    assert [finding.code.rpartition(".")[2] for finding in caught.value.findings] == [
        "not_personal",
        "field_unknown",
        "basis_missing",
        "way_unknown",
    ]


def test_every_model_says_what_is_personal_and_the_docs_list_it() -> None:
    assert api.undeclared_models() == []
    assert "| people.Person | people_person | phone |" in api.as_markdown()


@pytest.mark.parametrize("table", ["privacy_retentionrule", "privacy_erasure"])
def test_rules_and_erasures_cannot_be_removed(table: str) -> None:
    api.load_seeds(actor=OFFICER, at=AT)
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
