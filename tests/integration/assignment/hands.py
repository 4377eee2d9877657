"""Accepting a case, as the department above would leave it in the steps."""

from typing import Any

from tests.integration.assignment.small_office import AT


def lend_accepting_hand(case: str, who: Any) -> None:
    """Write the step that an acceptance by this person leaves; each person's on a record of their own."""
    from jiangang.kernel.workflow.models import Step
    from jiangang.port.declarations.models import Consignment

    record = Consignment.objects.create(
        number=f"{case}-{who.pk}"[-15:],
        state="accepted",
        direction="import",
        filed_at=AT,
        filed_by="person:0",
        accepted_at=AT,
        accepted_by=f"person:{who.pk}",
    )
    Step.objects.create(
        kind="move",
        case=case,
        subject_table="declarations_consignment",
        subject_id=str(record.pk),
        workflow="declarations.consignment",
        act="accept",
        hand="accept",
        source="submitted",
        target="accepted",
        person=who,
        actor=f"person:{who.pk}",
        at=AT,
    )
