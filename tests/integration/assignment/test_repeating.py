"""Drawing anew: two hands, a reason, and the first draw stays."""

from typing import Any

import pytest

from tests.integration.assignment.small_office import AT, DRAWER, actor, inspector

pytestmark = pytest.mark.django_db


@pytest.fixture
def draw() -> Any:
    """A draw of two among five."""
    from jiangang.integrity.assignment import api as assignment

    for number in range(5):
        inspector(f"I0{number}")
    return assignment.draw_inspectors(
        consignment_number="N1", firm_ids=(), count=2, actor=actor("T01", *DRAWER), at=AT
    )


def _ask(draw: Any, **words: Any) -> Any:
    from jiangang.integrity.assignment import api as assignment

    given = {"leaving": [draw.result[0]], "reason": "taken ill", **words}
    return assignment.request_redraw(draw_id=draw.pk, actor=actor("T01", *DRAWER), at=AT, **given)


def _approve(request: Any, by: str = "S01") -> Any:
    from jiangang.integrity.assignment import api as assignment

    return assignment.approve_redraw(request_id=request.pk, actor=actor(by, *DRAWER), at=AT)


def test_a_second_person_lets_the_draw_be_made_anew(draw: Any) -> None:
    """A new slot and entry, the leaver listed as left out, the old draw kept and replaced."""
    from jiangang.integrity.assignment import api as assignment
    from jiangang.methods.chance import verify_draw

    made = _approve(_ask(draw))
    assert made.replaces_id == draw.pk and made.reason == "taken ill"
    assert made.slot != draw.slot and made.entry_id != draw.entry_id
    assert draw.result[0] not in made.result
    assert {"code": draw.result[0], "reasons": ["leaving"]} in made.excluded
    assert made.requested_by != made.approved_by
    assert set(assignment.assigned_people("N1")) == {row.person_id for row in made.assigned.all()}
    assert verify_draw(assignment.proof("N1")) == [] and assignment.find_draw("N1").pk == made.pk


def test_the_same_person_cannot_do_both(draw: Any) -> None:
    """Not by the operation; not by a row in the database either."""
    from django.db import transaction
    from django.db.utils import IntegrityError

    from jiangang.methods.findings import Refused

    request = _ask(draw)
    with pytest.raises(Refused):
        _approve(request, by="T01")
    draw.pk, draw.slot, draw.replaces_id = None, 77, request.draw_id
    draw.reason, draw.requested_by, draw.approved_by = "x", "person:1", "person:1"
    with pytest.raises(IntegrityError), transaction.atomic():
        draw.save(force_insert=True)


def test_approving_twice_gives_one_draw(draw: Any) -> None:
    """Double click."""
    request = _ask(draw)
    assert len({_approve(request).pk for _ in range(3)}) == 1


def test_what_is_wrong_with_a_request_is_said_at_once(draw: Any) -> None:
    """No reason, a stranger, nobody, asked already, replaced already."""
    from jiangang.methods.findings import Refused

    for words, code in (
        ({"reason": "  "}, "reason_missing"),
        ({"leaving": []}, "nobody_leaves"),
        ({"leaving": ["X99"]}, "leaving_not_drawn"),
    ):
        with pytest.raises(Refused) as refusal:
            _ask(draw, **words)
        assert refusal.value.findings[0].code == f"assignment.finding.{code}"
    request = _ask(draw)
    with pytest.raises(Refused):
        _ask(draw)
    _approve(request)
    draw.refresh_from_db()
    with pytest.raises(Refused) as refusal:
        _ask(draw)
    assert refusal.value.findings[0].code == "assignment.finding.draw_replaced"
