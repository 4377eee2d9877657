"""Certified copies, and endorsements that prolong a certificate's validity."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from jiangang.kernel.office.api import local_day
from jiangang.kernel.papers import api as papers
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import Conflict, raise_if_blocked
from jiangang.methods.papers import decode, digest, encode
from jiangang.port.certificates import entering, permissions
from jiangang.port.certificates.derived import copy_record, endorsement_record
from jiangang.port.certificates.life import first_until_of, valid_until_of
from jiangang.port.certificates.making import data_for, sign_qr
from jiangang.port.certificates.models import Certificate, DerivedPaper, Extension, SignedRecord
from jiangang.port.certificates.operations.acting import finding_of, locked, note_act, ring_at
from jiangang.port.certificates.operations.signing import names_of
from jiangang.port.certificates.registry import get_kind
from jiangang.port.certificates.rules.life import Lasting, check_lasting, check_reason


@operation(permission=permissions.COPY)
def certify_copy(*, certificate_id: int, reason: str, actor: Actor, at: datetime) -> DerivedPaper:
    """Make a certified true copy of an issued certificate, numbered and marked on every page.

    reason: for whom or what. Raises Refused without one, Conflict for a certificate that is not in force.
    """
    raise_if_blocked(check_reason(reason))
    certificate = locked(certificate_id, actor)
    if certificate.state != "issued":
        raise Conflict(finding_of("not_in_force", state=certificate.state))
    signed = _signed(certificate)
    number = _next(certificate, DerivedPaper.Sort.COPY)
    base = _latest_record(certificate, signed)
    record = copy_record(
        base, number=number, by=names_of(actor), on=local_day(at), original=digest(encode(base)).hex()
    )
    made, rows = _make(certificate, signed, DerivedPaper.Sort.COPY, record, reason, actor=actor, at=at)
    note_act(certificate, "copy", actor=actor, at=at, rows=rows, facts={"pdf": made.file_digest})
    return made


@operation(permission=permissions.EXTEND)
def extend_certificate(
    *, certificate_id: int, valid_until: date, reason: str, actor: Actor, at: datetime
) -> Extension:
    """Prolong a certificate until a later day by a numbered endorsement, a sealed paper of its own.

    Raises Refused with all findings: no reason, no end to prolong, ended or expired, not later, too long.
    """
    certificate = locked(certificate_id, actor)
    kind, before = get_kind(certificate.kind), valid_until_of(certificate)
    facts = Lasting(
        certificate.state,
        before,
        local_day(at),
        valid_until,
        kind.extension_days or kind.validity_days,
        first_until_of(certificate) if kind.extension_days else None,
    )
    raise_if_blocked([*check_reason(reason), *check_lasting(facts)])
    if before is None:
        raise Conflict(finding_of("no_validity"))
    signed = _signed(certificate)
    record = endorsement_record(
        _latest_record(certificate, signed),
        number=_next(certificate, DerivedPaper.Sort.ENDORSEMENT),
        by=names_of(actor),
        on=local_day(at),
        valid_until=valid_until,
        reason=reason.strip(),
    )
    made, rows = _make(certificate, signed, DerivedPaper.Sort.ENDORSEMENT, record, reason, actor=actor, at=at)
    extension = Extension.objects.create(
        certificate=certificate,
        endorsement=made,
        before=before,
        valid_until=valid_until,
        extended_at=at,
        extended_by=actor.key,
    )
    said: dict[str, object] = {"valid_until": valid_until.isoformat(), "pdf": made.file_digest}
    note_act(certificate, "extend", actor=actor, at=at, rows=[*rows, extension], facts=said)
    return extension


def _make(
    certificate: Certificate,
    signed: SignedRecord,
    sort: DerivedPaper.Sort,
    record: Mapping[str, Any],
    reason: str,
    *,
    actor: Actor,
    at: datetime,
) -> tuple[DerivedPaper, list[object]]:
    """The paper, and the rows that belong to the ledger entry of its act."""
    ring, kind, encoded = ring_at(at), get_kind(certificate.kind), encode(record)
    base = signed.verify_address.removesuffix("verify/")
    said, named = sign_qr(encoded, base=base, ring=ring, at=at), digest(encoded).hex()
    data = data_for(kind, record, said=said, address=signed.verify_address, digest=named, at=at)
    sealed = papers.make_sealed(kind.template, data, [papers.record_attachment(encoded)], at, ring)
    leaf = {
        "record": digest(encoded),
        "file_sha256": bytes.fromhex(sealed.digest),
        "paper": f"{sort.value} {record[sort.value]['number']}",
    }
    entry = entering.enter_after(certificate, entering.FILE, leaf, sealed.digest, at)
    made = DerivedPaper.objects.create(
        certificate=certificate,
        sort=sort,
        number=record[sort.value]["number"],
        encoded=encoded,
        digest=named,
        qr_text=said,
        content=sealed.content,
        file_digest=sealed.digest,
        reason=reason.strip(),
        made_at=at,
        made_by=actor.key,
    )
    return made, [made, entry] if entry else [made]


def _signed(certificate: Certificate) -> SignedRecord:
    """The signed record; Conflict for a paper of the form before seals, of which nothing can be derived."""
    signed = SignedRecord.objects.get(certificate=certificate)
    if signed.encoded is None:
        raise Conflict(finding_of("older_form"))
    return signed


def _latest_record(certificate: Certificate, signed: SignedRecord) -> dict[str, Any]:
    """What the certificate says now: its record, or its newest endorsement's."""
    endorsed = certificate.derived.filter(sort=DerivedPaper.Sort.ENDORSEMENT).order_by("-number").first()
    return signed.record if endorsed is None else decode(bytes(endorsed.encoded))


def _next(certificate: Certificate, sort: DerivedPaper.Sort) -> int:
    return certificate.derived.filter(sort=sort).count() + 1
