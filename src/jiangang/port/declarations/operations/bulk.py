"""Filing many notices at once: the same rules and the same writing as for one, in few statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import connection

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor, check, operation
from jiangang.kernel.workflow import api as workflow
from jiangang.methods.findings import Finding, Severity
from jiangang.port.declarations import permissions
from jiangang.port.declarations.content import NoticeContent, read_payload, safe_payload
from jiangang.port.declarations.models import Consignment, Notice, RefusedFiling
from jiangang.port.declarations.operations.deciding import acceptance_facts
from jiangang.port.declarations.operations.examining import Examined, Registers, examine, plain_findings
from jiangang.port.declarations.operations.saving import Incoming, Saved, save_new


@dataclass(frozen=True, slots=True)
class BulkNotice:
    """One notice of a batch.

    request_key: names the notice for good, also over other files and people; rows: rows of the file that its
    lines came from; findings: what reading the file found on these rows.
    """

    payload: Mapping[str, Any]
    request_key: str
    rows: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def is_unread(self) -> bool:
        """Whether its row could not be read, so that no rule has anything to say of it."""
        return not self.payload.get("lines") and any(finding.blocks for finding in self.findings)


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What a batch came to. `filed` and `accepted` are consignments in the order of the batch.

    known: how many were there already under their key, `known_waiting` those of them that still wait for a
    decision; refused: how many could not be taken, each kept.
    """

    filed: tuple[Consignment, ...] = ()
    accepted: tuple[Consignment, ...] = ()
    known: int = 0
    known_waiting: tuple[int, ...] = ()
    refused: int = 0
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class _Batch:
    source: str
    source_name: str
    run_id: int | None
    incoming: list[Incoming] = field(default_factory=list)
    refused: list[tuple[BulkNotice, tuple[Finding, ...]]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)


@operation(permission=permissions.IMPORT_NOTICES)
def file_and_accept_many(
    *,
    notices: Sequence[BulkNotice],
    source: str = "file",
    source_name: str = "",
    run_id: int | None = None,
    accept: bool = True,
    actor: Actor,
    at: datetime,
) -> BulkResult:
    """File a batch of notices and, with `accept`, accept them: one transaction, all or nothing.

    A notice under a known key is passed over; one with an error is kept as refused filing, and the rest
    goes on. Accepting needs the permission to accept as well; no event is published, the caller goes on with
    `accepted`.
    """
    if accept:
        check(actor, permissions.ACCEPT_NOTICE)
    batch = _Batch(source, source_name[:200], run_id)
    _sort_out(batch, notices, actor=actor, at=at)
    saved = save_new(batch.incoming, actor=actor, at=at)
    _keep_refused(batch, actor=actor, at=at)
    accepted = _accept(saved, batch.incoming, actor=actor, at=at) if accept else ()
    filed = tuple(each.consignment for each in saved)
    return BulkResult(
        filed=filed,
        accepted=accepted,
        known=len(batch.known),
        known_waiting=_waiting(batch) if accept else (),
        refused=len(batch.refused),
        findings=tuple(batch.findings),
    )


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """What would come of a batch if it were filed now."""

    good: int
    bad: int
    known: int
    findings: tuple[Finding, ...]


def look_through(notices: Sequence[BulkNotice], *, actor: Actor, at: datetime) -> BulkPreview:
    """Ask every rule about a batch, and write nothing."""
    batch = _Batch("file", "", None)
    _sort_out(batch, notices, actor=actor, at=at)
    return BulkPreview(len(batch.incoming), len(batch.refused), len(batch.known), tuple(batch.findings))


