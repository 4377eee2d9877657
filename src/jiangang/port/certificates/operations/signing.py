"""Signing: the number, and the record that is fixed for good."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Max

from jiangang.kernel.office.api import local_day
from jiangang.kernel.papers import api as papers
from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import Conflict, Finding, Refused, raise_if_blocked
from jiangang.methods.papers import RECORD_FORM, digest, encode
from jiangang.port.certificates import entering, permissions
from jiangang.port.certificates.additions import additions_of
from jiangang.port.certificates.facts import Name
from jiangang.port.certificates.gathering import office_of
from jiangang.port.certificates.making import sign_qr, verify_address
from jiangang.port.certificates.models import (
    Certificate,
    SignedRecord,
)
from jiangang.port.certificates.operations.acting import (
    act_on,
    finding_of,
    latest_text,
    locked,
    missing_characters,
    queue,
    record_of,
    ring_at,
)
from jiangang.port.certificates.operations.attending import act_for, check_attended
from jiangang.port.certificates.operations.checking import against_signing
from jiangang.port.certificates.records import Choices, signed_record
from jiangang.port.certificates.registry import get_kind

ONLY_IN_FORM_2 = ("form", "valid_until", "register", "spellings", "fallback_fonts", "fonts_chosen_by")


@operation(permission=permissions.SIGN)
def sign_certificate(*, certificate_id: int, opinion: str = "", actor: Actor, at: datetime) -> Certificate:
    """Sign: the certificate gets its number, its record is fixed for good and entered in the public register.
    A second click changes nothing.

    Raises Conflict when the case is no longer as the draft says or a restore was not compared with the
    witnesses, Refused when the hand stays apart.
    """
    certificate = locked(certificate_id, actor)
    if certificate.state == "signed":
        return certificate
    act = act_for(certificate, "sign", at)
    Certificate.WORKFLOW.transition(certificate.state, act)
    raise_if_blocked(check_attended(certificate, act, actor))
    kind, text = get_kind(certificate.kind), latest_text(certificate)
    additions, choices = additions_of(certificate), Choices.of(text.record)
    fresh = record_of(kind, certificate.consignment_id, text.remarks, at, choices, additions)
    raise_if_blocked(against_signing(certificate, kind, fresh, at))
    if _comparable(fresh) != _comparable(text.record):
        raise Conflict(finding_of("case_changed", consignment=certificate.case))
    queue("certificates:status-index")
    number = entering.next_number(kind, certificate, actor=actor, at=at)
    signed = _sign_record(certificate, fresh, number, actor=actor, at=at)
    certificate.number, certificate.signed_at = number, at
    fields = {"record": bytes.fromhex(signed.digest)}
    entry = entering.enter(certificate, entering.ISSUE, fields, signed.digest, at)
    rows: list[object] = [signed, entry] if entry else [signed]
    act_on(certificate, act, actor=actor, at=at, opinion=opinion, rows=rows)
    return certificate


def _comparable(record: Mapping[str, object]) -> str:
    """What a draft says, whatever form it was written in: fields that form 1 did not have are left out."""
    return papers.canonical_record({key: value for key, value in record.items() if key not in ONLY_IN_FORM_2})


def _sign_record(
    certificate: Certificate, draft: dict[str, object], number: str, *, actor: Actor, at: datetime
) -> SignedRecord:
    if actor.person_id is None:
        params = {"hand": "sign", "workflow": certificate.WORKFLOW.name}
        raise Refused(Finding("workflow.finding.nobody_signs", params=params))
    day = local_day(at)
    record = signed_record(
        {**draft, "register": entering.origin_name()},
        number=number,
        issued_on=day,
        signatory=names_of(actor),
        status_index=_next_status_index(),
        validity_days=get_kind(certificate.kind).validity_days,
    )
    raise_if_blocked(missing_characters(record, Choices.of(record).fallback_fonts))
    encoded, base = encode(record), office_of(at)["public_address"]
    return SignedRecord.objects.create(
        certificate=certificate,
        form=RECORD_FORM,
        encoded=encoded,
        digest=digest(encoded).hex(),
        qr_text=sign_qr(encoded, base=base, ring=ring_at(at), at=at),
        status_index=record["status_index"],
        issued_on=day,
        verify_address=verify_address(base),
        person_id=actor.person_id,
        signed_at=at,
    )


def _next_status_index() -> int:
    """The next place in the status list. Places of papers that a restored database has lost stay theirs."""
    rows = SignedRecord.objects.exclude(status_index=None)
    last = rows.aggregate(last=Max("status_index"))["last"]
    following = 0 if last is None else int(last) + 1
    lost = entering.lost_papers()
    return max(following, rows.count() + lost) if lost else following


def names_of(actor: Actor) -> Name:
    """The names under which an actor signs, in both languages."""
    if actor.person_id is None:
        return Name(en=actor.name)
    wanted = {actor.person_id}
    chinese = people.names_of(wanted, "zh-hans").get(actor.person_id, "")
    english = people.names_of(wanted, "en").get(actor.person_id, "")
    return Name(chinese, english if english != chinese else "")
