"""Replacing an issued certificate by a new one of the same case."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Q

from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import Conflict, raise_if_blocked
from jiangang.methods.log import number_digest
from jiangang.port.certificates import entering, permissions
from jiangang.port.certificates.additions import named_replaced
from jiangang.port.certificates.models import Certificate, Replacement, ReplacementOrder
from jiangang.port.certificates.operations.acting import act_on, finding_of, locked, queue, record_of
from jiangang.port.certificates.operations.attending import act_for
from jiangang.port.certificates.operations.drafting import write_text
from jiangang.port.certificates.records import Choices
from jiangang.port.certificates.registry import get_kind
from jiangang.port.certificates.rules.life import check_reason
from jiangang.port.certificates.workflow import IN_THE_MAKING


@operation(permission=permissions.REPLACE)
def replace_certificate(
    *,
    certificate_id: int,
    reason: str,
    remarks: str = "",
    spellings: Sequence[tuple[str, str]] = (),
    fallback_fonts: Sequence[str] = (),
    request_key: str = "",
    actor: Actor,
    at: datetime,
) -> Certificate:
    """Draft the certificate that is to take the place of an issued one of the same case; returns the draft.

    The old one stays in force until the new one is issued. The same `request_key` again gives the first.
    Raises Refused without a reason, Conflict when the old one is not in force or another is in the making.
    """
    raise_if_blocked(check_reason(reason))
    old = locked(certificate_id, actor)
    queue(f"certificate:{old.consignment_id}:{old.kind}")
    known = Certificate.objects.filter(request_key=request_key).first() if request_key else None
    if known is not None:
        return known  # also the one that was made while this act waited for its turn
    if old.state != "issued":
        raise Conflict(finding_of("not_in_force", state=old.state))
    others = Q(replacement_order__replaced=old)
    if old.consignment_id is not None:
        others |= Q(consignment_id=old.consignment_id, kind=old.kind)
    if Certificate.objects.filter(others, state__in=IN_THE_MAKING).exists():
        raise Conflict(finding_of("in_force", consignment=old.case))
    subject = {"consignment_id": old.consignment_id, "vessel": old.vessel, "kind": old.kind}
    certificate = Certificate(**subject, request_key=request_key or None, drafted_at=at)
    said = reason.strip()
    choices = replace(
        Choices.of(old.signed.record),
        spellings=tuple(spellings),
        fallback_fonts=tuple(fallback_fonts),
        confirmed_by=actor.key,
    )
    additions = {"replaces": named_replaced(old, said)}
    record = record_of(get_kind(old.kind), old.consignment_id, remarks, at, choices, additions)
    certificate.save()
    order = ReplacementOrder.objects.create(
        certificate=certificate, replaced=old, reason=said, ordered_at=at, ordered_by=actor.key
    )
    text = write_text(certificate, record, remarks, None, actor=actor, at=at)
    act_on(certificate, act_for(certificate, "draft", at), actor=actor, at=at, rows=[order, text])
    return certificate


def take_the_place(certificate: Certificate, *, actor: Actor, at: datetime) -> None:
    """End the certificate that this one replaces, just before this one is issued; nothing for any other.

    Raises Conflict when the old one ended otherwise meanwhile.
    """
    order = ReplacementOrder.objects.filter(certificate=certificate).first()
    if order is None:
        return
    old = locked(order.replaced_id, actor)
    if old.state != "issued":
        raise Conflict(finding_of("replaced_ended", number=old.number, state=old.state))
    replacement = Replacement.objects.create(
        replaced=old, successor=certificate, reason=order.reason, made_at=at, made_by=actor.key
    )
    said = {"successor": number_digest(str(certificate.number)), "reason": order.reason}
    entry = entering.enter(old, entering.REPLACEMENT, said, "", at)
    rows: list[object] = [replacement, entry] if entry else [replacement]
    facts: dict[str, object] = {"successor": certificate.number}
    act_on(old, "replace", actor=actor, at=at, opinion=order.reason, rows=rows, facts=facts)
