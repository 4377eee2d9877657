"""The act of founding: settings, posts and what they grant, units, code lists, series, the first
administrator, the public register.
"""

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jiangang.kernel.calendar import api as calendar
from jiangang.kernel.codes import api as codes
from jiangang.kernel.founding.plan import Administrator, OfficePlan, UnitPlan
from jiangang.kernel.founding.rules import check_plan
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.money import api as money
from jiangang.kernel.numbering import api as numbering
from jiangang.kernel.office import api as office
from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import Actor, Permission, operation
from jiangang.kernel.register import api as register
from jiangang.methods.findings import Conflict, Finding, Severity, raise_if_blocked

LONG_AGO = date(2000, 1, 1)
"""First grants and code lists are in force from here, so that old business can be entered as of its own
day.
"""
BY_PROGRAM = (
    "机构设立时由程序启用，未经双人仪式 · opened by the program at founding, "
    "no ceremony of two people was held"
)
"""What the register says in public of its first key."""


def founder(on: date) -> Actor:
    """The part of the system that founds an office; it may do what founding needs."""
    return Actor.system("founding", on=on, permissions=frozenset(Permission.all()))


@operation(open_because="there is nobody yet who could hold a permission; refused once somebody works here")
def found_office(*, plan: OfficePlan, data: Path, actor: Actor, at: datetime) -> int:
    """Found the office and return its first administrator's person id; all of it or nothing.

    data: folder with `posts.toml` and `grants.toml`. Raises Conflict when there is an office already.
    """
    if people.anybody_works_here():
        raise Conflict([Finding("founding.finding.office_exists", Severity.ERROR)])
    raise_if_blocked(check_plan(plan))
    by: dict[str, Any] = {"actor": actor, "at": at}
    for key, value in plan.settings.items():
        office.change_setting(key=key, value=value, valid_from=LONG_AGO, **by)
    people.load_posts(posts=_read(data / "posts.toml")["post"], **by)
    people.load_grants(grants=_grants(data / "grants.toml", plan), valid_from=LONG_AGO, **by)
    units = place_units(plan.units, valid_from=LONG_AGO, **by)
    codes.load_seeds(**by)
    numbering.load_seeds(**by)
    calendar.load_seeds(**by)
    money.load_seeds(**by)
    person_id = place_administrator(plan.administrator, unit_id=units[plan.administrator_unit], **by)
    open_register(at=at)
    ledger.append(actor=actor, at=at, act="founding.office.found", subject=f"office:{plan.settings['code']}")
    return person_id


@operation(open_because="the owner of the machine upgrades; it brings only what nobody has ever held")
def bring_new_grants(*, data: Path, actor: Actor, at: datetime) -> tuple[str, ...]:
    """Grant what a newer build brings: permissions that no post of this office has ever held, from today on.

    data: folder with `posts.toml` and `grants.toml`. What the office has taken away or given to others stays
    as it is: a permission with any grant, ended or not, is the office's own affair. A kind of post that only
    the new permissions need is made. Returns the permissions, in order; none before the office is founded.
    """
    if not people.anybody_works_here():
        return ()
    known = people.permissions_ever_granted()
    named = {
        code: tuple(posts) for block in _read(data / "grants.toml").values() for code, posts in block.items()
    }
    new = {code: posts for code, posts in sorted(named.items()) if code not in known}
    if not new:
        return ()
    needed = {post for posts in new.values() for post in posts}
    posts = [post for post in _read(data / "posts.toml")["post"] if post["code"] in needed]
    people.load_posts(posts=posts, actor=actor, at=at)
    people.load_grants(grants=new, valid_from=office.local_day(at), actor=actor, at=at)
    facts = {"permissions": list(new)}
    ledger.append(actor=actor, at=at, act="founding.grants.bring", subject="grants", facts=facts)
    return tuple(new)


def open_register(*, at: datetime) -> None:
    """Hold the key ceremony of the public register, so that the first paper is entered; once.

    There is nobody yet who could be two people: two parts of the program propose and confirm, the entry says
    so in public, and the office rotates the key by two people when it has them.
    """
    if register.current_origin() is not None:
        return
    on = office.local_day(at)
    proposer = Actor.system("founding", on=on, permissions=frozenset({register.PROPOSE_KEYS}))
    confirmer = Actor.system("supervisor", on=on, permissions=frozenset({register.CONFIRM_KEYS}))
    made = register.propose(act=register.OPEN, reason=BY_PROGRAM, actor=proposer, at=at)
    register.confirm(proposal_id=made.pk, actor=confirmer, at=at)


def place_units(
    units: tuple[UnitPlan, ...], *, valid_from: date, actor: Actor, at: datetime
) -> dict[str, int]:
    """Make the tree of the office, parents first; returns unit ids by code."""
    placed: dict[str, int] = {}
    for unit in units:
        placed[unit.code] = people.place_unit(
            code=unit.code,
            kind=unit.kind,
            parent_id=placed.get(unit.parent),
            name_en=unit.name_en,
            name_zh=unit.name_zh,
            valid_from=valid_from,
            actor=actor,
            at=at,
        )
    return placed


def place_administrator(first: Administrator, *, unit_id: int, actor: Actor, at: datetime) -> int:
    """Take on the first administrator with a sign-in; returns the person's id."""
    person = people.add_person(
        new=people.NewPerson(first.code, first.name_zh, first.name_en), actor=actor, at=at
    )
    people.open_sign_in(
        person_id=person.pk, username=first.username, password=first.password, actor=actor, at=at
    )
    people.appoint(
        person_id=person.pk,
        post_kind="administrator",
        unit_id=unit_id,
        valid_from=LONG_AGO,
        actor=actor,
        at=at,
    )
    return person.pk


def _grants(path: Path, plan: OfficePlan) -> dict[str, tuple[str, ...]]:
    found = {code: tuple(posts) for block in _read(path).values() for code, posts in block.items()}
    for code, posts in plan.extra_grants.items():
        found[code] = (*found.get(code, ()), *posts)
    return found


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as stream:
        return tomllib.load(stream)
