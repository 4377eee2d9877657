"""Is this paper valid? The office's own answer: what a code, a file or a number says, and what the records
say.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch

from jiangang.kernel.office.api import all_settings, local_day
from jiangang.kernel.papers import api as papers
from jiangang.methods.findings import Finding, NotFound, Refused, Severity
from jiangang.methods.papers import (
    RECORD_FORM,
    End,
    Seen,
    State,
    StatusList,
    Verdict,
    fields_of,
    judge,
    plain_number,
    sign_credential,
    sign_status,
    sign_status_credential,
)
from jiangang.methods.papers.cose import key_id_of
from jiangang.methods.papers.qr import fields_as_map
from jiangang.port.certificates import entering
from jiangang.port.certificates.chains import NO_CHAIN, Chain, sides_of
from jiangang.port.certificates.life import Life, life_of
from jiangang.port.certificates.models import DerivedPaper, PublicEntry, SignedRecord
from jiangang.port.certificates.workflow import PUBLIC


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict, what the paper says (ten fields), its whole record where the asker holds it, findings, and
    the papers that it replaced or that replaced it; life: what befell the certificate, None where the office
    was not asked or knows none.
    """

    verdict: Verdict
    fields: dict[str, str]
    record: dict[str, Any] | None = None
    findings: tuple[Finding, ...] = ()
    chain: Chain = NO_CHAIN
    life: Life | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Signed records by number: of papers that are out, and of those that wait for the register."""

    out: Mapping[str, SignedRecord]
    waiting: Mapping[str, SignedRecord]


@dataclass(frozen=True, slots=True)
class Question:
    """A paper that is asked about: the text of its QR code, or number and typed code."""

    text: str = ""
    number: str = ""
    code: str = ""


def known() -> papers.Known:
    """What this office trusts: its own roots and keys, its own register and the witnesses of that."""
    return papers.Known(papers.trust(), papers.code_keys(), register=entering.known_register())


def verify_code(text: str, at: datetime) -> Answer:
    """The verdict on the text of a QR code. Raises Refused for what is no code."""
    return _answer(papers.read_qr_code(text, known()), at)


def verify_scanned(message: str, address: str, at: datetime) -> Answer:
    """The verdict on a code that led a camera here. address: where it was asked.

    The address is signed with the code; behind another name for the same machine the office's own address is
    tried too, so that a genuine paper is never called changed for that. Raises Refused for what is no code.
    """
    own = str(all_settings(local_day(at))["public_address"])
    asked, ours = (f"{each.rstrip('/').upper()}/C/{message}" for each in (address, own))
    found = verify_code(asked, at)
    if found.verdict.state is State.BROKEN and own and ours != asked:
        return verify_code(ours, at)
    return found


def verify_file(content: bytes, at: datetime) -> Answer:
    """The verdict on a file: a sealed PDF, or one that was issued before papers were sealed."""
    read = papers.read_pdf(content, known(), at)
    if not read.seen.whole or not read.seen.known:
        older = _find_older(content)
        if older is not None:
            return _answer(older, at)
    return _with_file(_answer(read, at), content, read.digest)


def verify_credential(text: str, at: datetime) -> Answer:
    """The verdict on a credential. Raises Refused for what is none."""
    return _answer(papers.read_credential(text, known()), at)


def verify_many(questions: Sequence[Question], at: datetime) -> list[Answer | Refused]:
    """An answer to every question, in their order; Refused in its place for what is no code and no number.

    The office's records are asked once for all of them.
    """
    trusted = known()
    read: list[papers.Read | Refused] = []
    for each in questions:
        try:
            read.append(_read_question(each, trusted))
        except Refused as refusal:
            read.append(refusal)
    numbers = {each.seen.number for each in read if isinstance(each, papers.Read) and each.seen.number}
    held = _held(numbers)
    answers: list[Answer | Refused] = []
    for question, known_of in zip(questions, read, strict=True):
        if isinstance(known_of, Refused):
            answers.append(known_of)
        elif question.text.strip():
            answers.append(_answer(known_of, at, held))
        else:
            answers.append(_by_typed_code(known_of.seen.number, question.code, held, at))
    return answers


def _read_question(question: Question, trusted: papers.Known) -> papers.Read:
    if question.text.strip():
        return papers.read_qr_code(question.text.strip(), trusted)
    number = plain_number(question.number).text
    if not number or not question.code.strip():
        raise Refused(Finding("certificates.finding.question_empty"))
    return papers.Read(Seen(number))


def _by_typed_code(number: str, code: str, held: Held, at: datetime) -> Answer:
    """A wrong code says no more than an unknown number."""
    signed = held.out.get(number) or held.waiting.get(number)
    typed = papers.read_code(code)
    named = _named_by(signed, typed) if signed is not None else ""
    if signed is None or not named:
        return Answer(judge(Seen(number, known=False, asked_office=True), at=at), {})
    record = signed.record
    fields = fields_as_map(fields_of(record)) if record.get("form") == RECORD_FORM else {}
    read = papers.Read(Seen(number), fields, bytes.fromhex(named), record)
    return _answer(read, at, held)


def _named_by(signed: SignedRecord, typed: str) -> str:
    """The digest of the certificate, or of the copy or endorsement made of it, that a typed code names."""
    digests = (signed.digest, *(each.digest for each in signed.certificate.derived.all()))
    named = [each for each in digests if compare_digest(typed.encode(), papers.code_of(each).encode())]
    return named[0] if named else ""


def verify_number(number: str, at: datetime) -> Answer:
    """The verdict on a number alone, for people of the office: it shows no paper, only what is on record."""
    asked = plain_number(number).text
    held = _held({asked})
    found = held.out.get(asked) or held.waiting.get(asked)
    if found is None:
        return Answer(judge(Seen(asked, known=False, asked_office=True), at=at), {})
    read = papers.Read(Seen(asked), digest=bytes.fromhex(found.digest), record=found.record)
    return _answer(read, at, held)


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


def _answer(read: papers.Read, at: datetime, held: Held | None = None) -> Answer:
    seen = replace(read.seen, asked_office=True, status=None)
    chain, life = NO_CHAIN, None
    if seen.whole and seen.known:
        held = held or _held({seen.number})
        named = read.digest.hex()
        signed, waiting = held.out.get(seen.number), held.waiting.get(seen.number)
        copy, is_ours = _as_derived(signed, named)
        if signed is not None and is_ours:
            life = life_of(signed.certificate, copy)
            seen = _with_end(seen, signed, life)
            chain = sides_of(life.chain, _named_before(signed))
        elif waiting is not None and waiting.digest == named:
            seen = replace(seen, must_be_logged=True, logged=False)
        else:
            seen = replace(seen, known=False)
    verdict = judge(seen, at=at)
    record = dict(read.record) if read.record is not None else None
    return Answer(verdict, dict(read.fields), record, read.findings, chain, life)


def _as_derived(signed: SignedRecord | None, digest: str) -> tuple[int | None, bool]:
    """The number of the certified copy that a digest names, if it is one, and whether it names any paper of
    the certificate: the original, a copy, an endorsement.
    """
    if signed is None or signed.digest == digest:
        return None, signed is not None
    derived = signed.certificate.derived.all()
    made = next((each for each in derived if each.digest == digest), None)
    is_copy = made is not None and made.sort == DerivedPaper.Sort.COPY
    return (made.number if made is not None and is_copy else None), made is not None


def _with_end(seen: Seen, signed: SignedRecord, life: Life) -> Seen:
    """What the office's own records add: that the register holds the paper, until when it lasts, how it
    ended.
    """
    if not seen.must_be_logged and signed.is_entered:  # type: ignore[attr-defined]  # by `_signed`
        seen = replace(seen, must_be_logged=True, logged=True)  # handed out, so its proof was there
    seen = replace(seen, valid_until=life.valid_until or seen.valid_until)
    ended = getattr(signed.certificate, "withdrawal", None)
    if ended is not None:
        return replace(seen, ended_on=local_day(ended.withdrawn_at), reason=ended.reason)
    replaced = getattr(signed.certificate, "replacement", None)
    if replaced is not None:
        day, reason = local_day(replaced.made_at), replaced.reason
        return replace(seen, ended_on=day, reason=reason, successor=life.replaced_by)
    return seen


def _named_before(signed: SignedRecord) -> str:
    """The number that a record says it replaced; empty when it replaced none."""
    return str((signed.record.get("replaces") or {}).get("number", ""))


def _held(numbers: Collection[str]) -> Held:
    """Signed records by number, with few questions to the database, and one more for each that waits."""
    related = ("certificate__consignment", "certificate__succession__replaced", "certificate__signed")
    derived = Prefetch("certificate__derived", DerivedPaper.objects.defer("content", "encoded"))
    rows = _signed().select_related(*related).prefetch_related("certificate__extensions", derived)
    rows = rows.filter(certificate__number__in=numbers)
    out = {str(each.certificate.number): each for each in rows}
    signed = SignedRecord.objects.select_related("certificate")
    rest = signed.filter(certificate__number__in=set(numbers) - set(out), certificate__state="signed")
    return Held(out, {str(each.certificate.number): each for each in rest if _waits(each)})


def _waits(signed: SignedRecord) -> bool:
    """Whether a record is entered, and in no checkpoint that may be handed out."""
    entry = entering.entry_of(signed.certificate_id)
    return entry is not None and not entering.waiting_of(entry).is_ready


def _with_file(answer: Answer, content: bytes, digest: bytes) -> Answer:
    """Note when the register does not know these very bytes, though it knows the record that they carry."""
    entry = PublicEntry.objects.filter(kind=entering.ISSUE, digest=digest.hex()).first() if digest else None
    if entry is None:
        return answer
    files = PublicEntry.objects.filter(certificate_id=entry.certificate_id, kind=entering.FILE)
    if files.filter(digest=sha256(content).hexdigest()).exists():
        return answer
    note = Finding("certificates.finding.file_not_entered", Severity.NOTE)
    return replace(answer, findings=(*answer.findings, note))


def _find_older(content: bytes) -> papers.Read | None:
    """A file of before the seals, known by its SHA-256."""
    digest = sha256(content).hexdigest()
    found = _signed().filter(certificate__paper__digest=digest, certificate__paper__level="").first()
    if found is None:
        return None
    number = str(found.certificate.number)
    return papers.Read(Seen(number), digest=bytes.fromhex(found.digest), record=found.record)


def _signed() -> Any:
    """Signed records of papers that are out; `is_entered` says whether the register holds them."""
    rows = SignedRecord.objects.select_related(
        "certificate", "certificate__withdrawal", "certificate__replacement__successor"
    )
    entries = PublicEntry.objects.filter(certificate_id=OuterRef("certificate_id"), kind=entering.ISSUE)
    return rows.filter(certificate__state__in=PUBLIC).annotate(is_entered=Exists(entries))
