"""What verification says of names, telephone numbers, user names and passwords, which no digest covers."""

import json
from datetime import timedelta
from importlib import import_module
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner
from django.contrib.auth import hashers
from django.db import connection
from django.test import Client

from jiangang.config.supervision import postgres
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.ledger.commands import cli
from jiangang.kernel.ledger.models import Entry, PersonalRecord
from jiangang.kernel.office import api as office
from jiangang.kernel.organisations import api as organisations
from jiangang.kernel.organisations.models import Recovery
from jiangang.kernel.people import api as people
from jiangang.kernel.people.models import Person, User
from jiangang.kernel.permissions import Actor
from jiangang.kernel.privacy import api as privacy
from jiangang.kernel.privacy import permissions as privacy_permissions
from jiangang.kernel.privacy.models import Erasure, RetentionRule
from tests.support.demo import PASSWORD

OWN = "Only-I-know-this-77"


def by(code: str = "A001") -> dict[str, Any]:
    return {"actor": people.actor_by_code(code, office.clock().date()), "at": office.clock()}


def tamper(addresses: dict[str, str], statement: str) -> None:
    """What a thief with the superuser's keys does."""
    with psycopg.connect(addresses[postgres.SUPERUSER], autocommit=True) as thief:
        thief.execute("SET session_replication_role = replica")
        thief.execute(statement)


PEOPLE = "UPDATE people_person SET {} WHERE code = 'W001'"
USERS = "UPDATE people_user SET {} WHERE username = 'clerk1'"
FLIPS = [
    (PEOPLE, "name_zh = '别人'", "people_person", "name_zh"),
    (PEOPLE, "name_en = 'Somebody Else'", "people_person", "name_en"),
    (PEOPLE, "phone = '13900000000'", "people_person", "phone"),
    (PEOPLE, "email = 'thief@port.example'", "people_person", "email"),
    (PEOPLE, "name_zh = '', name_en = '', pinyin = ''", "people_person", "name_zh"),
    (USERS, "username = 'clerk9'", "people_user", "username"),
    (USERS, "password = 'md5$x$' || md5('xthief')", "people_user", "password"),
]


@pytest.mark.parametrize(("statement", "change", "table", "column"), FLIPS)
def test_a_changed_person_or_user_is_named(
    demo_db: dict[str, str], statement: str, change: str, table: str, column: str
) -> None:
    clerk = Person.objects.get(code="W001")
    row = clerk.pk if table == "people_person" else clerk.user.pk
    tamper(demo_db, statement.format(change))
    answer = CliRunner().invoke(cli, ["verify", "--json"])
    assert answer.exit_code == 1
    (fault,) = json.loads(answer.stdout)["faults"]
    assert (fault["table"], fault["row"]) == (table, str(row))
    assert fault["what"].startswith(column)


def test_a_hash_put_back_from_before_is_named(demo_db: dict[str, str]) -> None:
    user = User.objects.get(username="clerk1")
    people.reset_password(person_id=user.person_id, password=OWN, **by())
    assert ledger.verify().ok
    tamper(demo_db, USERS.format(f"password = '{user.password}'"))
    assert [fault.table for fault in ledger.verify().faults] == ["people_user"]


def test_signing_in_changes_no_hash_even_with_newer_parameters(demo_db: Any, settings: Any) -> None:
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    before = User.objects.get(username="clerk1").password
    assert hashers.identify_hasher(before).algorithm == "md5"
    answer = Client().post("/account/login/", {"login": "clerk1", "password": PASSWORD})
    assert answer.status_code == 302
    assert User.objects.get(username="clerk1").password == before
    assert ledger.verify().ok


