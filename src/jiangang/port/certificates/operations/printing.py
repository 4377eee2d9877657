"""Printing: an act with its person, moment, number of sheets, printer and security paper."""

from datetime import datetime

from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import Conflict, NotFound, raise_if_blocked
from jiangang.port.certificates import permissions
from jiangang.port.certificates.models import Certificate, DerivedPaper, Printing
from jiangang.port.certificates.operations.acting import finding_of, locked, note_act
from jiangang.port.certificates.queries import check_own
from jiangang.port.certificates.rules.life import check_printing


@operation(permission=permissions.PRINT)
def record_printing(
    *,
    certificate_id: int,
    copies: int,
    printer: str,
    serial: str = "",
    reason: str = "",
    derived_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> Printing:
    """Note that a certificate, or one of its copies and endorsements, was printed at the desk.

    copies: sheets of the same paper, 1–99; serial: of the first sheet of security paper. Raises Refused for a
    printing after the first of the same paper without a reason, Conflict for one that is not issued.
    """
    certificate = locked(certificate_id, actor)
    return _record(
        certificate, Printing.Face.DESK, (copies, printer, serial, reason), derived_id, actor=actor, at=at
    )


@operation(permission=permissions.PRINT_OWN)
def record_own_printing(
    *, certificate_id: int, copies: int, printer: str, reason: str = "", actor: Actor, at: datetime
) -> Printing:
    """Note that a firm prints its own certificate from the portal; NotFound for another firm's."""
    check_own(certificate_id, actor)
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate_id)
    return _record(certificate, Printing.Face.PORTAL, (copies, printer, "", reason), None, actor=actor, at=at)


def _record(
    certificate: Certificate,
    face: Printing.Face,
    sheets: tuple[int, str, str, str],
    derived_id: int | None,
    *,
    actor: Actor,
    at: datetime,
) -> Printing:
    copies, printer, serial, reason = sheets
    if certificate.state != "issued":
        raise Conflict(finding_of("not_in_force", state=certificate.state))
    if (
        derived_id is not None
        and not DerivedPaper.objects.filter(pk=derived_id, certificate=certificate).exists()
    ):
        raise NotFound(finding_of("not_found"))
    earlier = Printing.objects.filter(certificate=certificate)
    again = earlier.filter(derived_id=derived_id).exists()
    raise_if_blocked(check_printing(copies=copies, printer=printer, is_reprint=again, reason=reason))
    printing = Printing.objects.create(
        certificate=certificate,
        derived_id=derived_id,
        position=earlier.count() + 1,
        face=face,
        copies=copies,
        printer=printer.strip(),
        serial=serial.strip(),
        reason=reason.strip(),
        printed_at=at,
        printed_by=actor.key,
    )
    note_act(certificate, "print", actor=actor, at=at, rows=[printing])
    return printing
