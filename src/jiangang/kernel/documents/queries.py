"""Reading documents: limits told before, rows scoped to the actor, bytes by hash."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db.models import Q, QuerySet

from jiangang.kernel.documents.models import Document
from jiangang.kernel.documents.permissions import VIEW_DOCUMENTS
from jiangang.kernel.documents.store import digest_of, path_of
from jiangang.kernel.documents.types import BY_EXTENSION, USUAL, Limits
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor, hidden_firm_ids
from jiangang.methods.findings import Finding, NotFound

_APART: set[str] = set()


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document as lists and pages show it."""

    id: int
    name: str
    media_type: str
    size: int
    sha256: str
    kind: str
    subject: str
    firm_id: int | None
    scan_state: str
    uploaded_at: datetime
    uploaded_by: str


def limits(on: date, extensions: tuple[str, ...] | None = None) -> Limits:
    """Size and types that are taken on a day; `extensions` narrows the types to what a form needs."""
    allowed = USUAL if extensions is None else tuple(e for e in extensions if e in BY_EXTENSION)
    return Limits(int(office.get_setting("upload_limit_mb", on)) * 1_048_576, allowed)


def limits_now() -> Limits:
    """The limits of today, for the receiver of uploads, which runs before any view."""
    return limits(office.local_day(office.clock()))


def list_documents(actor: Actor, *, subject: str = "") -> list[DocumentRow]:
    """Documents that the actor may read, the newest first; with `subject` those of one record."""
    rows = visible(actor)
    if subject:
        rows = rows.filter(subject=subject)
    return [_row(row) for row in rows.order_by("-id")[:500]]


def documents_of(subjects: Sequence[str], ids: Sequence[int] = ()) -> list[DocumentRow]:
    """Every document that belongs to one of these records, and those of these ids; oldest first, those kept
    apart among them.

    Not scoped: the caller has checked that the reader may know of the records.
    """
    wanted = Q(subject__in=list(subjects)) | Q(pk__in=list(ids))
    return [_row(row) for row in Document.objects.filter(wanted).order_by("id")]


def get_document(document_id: int, actor: Actor) -> DocumentRow:
    """One document; raises NotFound when there is none that the actor may know of."""
    row = visible(actor).filter(pk=document_id).first()
    if row is None:
        raise NotFound(Finding("documents.finding.not_found"))
    return _row(row)


def open_document(document_id: int) -> tuple[DocumentRow, Path]:
    """A document and where its bytes lie, for the room that keeps it. Not scoped: the caller has checked.

    Raises NotFound when there is none, or when its bytes are gone from the disk.
    """
    row = Document.objects.filter(pk=document_id).first()
    path = path_of(row.sha256) if row is not None else None
    if row is None or path is None or not path.is_file():
        raise NotFound(Finding("documents.finding.bytes_missing"))
    return _row(row), path


def get_bytes_path(document_id: int, actor: Actor) -> Path:
    """Where the bytes of a document lie; raises NotFound as `get_document`, or when they are gone from the
    disk.
    """
    path = path_of(get_document(document_id, actor).sha256)
    if not path.is_file():
        raise NotFound(Finding("documents.finding.bytes_missing"))
    return path


def keep_apart(prefix: str) -> None:
    """Documents whose kind begins so are handed out by the room they belong to, which knows who may read them
    (a notice's: both its firms and the counter), and by nobody else.
    """
    _APART.add(prefix)


def visible(actor: Actor) -> QuerySet[Document]:
    """Rows in the actor's sight: a firm's people see their firm's, staff with the permission all but the
    recused. Those kept apart are not among them.
    """
    rows = Document.objects.all()
    for prefix in sorted(_APART):
        rows = rows.exclude(kind__startswith=prefix)
    if actor.firm_id is not None:
        return rows.filter(firm_id=actor.firm_id)
    if VIEW_DOCUMENTS not in actor.permissions:
        return rows.filter(uploaded_by=actor.key)
    hidden = hidden_firm_ids(actor)
    return rows.filter(Q(firm_id=None) | ~Q(firm_id__in=hidden)) if hidden else rows


def check_store() -> list[Finding]:
    """Findings for documents whose bytes are missing or differ from their hash; empty when the store is
    whole.
    """
    found = []
    for row in Document.objects.order_by("pk").iterator(chunk_size=500):
        path = path_of(row.sha256)
        code = ""
        if not path.is_file():
            code = "bytes_missing"
        elif digest_of(path) != row.sha256:
            code = "bytes_differ"
        if code:
            params = {"document": row.pk, "sha256": row.sha256}
            found.append(Finding(f"documents.finding.{code}", params=params))
    return found


def _row(row: Document) -> DocumentRow:
    return DocumentRow(
        id=row.pk,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        kind=row.kind,
        subject=row.subject,
        firm_id=row.firm_id,
        scan_state=row.scan_state,
        uploaded_at=row.uploaded_at,
        uploaded_by=row.uploaded_by,
    )
