"""Loading the demo office: founding it, its staff, its firms with accounts, one interest, its targeting
policy.
"""

import secrets
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from jiangang.integrity.interests import api as interests
from jiangang.kernel.founding import api as founding
from jiangang.kernel.office import api as office
from jiangang.kernel.organisations import api as organisations
from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import Actor
from jiangang.kernel.search import api as search
from jiangang.port.targeting import api as targeting
from jiangang.rehearsal.plan import DATA, DemoFirm, all_firms, office_data

LONG_AGO = date(2000, 1, 1)
POLICY = DATA / "policy.toml"


def load_demo_office(*, at: datetime | None = None, password: str = "") -> str:
    """Make the demo office in an empty database, all of it or nothing; returns its people's one password.

    at: the moment of founding (default: now). The password is made up for this office unless one is given.
    Raises Conflict when there is an office already.
    """
    at = at or office.clock()
    password = password or f"demo-{secrets.token_hex(4)}"
    founder = founding.founder(at.date())
    with transaction.atomic():
        founding.found_office(
            plan=_plan(at.date(), password), data=settings.FIRST_OFFICE_DATA, actor=founder, at=at
        )
        office.change_setting(key="demo_password", value=password, valid_from=LONG_AGO, actor=founder, at=at)
        staff = _take_on_staff(password, actor=founder, at=at)
        firms = {firm.number: _open_firm(firm, password, actor=founder, at=at) for firm in all_firms()}
        _declare_interests(staff, firms, actor=founder, at=at)
        _put_policy_in_force(at=at)
    return password


def _plan(on: date, password: str) -> founding.OfficePlan:
    data = office_data()
    first = data["administrator"]
    return founding.OfficePlan(
        opens_on=on,
        settings=dict(data["settings"]),
        units=tuple(founding.UnitPlan(**{"parent": "", **unit}) for unit in data["unit"]),
        administrator=founding.Administrator(
            first["code"], first["name_zh"], first["username"], password, first["name_en"]
        ),
        administrator_unit=first["unit"],
    )


def _take_on_staff(password: str, *, actor: Actor, at: datetime) -> dict[str, int]:
    by: dict[str, Any] = {"actor": actor, "at": at}
    units = dict(people.unit_ids())
    placed = {}
    for row in office_data()["staff"]:
        pinyin = search.pinyin_key(row["name_zh"])
        new = people.NewPerson(row["code"], row["name_zh"], row["name_en"], pinyin=pinyin)
        person = people.add_person(new=new, **by)
        people.open_sign_in(person_id=person.pk, username=row["username"], password=password, **by)
        people.appoint(
            person_id=person.pk, post_kind=row["post"], unit_id=units[row["unit"]], valid_from=LONG_AGO, **by
        )
        if "qualification" in row:
            people.qualify(person_id=person.pk, code=row["qualification"], valid_from=LONG_AGO, **by)
        placed[row["code"]] = person.pk
    return placed


def _open_firm(firm: DemoFirm, password: str, *, actor: Actor, at: datetime) -> int:
    registered = organisations.register_firm(
        scheme="uscc",
        value=firm.number,
        name_zh=firm.name_zh,
        name_en=firm.name_en,
        country="CN",
        actor=actor,
        at=at,
    )
    for name, username in firm.administrators:
        new = organisations.NewMember(name, username, password, "firm_administrator")
        organisations.place_member(firm_id=registered.pk, new=new, actor=actor, at=at, valid_from=LONG_AGO)
    new = organisations.NewMember(*firm.declarant, password, "declarant")
    organisations.place_member(firm_id=registered.pk, new=new, actor=actor, at=at, valid_from=LONG_AGO)
    return registered.pk


def _declare_interests(staff: dict[str, int], firms: dict[str, int], *, actor: Actor, at: datetime) -> None:
    for row in office_data()["interest"]:
        interests.declare_interest(
            person_id=staff[row["person"]],
            firm_id=firms[row["firm"]],
            kind=row["kind"],
            valid_from=at.date() - timedelta(days=400),
            actor=people.actor_of_person(staff[row["person"]], at.date()),
            at=at,
        )


def _put_policy_in_force(*, at: datetime) -> None:
    """Proposed by the targeting officer, activated by the section chief: two hands, as for any policy."""
    proposer, activator = (people.actor_by_code(code, at.date()) for code in ("T001", "K001"))
    policy = targeting.propose_policy(
        text=POLICY.read_text(encoding="utf-8"), reason="首个布控方案 first policy", actor=proposer, at=at
    )
    targeting.activate_policy(policy_id=policy.pk, valid_from=LONG_AGO, actor=activator, at=at)