def _sort_out(batch: _Batch, notices: Sequence[BulkNotice], *, actor: Actor, at: datetime) -> None:
    """Divide the batch into what is new, what is known and what is refused."""
    read = [read_payload(each.payload, rows=each.rows) for each in notices]
    registers = Registers.read([content for content, _ in read], office.local_day(at), actor)
    known = _known([_key(each.request_key) for each in notices])
    for each, (content, unread) in zip(notices, read, strict=True):
        if each.is_unread:
            batch.findings += each.findings
            batch.refused.append((each, each.findings))
            continue
        key = _key(each.request_key)
        if key in known:
            _meet_known(batch, each, content, known[key])
            continue
        known[key] = ("", content.digest)
        examined = examine(content, (*each.findings, *unread), registers=registers, actor=actor)
        findings = tuple(_at_row(finding, content) for finding in examined.findings)
        batch.findings += findings
        if examined.is_blocked:
            batch.refused.append((each, findings))
            continue
        registers.contents.setdefault(content.digest, (0, _in_this_file(content)))
        batch.incoming.append(
            Incoming(each.payload, _with(examined, findings), batch.source, batch.source_name, key)
        )


def _in_this_file(content: NoticeContent) -> str:
    return f"#{content.row}" if content.row is not None else "#"


def _with(examined: Examined, findings: tuple[Finding, ...]) -> Examined:
    return replace(examined, findings=findings)


def _at_row(finding: Finding, content: NoticeContent) -> Finding:
    return finding if finding.row is not None or content.row is None else replace(finding, row=content.row)


def _key(request_key: str) -> str:
    return f"bulk|{request_key}".replace("\x00", "␀")[:200]


def _known(keys: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Numbers and contents of the notices that are there already, by key; other batches with these keys
    wait.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('declarations.bulk', 4711))")
    rows = Notice.objects.filter(request_key__in=keys)
    return {
        str(key): (number, digest)
        for key, number, digest in rows.values_list("request_key", "consignment__number", "content_digest")
    }


def _meet_known(batch: _Batch, each: BulkNotice, content: NoticeContent, known: tuple[str, str]) -> None:
    number, digest = known
    if digest == content.digest and number:
        batch.known[each.request_key] = number
        params = {"number": number}
        note = Finding("declarations.finding.known_already", Severity.NOTE, params=params, row=content.row)
        batch.findings.append(note)
        return
    code = "key_reused" if number else "key_twice"
    params = {"number": number} if number else {"key": each.request_key}
    finding = Finding(f"declarations.finding.{code}", Severity.ERROR, params=params, row=content.row)
    batch.findings.append(finding)
    batch.refused.append((each, (finding,)))


def _waiting(batch: _Batch) -> tuple[int, ...]:
    """Known consignments of the batch that an earlier import left without a decision."""
    rows = Consignment.objects.filter(number__in=list(batch.known.values()), state="accepted")
    return tuple(rows.order_by("id").values_list("pk", flat=True))


def _keep_refused(batch: _Batch, *, actor: Actor, at: datetime) -> None:
    rows = RefusedFiling.objects.bulk_create(
        RefusedFiling(
            run_id=batch.run_id,
            firm_id=actor.firm_id,
            source=batch.source,
            source_row=each.rows[0] if each.rows else None,
            payload=safe_payload(each.payload),
            findings=plain_findings(findings),
            refused_at=at,
            filed_by=actor.key,
        )
        for each, findings in batch.refused
    )
    ledger.append_many(
        [
            ledger.Act(
                actor=actor, at=at, act="declarations.notice.refuse", subject=f"refusal:{row.pk}", rows=[row]
            )
            for row in rows
        ]
    )


def _accept(
    saved: Sequence[Saved], incoming: Sequence[Incoming], *, actor: Actor, at: datetime
) -> tuple[Consignment, ...]:
    consignments = [each.consignment for each in saved]
    steps = workflow.move_many(
        consignments,
        "accept",
        cases=[each.number for each in consignments],
        changes={"accepted_at": at, "accepted_by": actor.key},
        actor=actor,
        at=at,
    )
    ledger.append_many(
        [
            ledger.Act(
                actor=actor,
                at=at,
                act="declarations.notice.accept",
                subject=f"consignment:{each.consignment.number}",
                case=each.consignment.number,
                rows=[each.consignment, step],
                facts=acceptance_facts(each.notice, source.examined),
            )
            for each, source, step in zip(saved, incoming, steps, strict=True)
        ]
    )
    return tuple(consignments)
