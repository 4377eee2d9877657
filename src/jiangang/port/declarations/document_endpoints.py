"""The machine API of the documents with a notice: hand one in with an idempotency key, list, fetch."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from ninja import File, Form, Header, Router, Schema, Status
from ninja.files import UploadedFile

from jiangang.kernel.documents import api as documents
from jiangang.kernel.permissions import Actor, check
from jiangang.methods.findings import Conflict, Finding, Forbidden, NotFound, Refused
from jiangang.port.declarations import api, attachments, permissions, queries

router = Router()


class DocumentOut(Schema):
    """A document with a notice.

    `version`: of the notice that stood when it came; `replaced_by`: the id of the one in its place.
    """

    id: int
    kind: str
    name: str
    size: int
    sha256: str
    scan_state: str
    added_at: datetime
    version: int
    replaces: int | None
    replaced_by: int | None


class AttachedOut(DocumentOut):
    """What came of handing in; `replayed` when the same document was there already."""

    replayed: bool
    findings: list[dict[str, Any]]


class Refusal(Schema):
    """Why something was refused."""

    findings: list[dict[str, Any]]


@router.post(
    "/notices/{number}/documents",
    response={201: AttachedOut, 200: AttachedOut, 403: Refusal, 404: Refusal, 409: Refusal, 422: Refusal},
)
def attach_document(  # the parts of a multipart body, by name
    request: HttpRequest,
    number: str,
    kind: str = Form(""),
    replaces: int | None = Form(None),
    file: File[UploadedFile | None] = None,
    idempotency_key: str = Header(..., alias="Idempotency-Key", max_length=120, min_length=1),
) -> Status:
    """Hand in a document (multipart: `kind`, `file`, `replaces` if it takes another's place).

    201 attached; 200 the same again; 409 the key with something else; 422 findings, also when too large.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by BearerAuth or AccessMiddleware
    check(actor, permissions.ATTACH_DOCUMENT)
    consignment = queries.find_scoped(number, actor)
    dropped = documents.refused_uploads(request)
    if file is None or dropped:
        return Status(
            422, _refusal(dropped or [Finding("declarations.finding.document_missing", field="file")])
        )
    try:
        done = api.attach_document(
            consignment_id=consignment.pk,
            handed=api.Handed(kind, file.name or "", file.chunks()),
            replaces_id=replaces,
            request_key=idempotency_key,
            actor=actor,
            at=request.now,  # type: ignore[attr-defined]  # by middleware
        )
    except (Forbidden, NotFound):
        raise
    except Refused as refusal:
        return Status(409 if isinstance(refusal, Conflict) else 422, _refusal(refusal.findings))
    row = attachments.get_attachment(consignment, done.row.pk)
    told = {**_plain(row), "replayed": done.replayed, "findings": [each.as_dict() for each in done.findings]}
    return Status(200 if done.replayed else 201, told)


@router.get("/notices/{number}/documents", response={200: list[DocumentOut], 404: Refusal})
def list_documents(request: HttpRequest, number: str) -> list[dict[str, Any]]:
    """The documents of a notice, those replaced included; another firm's notice answers 404."""
    actor = _reader(request)
    return [_plain(row) for row in attachments.attachments_of(queries.find_scoped(number, actor))]


@router.get("/notices/{number}/documents/{document_id}/file", response={404: Refusal})
def fetch_document(request: HttpRequest, number: str, document_id: int) -> HttpResponseBase:
    """The bytes of a document."""
    actor = _reader(request)
    if not actor.is_trade:
        check(actor, documents.VIEW_DOCUMENTS)
    consignment = queries.find_scoped(number, actor)
    return documents.handed_out(*attachments.open_attachment(consignment, document_id))


def _reader(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # by middleware
    check(actor, permissions.FILE_NOTICE if actor.is_trade else permissions.VIEW_NOTICES)
    return actor


def _plain(row: attachments.AttachmentRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in DocumentOut.model_fields}


def _refusal(findings: Any) -> dict[str, Any]:
    return {"findings": [each.as_dict() for each in findings]}
