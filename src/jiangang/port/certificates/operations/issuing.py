"""Handing out: the sealed paper, and later its archive time-stamp."""

from datetime import datetime
from hashlib import sha256

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.papers import api as papers
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import Conflict, NotFound
from jiangang.port.certificates import entering, permissions
from jiangang.port.certificates.making import make_sealed
from jiangang.port.certificates.models import (
    ArchivedPaper,
    Certificate,
    IssuedPaper,
    SignedRecord,
)
from jiangang.port.certificates.operations.acting import act_on, finding_of, locked, queue, ring_at
from jiangang.port.certificates.operations.replacing import take_the_place
from jiangang.port.certificates.registry import get_kind
from jiangang.port.certificates.sps import xml_of
from jiangang.port.declarations import api as declarations


@operation(permission=permissions.ISSUE)
def issue_certificate(*, certificate_id: int, actor: Actor, at: datetime) -> IssuedPaper:
    """Hand the certificate out: the PDF is made from the signed record with the proof of the register inside,
    sealed, kept, and its digest entered. A second click changes nothing.

    Raises Conflict while the register has not handed out a checkpoint that holds the record, and for a moment
    before the signing; Refused when a page's code does not read back.
    """
    certificate = locked(certificate_id, actor)
    known = IssuedPaper.objects.filter(certificate=certificate).first()
    if known is not None:
        return known
    signed = SignedRecord.objects.filter(certificate=certificate).first()
    if signed is None:
        raise Conflict(finding_of("not_signed", state=certificate.state))
    Certificate.WORKFLOW.transition(certificate.state, "issue")
    if at < signed.signed_at:
        moments = {
            "signed_at": signed.signed_at.isoformat(timespec="seconds"),
            "at": at.isoformat(timespec="seconds"),
        }
        raise Conflict(finding_of("clock_set_back", **moments))
    kind, proof = get_kind(certificate.kind), entering.checked_proof(signed)
    made = make_sealed(kind, signed, ring_at(at), xml=xml_of(kind, signed), proof=proof)
    paper = IssuedPaper.objects.create(
        certificate=certificate,
        content=made.content,
        digest=made.digest,
        level="B-LT",
        issued_at=at,
        issued_by=actor.key,
    )
    certificate.issued_at = at
    entry = entering.enter_file(certificate, paper.digest, at)
    rows: list[object] = [paper, entry] if entry else [paper]
    take_the_place(certificate, actor=actor, at=at)
    act_on(certificate, "issue", actor=actor, at=at, rows=rows, facts={"pdf": paper.digest})
    if certificate.consignment is not None and certificate.consignment.state == "released":
        declarations.advance(consignment_id=certificate.consignment.pk, act="close", actor=actor, at=at)
    return paper


@operation(open_because="a job renews the time-stamps of papers that are issued; it changes nothing they say")
def archive_paper(*, paper_id: int, actor: Actor, at: datetime) -> ArchivedPaper:
    """Add a document time-stamp to a sealed paper: PAdES B-LTA. Raises NotFound for one that is not
    sealed.
    """
    queue(f"archive:{paper_id}")
    paper = IssuedPaper.objects.filter(pk=paper_id).exclude(level="").first()
    if paper is None:
        raise NotFound(finding_of("not_found"))
    latest = paper.archived.order_by("-number").first()
    content = papers.archive(bytes((latest or paper).content), ring_at(at))
    archived = ArchivedPaper.objects.create(
        paper=paper,
        number=latest.number + 1 if latest else 1,
        content=content,
        digest=sha256(content).hexdigest(),
        archived_at=at,
        archived_by=actor.key,
    )
    entry = entering.enter_file(paper.certificate, archived.digest, at)
    ledger.append(
        actor=actor,
        at=at,
        act="certificates.paper.archive",
        subject=f"certificate:{paper.certificate.number}",
        case=paper.certificate.case,
        rows=[archived, entry] if entry else [archived],
        facts={"pdf": archived.digest},
    )
    return archived
