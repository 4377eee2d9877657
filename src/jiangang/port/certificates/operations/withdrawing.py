"""Withdrawing."""

from datetime import datetime

from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import raise_if_blocked
from jiangang.port.certificates import entering, permissions
from jiangang.port.certificates.models import (
    Certificate,
    Withdrawal,
)
from jiangang.port.certificates.operations.acting import act_on, locked
from jiangang.port.certificates.rules.life import check_reason


@operation(permission=permissions.WITHDRAW)
def withdraw_certificate(*, certificate_id: int, reason: str, actor: Actor, at: datetime) -> Certificate:
    """Withdraw a certificate; the public page says when and why, and the register that it was.

    Raises Refused without a reason.
    """
    raise_if_blocked(check_reason(reason))
    certificate = locked(certificate_id, actor)
    known = Withdrawal.objects.filter(certificate=certificate).first()
    if known is not None:
        return certificate
    Certificate.WORKFLOW.transition(certificate.state, "withdraw")
    withdrawal = Withdrawal(
        certificate=certificate, reason=reason.strip(), withdrawn_at=at, withdrawn_by=actor.key
    )
    withdrawal.save()
    entry = entering.enter(certificate, entering.WITHDRAWAL, {"reason": withdrawal.reason}, "", at)
    rows: list[object] = [withdrawal, entry] if entry else [withdrawal]
    act_on(certificate, "withdraw", actor=actor, at=at, opinion=reason, rows=rows)
    return certificate
