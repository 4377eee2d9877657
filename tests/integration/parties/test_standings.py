"""Standing of firms: dated, corrected by a new row, never assumed."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from jiangang.methods.findings import Conflict, Forbidden, NotFound, Refused

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)


def firm(name: str = "甲公司") -> Any:
    """A firm of the register."""
    from jiangang.kernel.organisations.models import Firm

    return Firm.objects.create(name_zh=name, registered_at=AT)


def chief(*granted: str) -> Any:
    """A section chief with these permissions."""
    from jiangang.kernel.permissions import Actor

    permissions = frozenset(granted or ("parties.standing.set", "parties.standing.view"))
    return Actor(name="科长", on=DAY, posts=("section_chief",), permissions=permissions)


def grade(target: Any, category: str, since: date, **more: Any) -> Any:
    """Grade a firm."""
    from jiangang.port.parties import api

    actor = more.pop("actor", None) or chief()
    words = {"reason": "年度评定", **more}
    return api.set_standing(
        firm_id=target.pk, category=category, valid_from=since, **words, actor=actor, at=AT
    )


@pytest.mark.django_db
def test_a_firm_nobody_graded_is_unrated() -> None:
    from jiangang.port.parties import api

    answer = api.standing_of(firm().pk, DAY)
    assert (answer.category, answer.treatment, answer.is_rated) == ("unrated", "unrated", False)


@pytest.mark.django_db
def test_the_standing_of_a_day_is_that_days() -> None:
    from jiangang.port.parties import api

    target = firm()
    grade(target, "normal", date(2024, 1, 1))
    grade(target, "watched", date(2025, 6, 1), valid_until=date(2025, 12, 31))
    days = {date(2023, 12, 31): "unrated", date(2025, 5, 31): "normal", date(2025, 6, 1): "watched"}
    days |= {date(2025, 12, 31): "watched", date(2026, 1, 1): "normal"}
    assert {day: api.standing_of(target.pk, day).treatment for day in days} == days


@pytest.mark.django_db
def test_a_corrected_row_counts_no_more() -> None:
    from jiangang.port.parties import api

    target = firm()
    wrong = grade(target, "trusted", date(2025, 1, 1))
    grade(target, "normal", date(2025, 1, 1), replaces_id=wrong.pk)
    assert api.standing_of(target.pk, DAY).category == "normal"
    with pytest.raises(Conflict):
        grade(target, "watched", date(2025, 1, 1), replaces_id=wrong.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"category": "best"}, "category_unknown"),
        ({"category": "AA", "scheme": "credit93", "since": date(2011, 6, 30)}, "scheme_not_in_force"),
        ({"scheme": "none"}, "scheme_unknown"),
        ({"valid_until": date(2020, 1, 1)}, "dates"),
        ({"reason": " "}, "reason_missing"),
    ],
)
def test_wrong_gradings_are_refused(changes: dict[str, Any], code: str) -> None:
    words = {"category": "normal", "since": date(2025, 1, 1), **changes}
    with pytest.raises(Refused) as caught:
        grade(firm(), words.pop("category"), words.pop("since"), **words)
    assert code in {each.code.rpartition(".")[2] for each in caught.value.findings}


@pytest.mark.django_db
def test_grading_needs_its_permission_and_a_firm() -> None:
    from jiangang.port.parties import api

    with pytest.raises(Forbidden):
        grade(firm(), "normal", DAY, actor=chief("parties.standing.view"))
    with pytest.raises(NotFound):
        api.set_standing(firm_id=0, category="normal", valid_from=DAY, reason="x", actor=chief(), at=AT)


@pytest.mark.django_db
def test_the_letters_of_two_schemes_are_kept_apart() -> None:
    from jiangang.port.parties import api

    target = firm()
    grade(target, "C", date(2015, 1, 1), scheme="credit93")
    assert api.standing_of(target.pk, DAY).category == "unrated"
    assert api.standing_of(target.pk, DAY, scheme="credit93").treatment == "watched"
