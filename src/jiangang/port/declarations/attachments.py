"""Reading the documents that go with drafts and notices. Whoever may know of the notice may read them."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jiangang.kernel.documents import api as documents
from jiangang.kernel.permissions import Actor
from jiangang.methods.findings import Finding, NotFound
from jiangang.port.declarations.kinds import kind_name
from jiangang.port.declarations.models import Consignment, Draft, DraftDocument, NoticeDocument


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A document with a draft or notice. `replaced_by`: the id of the one in its place, None while it counts.

    size in bytes; version: of the notice that stood when it came (0 with a draft); firm_id: whose person
    handed it in, None for the counter.
    """

    id: int
    kind: str
    name: str
    size: int
    sha256: str
    scan_state: str
    added_at: datetime
    added_by: str
    version: int = 0
    firm_id: int | None = None
    replaces: int | None = None
    replaced_by: int | None = None

    def kind_in(self, language: str) -> str:
        """The name of the kind."""
        return kind_name(self.kind, language)


def attachments_of(consignment: Consignment) -> list[AttachmentRow]:
    """Every document of a consignment in the order in which they came, those replaced included."""
    rows = (
        NoticeDocument.objects.filter(consignment=consignment)
        .select_related("document", "notice", "replaced_by")
        .order_by("pk")
    )
    return [_row(row, version=row.notice.version, **_places(row)) for row in rows]


def document_ids(consignment_id: int) -> list[int]:
    """Ids of the documents that count with a consignment's notice. Not scoped: the caller has checked."""
    rows = NoticeDocument.objects.filter(consignment_id=consignment_id, replaced_by__isnull=True)
    return list(rows.order_by("pk").values_list("document_id", flat=True))


def attachments_of_draft(draft: Draft | None) -> list[AttachmentRow]:
    """The documents that go with a draft, in the order in which they came."""
    if draft is None:
        return []
    rows = DraftDocument.objects.filter(draft=draft, taken_off_at__isnull=True)
    return [_row(row) for row in rows.select_related("document").order_by("pk")]


def get_attachment(consignment: Consignment, attachment_id: int) -> AttachmentRow:
    """One document of a consignment that the caller has found for the actor; raises NotFound."""
    found = [row for row in attachments_of(consignment) if row.id == attachment_id]
    if not found:
        raise NotFound(Finding("declarations.finding.document_unknown"))
    return found[0]


def open_attachment(consignment: Consignment, attachment_id: int) -> tuple[documents.DocumentRow, Path]:
    """The file of one document of a consignment, and where its bytes lie; raises NotFound."""
    row = NoticeDocument.objects.filter(consignment=consignment, pk=attachment_id).first()
    if row is None:
        raise NotFound(Finding("declarations.finding.document_unknown"))
    return documents.open_document(row.document_id)


def open_draft_attachment(draft: Draft | None, attachment_id: int) -> tuple[documents.DocumentRow, Path]:
    """The file of one document of one's own draft, as `open_attachment`."""
    row = DraftDocument.objects.filter(draft=draft, pk=attachment_id).first() if draft else None
    if row is None:
        raise NotFound(Finding("declarations.finding.document_unknown"))
    return documents.open_document(row.document_id)


def may_open(actor: Actor) -> bool:
    """Whether the actor may read documents of the notices they know of: their firm's people, staff with the
    permission.
    """
    return actor.is_trade or documents.VIEW_DOCUMENTS in actor.permissions


def _places(row: NoticeDocument) -> dict[str, Any]:
    later = getattr(row, "replaced_by", None)
    return {
        "firm_id": row.firm_id,
        "replaces": row.replaces_id,
        "replaced_by": later.pk if later else None,
    }


def _row(row: DraftDocument | NoticeDocument, **more: Any) -> AttachmentRow:
    document = row.document
    return AttachmentRow(
        id=row.pk,
        kind=row.kind,
        name=document.name,
        size=document.size,
        sha256=document.sha256,
        scan_state=document.scan_state,
        added_at=row.added_at,
        added_by=row.added_by,
        **more,
    )