def test_every_way_to_a_new_password_is_recorded(demo_client: Any) -> None:
    client = demo_client("clerk1")
    sent = {"oldpassword": PASSWORD, "password1": OWN, "password2": OWN}
    assert client.post("/account/password/change/", sent).status_code == 302
    recorded("people.password.change")
    organisations.ask_recovery(username="timber1", **nobody())
    recovery = Recovery.objects.latest("pk")
    code = organisations.vouch(recovery_id=recovery.pk, evidence="身份证", **by("W001"))
    organisations.use_code(username="timber1", code=code, password=OWN, **nobody())
    recorded("organisations.recovery.use")
    people.reset_password(person_id=Person.objects.get(code="W001").pk, password=f"{OWN}!", **by())
    recorded("people.password.reset")
    assert ledger.verify().ok


def nobody() -> dict[str, Any]:
    return {"actor": Actor.anonymous(on=office.clock().date()), "at": office.clock()}


def recorded(act: str) -> None:
    """The newest entry of the act holds a digest of the stored hash, and neither hash nor password."""
    entry = Entry.objects.filter(act=act).latest("sequence")
    kept = PersonalRecord.objects.get(entry=entry)
    assert kept.data is not None
    assert set(kept.data) == {"password_sha256"}
    assert len(kept.data["password_sha256"]) == 64
    assert "$" not in str(kept.data_json)


def test_an_erased_person_is_no_fault_and_their_record_is_gone(demo_db: Any) -> None:
    clerk = Person.objects.get(code="W001")
    posting = clerk.postings.get()
    last = office.clock().date() - timedelta(days=1)
    people.end_posting(posting_id=posting.pk, last_day=last, **by())
    held = frozenset({privacy_permissions.SET_RETENTION, privacy_permissions.ERASE})
    at = office.clock() + timedelta(days=4_000)
    officer = Actor.system("retention", on=at.date(), permissions=held)
    rules = [privacy.NewRule(f"people.{name}", "person_left", "order 1", last, counted_from, 365)
             for name, counted_from in (("Person", ""), ("User", "person"))]  # fmt: skip
    privacy.set_retention(rules=rules, actor=officer, at=at)
    assert {each.model for each in privacy.erase_due(actor=officer, at=at)} >= {"people.Person"}
    clerk.refresh_from_db()
    assert (clerk.name_zh, clerk.pinyin) == ("", "")
    said = [kept.data_json for kept in PersonalRecord.objects.filter(entry__subject=f"person:{clerk.pk}")]
    assert said
    assert not any(said)
    assert ledger.verify().ok


def test_what_was_entered_before_there_was_a_record_is_no_fault(demo_db: dict[str, str]) -> None:
    clerk = Person.objects.get(code="W001")
    held = Entry.objects.filter(subject=f"person:{clerk.pk}", personal_commitment__isnull=False)
    ledger.erase_personal(list(held.values_list("pk", flat=True)), **by())
    tamper(demo_db, PEOPLE.format("name_zh = '旧名'"))
    assert ledger.verify().ok


def test_whoever_was_erased_before_the_records_were_is_made_whole_by_the_upgrade(demo_db: Any) -> None:
    """As `erase_due` once left people: the row cleared, the record of the ledger not."""
    migration = import_module("jiangang.kernel.privacy.migrations.0003_records_of_the_erased")
    Person.objects.filter(code="W001").update(name_zh="", name_en="", phone="", email="")
    assert "people_person" in {fault.table for fault in ledger.verify().faults}
    with connection.cursor() as cursor:
        cursor.execute(migration.ERASE_RECORDS)  # nobody was erased by a rule: nothing is touched
        assert "people_person" in {fault.table for fault in ledger.verify().faults}
        rule = RetentionRule.objects.create(
            model="people.Person", way="person_left", basis="x", verified=False, valid_from="2020-01-01"
        )
        Erasure.objects.create(
            rule=rule, model="people.Person", cutoff="2020-01-01", rows=1, erased_at=office.clock()
        )
        cursor.execute(migration.ERASE_RECORDS)
    assert "people_person" not in {fault.table for fault in ledger.verify().faults}
    assert Person.objects.get(code="W001").pinyin == ""
