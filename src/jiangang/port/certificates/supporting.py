"""What supports the facts that a drafter enters: documents of the case, and code lists to choose from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from jiangang.kernel.codes import api as codes
from jiangang.kernel.documents import api as documents
from jiangang.kernel.documents.api import Upload
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor
from jiangang.methods.findings import Finding, raise_if_blocked
from jiangang.port.certificates.entered import Entered
from jiangang.port.certificates.facts import CaseFacts, SupportingDocument
from jiangang.port.certificates.registry import Kind
from jiangang.port.declarations import api as declarations
from jiangang.port.inspection import api as inspection

__all__ = ["CaseDocument", "Upload", "candidates", "keep", "lists_of", "supported"]

EVIDENCE_KIND = "certificates.evidence"
DOCUMENT_FORM = "documents.document/1"


@dataclass(frozen=True, slots=True)
class CaseDocument:
    """A document of the case that a drafter may choose."""

    id: int
    name: str
    sha256: str


def lists_of(kind: Kind, at: datetime) -> dict[str, dict[str, dict[str, str]]]:
    """The code lists of the day that the kind's entered fields choose from: code → names `zh`, `en`."""
    wanted = {each.list for each in kind.entered if each.list}
    wanted |= {column.list for each in kind.entered for column in each.columns if column.list}
    day = office.local_day(at)
    return {
        scheme: {
            row.code: {"zh": row.name("zh-hans"), "en": row.name("en")}
            for row in codes.list_codes(scheme, day)
        }
        for scheme in sorted(wanted)
    }


def candidates(case: str) -> list[CaseDocument]:
    """The documents of a case: those of its notice, of its inspection, and those handed in with certificates.

    case: the consignment's number, or the key of a vessel's case. Not scoped: the caller has checked.
    """
    subjects, ids = [subject_of(case)], []
    consignment = declarations.find_consignment(case)
    if consignment is not None:
        ids = declarations.document_ids(consignment.id)
        found = inspection.find_by_consignment(consignment.id)
        subjects += [f"inspection:{found.number}"] if found else []
    rows = documents.documents_of(subjects, ids)
    return [CaseDocument(row.id, row.name, row.sha256) for row in rows]


def keep(
    case: str, chosen: Iterable[int], uploads: Sequence[Upload], *, actor: Actor, at: datetime
) -> tuple[int, ...]:
    """Keep what is handed in with the draft, and answer the ids of all documents that support it.

    Raises Refused for a document that is not of the case, and as `store_document` does.
    """
    wanted = tuple(dict.fromkeys(chosen))
    known = {each.id for each in candidates(case)}
    strange = [each for each in wanted if each not in known]
    raise_if_blocked(
        [
            Finding("certificates.finding.document_unknown", field="documents", params={"document": each})
            for each in strange
        ]
    )
    stored = [
        documents.store_document(
            upload=replace(each, kind=EVIDENCE_KIND, subject=subject_of(case)), actor=actor, at=at
        ).id
        for each in uploads
    ]
    return (*wanted, *stored)


def supported(facts: CaseFacts, entered: Entered, document_ids: Sequence[int]) -> CaseFacts:
    """The facts with what was entered, and its documents as evidence."""
    rows = {row.id: row for row in documents.documents_of([], document_ids)}
    entries = ledger.first_sequences(DOCUMENT_FORM, [str(each) for each in rows])
    found = tuple(
        SupportingDocument(row.id, row.name, row.sha256, entries[str(row.id)])
        for row in (rows[each] for each in document_ids if each in rows)
        if str(row.id) in entries
    )
    evidence = (*facts.evidence, *(each.as_evidence() for each in found))
    return replace(facts, entered=entered.values, documents=found, evidence=evidence)


def subject_of(case: str) -> str:
    """The record that documents of a case belong to."""
    return case if case.startswith("vessel:") else f"consignment:{case}"
