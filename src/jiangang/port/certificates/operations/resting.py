"""What a draft is told before it is reviewed: leave to be issued after departure, the originals that it rests
on, details for foreign authorities. Each writes the draft anew.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from jiangang.kernel.office.api import local_day
from jiangang.kernel.permissions import Actor, check_subject, operation
from jiangang.methods.findings import Conflict, raise_if_blocked
from jiangang.methods.papers import plain_number
from jiangang.port.certificates import permissions
from jiangang.port.certificates.additions import additions_of
from jiangang.port.certificates.gathering import office_of
from jiangang.port.certificates.models import (
    Certificate,
    CertificateText,
    ExchangeDetails,
    Original,
    OriginalUse,
    RetrospectiveMark,
)
from jiangang.port.certificates.operations.acting import (
    finding_of,
    latest_text,
    locked,
    note_act,
    queue,
    record_of,
)
from jiangang.port.certificates.operations.drafting import write_text
from jiangang.port.certificates.originals import own_original, use_of
from jiangang.port.certificates.records import Choices
from jiangang.port.certificates.registry import get_kind
from jiangang.port.certificates.rules.life import check_details, check_retrospective, check_use


@operation(permission=permissions.MARK_RETROSPECTIVE)
def mark_retrospective(
    *, certificate_id: int, departed_on: date, reason: str, actor: Actor, at: datetime
) -> RetrospectiveMark:
    """Let a draft be issued after the goods have left: the paper is marked so, with the term of its trade.

    Raises Refused without a reason or for a day that is not past, Conflict for one that is marked already or
    is no draft.
    """
    certificate = _draft(certificate_id, actor)
    raise_if_blocked(check_retrospective(departed_on, reason, today=local_day(at)))
    if RetrospectiveMark.objects.filter(certificate=certificate).exists():
        raise Conflict(finding_of("marked_already"))
    mark = RetrospectiveMark.objects.create(
        certificate=certificate,
        departed_on=departed_on,
        reason=reason.strip(),
        marked_at=at,
        marked_by=actor.key,
    )
    text = _rewrite(certificate, actor=actor, at=at)
    note_act(certificate, "mark_retrospective", actor=actor, at=at, rows=[mark, text])
    return mark


@operation(permission=permissions.DRAFT)
def rest_on_original(
    *,
    certificate_id: int,
    number: str,
    quantity: Decimal,
    unit: str = "KGM",
    issuer: str = "",
    issued_on: date | None = None,
    evidence: str = "",
    covered: Decimal | None = None,
    actor: Actor,
    at: datetime,
) -> OriginalUse:
    """Let a draft rest on an original (back-to-back) and take a part of what that covers.

    number: of a certificate of this office, whose facts are then known; else also issuer, day, evidence
    (SHA-256 or text of its QR code) and what it covers. An original that was entered before keeps its facts.
    Raises Refused with all findings: unnamed, ended, later, another unit, more than its balance or the goods.
    """
    certificate = _draft(certificate_id, actor)
    plain = plain_number(number).text
    queue(f"original:{plain}")
    original = _own(certificate, plain, actor, at) if not issuer.strip() else None
    if original is None:
        original = _foreign(plain, issuer, issued_on, evidence, covered, unit, actor=actor, at=at)
    raise_if_blocked(check_use(use_of(original, certificate, quantity, unit, local_day(at))))
    rows: list[object] = []
    if original._state.adding:
        original.save()
        rows.append(original)
    if OriginalUse.objects.filter(original=original, certificate=certificate).exists():
        raise Conflict(finding_of("original_used_already", number=plain))
    use = OriginalUse.objects.create(
        original=original, certificate=certificate, quantity=quantity, used_at=at, used_by=actor.key
    )
    text = _rewrite(certificate, actor=actor, at=at)
    note_act(certificate, "rest_on_original", actor=actor, at=at, rows=[*rows, use, text])
    return use


@operation(permission=permissions.DRAFT)
def describe_for_exchange(
    *,
    certificate_id: int,
    imported_to: str,
    consignor_address: Sequence[str],
    consignee_address: Sequence[str],
    scientific_names: Sequence[str] = (),
    actor: Actor,
    at: datetime,
) -> ExchangeDetails:
    """Say what foreign authorities ask and the notice does not hold; the newest saying is in force.

    imported_to: ISO 3166-1 alpha-2; addresses: one to five lines each; scientific_names: one for each line of
    goods, in their order, empty where there is none.
    """
    certificate = _draft(certificate_id, actor)
    if get_kind(certificate.kind).sps_type is None:
        raise Conflict(finding_of("not_exchanged", kind=certificate.kind))
    consignor, consignee = _lines(consignor_address), _lines(consignee_address)
    country = imported_to.strip().upper()
    raise_if_blocked(
        check_details(imported_to=country, consignor_address=consignor, consignee_address=consignee)
    )
    said = {
        "imported_to": country,
        "consignor_address": list(consignor),
        "consignee_address": list(consignee),
        "scientific_names": [each.strip() for each in scientific_names],
    }
    details = ExchangeDetails.objects.create(
        certificate=certificate,
        position=certificate.exchange_details.count() + 1,
        said=said,
        entered_at=at,
        entered_by=actor.key,
    )
    text = _rewrite(certificate, actor=actor, at=at)
    note_act(certificate, "describe_for_exchange", actor=actor, at=at, rows=[details, text])
    return details


def _draft(certificate_id: int, actor: Actor) -> Certificate:
    certificate = locked(certificate_id, actor)
    if certificate.state != "draft":
        raise Conflict(finding_of("no_draft", state=certificate.state))
    return certificate


def _rewrite(certificate: Certificate, *, actor: Actor, at: datetime) -> CertificateText:
    text = latest_text(certificate)
    fresh = Certificate.objects.get(pk=certificate.pk)
    record = record_of(
        get_kind(certificate.kind),
        certificate.consignment_id,
        text.remarks,
        at,
        Choices.of(text.record),
        additions_of(fresh),
    )
    return write_text(certificate, record, text.remarks, text, actor=actor, at=at)


def _own(certificate: Certificate, number: str, actor: Actor, at: datetime) -> Original | None:
    found = own_original(number)
    if found is None:
        return None
    own, record = found
    check_subject(actor, permissions.VIEW, own)
    known = Original.objects.filter(own=own).first()
    if known is not None:
        return known
    mass = str(record.get("total_net_mass_kg") or "0")
    return Original(
        issuer=office_of(at)["name_en"],
        number=number,
        issued_on=own.signed.issued_on,
        evidence=own.signed.digest,
        own=own,
        quantity=Decimal(mass),
        unit="KGM",
        entered_at=at,
        entered_by=actor.key,
    )


def _foreign(
    number: str,
    issuer: str,
    issued_on: date | None,
    evidence: str,
    covered: Decimal | None,
    unit: str,
    *,
    actor: Actor,
    at: datetime,
) -> Original:
    named = issuer.strip()
    known = Original.objects.filter(issuer=named, number=number).first()
    if known is not None:
        return known
    if not named or issued_on is None or covered is None:
        raise Conflict(finding_of("original_unknown", field="number", number=number))
    return Original(
        issuer=named,
        number=number,
        issued_on=issued_on,
        evidence=evidence.strip(),
        quantity=covered,
        unit=unit,
        entered_at=at,
        entered_by=actor.key,
    )


def _lines(address: Sequence[str]) -> tuple[str, ...]:
    return tuple(line.strip() for line in address if line.strip())
