"""The audit sample: drawn by committed seed from what people let go, looked at by somebody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from tests.integration.assignment.small_office import AT, DAY, actor, interest
from tests.integration.targeting.choosing import AUDITOR, LATER, RELEASER, TEXT, officer
from tests.integration.targeting.notices import accept_many, activate, decide, set_share
from tests.integration.targeting.test_overriding import answer, ask, overdue

pytestmark = pytest.mark.django_db


@pytest.fixture
def acts() -> dict[str, Any]:
    """One override, one time-out, one release on documents by a person; and a lane's own release."""
    from jiangang.port.disposition import api as disposition

    set_share("0")
    activate(TEXT)
    made = accept_many(*[{"hs_code": code} for code in ("440321", "440322", "441520", "940310")])
    decisions = [decide(one) for one in made]
    override = ask(made[0].number, "yellow")
    answer(override)
    disposition.decide_disposition(
        consignment_id=made[2].pk,
        outcome="release",
        actor=actor("R02", "disposition.decision.make", "declarations.consignment.dispose"),
        at=AT,
    )
    release = overdue(made[1].number, by=actor("R01", *RELEASER))
    return {"override": override, "timeout": release, "decisions": decisions, "numbers": made}


def draw(*, by: str = "X01", first: Any = DAY, last: Any = DAY + timedelta(days=6), days: int = 9) -> Any:
    from jiangang.port.targeting import api as targeting

    at = AT + timedelta(days=days)
    return targeting.draw_audit(first_day=first, last_day=last, actor=actor(by, *AUDITOR), at=at)


def audit(item: Any, verdict: str = "justified", *, by: str = "X01", **words: Any) -> Any:
    from jiangang.port.targeting import api as targeting

    given = {"words": "The record was seen.", **words}
    return targeting.record_audit(
        item_id=item.pk, verdict=verdict, actor=actor(by, *AUDITOR), at=LATER, **given
    )


def test_the_pool_is_what_people_let_go(acts: dict[str, Any]) -> None:
    from jiangang.port.targeting.operations.auditing import pool_of

    pool = pool_of(DAY, DAY + timedelta(days=6))
    assert [one.code for one in pool] == [
        f"override-{acts['override'].pk}",
        f"release-{acts['decisions'][2].pk}",
        f"timeout-{acts['timeout'].pk}",
    ]


def test_a_sample_is_drawn_once_and_recomputes_from_its_proof(acts: dict[str, Any]) -> None:
    """Ten in a hundred of three is one; the proof shows the pool and gives the same result."""
    from jiangang.methods.chance import verify_draw

    sample = draw()
    assert sample.pool_size == 3 and sample.items.count() == 1
    assert verify_draw(sample.draw.proof) == []
    assert sample.items.get().code == sample.draw.result[0] and len(sample.draw.pool) == 3
    assert draw().pk == sample.pk


def test_only_days_that_are_over_and_once(acts: dict[str, Any]) -> None:
    from jiangang.methods.findings import Refused

    with pytest.raises(Refused) as refusal:
        draw(days=6)
    assert refusal.value.findings[0].code == "targeting.finding.audit_days_open"
    draw()
    with pytest.raises(Refused) as refusal:
        draw(first=DAY + timedelta(days=3), last=DAY + timedelta(days=7))
    assert refusal.value.findings[0].code == "targeting.finding.audit_days_covered"


def test_a_week_without_acts_is_on_record_too() -> None:
    sample = draw()
    assert (sample.pool_size, sample.draw) == (0, None)


def test_who_acted_does_not_audit(acts: dict[str, Any]) -> None:
    """By operation and database; a verdict is corrected by a further one, never changed."""
    from jiangang.methods.findings import Refused
    from jiangang.port.targeting.models import AuditResult

    item = draw().items.get()
    code = next(
        code for code in ("T01", "R01", "R02") if actor(code).key in (item.acted_by, item.second_hand)
    )
    with pytest.raises(Refused) as refusal:
        audit(item, by=code)
    assert refusal.value.findings[0].code == "targeting.finding.audit_own_act"
    with pytest.raises(DatabaseError, match="does not audit"), transaction.atomic():
        AuditResult.objects.create(
            item=item, verdict="justified", words="x", audited_at=AT, audited_by=item.acted_by
        )
    first = audit(item)
    assert audit(item).pk == first.pk
    with pytest.raises(Refused):
        audit(item, "wrong")
    second = audit(item, "wrong", is_correction=True, words="The record is of another lot.")
    assert second.replaces == first and item.results.count() == 2


def test_a_recused_auditor_does_not_see_the_act(acts: dict[str, Any]) -> None:
    from jiangang.methods.findings import Forbidden
    from jiangang.port.targeting.audits import visible_items

    item = draw().items.get()
    interest("X02", item.decision.consignment.importer_id)
    assert not visible_items(actor("X02", *AUDITOR)).exists()
    with pytest.raises(Forbidden):
        audit(item, by="X02")
    assert visible_items(officer()).count() == 1
