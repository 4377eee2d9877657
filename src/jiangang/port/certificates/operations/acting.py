"""What every act on a certificate does: lock, gather and check the case, move it, enter it in the ledger."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection

from jiangang.kernel.events import api as events
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office.api import local_day
from jiangang.kernel.papers import api as papers
from jiangang.kernel.permissions import Actor, check_subject
from jiangang.kernel.workflow import api as workflow
from jiangang.methods.findings import Finding, NotFound, raise_if_blocked
from jiangang.port.certificates import permissions
from jiangang.port.certificates.entered import once_a_field, read_entered
from jiangang.port.certificates.facts import CaseFacts
from jiangang.port.certificates.gathering import gather, office_of
from jiangang.port.certificates.indexing import index_certificate
from jiangang.port.certificates.models import Certificate, CertificateText
from jiangang.port.certificates.operations.attending import check_hand_of_kind
from jiangang.port.certificates.records import Choices, draft_record
from jiangang.port.certificates.registry import Kind
from jiangang.port.certificates.rules import check_case
from jiangang.port.certificates.sps_details import sps_facts
from jiangang.port.certificates.supporting import lists_of, supported

TOLD = ("issue", "replace", "withdraw")
"""Acts that are published as events `certificates.certificate.<act>`."""


def latest_text(certificate: Certificate) -> CertificateText:
    """The text in force."""
    return CertificateText.objects.filter(certificate=certificate).order_by("-version")[0]


def record_of(
    kind: Kind,
    consignment_id: int | None,
    remarks: str,
    at: datetime,
    choices: Choices,
    additions: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """The record of the case as it is now, when nothing stands in its way.

    additions: what it says beyond the case (`additions_of`).

    Raises Refused with all findings.
    """
    entered = read_entered(kind, choices.entered, lists=lists_of(kind, at))
    case = CaseFacts(drafted_on=local_day(at)) if consignment_id is None else gather(consignment_id, at)
    facts = supported(case, entered, choices.documents)
    findings = [*entered.findings, *check_case(kind, facts, on=local_day(at))]
    record = draft_record(kind, facts, office=office_of(at), remarks=remarks, choices=choices)
    record |= additions or {}
    if kind.sps_type is not None:
        record["sps"] = sps_facts(consignment_id, record.get("sps") or {}, at)
    raise_if_blocked([*once_a_field(findings), *missing_characters(record, choices.fallback_fonts)])
    return record


def missing_characters(record: dict[str, object], fallback_fonts: Sequence[str]) -> list[Finding]:
    """Findings on what is printed; the note of a spelling names the character that is not printed."""
    printed = {key: value for key, value in record.items() if key != "spellings"}
    return papers.check_characters(printed, fallback=tuple(fallback_fonts))


def ring_at(at: datetime) -> papers.Ring:
    """The keys in use, made at the office's first paper."""
    papers.ensure_keys(actor=Actor.system("papers", on=local_day(at)), at=at)
    return papers.ring(at)


def act_on(
    certificate: Certificate,
    act: str,
    *,
    actor: Actor,
    at: datetime,
    opinion: str = "",
    rows: list[object] | None = None,
    facts: dict[str, object] | None = None,
) -> None:
    """Move the certificate, index it, tell who listens, and enter it in the ledger with its rows."""
    case = certificate.case
    raise_if_blocked(check_hand_of_kind(certificate, act, at))
    workflow.move(certificate, act, case=case, actor=actor, at=at, opinion=opinion.strip())
    index_certificate(certificate)
    if act in TOLD:
        payload = {"certificate_id": certificate.pk, "number": certificate.number}
        events.publish(f"certificates.certificate.{act}", payload, case=case, at=at)
    ledger.append(
        actor=actor,
        at=at,
        act=f"certificates.certificate.{act}",
        subject=f"certificate:{certificate.number or certificate.pk}",
        case=case,
        rows=[certificate, *(rows or [])],  # type: ignore[list-item]  # rows of this department's models
        facts=facts,
    )


def note_act(
    certificate: Certificate,
    act: str,
    *,
    actor: Actor,
    at: datetime,
    rows: list[object],
    facts: dict[str, object] | None = None,
) -> None:
    """Enter an act that does not move the certificate in the ledger, with its rows."""
    ledger.append(
        actor=actor,
        at=at,
        act=f"certificates.certificate.{act}",
        subject=f"certificate:{certificate.number or certificate.pk}",
        case=certificate.case,
        rows=rows,  # type: ignore[arg-type]  # rows of this department's models
        facts=facts,
    )


def locked(certificate_id: int, actor: Actor) -> Certificate:
    """The certificate, locked until the act ends. Raises NotFound, Forbidden."""
    rows = Certificate.objects.select_for_update(of=("self",)).select_related("consignment")
    found = rows.filter(pk=certificate_id).first()
    if found is None:
        raise NotFound(finding_of("not_found"))
    check_subject(actor, permissions.VIEW, found)
    return found


def queue(name: str) -> None:
    """Wait until no other act holds this name; held until the act ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def finding_of(name: str, *, field: str = "", **params: object) -> Finding:
    """A finding of this department."""
    return Finding(f"certificates.finding.{name}", field=field, params=params)
