"""Is this paper valid? The office's own answer: what a code, a file or a number says, and what the records
say.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from jiangang.kernel.office.api import all_settings, local_day
from jiangang.kernel.papers import api as papers
from jiangang.methods.findings import Finding, NotFound
from jiangang.methods.papers import (
    End,
    Seen,
    StatusList,
    Verdict,
    judge,
    plain_number,
    sign_credential,
    sign_status,
    sign_status_credential,
)
from jiangang.methods.papers.cose import key_id_of
from jiangang.port.certificates.life import Life, life_of
from jiangang.port.certificates.models import DerivedPaper, SignedRecord
from jiangang.port.certificates.workflow import PUBLIC


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict, what the paper says (ten fields), its whole record where the asker holds it, findings, and
    what befell the certificate: None where the office was not asked or knows none.
    """

    verdict: Verdict
    fields: dict[str, str]
    record: dict[str, Any] | None = None
    findings: tuple[Finding, ...] = ()
    life: Life | None = None


def known() -> papers.Known:
    """What this office trusts: its own roots and keys."""
    return papers.Known(papers.trust(), papers.code_keys())


def verify_code(text: str, at: datetime) -> Answer:
    """The verdict on the text of a QR code. Raises Refused for what is no code."""
    return _answer(papers.read_qr_code(text, known()), at)


def verify_file(content: bytes, at: datetime) -> Answer:
    """The verdict on a file: a sealed PDF, or one that was issued before papers were sealed."""
    read = papers.read_pdf(content, known(), at)
    if not read.seen.whole or not read.seen.known:
        older = _find_older(content)
        if older is not None:
            return _answer(older, at)
    return _answer(read, at)


def verify_credential(text: str, at: datetime) -> Answer:
    """The verdict on a credential. Raises Refused for what is none."""
    return _answer(papers.read_credential(text, known()), at)


def verify_number(number: str, at: datetime) -> Answer:
    """The verdict on a number alone, for people of the office: it shows no paper, only what is on record."""
    asked = plain_number(number).text
    found = _signed().filter(certificate__number=asked).first()
    if found is None:
        return Answer(judge(Seen(asked, known=False, asked_office=True), at=at), {})
    read = papers.Read(Seen(asked), digest=bytes.fromhex(found.digest), record=found.record)
    return _answer(read, at)


def status_list(at: datetime) -> StatusList:
    """The status list of the office as it stands now."""
    rows = (
        _signed()
        .exclude(status_index=None)
        .values_list(
            "status_index",
            "certificate__withdrawal__withdrawn_at",
            "certificate__withdrawal__reason",
            "certificate__replacement__made_at",
            "certificate__replacement__reason",
            "certificate__replacement__successor__number",
        )
    )
    ends, size = {}, 0
    for index, ended_at, reason, replaced_at, why, successor in rows.iterator():
        size = max(size, index + 1)
        if ended_at is not None:
            ends[index] = End(local_day(ended_at), reason)
        elif replaced_at is not None:
            ends[index] = End(local_day(replaced_at), why, str(successor))
    code = str(all_settings(local_day(at))["code"])
    dated = at.astimezone(UTC).replace(microsecond=0)
    return StatusList(code, dated, size, frozenset(ends), ends)


def credential_of(certificate_id: int, at: datetime) -> str:
    """An issued certificate as a verifiable credential (`vc+jwt`). Raises NotFound for one of the older
    form.
    """
    found = _signed().filter(certificate_id=certificate_id).exclude(encoded=None).first()
    if found is None:
        raise NotFound(Finding("certificates.finding.not_found"))
    ring = papers.ring(at)
    base = found.verify_address.removesuffix("verify/")
    return sign_credential(bytes(found.encoded), base=base, key=ring.code_key, key_id=key_id_of(ring.code))


def published_status(at: datetime) -> bytes:
    """The status list as it is published: compressed and signed."""
    ring = papers.ring(at)
    return sign_status(status_list(at), key=ring.code_key, key_id=key_id_of(ring.code))


def published_status_credential(at: datetime) -> str:
    """The status list as W3C's credential."""
    ring = papers.ring(at)
    base = str(all_settings(local_day(at))["public_address"])
    key, key_id = ring.code_key, key_id_of(ring.code)
    return sign_status_credential(status_list(at), base=base, key=key, key_id=key_id)


def _answer(read: papers.Read, at: datetime) -> Answer:
    seen, life = replace(read.seen, asked_office=True, status=None), None
    if seen.whole and seen.known:
        seen, life = _with_records(seen, read.digest)
    verdict = judge(seen, at=at)
    record = dict(read.record) if read.record is not None else None
    return Answer(verdict, dict(read.fields), record, read.findings, life)


def _with_records(seen: Seen, digest: bytes) -> tuple[Seen, Life | None]:
    """What the office's own records add: whether it issued exactly this paper, what the paper is, how it
    ended, and until when it lasts.
    """
    found, copy = _signed().filter(digest=digest.hex(), certificate__number=seen.number).first(), None
    if found is None:
        found, copy = _find_derived(seen.number, digest)
    if found is None:
        return replace(seen, known=False), None
    life = life_of(found.certificate, copy)
    seen = replace(seen, valid_until=life.valid_until or seen.valid_until)
    ended = getattr(found.certificate, "withdrawal", None)
    if ended is not None:
        return replace(seen, ended_on=local_day(ended.withdrawn_at), reason=ended.reason), life
    replaced = getattr(found.certificate, "replacement", None)
    if replaced is not None:
        day, reason = local_day(replaced.made_at), replaced.reason
        return replace(seen, ended_on=day, reason=reason, successor=life.replaced_by), life
    return seen, life


def _find_derived(number: str, digest: bytes) -> tuple[SignedRecord | None, int | None]:
    """The certificate of a certified copy or an endorsement, and the number of the copy."""
    made = DerivedPaper.objects.filter(digest=digest.hex(), certificate__number=number).first()
    if made is None:
        return None, None
    found = _signed().filter(certificate_id=made.certificate_id).first()
    return found, made.number if made.sort == DerivedPaper.Sort.COPY else None


def _find_older(content: bytes) -> papers.Read | None:
    """A file of before the seals, known by its SHA-256."""
    from hashlib import sha256

    digest = sha256(content).hexdigest()
    found = _signed().filter(certificate__paper__digest=digest, certificate__paper__level="").first()
    if found is None:
        return None
    number = str(found.certificate.number)
    return papers.Read(Seen(number), digest=bytes.fromhex(found.digest), record=found.record)


def _signed() -> Any:
    rows = SignedRecord.objects.select_related(
        "certificate__withdrawal", "certificate__replacement__successor"
    )
    return rows.filter(certificate__state__in=PUBLIC)
