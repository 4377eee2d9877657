"""Correcting a notice: a new version that names the one it replaces."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor, operation
from jiangang.kernel.workflow import api as workflow
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.rules import apply
from jiangang.port.declarations import permissions
from jiangang.port.declarations.content import NoticeContent, read_payload
from jiangang.port.declarations.indexing import index_consignments
from jiangang.port.declarations.models import Consignment, Notice, NoticeLine
from jiangang.port.declarations.operations.deciding import current_notice, locked
from jiangang.port.declarations.operations.drafts import close_draft
from jiangang.port.declarations.operations.enclosing import file_documents
from jiangang.port.declarations.operations.examining import Examined, Registers, examine
from jiangang.port.declarations.operations.filing import Filing, find_replay, scoped_key
from jiangang.port.declarations.operations.saving import (
    Incoming,
    describe,
    firms_of,
    new_lines,
    new_notice,
    register_unknown,
)
from jiangang.port.declarations.rules import CORRECTION_RULES, CorrectionFacts


@operation(permission=permissions.CORRECT_NOTICE)
def correct_notice(
    *,
    consignment_id: int,
    payload: Mapping[str, Any],
    source: str = "form",
    request_key: str = "",
    draft_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> Filing:
    """File a corrected notice for a consignment that is submitted or returned; a replay returns the
    first one.

    Raises Refused with all findings: those on the content, and those on what may be changed at all.
    """
    consignment = locked(consignment_id, actor, permissions.CORRECT_NOTICE)
    content, unread = read_payload(payload)
    key = scoped_key(request_key, actor)
    known = find_replay(key, content) if key else None
    if known is not None:
        return Filing(consignment, known, replayed=True)
    consignment.WORKFLOW.transition(consignment.state, "correct")
    before = current_notice(consignment)
    examined = _examine(consignment, before, content, unread, actor=actor, at=at)
    incoming = Incoming(payload, examined, source, request_key=key)
    notice, lines = _write(consignment, before, incoming, actor=actor, at=at)
    if draft_id is not None:
        close_draft(draft_id, notice, actor=actor, at=at)
    workflow.move(consignment, "correct", case=consignment.number, actor=actor, at=at)
    index_consignments([consignment], actor=actor)
    ledger.append(
        actor=actor,
        at=at,
        act="declarations.notice.correct",
        subject=f"consignment:{consignment.number}",
        case=consignment.number,
        rows=[consignment, notice, *lines],
        facts={"version": notice.version, "replaces": before.version, "content": notice.content_digest},
    )
    if draft_id is not None:
        file_documents(draft_id, consignment, notice, actor=actor, at=at)
    return Filing(consignment, notice, examined.findings)


def _examine(
    consignment: Consignment,
    before: Notice,
    content: NoticeContent,
    unread: tuple[Finding, ...],
    *,
    actor: Actor,
    at: datetime,
) -> Examined:
    day = office.local_day(at)
    registers = Registers.read([content], day, actor)
    examined = examine(content, unread, registers=registers, actor=actor, consignment_id=consignment.pk)
    said_before, _ = read_payload(before.payload)
    findings, _ = apply(CORRECTION_RULES, CorrectionFacts(said_before, content), day)
    if examined.is_blocked or any(finding.blocks for finding in findings):
        raise Refused((*findings, *examined.findings))
    return examined


def _write(
    consignment: Consignment, before: Notice, incoming: Incoming, *, actor: Actor, at: datetime
) -> tuple[Notice, list[NoticeLine]]:
    firms = register_unknown([incoming.examined], actor=actor, at=at)
    importer_id, agent_id = firms_of(incoming.examined, firms)
    if agent_id is None and _agent_by_filing(consignment, before) and consignment.agent_id != importer_id:
        agent_id = consignment.agent_id
    describe(consignment, incoming.content, importer_id=importer_id, agent_id=agent_id)
    consignment.version = before.version + 1
    notice = new_notice(consignment, incoming, actor=actor, at=at)
    notice.version, notice.replaces = consignment.version, before
    notice.save(force_insert=True)
    return notice, NoticeLine.objects.bulk_create(new_lines(notice, incoming.content))


def _agent_by_filing(consignment: Consignment, before: Notice) -> bool:
    """Whether the agent is on record as the firm that filed, and stands in no field that can be emptied."""
    said, _ = read_payload(before.payload)
    return consignment.agent_id is not None and not said.agent_number
