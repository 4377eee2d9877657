"""A small office for tests: people on duty, firms, and actors with just the permissions that a test names."""

from datetime import UTC, date, datetime
from typing import Any

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
QUALIFICATION = "field_inspection"


def person(code: str) -> Any:
    """The person of that code."""
    from jiangang.kernel.people.models import Person

    return Person.objects.get_or_create(code=code, defaults={"name_zh": f"人员{code}", "name_en": code})[0]


def inspector(code: str, *, qualification: str = QUALIFICATION) -> Any:
    """Somebody on duty as an inspector, with the qualification."""
    from jiangang.kernel.people.models import Posting, PostKind, Qualification, Unit

    found = person(code)
    unit, _ = Unit.objects.get_or_create(
        code="U1",
        defaults={"kind": "section", "name_en": "Section", "name_zh": "科", "valid_from": DAY.replace(2000)},
    )
    kind, _ = PostKind.objects.get_or_create(
        code="inspector", defaults={"name_en": "Inspector", "name_zh": "施检员", "rank": 30}
    )
    Posting.objects.create(person=found, post_kind=kind, unit=unit, valid_from=DAY.replace(2000))
    Qualification.objects.create(person=found, code=qualification, valid_from=DAY.replace(2000))
    return found


def firm(name: str = "Firm") -> Any:
    """A firm."""
    from jiangang.kernel.organisations.models import Firm

    return Firm.objects.create(name_en=name, registered_at=AT)


def actor(code: str, *permissions: str, on: date = DAY) -> Any:
    """The actor of a person with these permissions."""
    from jiangang.kernel.permissions import Actor

    found = person(code)
    return Actor(
        name=code,
        on=on,
        person_id=found.pk,
        posts=("officer",),
        permissions=frozenset(permissions),
        language="en",
    )


def accept(case: str, *, by: Any = None) -> Any:
    """The ledger entry that the acceptance of a case leaves."""
    from jiangang.kernel.ledger import api as ledger

    by = by or actor("C01")
    return ledger.append(
        actor=by, at=AT, act="declarations.notice.accept", subject=f"consignment:{case}", case=case
    )


def interest(person_code: str, firm_id: int, **words: Any) -> Any:
    """An interest of a person in a firm, declared by themself."""
    from jiangang.integrity.interests import api as interests

    declarer = actor(person_code, "interests.interest.declare")
    given = {"kind": "kin", "valid_from": DAY, "note": "", **words}
    return interests.declare_interest(
        person_id=declarer.person_id, firm_id=firm_id, actor=declarer, at=AT, **given
    )


DRAWER = ("assignment.draw.make", "assignment.day.commit", "assignment.draw.repeat", "assignment.draw.view")
