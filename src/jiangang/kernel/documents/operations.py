"""Taking a document in: limits, signature, opening again, virus scan, store, row, ledger entry."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath, PureWindowsPath

from django.conf import settings

from jiangang.kernel.documents import scanner, store
from jiangang.kernel.documents.inspection import inspect
from jiangang.kernel.documents.models import Document
from jiangang.kernel.documents.queries import limits
from jiangang.kernel.documents.types import FileType, Limits
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import Finding, Refused, Severity, errors

UNWANTED = re.compile(r'[\x00-\x1f\x7f"<>|*?:\\/\u200e\u200f\u202a-\u202e\u2066-\u2069]+')


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it is handed in: its name, its bytes piece by piece, what it is, to which record, whose."""

    name: str
    chunks: Iterable[bytes]
    kind: str
    subject: str = ""
    firm_id: int | None = None
    extensions: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """What came of handing in: the document's id and hash, and findings that did not stand in its way."""

    id: int
    sha256: str
    size: int
    name: str
    findings: tuple[Finding, ...]


@operation(open_because="a document is handed in within an act that has its own permission")
def store_document(*, upload: Upload, actor: Actor, at: datetime) -> Stored:
    """Keep a file for good. Raises Refused with all findings when its type, size, content or the scan
    forbids it.

    The bytes are counted while they arrive; above the limit nothing stays on the disk. Without a scanner the
    document is marked `not_scanned`; when the scanner does not answer, `failed`, and a warning says so.
    """
    allowed = limits(office.local_day(at), upload.extensions)
    name = clean_name(upload.name)
    kind = _known_type(name, allowed)
    with store.received(upload.chunks, allowed.max_bytes) as arrived:
        findings = inspect(arrived.path, kind)
        if errors(findings):
            raise Refused(findings)
        scanned = scanner.scan(arrived.path, str(getattr(settings, "VIRUS_SCANNER", "")))
        findings += _scan_findings(scanned)
        if errors(findings):
            raise Refused(findings)
        store.keep(arrived)
        document = Document.objects.create(
            sha256=arrived.sha256,
            size=arrived.size,
            media_type=kind.media_type,
            name=name,
            kind=upload.kind,
            subject=upload.subject,
            firm_id=upload.firm_id,
            scan_state=scanned.state,
            scan_words=scanned.words,
            uploaded_at=at,
            uploaded_by=actor.key,
        )
    ledger.append(
        actor=actor,
        at=at,
        act="documents.store",
        subject=upload.subject or f"documents.document:{document.pk}",
        rows=(document,),
    )
    return Stored(document.pk, document.sha256, document.size, name, tuple(findings))


def clean_name(name: str) -> str:
    """A file name fit to show and to hand back: no folders, no control or direction marks, at most 120
    characters.
    """
    last = PurePosixPath(PureWindowsPath(name).name).name
    kept = UNWANTED.sub("_", unicodedata.normalize("NFC", last)).strip(" .")
    stem, dot, extension = kept.rpartition(".")
    if not dot:
        return kept[:120] or "file"
    return f"{stem[:110] or 'file'}.{extension[:9]}"


def _known_type(name: str, allowed: Limits) -> FileType:
    kind = allowed.file_type(name)
    if kind is None:
        params = {"name": name, "types": ", ".join(allowed.extensions)}
        raise Refused(Finding("documents.finding.type_not_taken", field="file", params=params))
    return kind


def _scan_findings(scanned: scanner.ScanResult) -> list[Finding]:
    if scanned.state == "infected":
        params = {"virus": scanned.words}
        return [Finding("documents.finding.infected", field="file", params=params)]
    if scanned.state == "failed":
        return [Finding("documents.finding.scan_failed", Severity.WARNING, "file")]
    return []
