"""An office that can take notices: its numbers, its code lists, a firm, people of both sides."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
USCC = "91320582714124567T"

CLERK = tuple(
    f"declarations.notice.{act}"
    for act in ("view", "enter", "accept", "return", "correct", "withdraw", "import")
) + ("organisations.firm.register", "organisations.firm.view")
TRADE = tuple(f"declarations.notice.{act}" for act in ("file", "correct", "withdraw", "import")) + (
    "organisations.firm.register",
)


def uscc(serial: int) -> str:
    """A good unified social credit code, different for each serial."""
    from stdnum.cn import uscc as scheme

    body = f"91320582{serial:09d}"
    return body + scheme.calc_check_digit(body)


def open_office() -> None:
    """The series of numbers and the code lists that come with the house."""
    from jiangang.kernel.codes import api as codes
    from jiangang.kernel.numbering import api as numbering
    from jiangang.kernel.permissions import Actor

    granted = frozenset({"numbering.series.define", "codes.edition.load"})
    system = Actor.system("tests", on=DAY, permissions=granted)
    numbering.load_seeds(actor=system, at=AT)
    codes.load_seeds(actor=system, at=AT)


def make_firm(serial: int = 1) -> Any:
    """A firm of the register with a good number."""
    from jiangang.kernel.organisations.models import Firm, FirmIdentifier

    firm = Firm.objects.create(name_zh=f"张家港第{serial}进出口公司", country="CN", registered_at=AT)
    FirmIdentifier.objects.create(
        firm=firm, scheme="uscc", value=uscc(serial), is_checked=True, valid_from=date(2016, 1, 1)
    )
    return firm


def make_person(code: str, *permissions: str, firm_id: int | None = None) -> Any:
    """A person acting with these permissions."""
    from jiangang.kernel.people.models import Person
    from jiangang.kernel.permissions import Actor

    person, _ = Person.objects.get_or_create(code=code, defaults={"name_zh": f"人员{code}"})
    post = "declarant" if firm_id else "counter_clerk"
    return Actor(
        name=person.name_zh,
        on=DAY,
        person_id=person.pk,
        posts=(post,),
        firm_id=firm_id,
        permissions=frozenset(permissions),
    )


def payload(serial: int = 1, **changes: Any) -> dict[str, Any]:
    """A good notice of one line by the firm of that serial."""
    line = {
        "hs_code": "440321",
        "description": "辐射松原木",
        "origin": "NZ",
        "quantity": "120.5",
        "unit": "MTQ",
        "net_mass": "98500",
        "value": "15200.50",
        "currency": "USD",
    }
    said = {
        "direction": "import",
        "importer_number": uscc(serial),
        "exporter_name": "Southern Timber Ltd",
        "stated_on": "2026-03-01",
        "departure_country": "NZ",
        "transport_mode": "1",
        "vessel_name": "GREEN FOREST",
        "container_numbers": "CSQU3054383",
        "lines": [line],
    }
    return {**said, **changes}


@pytest.fixture
def office(db: None) -> None:
    """An open office in a test that is rolled back."""
    open_office()


@pytest.fixture
def firm(office: None) -> Any:
    """The firm of serial 1."""
    return make_firm(1)


@pytest.fixture
def clerk(office: None) -> Any:
    """A counter clerk."""
    return make_person("clerk", *CLERK)


@pytest.fixture
def declarant(firm: Any) -> Any:
    """A declarant of the firm."""
    return make_person("declarant", *TRADE, firm_id=firm.pk)


@pytest.fixture
def file_one(declarant: Any) -> Callable[..., Any]:
    """Files a good notice for the firm and gives the filing."""
    from jiangang.port.declarations import api

    def file(**changes: Any) -> Any:
        key = changes.pop("request_key", "")
        return api.file_notice(payload=payload(**changes), request_key=key, actor=declarant, at=AT)

    return file
