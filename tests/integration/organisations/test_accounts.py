"""A firm's account: two administrators, and a way back in that needs no e-mail."""

from typing import Any

import pytest
from django.db import connection

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.organisations import accounts
from jiangang.kernel.organisations import api as organisations
from jiangang.kernel.organisations.models import Recovery
from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import Actor
from jiangang.methods.findings import Forbidden, NotFound, Refused


def actor(username: str) -> Actor:
    return people.actor_by_username(username, office.clock().date())


def by(username: str) -> dict[str, Any]:
    return {"actor": actor(username), "at": office.clock()}


def nobody() -> dict[str, Any]:
    return {"actor": Actor.anonymous(on=office.clock().date()), "at": office.clock()}


def asked(username: str) -> Recovery:
    organisations.ask_recovery(username=username, **nobody())
    return Recovery.objects.latest("pk")


def test_the_other_administrator_brings_somebody_back(demo_db: Any) -> None:
    recovery = asked("timber1")
    code = organisations.vouch(recovery_id=recovery.pk, evidence="", **by("timber2"))
    organisations.use_code(username="timber1", code=code, password="a-new-long-secret", **nobody())
    user = people.find_by_username("timber1")
    assert user.check_password("a-new-long-secret")
    assert not user.must_change_password
    assert ledger.verify().ok


def test_a_code_works_once(demo_db: Any) -> None:
    code = organisations.vouch(recovery_id=asked("timber1").pk, evidence="", **by("timber2"))
    organisations.use_code(username="timber1", code=code, password="a-new-long-secret", **nobody())
    with pytest.raises(Refused):
        organisations.use_code(username="timber1", code=code, password="another-long-secret", **nobody())


def test_five_wrong_codes_end_it(demo_db: Any) -> None:
    code = organisations.vouch(recovery_id=asked("timber1").pk, evidence="", **by("timber2"))
    for _ in range(accounts.TRIES):
        with pytest.raises(Refused):
            organisations.use_code(username="timber1", code="0000-0000-0000", password="x" * 20, **nobody())
    with pytest.raises(Refused):
        organisations.use_code(username="timber1", code=code, password="a-new-long-secret", **nobody())


def test_a_weak_password_does_not_use_the_code_up(demo_db: Any) -> None:
    code = organisations.vouch(recovery_id=asked("timber1").pk, evidence="", **by("timber2"))
    with pytest.raises(Refused):
        organisations.use_code(username="timber1", code=code, password="short", **nobody())
    organisations.use_code(username="timber1", code=code, password="a-new-long-secret", **nobody())


@pytest.mark.parametrize("voucher", ["timber1", "grain1", "timber", "inspector1"])
def test_nobody_else_vouches(demo_db: Any, voucher: str) -> None:
    """Not oneself, not another firm, not a declarant, not an inspector."""
    recovery = asked("timber1")
    with pytest.raises(Refused):
        organisations.vouch(recovery_id=recovery.pk, evidence="id card", **by(voucher))


def test_the_counter_vouches_against_a_document_only(demo_db: Any) -> None:
    recovery = asked("timber1")
    with pytest.raises(Refused, match="evidence_missing"):
        organisations.vouch(recovery_id=recovery.pk, evidence=" ", **by("clerk1"))
    assert organisations.vouch(recovery_id=recovery.pk, evidence="身份证、介绍信", **by("clerk1"))


def test_asking_tells_nothing(demo_db: Any) -> None:
    before = Recovery.objects.count()
    organisations.ask_recovery(username="nobody-of-that-name", **nobody())
    assert Recovery.objects.count() == before


def test_the_code_is_not_kept(demo_db: Any) -> None:
    code = organisations.vouch(recovery_id=asked("timber1").pk, evidence="", **by("timber2"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT r::text FROM organisations_recovery r")
        assert code not in str(cursor.fetchall())


def test_a_firm_keeps_two_administrators(demo_db: Any) -> None:
    members = people.list_members(actor("timber1").firm_id, office.clock().date())
    other = next(member for member in members if member.username == "timber2")
    with pytest.raises(Refused, match="administrators_left"):
        accounts.end_member(posting_id=other.posting_id, **by("timber1"))


def test_a_third_administrator_lets_one_go(demo_db: Any) -> None:
    new = organisations.NewMember("示范丁", "timber3", "a-first-long-secret", "firm_administrator")
    organisations.add_member(new=new, **by("timber1"))
    members = people.list_members(actor("timber1").firm_id, office.clock().date())
    other = next(member for member in members if member.username == "timber2")
    accounts.end_member(posting_id=other.posting_id, **by("timber1"))
    assert not actor("timber2").permissions


def test_another_firm_s_member_is_not_found(demo_db: Any) -> None:
    members = people.list_members(actor("grain1").firm_id, office.clock().date())
    with pytest.raises(NotFound):
        accounts.end_member(posting_id=members[0].posting_id, **by("timber1"))


def test_a_declarant_manages_nothing(demo_db: Any) -> None:
    new = organisations.NewMember("示范丁", "timber3", "a-first-long-secret", "declarant")
    with pytest.raises(Forbidden):
        organisations.add_member(new=new, **by("timber"))


def test_a_firm_cannot_hand_out_posts_of_the_office(demo_db: Any) -> None:
    new = organisations.NewMember("示范丁", "timber3", "a-first-long-secret", "inspector")
    with pytest.raises(Refused, match="post_of_the_office"):
        organisations.add_member(new=new, **by("timber1"))
