"""Filing one notice, by the trade or at the counter; keeping what was refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import Conflict, Finding, Refused
from jiangang.port.declarations import permissions
from jiangang.port.declarations.content import NoticeContent, read_payload, safe_payload
from jiangang.port.declarations.models import Consignment, Notice, RefusedFiling
from jiangang.port.declarations.operations.drafts import close_draft
from jiangang.port.declarations.operations.enclosing import file_documents
from jiangang.port.declarations.operations.examining import Examined, Registers, examine, plain_findings
from jiangang.port.declarations.operations.saving import Incoming, save_new


@dataclass(frozen=True, slots=True)
class Filing:
    """What filing came to. `replayed`: the notice was there already under the same key."""

    consignment: Consignment
    notice: Notice
    findings: tuple[Finding, ...] = ()
    replayed: bool = False


@operation(permission=permissions.FILE_NOTICE)
def file_notice(
    *,
    payload: Mapping[str, Any],
    source: str = "form",
    source_name: str = "",
    request_key: str = "",
    draft_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> Filing:
    """File a notice for the actor's own firm, or as its agent; a replay of the key returns the first one.

    payload: see `content`; source: form, api, file or rehearsal; draft_id: the draft that is filed with it.
    Raises Refused with all findings, Conflict when the key came with other content before.
    """
    incoming = _Order(payload, source, source_name, request_key, draft_id)
    return _file(incoming, actor=actor, at=at)


@operation(permission=permissions.ENTER_NOTICE)
def enter_notice(
    *,
    payload: Mapping[str, Any],
    source: str = "form",
    source_name: str = "",
    request_key: str = "",
    draft_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> Filing:
    """Enter at the counter a notice that a firm brings on paper; as `file_notice` otherwise."""
    incoming = _Order(payload, source, source_name, request_key, draft_id)
    return _file(incoming, actor=actor, at=at)


@operation(
    open_because="what somebody tried to file is kept, whoever they are; filing itself has its permission"
)
def keep_refused(
    *,
    payload: Mapping[str, Any],
    findings: tuple[Finding, ...],
    source: str,
    actor: Actor,
    at: datetime,
) -> RefusedFiling:
    """Keep a notice that was refused, with everything that was found."""
    row = RefusedFiling.objects.create(
        firm_id=actor.firm_id,
        source=source,
        payload=safe_payload(payload),
        findings=plain_findings(findings),
        refused_at=at,
        filed_by=actor.key,
    )
    ledger.append(
        actor=actor, at=at, act="declarations.notice.refuse", subject=f"refusal:{row.pk}", rows=[row]
    )
    return row


@dataclass(frozen=True, slots=True)
class _Order:
    payload: Mapping[str, Any]
    source: str
    source_name: str
    request_key: str
    draft_id: int | None


def scoped_key(request_key: str, actor: Actor) -> str | None:
    """The key with whose it is, so that no firm meets another firm's notice by guessing a key."""
    if not request_key:
        return None
    if len(request_key) > 120:
        raise Refused(Finding("declarations.finding.key_too_long", params={"limit": 120}))
    owner = f"firm:{actor.firm_id}" if actor.firm_id is not None else actor.key
    return f"{owner}|{request_key}".replace("\x00", "␀")


def _file(order: _Order, *, actor: Actor, at: datetime) -> Filing:
    content, unread = read_payload(order.payload)
    key = scoped_key(order.request_key, actor)
    if key is not None:
        queue_for(key)
        known = find_replay(key, content)
        if known is not None:
            return Filing(known.consignment, known, replayed=True)
    registers = Registers.read([content], office.local_day(at), actor)
    examined = examine(content, unread, registers=registers, actor=actor)
    refuse_if_blocked(examined)
    incoming = Incoming(order.payload, examined, order.source, order.source_name, key)
    saved = save_new([incoming], actor=actor, at=at)[0]
    if order.draft_id is not None:
        close_draft(order.draft_id, saved.notice, actor=actor, at=at)
        file_documents(order.draft_id, saved.consignment, saved.notice, actor=actor, at=at)
    return Filing(saved.consignment, saved.notice, examined.findings)


def refuse_if_blocked(examined: Examined) -> None:
    """Raise Refused with all findings when one of them blocks."""
    if examined.is_blocked:
        raise Refused(examined.findings)


def find_replay(key: str, content: NoticeContent) -> Notice | None:
    """The notice filed under a key; raises Conflict when it says something else."""
    known = Notice.objects.select_related("consignment").filter(request_key=key).first()
    if known is not None and known.content_digest != content.digest:
        raise Conflict(
            Finding("declarations.finding.key_reused", params={"number": known.consignment.number})
        )
    return known


def queue_for(key: str) -> None:
    """Let replays of one key wait for each other, so that the second finds the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 4711))", [key])
