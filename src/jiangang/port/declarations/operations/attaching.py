"""Putting documents with a draft or a filed notice. Once filed they stay; one that is wrong is replaced.

The file is received, opened and scanned before anything is locked: the whole office would wait for it.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from jiangang.kernel.documents import api as documents
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor, operation
from jiangang.kernel.permissions.checking import check_subject
from jiangang.methods.findings import Conflict, Finding, NotFound, raise_if_blocked
from jiangang.port.declarations import permissions
from jiangang.port.declarations.kinds import PREFIX, kinds_on
from jiangang.port.declarations.limits import limits
from jiangang.port.declarations.models import Consignment, Draft, DraftDocument, NoticeDocument
from jiangang.port.declarations.operations.deciding import current_notice, locked
from jiangang.port.declarations.operations.drafts import save_draft
from jiangang.port.declarations.operations.enclosing import enter_documents
from jiangang.port.declarations.operations.filing import queue_for, scoped_key
from jiangang.port.declarations.rules.documents import AttachingFacts, check_attaching


@dataclass(frozen=True, slots=True)
class Handed:
    """A file as it is handed in: what it is (`kinds/documents.toml`), its name, its bytes piece by piece."""

    kind: str
    name: str
    chunks: Iterable[bytes]


@dataclass(frozen=True, slots=True)
class Attached:
    """What came of it. `replayed`: the same document was there already. `findings` did not stand in its
    way.
    """

    row: NoticeDocument
    replayed: bool = False
    findings: tuple[Finding, ...] = ()


class _ThereAlready(Exception):  # rolls back to the savepoint, is no error
    def __init__(self, row_id: int) -> None:
        self.row_id = row_id


@operation(permission=permissions.ATTACH_DOCUMENT)
def attach_to_draft(  # the words of a draft and of a file
    *,
    request_key: str,
    form: Mapping[str, Any],
    corrects_id: int | None = None,
    handed: Handed,
    actor: Actor,
    at: datetime,
) -> DraftDocument:
    """Put a document with the actor's own draft, which is saved with what its form holds now.

    The same bytes as the same kind a second time change nothing. The ledger has the file at once, and what it
    goes with when the draft is filed. Raises Refused with what is wrong with kind, number or file, NotFound
    for another person's draft, Conflict for one that is filed.
    """
    draft = Draft.objects.filter(request_key=request_key).first()
    if draft is not None:
        _own_draft(draft, actor)
    _check(handed, _of_draft(draft.pk).count() if draft else 0, actor=actor, at=at)
    words: dict[str, Any] = {"request_key": request_key, "form": form, "corrects_id": corrects_id}
    try:
        with transaction.atomic():
            stored = _store(handed, f"draft:{request_key}", actor.firm_id, actor=actor, at=at)
            draft = save_draft(**words, actor=actor, at=at)
            known = _of_draft(draft.pk).filter(document__sha256=stored.sha256, kind=handed.kind).first()
            if known is not None:
                raise _ThereAlready(known.pk)
            return DraftDocument.objects.create(
                draft=draft, document_id=stored.id, kind=handed.kind, added_at=at, added_by=actor.key
            )
    except _ThereAlready as there:
        save_draft(**words, actor=actor, at=at)
        return DraftDocument.objects.get(pk=there.row_id)


@operation(permission=permissions.ATTACH_DOCUMENT)
def take_off_draft(*, attachment_id: int, actor: Actor, at: datetime) -> DraftDocument:
    """Take a document off the actor's own draft; raises as `attach_to_draft`. Not entered in the ledger."""
    row = DraftDocument.objects.select_for_update().select_related("draft").filter(pk=attachment_id).first()
    _own_draft(row.draft if row else None, actor)
    if row is None:
        raise NotFound(Finding("declarations.finding.document_unknown"))
    if row.taken_off_at is None:
        row.taken_off_at, row.taken_off_by = at, actor.key
        row.save(update_fields=["taken_off_at", "taken_off_by"])
    return row


