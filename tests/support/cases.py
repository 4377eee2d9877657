"""A consignment on its way, people to lend their hands, and an office's numbers: for tests of later
departments.

Models are imported inside the functions, once Django is ready.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
_serial = count(1)

CONCLUDE = "declarations.consignment.conclude"
DISPOSE = "declarations.consignment.dispose"
CLOSE = "declarations.consignment.close"
INSPECTOR = (
    "inspection.task.view",
    "inspection.task.record",
    "inspection.task.confirm",
    "inspection.task.correct",
    CONCLUDE,
)
OPENER = ("inspection.task.open",)
RELEASER = ("disposition.decision.view", "disposition.decision.make", DISPOSE)
CERTIFIER = tuple(
    f"certificates.certificate.{act}"
    for act in (
        "view",
        "draft",
        "review",
        "send_back",
        "sign",
        "issue",
        "withdraw",
        "replace",
        "copy",
        "extend",
        "mark_retrospective",
        "print",
    )
) + (CLOSE,)


def later(minutes: int) -> datetime:
    """Some minutes after the tests' moment."""
    return AT + timedelta(minutes=minutes)


def actor_of(code: str, *permissions: str, firm_id: int | None = None) -> Any:
    """A person of the office, made when new, with these permissions."""
    from jiangang.kernel.people.models import Person
    from jiangang.kernel.permissions import Actor

    person, _ = Person.objects.get_or_create(
        code=code, defaults={"name_zh": f"人员{code}", "name_en": f"Person {code}"}
    )
    return Actor(
        name=person.name_zh,
        on=DAY,
        person_id=person.pk,
        posts=("officer",),
        firm_id=firm_id,
        permissions=frozenset(permissions),
    )


def load_series() -> None:
    """The series of numbers that come with the house."""
    from jiangang.kernel.numbering import api as numbering
    from jiangang.kernel.permissions import Actor

    system = Actor.system("tests", on=DAY, permissions=frozenset({"numbering.series.define"}))
    numbering.load_seeds(actor=system, at=AT)


def use_profile(code: str) -> None:
    """Put the office under a legal profile."""
    set_office(legal_profile=code)


def set_office(**values: Any) -> None:
    """Set settings of the office from long ago on."""
    from jiangang.kernel.office.models import OfficeSetting

    for key, value in values.items():
        OfficeSetting.objects.create(key=key, value=value, valid_from=date(2000, 1, 1), recorded_by="tests")


def firm_of(name: str = "青岛海天果品有限公司") -> Any:
    """A firm of the register."""
    from jiangang.kernel.organisations.models import Firm

    return Firm.objects.create(
        name_zh=name, name_en="Haitian Fruit Co., Ltd.", country="CN", registered_at=AT
    )


def consignment_of(*, firm: Any = None, clerk: str = "clerk", acts: tuple[str, ...] = ()) -> Any:
    """A consignment with a notice of two lines, accepted by the clerk and moved along by `acts`."""
    from django.db import transaction

    from jiangang.kernel.permissions import Actor
    from jiangang.kernel.workflow import api as workflow
    from jiangang.port.declarations.models import Consignment

    firm = firm or firm_of()
    with transaction.atomic():
        found = Consignment.objects.create(
            number=f"370100126{next(_serial):06d}",
            direction="import",
            importer=firm,
            exporter_name="Southern Orchards Ltd.",
            filed_at=AT,
            filed_by="person:0",
            arrives_on=DAY,
            inspection_place="青岛前湾港",
            vessel_name="COSCO PRIDE",
            voyage="045W",
            container_numbers=["CSQU3054383"],
            departure_country="CL",
            origin_country="CL",
            hs_code="080929",
            line_count=2,
        )
        _notice_of(found)
        accepting = actor_of(clerk)
        found.accepted_at, found.accepted_by = AT, accepting.key
        workflow.move(found, "accept", case=found.number, actor=accepting, at=AT)
        system = Actor.system("targeting", on=DAY)
        for act in acts:
            workflow.move(found, act, case=found.number, actor=system, at=AT)
    return found


AWAITING = ("target", "await_inspection")


def _notice_of(consignment: Any) -> None:
    from jiangang.port.declarations.models import Notice, NoticeLine

    notice = Notice.objects.create(
        consignment=consignment,
        source="form",
        payload={},
        content_digest="0" * 64,
        filed_at=AT,
        filed_by="person:0",
    )
    for number, (code, words, mass) in enumerate(
        [("080929", "鲜甜樱桃 Fresh cherries", "16000"), ("080940", "Fresh plums", "8012.5")], start=1
    ):
        NoticeLine.objects.create(
            notice=notice,
            line_no=number,
            hs_code=code,
            description=words,
            origin="CL",
            quantity=1600,
            unit="KGM",
            packages=1600,
            net_mass=mass,
        )


def client_of(code: str, *permissions: str, firm: Any = None, language: str = "en") -> Any:
    """A browser in which this person of the office (or of a firm) has signed in with these permissions."""
    from django.test import Client

    from jiangang.kernel.people.models import Grant, Person, Posting, PostKind, Unit, User

    actor_of(code)
    person = Person.objects.get(code=code)
    kind, _ = PostKind.objects.get_or_create(
        code=f"post-{code}"[:40], defaults={"name_en": code, "name_zh": code, "is_trade": firm is not None}
    )
    first = date(2000, 1, 1)
    unit = None
    if firm is None:
        unit, _ = Unit.objects.get_or_create(
            code="unit", defaults={"kind": "bureau", "name_en": "u", "name_zh": "u", "valid_from": first}
        )
    Posting.objects.get_or_create(person=person, post_kind=kind, unit=unit, firm=firm, valid_from=first)
    for permission in permissions:
        Grant.objects.get_or_create(post_kind=kind, permission=permission, valid_from=first)
    user, _ = User.objects.get_or_create(
        username=f"user-{code}", defaults={"person": person, "language": language}
    )
    client = Client(headers={"accept-language": language})
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = language
    return client
