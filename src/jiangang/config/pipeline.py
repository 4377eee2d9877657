"""The way of one consignment, read as a list: file → accept → decide → draw. Used when files are taken in.

A single notice takes the same way step by step: the counter accepts it, and the events listed in
`wiring` do the rest. An earlier department never imports a later one; this composition knows them all.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from jiangang.integrity.assignment import api as assignment
from jiangang.kernel.organisations import api as organisations
from jiangang.kernel.permissions import Actor
from jiangang.methods.findings import Finding, Refused, Severity
from jiangang.port.declarations import api as declarations
from jiangang.port.targeting import api as targeting

DRAWN_LANE = "red"


class ConsignmentPipeline:
    """The pipeline of this office; `permissions` is what a system actor needs to walk all of it."""

    permissions = frozenset(
        {
            organisations.register_firm.permission,  # type: ignore[attr-defined]  # set by @operation
            declarations.file_and_accept_many.permission,  # type: ignore[attr-defined]  # by @operation
            declarations.accept_notice.permission,  # type: ignore[attr-defined]  # by @operation
            targeting.decide_many.permission,  # type: ignore[attr-defined]  # by @operation
            assignment.draw_many.permission,  # type: ignore[attr-defined]  # by @operation
        }
    )

    def take_in(
        self,
        *,
        notices: Sequence[declarations.BulkNotice],
        source_name: str,
        run_id: int,
        actor: Actor,
        at: datetime,
    ) -> declarations.TakenIn:
        """File and accept a batch, decide the lanes, draw the inspectors: one transaction.

        A later step that cannot be done (no policy, nobody to draw) leaves what came before, and says so.
        """
        with transaction.atomic():
            filing = declarations.file_and_accept_many(
                notices=notices, source_name=source_name, run_id=run_id, actor=actor, at=at
            )
            counts: Counter[str] = Counter()
            findings: list[Finding] = []
            waiting = [*(each.pk for each in filing.accepted), *filing.known_waiting]
            decided = _decide(waiting, counts, findings, actor=actor, at=at)
            _draw(decided, counts, findings, actor=actor, at=at)
        return declarations.TakenIn(filing, counts, tuple(findings))


def _decide(
    waiting: Sequence[int], counts: Counter[str], findings: list[Finding], *, actor: Actor, at: datetime
) -> list[int]:
    """Decide the lanes; returns the consignments that are to be inspected."""
    if not waiting:
        return []
    try:
        outcomes = targeting.decide_many(consignment_ids=waiting, actor=actor, at=at)
    except Refused as refusal:
        counts["undecided"] += len(waiting)
        findings += _once(refusal.findings)
        return []
    to_inspect = []
    for outcome in outcomes:
        if outcome.decision is None:
            counts["undecided"] += 1
            findings += _once(outcome.findings)
            continue
        counts[f"decided.{outcome.decision.lane}"] += 1
        if outcome.decision.lane == DRAWN_LANE:
            to_inspect.append(outcome.consignment_id)
    return to_inspect


def _draw(
    to_inspect: Sequence[int], counts: Counter[str], findings: list[Finding], *, actor: Actor, at: datetime
) -> None:
    if not to_inspect:
        return
    requests = [
        assignment.DrawRequest(row.number, row.firm_ids) for row in declarations.get_consignments(to_inspect)
    ]
    for outcome in assignment.draw_many(requests=requests, actor=actor, at=at):
        counts["drawn" if outcome.draw is not None else "undrawn"] += 1
        findings += _once(outcome.findings)


def _once(findings: Sequence[Finding]) -> list[Finding]:
    """What stopped a later step is no error of the row: it is told as not done yet."""
    return [
        Finding(each.code, Severity.WARNING, each.field, each.params, each.citation, each.row)
        for each in findings
    ]


PIPELINE = ConsignmentPipeline()
"""What `settings.CONSIGNMENT_PIPELINE` names."""
