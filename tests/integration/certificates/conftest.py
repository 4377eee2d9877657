"""A released consignment, from which a certificate can be made."""

from typing import Any

import pytest

from tests.integration.disposition.test_deciding import decide, inspected
from tests.support import cases


@pytest.fixture
def released() -> Any:
    """A released consignment of an office with a name."""
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
    consignment = inspected()
    decide(consignment)
    return consignment
