"""Consignments from which certificates can be made: released ones that came in or go out, a refused one."""

from typing import Any

import pytest

from tests.integration.disposition.test_deciding import decide, inspected
from tests.support import cases


def open_office() -> None:
    """An office with a name, numbers and code lists."""
    from jiangang.kernel.codes import api as codes
    from jiangang.kernel.permissions import Actor

    cases.load_series()
    cases.set_office(
        name_zh="青岛检验检疫局",
        name_en="Qingdao Bureau",
        code="370100",
        public_address="https://ciq.example",
    )
    loader = Actor.system("tests", on=cases.DAY, permissions=frozenset({"codes.edition.load"}))
    codes.load_seeds(actor=loader, at=cases.AT)


@pytest.fixture
def released() -> Any:
    """A released consignment of an office with a name."""
    open_office()
    consignment = inspected()
    decide(consignment)
    return consignment


@pytest.fixture
def refused() -> Any:
    """A consignment that failed its inspection and is to be destroyed."""
    open_office()
    consignment = inspected(conforming=False)
    decide(consignment, outcome="refuse", measure="destroy", reason="检出实蝇幼虫")
    return consignment


@pytest.fixture
def accepted() -> Any:
    """A consignment that came in and is accepted, no more."""
    open_office()
    return accepted_notice(direction="import", departure_country="CL")


@pytest.fixture
def exported() -> Any:
    """A consignment that goes out: filed by its exporter, accepted, inspected, released."""
    from django.db import transaction

    from jiangang.kernel.permissions import Actor
    from jiangang.kernel.workflow import api as workflow
    from jiangang.port.declarations.models import Consignment

    open_office()
    consignment = accepted_notice(direction="export", departure_country="")
    system = Actor.system("targeting", on=cases.DAY)
    for act in cases.AWAITING:
        with transaction.atomic():
            workflow.move(consignment, act, case=consignment.number, actor=system, at=cases.AT)
    decide(inspected(consignment=consignment))
    return Consignment.objects.get(pk=consignment.pk)


def accepted_notice(**changes: Any) -> Any:
    """A consignment of garlic and onions whose notice its firm has filed and the counter accepted."""
    from jiangang.port.declarations import api as declarations
    from jiangang.port.declarations.models import Consignment
    from tests.integration.declarations import conftest as counter

    firm = counter.make_firm(7)
    goods = (("070320", "新鲜大蒜 Fresh garlic", "25000"), ("070310", "Fresh onions", "2000"))
    lines = [
        {"hs_code": code, "description": words, "origin": "CN", "quantity": "100", "unit": "KGM"}
        | {"net_mass": mass, "packages": "100", "value": "12500", "currency": "USD"}
        for code, words, mass in goods
    ]
    said = {"exporter_name": "Siam Produce Trading Co., Ltd.", "arrives_on": "2026-03-01", "lines": lines}
    filed = declarations.file_notice(
        payload=counter.payload(7, **said, **changes),
        actor=counter.make_person("exporter", *counter.TRADE, firm_id=firm.pk),
        at=cases.AT,
    )
    clerk = counter.make_person("clerk", *counter.CLERK)
    declarations.accept_notice(consignment_id=filed.consignment.pk, actor=clerk, at=cases.AT)
    return Consignment.objects.get(pk=filed.consignment.pk)
