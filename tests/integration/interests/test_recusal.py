"""The refuser: whom it keeps away, from when to when, why, and at what cost."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from tests.integration.assignment.small_office import AT, DAY, actor, firm, interest, person

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Record:
    """Anything that concerns firms."""

    firm_ids: frozenset[int]


def _refuser() -> Any:
    from jiangang.integrity.interests.api import RECUSAL

    return RECUSAL


def test_the_refuser_is_the_first_of_the_list() -> None:
    """The wiring asks it in every operation and scoped query."""
    from jiangang.kernel.permissions import REFUSERS

    assert REFUSERS and REFUSERS[0] is _refuser()


def test_an_interested_actor_is_refused_with_the_law_and_without_names() -> None:
    """The reason cites the law and names neither firm nor tie."""
    from jiangang.kernel.permissions import Permission, check
    from jiangang.methods.findings import Forbidden

    known = firm("Secret Timber Ltd")
    interest("I01", known.pk, kind="shareholding", note="my brother-in-law")
    permission = Permission.all()[0]
    with pytest.raises(Forbidden) as refusal:
        check(actor("I01", permission), permission, Record(frozenset({known.pk})))
    (finding,) = refusal.value.findings
    assert finding.code == "interests.finding.recused"
    assert "76" in finding.citation.article
    said = str(finding.as_dict())
    assert "Secret" not in said and "shareholding" not in said and "brother" not in said
    assert str(known.pk) not in str(dict(finding.params))


def test_the_reason_reads_in_both_languages() -> None:
    """Message and mend exist and name nobody."""
    from jiangang.integrity.interests.rules import recused
    from jiangang.ui.wording import text_in

    for language in ("en", "zh-hans"):
        for key in (recused().message_key, recused().mend_key):
            assert text_in(language, key) != key


def test_others_and_other_firms_pass() -> None:
    """Only that person, only that firm."""
    known, other = firm("A"), firm("B")
    interest("I01", known.pk)
    refuse = _refuser().refuse
    assert refuse(actor("I01"), "x", Record(frozenset({other.pk}))) is None
    assert refuse(actor("I02"), "x", Record(frozenset({known.pk}))) is None
    assert refuse(actor("I01"), "x", Record(frozenset({known.pk, other.pk}))) is not None


@pytest.mark.parametrize(("offset", "refused"), [(-1, False), (0, True), (5, True), (6, False)])
def test_an_interest_counts_from_its_first_to_its_last_day(offset: int, refused: bool) -> None:
    """Both ends included, by the actor's own day."""
    known = firm()
    interest("I01", known.pk, valid_until=DAY + timedelta(days=5))
    who = actor("I01", on=DAY + timedelta(days=offset))
    assert (_refuser().refuse(who, "x", Record(frozenset({known.pk}))) is not None) is refused


def test_an_ended_interest_counts_to_the_day_named() -> None:
    """The ending row, not a change, ends it."""
    from jiangang.integrity.interests import api as interests

    known = firm()
    row = interest("I01", known.pk)
    person_actor = actor("I01", "interests.interest.declare")
    interests.end_interest(interest_id=row.pk, ends_on=DAY + timedelta(days=1), actor=person_actor, at=AT)
    hidden = _refuser().hidden_firm_ids
    assert hidden(actor("I01", on=DAY + timedelta(days=1))) == {known.pk}
    assert hidden(actor("I01", on=DAY + timedelta(days=2))) == frozenset()


def test_a_refusal_costs_one_query_and_a_pass_without_firms_none(
    django_assert_num_queries: Any,
) -> None:
    """The price at the door."""
    known = firm()
    interest("I01", known.pk)
    who = actor("I01")
    with django_assert_num_queries(1):
        assert _refuser().refuse(who, "x", Record(frozenset({known.pk}))) is not None
    with django_assert_num_queries(0):
        assert _refuser().refuse(who, "x", Record(frozenset())) is None
        assert _refuser().refuse(who, "x", object()) is None


def test_one_request_looks_once_and_the_next_looks_again(django_assert_num_queries: Any) -> None:
    """What is remembered ends with the request; outside a request nothing is."""
    from jiangang.integrity.interests.api import one_look

    known, who = firm(), actor("I01")
    with one_look(), django_assert_num_queries(1):
        assert not _refuser().hidden_firm_ids(who)
        assert not _refuser().hidden_firm_ids(who)
    interest("I01", known.pk)
    with one_look():
        assert _refuser().hidden_firm_ids(who) == {known.pk}
    assert _refuser().hidden_firm_ids(who) == {known.pk}


def test_an_interest_declared_within_a_request_counts_in_it() -> None:
    """The act itself forgets what was looked up."""
    from jiangang.integrity.interests.api import one_look

    known, who = firm(), actor("I01")
    with one_look():
        assert not _refuser().hidden_firm_ids(who)
        interest("I01", known.pk)
        assert _refuser().hidden_firm_ids(who) == {known.pk}


def test_a_part_of_the_system_has_no_interests(django_assert_num_queries: Any) -> None:
    """No person, no query."""
    from jiangang.kernel.permissions import Actor

    with django_assert_num_queries(0):
        assert _refuser().hidden_firm_ids(Actor.system("import", on=DAY)) == frozenset()
    assert person("I01").pk
