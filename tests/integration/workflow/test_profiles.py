"""Other hands by data alone: the same office under other legal profiles, and profiles that change on a
day.
"""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from jiangang.kernel.office.models import OfficeSetting
from jiangang.kernel.permissions import Actor
from jiangang.kernel.workflow import api as workflow
from jiangang.kernel.workflow.models import Step
from jiangang.kernel.workflow.profiles import all_profiles, read_profile
from jiangang.methods.findings import Refused
from tests.integration.workflow.trial import AT, CASE, PARCEL_FLOW, Parcel
from tests.support.database import connected_to

THREE_EYES = """
code = "three_eyes"
[[separate]]
hands = ["accept", "release"]
from = 2020-01-01
citation = "Order of a third office, clause 4"
[[count]]
hand = "release"
hands = 3
from = 2020-01-01
citation = "Order of a third office, clause 5"
"""


def under(profile: str, on: date = date(2026, 1, 1)) -> None:
    with transaction.atomic():
        OfficeSetting.objects.create(
            key="legal_profile", value=profile, valid_from=on, recorded_by="system:test"
        )


def lend(parcel: Parcel, act: str, actor: Actor, *, helpers: tuple[Actor, ...] = ()) -> None:
    """Move the parcel; the helpers sign first."""
    with transaction.atomic():
        for helper in helpers:
            workflow.sign(parcel, act, case=CASE, actor=helper, at=AT)
        workflow.move(parcel, act, case=CASE, actor=actor, at=AT)


@pytest.mark.parametrize(
    ("profile", "who", "stops_at"),
    [
        ("chinese", "王 李+赵 孙", None),
        ("chinese", "王 李 孙", "inspect"),
        ("chinese", "王 王+赵 孙", "inspect"),
        ("chinese", "王 李+赵 赵", "release"),
        ("single_officer", "王 王 王", None),
        ("single_officer", "王 李 李", None),
        ("three_eyes", "王 王 李+赵+孙", None),
        ("three_eyes", "王 王 王+赵+孙", "release"),
        ("three_eyes", "王 王 李+赵", "release"),
    ],
)
def test_each_profile_has_its_own_hands(
    parcels: Any, parcel: Parcel, people: Callable[[str], Actor], profile: str, who: str, stops_at: str | None
) -> None:
    with connected_to(parcels.url("jiangang_owner")):
        workflow.synchronise([PARCEL_FLOW], [*all_profiles(), read_profile(THREE_EYES)])
    under(profile)
    for act, names in zip(("accept", "inspect", "release"), who.split(), strict=True):
        actor, *helpers = [people(name) for name in names.split("+")]
        if act == stops_at:
            with pytest.raises(Refused):
                lend(parcel, act, actor, helpers=tuple(helpers))
            return
        lend(parcel, act, actor, helpers=tuple(helpers))
    assert Parcel.objects.get().state == "released"


def test_database_and_program_name_the_same_profile_of_the_day(parcels: Any) -> None:
    from jiangang.kernel.office import api as office

    under("single_officer", date(2026, 3, 3))
    with transaction.atomic():
        OfficeSetting.objects.create(
            key="time_zone", value="Asia/Kolkata", valid_from=date(2026, 5, 1), recorded_by="system:test"
        )
    for moment in (
        AT,
        AT.replace(day=2, hour=15, minute=59),
        AT.replace(day=2, hour=16),
        AT.replace(month=6),
    ):
        with connection.cursor() as cursor:
            cursor.execute("SELECT workflow_day(%s), workflow_profile(workflow_day(%s))", [moment, moment])
            day, profile = cursor.fetchone()
        assert (day, profile) == (office.local_day(moment), office.legal_profile(office.local_day(moment)))


def test_two_colleagues_at_once_cannot_lend_one_hand_twice(
    parcels: Any, parcel: Parcel, people: Callable[[str], Actor]
) -> None:
    wang = people("王")
    with transaction.atomic():
        second = Parcel.objects.create(name="梨")
    start, refused = threading.Barrier(2), []

    def run(record: Parcel, act: str) -> None:
        try:
            start.wait()
            with transaction.atomic():
                workflow.move(
                    Parcel.objects.select_for_update().get(pk=record.pk), act, case=CASE, actor=wang, at=AT
                )
        except Refused as error:
            refused.append(error)
        finally:
            connection.close()

    under("three_eyes_unknown")
    lend(second, "accept", people("李"))
    lend(second, "inspect", people("李"))
    with connected_to(parcels.url("jiangang_owner")):
        two = read_profile(THREE_EYES.replace("hands = 3", "hands = 1"))
        workflow.synchronise([PARCEL_FLOW], [two])
    with transaction.atomic():
        OfficeSetting.objects.create(
            key="legal_profile", value="three_eyes", valid_from=date(2026, 2, 1), recorded_by="system:test"
        )
    threads = [
        threading.Thread(target=run, args=(parcel, "accept")),
        threading.Thread(target=run, args=(second, "release")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert Step.objects.filter(person_id=wang.person_id).count() == 1
