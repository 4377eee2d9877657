"""Taking in a file of notices: its run on record, its notices batch by batch, what came of each row.

What happens to a batch is the office's pipeline (`settings.CONSIGNMENT_PIPELINE`): filing and accepting
here, and
the departments after this one. Each batch is one transaction, so that a broken-off import leaves nothing
half.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from itertools import islice
from typing import Protocol

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import Finding
from jiangang.port.declarations import permissions
from jiangang.port.declarations.limits import FileLimits, limits
from jiangang.port.declarations.models import ImportRun
from jiangang.port.declarations.operations.bulk import BulkNotice, BulkResult
from jiangang.port.declarations.operations.examining import plain_findings
from jiangang.port.declarations.reading.maps import ColumnMap
from jiangang.port.declarations.reading.notices import ReadNotice, read_notices


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What the pipeline made of a batch: the filing, how far each later step came, and what stopped it.

    counts: for example `decided.red` → 12; findings: of later steps, each with its consignment in `params`.
    """

    filing: BulkResult
    counts: Counter[str] = field(default_factory=Counter)
    findings: tuple[Finding, ...] = ()


class Pipeline(Protocol):
    """The office's way of a consignment, as a file is taken in."""

    permissions: frozenset[str]

    def take_in(
        self, *, notices: Sequence[BulkNotice], source_name: str, run_id: int, actor: Actor, at: datetime
    ) -> TakenIn:
        """File and accept a batch and send it on, in one transaction."""


@dataclass(slots=True)
class Summary:
    """What an import came to. `findings` are told as they come, by `on_finding`; here they are counted
    by code.
    """

    run_id: int = 0
    broken_off: bool = False
    rows: int = 0
    filed: int = 0
    known: int = 0
    refused: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    found: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def is_whole(self) -> bool:
        """Whether every row was taken, now or before."""
        return self.refused == 0


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """A file to be taken in. `name`: what the run is called; `as_at`: the day of rules, when it is not
    today.
    """

    content: bytes
    name: str
    column_map: ColumnMap
    as_at: date | None = None


def import_file(
    order: ImportOrder,
    *,
    pipeline: Pipeline,
    on_findings: Callable[[Sequence[Finding]], None] = lambda findings: None,
    on_progress: Callable[[int], None] = lambda rows: None,
    actor: Actor,
    at: datetime,
) -> Summary:
    """Take in a whole file. on_findings gets every finding, row by row; on_progress the rows done.

    Raises Refused when the file cannot be read at all. A second import of a file changes nothing, and
    completes what a broken-off one left.
    """
    sizes = limits().file
    found = read_notices(order.content, order.column_map, sizes)
    summary = Summary(broken_off=has_open_run(order))
    summary.run_id = start_run(order=order, actor=actor, at=at).pk
    _tell(summary, found.findings, on_findings)
    for batch in _batches(found.notices, sizes):
        notices = [bulk_notice(each, order.column_map.source) for each in batch]
        taken = pipeline.take_in(
            notices=notices, source_name=order.name, run_id=summary.run_id, actor=actor, at=at
        )
        _count(summary, batch, taken)
        _tell(summary, (*taken.filing.findings, *taken.findings), on_findings)
        on_progress(sum(len(each.rows) for each in batch))
    end_run(run_id=summary.run_id, summary=summary, file_findings=found.findings, actor=actor, at=at)
    return summary


def bulk_notice(read: ReadNotice, source: str) -> BulkNotice:
    """A notice of a file with its key for good: the sender's name and the sender's own key."""
    key = read.key or f"row {read.rows[0]}"
    return BulkNotice(read.payload, f"{source}|{key}", tuple(read.rows), tuple(read.findings))


def has_open_run(order: ImportOrder) -> bool:
    """Whether an earlier import of the same bytes was broken off and never completed."""
    last = ImportRun.objects.filter(digest=_digest(order)).order_by("-id").first()
    return last is not None and last.ended_at is None


@operation(permission=permissions.IMPORT_NOTICES)
def start_run(*, order: ImportOrder, actor: Actor, at: datetime) -> ImportRun:
    """Put on record that a file is being taken in."""
    run = ImportRun.objects.create(
        source_name=order.name[:200],
        digest=_digest(order),
        map_name=order.column_map.name,
        firm_id=actor.firm_id,
        as_at=order.as_at,
        started_at=at,
        started_by=actor.key,
    )
    ledger.append(actor=actor, at=at, act="declarations.import.start", subject=f"import:{run.pk}", rows=[run])
    return run


@operation(permission=permissions.IMPORT_NOTICES)
def end_run(
    *, run_id: int, summary: Summary, file_findings: Sequence[Finding], actor: Actor, at: datetime
) -> ImportRun:
    """Put on record what a file came to."""
    run = ImportRun.objects.select_for_update().get(pk=run_id)
    run.ended_at, run.rows = at, summary.rows
    run.filed, run.known, run.refused = summary.filed, summary.known, summary.refused
    run.findings = plain_findings(file_findings)
    run.save()
    ledger.append(actor=actor, at=at, act="declarations.import.end", subject=f"import:{run.pk}", rows=[run])
    return run


def _digest(order: ImportOrder) -> str:
    return sha256(order.content).hexdigest()


def _batches(notices: Iterator[ReadNotice], sizes: FileLimits) -> Iterator[list[ReadNotice]]:
    while batch := list(islice(notices, sizes.batch_rows)):
        yield batch


def _count(summary: Summary, batch: Sequence[ReadNotice], taken: TakenIn) -> None:
    summary.rows += sum(len(each.rows) for each in batch)
    summary.filed += len(taken.filing.filed)
    summary.known += taken.filing.known
    summary.refused += taken.filing.refused
    summary.counts["accepted"] += len(taken.filing.accepted)
    summary.counts.update(taken.counts)


def _tell(
    summary: Summary, findings: Sequence[Finding], on_findings: Callable[[Sequence[Finding]], None]
) -> None:
    summary.found.update((finding.severity.value, finding.code) for finding in findings)
    on_findings(findings)
