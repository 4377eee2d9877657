"""Documents of a draft become those of the notice that it is filed as; and how such rows enter the ledger."""

from collections.abc import Sequence
from datetime import datetime

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.permissions import Actor
from jiangang.port.declarations.models import Consignment, DraftDocument, Notice, NoticeDocument


def file_documents(
    draft_id: int, consignment: Consignment, notice: Notice, *, actor: Actor, at: datetime
) -> None:
    """Put what goes with a draft with the notice that it was filed as; part of filing, after its entry."""
    kept = DraftDocument.objects.filter(draft_id=draft_id, taken_off_at__isnull=True)
    rows = NoticeDocument.objects.bulk_create(
        NoticeDocument(
            consignment=consignment,
            notice=notice,
            document=each.document,
            kind=each.kind,
            firm_id=actor.firm_id,
            added_at=at,
            added_by=each.added_by,
        )
        for each in kept.select_related("document").order_by("pk")
    )
    if rows:
        enter_documents(consignment, rows, actor=actor, at=at)


def enter_documents(
    consignment: Consignment, rows: Sequence[NoticeDocument], *, actor: Actor, at: datetime
) -> None:
    """One entry for documents that were put with a notice: of what kind, with which hash, in whose place."""
    told = [{"kind": row.kind, "sha256": row.document.sha256, "replaces": row.replaces_id} for row in rows]
    ledger.append(
        actor=actor,
        at=at,
        act="declarations.document.attach",
        subject=f"consignment:{consignment.number}",
        case=consignment.number,
        rows=rows,
        facts={"documents": told},
    )
