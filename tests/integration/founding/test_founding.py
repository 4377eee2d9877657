"""Founding a real office: all or nothing, checked, and never twice."""

from typing import Any

import pytest
from django.conf import settings

from jiangang.kernel.founding import api as founding
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.people import api as people
from jiangang.kernel.people.models import Person
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


def found(wanted: founding.OfficePlan) -> int:
    at = office.clock()
    return founding.found_office(
        plan=wanted, data=settings.FIRST_OFFICE_DATA, actor=founding.founder(at.date()), at=at
    )


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