@operation(permission=permissions.ATTACH_DOCUMENT)
def attach_document(
    *,
    consignment_id: int,
    handed: Handed,
    replaces_id: int | None = None,
    request_key: str = "",
    actor: Actor,
    at: datetime,
) -> Attached:
    """Put a document with the current notice of a consignment that is not decided yet.

    replaces_id: a document of the same consignment that this one takes the place of; it stays on record.
    request_key makes a replay harmless, as at filing. Raises Refused with what is wrong with kind, number or
    file, NotFound for another firm's consignment, Conflict when the document has been replaced, or the key
    came with another document.
    """
    key = scoped_key(request_key, actor)
    if key is not None:
        queue_for(key)
        known = NoticeDocument.objects.select_related("document").filter(request_key=key).first()
        if known is not None:
            return _replay(known, handed, consignment_id, replaces_id)
    consignment = _visible(consignment_id, actor)
    _check(handed, _live(consignment_id).count(), consignment, replaces_id, actor=actor, at=at)
    firm_id = actor.firm_id or consignment.importer_id or consignment.agent_id
    try:
        with transaction.atomic():
            subject = f"consignment:{consignment.number}"
            stored = _store(handed, subject, firm_id, actor=actor, at=at)
            consignment = locked(consignment_id, actor, permissions.ATTACH_DOCUMENT)
            _check(handed, _live(consignment_id).count(), consignment, replaces_id, actor=actor, at=at)
            same = _live(consignment_id).filter(document__sha256=stored.sha256, kind=handed.kind).first()
            if same is not None and replaces_id is None:
                raise _ThereAlready(same.pk)
            row = NoticeDocument.objects.create(
                consignment=consignment,
                notice=current_notice(consignment),
                document_id=stored.id,
                kind=handed.kind,
                replaces_id=replaces_id,
                firm_id=actor.firm_id,
                request_key=key,
                added_at=at,
                added_by=actor.key,
            )
    except _ThereAlready as there:
        return Attached(NoticeDocument.objects.get(pk=there.row_id), replayed=True)
    enter_documents(consignment, [row], actor=actor, at=at)
    return Attached(row, findings=stored.findings)


def _store(
    handed: Handed, subject: str, firm_id: int | None, *, actor: Actor, at: datetime
) -> documents.Stored:
    upload = documents.Upload(
        name=handed.name,
        chunks=handed.chunks,
        kind=f"{PREFIX}{handed.kind}",
        subject=subject,
        firm_id=firm_id,
        extensions=limits().documents.types,
    )
    return documents.store_document(upload=upload, actor=actor, at=at)


def _check(
    handed: Handed,
    count: int,
    consignment: Consignment | None = None,
    replaces_id: int | None = None,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    facts = AttachingFacts(
        kind=handed.kind,
        kinds=[kind.code for kind in kinds_on(office.local_day(at))],
        count=count,
        most=limits().documents.most,
        state=consignment.state if consignment else "",
        number=consignment.number if consignment else "",
        replacing=replaces_id is not None,
    )
    raise_if_blocked(check_attaching(facts))
    if consignment is None or replaces_id is None:
        return
    if not NoticeDocument.objects.filter(pk=replaces_id, consignment=consignment).exists():
        raise NotFound(Finding("declarations.finding.document_unknown"))
    if NoticeDocument.objects.filter(replaces_id=replaces_id).exists():
        raise Conflict(Finding("declarations.finding.document_replaced"))


def _replay(known: NoticeDocument, handed: Handed, consignment_id: int, replaces_id: int | None) -> Attached:
    sha = hashlib.sha256()
    for chunk in handed.chunks:
        sha.update(chunk)
    said = (consignment_id, handed.kind, replaces_id, sha.hexdigest())
    if said != (known.consignment_id, known.kind, known.replaces_id, known.document.sha256):
        params = {"number": known.consignment.number}
        raise Conflict(Finding("declarations.finding.key_reused", params=params))
    return Attached(known, replayed=True)


def _visible(consignment_id: int, actor: Actor) -> Consignment:
    consignment = Consignment.objects.filter(pk=consignment_id).first()
    if consignment is None or (actor.firm_id is not None and actor.firm_id not in consignment.firm_ids):
        raise NotFound(Finding("declarations.finding.consignment_unknown"))
    check_subject(actor, permissions.ATTACH_DOCUMENT, consignment)
    return consignment


def _own_draft(draft: Draft | None, actor: Actor) -> Draft:
    if draft is None or actor.person_id is None or draft.owner_id != actor.person_id:
        raise NotFound(Finding("declarations.finding.draft_unknown"))
    if draft.filed_as_id is not None:
        raise Conflict(Finding("declarations.finding.draft_filed"))
    return draft


def _of_draft(draft_id: int) -> "QuerySet[DraftDocument]":
    return DraftDocument.objects.filter(draft_id=draft_id, taken_off_at__isnull=True)


def _live(consignment_id: int) -> "QuerySet[NoticeDocument]":
    return NoticeDocument.objects.filter(consignment_id=consignment_id, replaced_by__isnull=True)
