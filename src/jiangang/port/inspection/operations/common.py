"""What the acts of inspection share: locking, queueing, the ledger entry, findings."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.permissions import Actor
from jiangang.methods.findings import Finding, NotFound
from jiangang.port.inspection.models import Inspection


def enter(
    inspection: Inspection,
    act: str,
    rows: Sequence[object],
    actor: Actor,
    at: datetime,
    facts: dict[str, object] | None = None,
) -> None:
    """Append the ledger entry of an act on an inspection."""
    ledger.append(
        actor=actor,
        at=at,
        act=act,
        subject=f"inspection:{inspection.number}",
        case=inspection.consignment.number,
        rows=[inspection, *rows],  # type: ignore[list-item]  # rows of this department's models
        facts=facts,
    )


def locked(inspection_id: int) -> Inspection:
    """The inspection, locked, with its consignment; raises NotFound."""
    rows = Inspection.objects.select_for_update(of=("self",)).select_related("consignment")
    found = rows.filter(pk=inspection_id).first()
    if found is None:
        raise NotFound(finding("not_found"))
    return found


def queue(name: str) -> None:
    """Let twins of one act follow each other until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def finding(name: str, *, field: str = "", **params: object) -> Finding:
    """A finding of this department that blocks."""
    return Finding(f"inspection.finding.{name}", field=field, params=params)
