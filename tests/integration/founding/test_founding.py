"""Founding a real office: all or nothing, checked, and never twice."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from jiangang.kernel.founding import api as founding
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.people import api as people
from jiangang.kernel.people.models import Grant, Person
from jiangang.kernel.people.operations import revoke_grant
from jiangang.methods.findings import Conflict, Refused


def plan(**changes: Any) -> founding.OfficePlan:
    given = {
        "code": "110000",
        "name_en": "A bureau",
        "name_zh": "某局",
        "time_zone": "Asia/Shanghai",
    } | changes
    return founding.OfficePlan(
        opens_on=office.clock().date(),
        settings=given,
        units=(founding.UnitPlan("B", "bureau", "Bureau", "本局"),),
        administrator=founding.Administrator("A001", "管理员", "admin", "a-first-long-secret"),
        administrator_unit="B",
    )


def found(wanted: founding.OfficePlan, data: Path = settings.FIRST_OFFICE_DATA) -> int:
    at = office.clock()
    return founding.found_office(plan=wanted, data=data, actor=founding.founder(at.date()), at=at)


def test_the_first_administrator_may_take_people_on(committed_db: Any) -> None:
    person_id = found(plan())
    actor = people.actor_of_person(person_id, office.clock().date())
    assert "people.person.change" in actor.permissions
    assert ledger.verify().ok
    assert not office.get_setting("demo", actor.on)


def test_a_second_founding_is_refused(committed_db: Any) -> None:
    found(plan())
    with pytest.raises(Conflict):
        found(plan())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code": "12"}, "code_digits"),
        ({"name_en": " "}, "name_missing"),
        ({"time_zone": "Mars/Base"}, "setting_value"),
    ],
)
def test_a_plan_with_a_fault_founds_nothing(committed_db: Any, changes: dict[str, str], code: str) -> None:
    with pytest.raises(Refused, match=code):
        found(plan(**changes))
    assert not Person.objects.exists()
    assert ledger.size() == 0


def test_an_upgraded_office_is_granted_only_what_nobody_ever_held(committed_db: Any, tmp_path: Path) -> None:
    """A new permission comes with today's date and an entry; what the office took away stays away."""
    new, taken = "targeting.decision.view", "targeting.policy.view"
    found(plan(), data=_data_without(new, tmp_path))
    at = office.clock()
    by: dict[str, Any] = {"actor": founding.founder(office.local_day(at)), "at": at}
    for row in Grant.objects.filter(permission=taken):
        revoke_grant(grant_id=row.pk, last_day=office.local_day(at), **by)
    assert not Grant.objects.filter(permission=new).exists()
    assert founding.bring_new_grants(data=settings.FIRST_OFFICE_DATA, **by) == (new,)
    brought = Grant.objects.filter(permission=new)
    assert "targeting_officer" in set(brought.values_list("post_kind_id", flat=True))
    assert set(brought.values_list("valid_from", flat=True)) == {office.local_day(at)}
    assert not Grant.objects.filter(permission=taken, valid_until=None).exists()
    assert founding.bring_new_grants(data=settings.FIRST_OFFICE_DATA, **by) == ()
    report = ledger.verify()
    assert report.ok, report.faults


def test_an_empty_place_is_granted_nothing(committed_db: Any) -> None:
    """Before an office is founded there is nobody to hold anything."""
    at = office.clock()
    actor = founding.founder(at.date())
    assert founding.bring_new_grants(data=settings.FIRST_OFFICE_DATA, actor=actor, at=at) == ()
    assert not Grant.objects.exists()


def _data_without(permission: str, folder: Path) -> Path:
    """The data of an earlier build, which did not know the permission."""
    for name in ("posts.toml", "grants.toml"):
        lines = (settings.FIRST_OFFICE_DATA / name).read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith(f'"{permission}"')]
        (folder / name).write_text("".join(kept), encoding="utf-8")
    return folder
