"""Numbers without gaps: patterns in use, two clerks at once, roll-backs, voids, guards."""

import threading
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import Error, connection, transaction

from jiangang.kernel.numbering import api, permissions
from jiangang.kernel.permissions import Actor
from jiangang.methods.findings import Conflict, Forbidden, NotFound, Refused

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
CLERK = Actor.system(
    "test",
    on=date(2026, 11, 23),
    permissions=frozenset({permissions.VOID_NUMBER, permissions.DEFINE_SERIES}),
)
IMPORT = {"office": "370100", "class": "1"}


def define() -> None:
    """The 15-digit series of the former inspection bureaus."""
    api.define_series(
        code="test.notice",
        pattern="{office:6}{class:1}{yy:2}{serial:6}",
        valid_from=date(2000, 1, 1),
        actor=CLERK,
        at=AT,
    )


def issue(subject: str, *, at: datetime = AT, parts: dict[str, str] = IMPORT) -> str:
    """One number of the series."""
    return api.issue("test.notice", subject=subject, actor=CLERK, at=at, parts=parts)


@pytest.mark.django_db
def test_numbers_follow_each_other_within_office_class_and_year() -> None:
    define()
    assert issue("a") == "370100126000001"
    assert issue("b") == "370100126000002"
    assert issue("c", parts={"office": "370100", "class": "2"}) == "370100226000001"
    assert issue("d", at=datetime(2012, 5, 1, tzinfo=UTC)) == "370100112000001"


@pytest.mark.django_db
def test_the_year_is_that_of_the_office_not_of_utc() -> None:
    define()
    assert issue("a", at=datetime(2026, 12, 31, 16, 30, tzinfo=UTC)) == "370100127000001"


@pytest.mark.django_db
def test_an_act_that_rolls_back_leaves_no_gap() -> None:
    define()
    with pytest.raises(RuntimeError), transaction.atomic():
        issue("a")
        raise RuntimeError("the act fails after its number was issued")
    assert issue("b") == "370100126000001"
    assert api.list_gaps() == []


@pytest.mark.django_db
def test_many_at_once_follow_those_issued_one_by_one() -> None:
    define()
    issue("a")
    texts = api.issue_many("test.notice", subjects=["b", "c", "d"], actor=CLERK, at=AT, parts=IMPORT)
    assert [text[-1] for text in texts] == ["2", "3", "4"]
    assert issue("e")[-1] == "5"
    assert api.list_gaps() == []
    row = api.find_number("test.notice", texts[1])
    assert row is not None
    assert (row.subject, row.state) == ("c", "issued")


@pytest.mark.django_db
def test_a_void_number_stays_in_its_series_with_its_reason() -> None:
    define()
    text = issue("a")
    api.void(series_code="test.notice", text=text, reason="printed on torn paper", actor=CLERK, at=AT)
    row = api.find_number("test.notice", text)
    assert row is not None
    assert (row.state, row.void_reason) == ("void", "printed on torn paper")
    assert issue("b")[-1] == "2"
    assert api.list_gaps() == []
    with pytest.raises(Conflict):
        api.void(series_code="test.notice", text=text, reason="again", actor=CLERK, at=AT)
    with pytest.raises(NotFound):
        api.void(series_code="test.notice", text="370100126000099", reason="never", actor=CLERK, at=AT)
    with pytest.raises(Refused):
        api.void(series_code="test.notice", text=text, reason=" ", actor=CLERK, at=AT)
    with pytest.raises(Forbidden):
        api.void(
            series_code="test.notice", text=text, reason="x", actor=Actor.system("x", on=CLERK.on), at=AT
        )


@pytest.mark.django_db
def test_a_series_without_pattern_or_part_is_refused() -> None:
    with pytest.raises(NotFound):
        issue("a")
    define()
    with pytest.raises(Refused) as caught:
        issue("a", parts={"office": "370100"})
    assert caught.value.findings[0].field == "class"
    with pytest.raises(Refused):
        issue("a", parts={"office": "3701001", "class": "1"})


@pytest.mark.django_db
def test_a_new_pattern_counts_from_its_day_and_old_ones_stand() -> None:
    define()
    define()
    api.define_series(
        code="test.notice", pattern="N{yyyy}-{serial:4}", valid_from=date(2027, 1, 1), actor=CLERK, at=AT
    )
    assert issue("a") == "370100126000001"
    assert issue("b", at=datetime(2027, 3, 1, tzinfo=UTC)) == "N2027-0001"
    with pytest.raises(Conflict):
        api.define_series(
            code="test.notice", pattern="{serial:4}", valid_from=date(2027, 1, 1), actor=CLERK, at=AT
        )
    with pytest.raises(Refused):
        api.define_series(code="x", pattern="{yyyy}", valid_from=date(2027, 1, 1), actor=CLERK, at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE numbering_number SET text = 'x'",
        "DELETE FROM numbering_number",
        "TRUNCATE numbering_voided CASCADE",
        "DELETE FROM numbering_counter",
    ],
)
def test_issued_numbers_cannot_be_changed(statement: str) -> None:
    define()
    issue("a")
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_the_house_series_read_and_are_defined_once() -> None:
    assert api.load_seeds(actor=CLERK, at=AT) == api.load_seeds(actor=CLERK, at=AT)
    text = api.issue("certificates.inspection", subject="c", actor=CLERK, at=AT)
    assert text.startswith("000000-2026-000001-")


def test_two_clerks_at_once_get_numbers_without_gap_or_double(committed_db: Any) -> None:
    define()
    start = threading.Barrier(2)
    texts: list[str] = []

    def clerk(name: str) -> None:
        start.wait()
        for turn in range(20):
            try:
                with transaction.atomic():
                    text = issue(f"{name}{turn}")
                    if turn % 4 == 3:
                        raise RuntimeError("every fourth act fails")
                    texts.append(text)
            except RuntimeError:
                continue
        connection.close()

    threads = [threading.Thread(target=clerk, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(texts) == [f"370100126{serial:06d}" for serial in range(1, 31)]
    assert api.list_gaps() == []
