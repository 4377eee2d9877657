"""Taking the file of a paper that is out: an act with its person and moment, as printing is."""

from datetime import datetime

from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import Conflict, NotFound
from jiangang.port.certificates import permissions
from jiangang.port.certificates.models import Certificate, DerivedPaper, TakenFile
from jiangang.port.certificates.operations.acting import finding_of, locked, note_act
from jiangang.port.certificates.queries import check_own, kept_paper


@operation(permission=permissions.VIEW)
def take_file(*, certificate_id: int, derived_id: int | None = None, actor: Actor, at: datetime) -> TakenFile:
    """Note that somebody of the office takes the PDF of a certificate, or of a copy or endorsement.

    Raises NotFound, Forbidden; Conflict for one that is not handed out: a draft's PDF certifies nothing.
    """
    certificate = locked(certificate_id, actor)
    return _take(certificate, TakenFile.Face.DESK, derived_id, actor=actor, at=at)


@operation(permission=permissions.VIEW_OWN)
def take_own_file(
    *, certificate_id: int, derived_id: int | None = None, actor: Actor, at: datetime
) -> TakenFile:
    """Note that a firm takes the PDF of its own certificate; NotFound for another firm's."""
    check_own(certificate_id, actor)
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate_id)
    return _take(certificate, TakenFile.Face.PORTAL, derived_id, actor=actor, at=at)


def _take(
    certificate: Certificate, face: TakenFile.Face, derived_id: int | None, *, actor: Actor, at: datetime
) -> TakenFile:
    taken = TakenFile.objects.create(
        certificate=certificate,
        derived_id=derived_id,
        position=TakenFile.objects.filter(certificate=certificate).count() + 1,
        face=face,
        digest=_digest(certificate, derived_id),
        taken_at=at,
        taken_by=actor.key,
    )
    note_act(certificate, "take_file", actor=actor, at=at, rows=[taken], facts={"pdf": taken.digest})
    return taken


def _digest(certificate: Certificate, derived_id: int | None) -> str:
    """SHA-256 of the file that is kept now."""
    if derived_id is not None:
        made = DerivedPaper.objects.filter(pk=derived_id, certificate=certificate).first()
        if made is None:
            raise NotFound(finding_of("not_found"))
        return made.file_digest
    paper = kept_paper(certificate)
    if paper is None:
        raise Conflict(finding_of("not_handed_out", state=certificate.state))
    return paper.digest
