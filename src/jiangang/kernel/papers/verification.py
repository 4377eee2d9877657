"""What a verifier makes of a code or a file: the facts from which `methods.papers.judge` gives its verdict.

Works with nothing but what the office publishes (`/verify/keys`, `/verify/status`), and so without network;
the office itself asks the same questions and adds what its own records say. No database here.
"""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from cryptography import x509

from jiangang.kernel.papers.authority import CODE, ROOT
from jiangang.kernel.papers.evidence import Evidence, Unproved
from jiangang.kernel.papers.public_keys import keys_by_id
from jiangang.kernel.papers.validation import KeyEnd, Report, Trust, validate
from jiangang.methods.findings import Finding, Refused, Severity
from jiangang.methods.papers import (
    UNKNOWN_KEYS,
    Claims,
    Keys,
    KnownRegister,
    Seen,
    StatusList,
    check_registered,
    decode,
    digest,
    fields_of,
    is_made_of_another,
    open_code,
    open_credential,
    open_status,
    plain_number,
    read_qr,
)
from jiangang.methods.papers.cose import key_id_in
from jiangang.methods.papers.qr import fields_as_map


@dataclass(frozen=True)
class Known:
    """What a verifier has at hand: whom it trusts, keys of codes, the newest status list, when keys ended.

    register: whom it trusts about proofs of the register; None where no register is known.
    """

    trust: Trust
    code_keys: Keys
    status: StatusList | None = None
    code_ends: Mapping[bytes, KeyEnd] = field(default_factory=dict)
    register: KnownRegister | None = None


@dataclass(frozen=True)
class Read:
    """What was read from a code or a file: the facts for the verdict, and what the paper says.

    digest: SHA-256 of the canonical record, empty when there is none; record: only from a file.
    """

    seen: Seen
    fields: Mapping[str, str] = field(default_factory=dict)
    digest: bytes = b""
    record: Mapping[str, Any] | None = None
    report: Report | None = None
    findings: tuple[Finding, ...] = ()


def known_from(bundle: Mapping[str, Any], status: bytes | None = None) -> Known:
    """What the office's published bundle and status list say.

    Raises Refused (`papers.finding.bundle_malformed`) for a bundle of another form, or with a key for codes
    that none of its roots made; and as `open_status` for a list that none of its keys signed.
    """
    try:
        rows = [(row, b64decode(row["certificate"], validate=True)) for row in bundle["keys"]]
        roots = tuple(raw for row, raw in rows if row["purpose"] == ROOT)
        lists = [b64decode(each, validate=True) for each in bundle["lists"]]
        stamp_roots = tuple(b64decode(each, validate=True) for each in bundle.get("time_stamp_roots", ()))
        codes = [(row, raw) for row, raw in rows if row["purpose"] == CODE]
        _check_codes([raw for _, raw in codes], [raw for _, raw in rows], lists, roots)
        ends = {row["fingerprint"]: _end(row["ended"]) for row, _ in rows if row["ended"]}
    except (KeyError, TypeError, ValueError) as error:
        finding = Finding("papers.finding.bundle_malformed", params={"fault": str(error)})
        raise Refused(finding) from error
    good = [raw for row, raw in codes if not (row["ended"] and row["ended"]["how"] == "compromised")]
    keys = keys_by_id(good)
    code_ends = {bytes.fromhex(row["key_id"]): _end(row["ended"]) for row, _ in codes if row["ended"]}
    trust = Trust(roots, ends, stamp_roots)
    return Known(trust, keys, open_status(status, keys) if status else None, code_ends)


def read_code(text: str, known: Known) -> Read:
    """What the text of a QR code says, and whether a trusted key says it. Raises Refused for what is no
    code.
    """
    try:
        claims = open_code(text, known.code_keys)
    except Refused as refusal:
        code = refusal.findings[0].code
        if code.endswith(("qr_malformed", "code_malformed")):
            raise
        is_unknown = code.endswith("key_unknown")
        seen = Seen("", whole=is_unknown, known=not is_unknown, fault=code)
        return Read(seen, findings=refusal.findings)
    return _read_claims(claims, key_id_in(read_qr(text)), known)


def read_pdf(pdf: bytes, known: Known, at: datetime) -> Read:
    """What a sealed file says, and whether its seal holds. at: aware moment of the verification."""
    report = validate(pdf, at, trust=known.trust)
    if not report.whole:
        code = report.findings[0].code
        seen = Seen("", whole=not report.known, known=report.known, fault=code)
        return Read(seen, report=report, findings=report.findings)
    raw = report.record
    try:
        record = decode(raw or b"")
    except Refused as refusal:
        seen = Seen("", whole=False, fault=refusal.findings[0].code)
        return Read(seen, report=report, findings=refusal.findings)
    fields = fields_of(record)
    seen = Seen(
        fields.number,
        valid_until=_day(fields.valid_until),
        status_index=record.get("status_index"),
        status=known.status,
        must_be_logged=bool(record.get("register")) and not is_made_of_another(record),
    )
    seen, findings = _with_proof(seen, report.proof, raw or b"", known.register)
    if record.get("register") and is_made_of_another(record):
        findings = (*findings, Finding("papers.finding.proof_elsewhere", Severity.NOTE))
    return Read(seen, fields_as_map(fields), digest(raw or b""), record, report, findings)


def _with_proof(
    seen: Seen, proof: bytes | None, record: bytes, register: KnownRegister | None
) -> tuple[Seen, tuple[Finding, ...]]:
    """What the proof inside the paper adds; a proof that does not hold spoils the paper, needed or not."""
    if proof is None:
        return seen, ()
    if register is None:
        return replace(seen, log_known=False), ()
    try:
        check_registered(proof, record, register)
    except Refused as refusal:
        code = refusal.findings[0].code
        if code in UNKNOWN_KEYS:
            return replace(seen, log_known=False), refusal.findings
        return replace(seen, whole=False, fault=code), refusal.findings
    return replace(seen, logged=True), ()


def read_credential(text: str, known: Known) -> Read:
    """What a credential (`vc+jwt`) says. Raises Refused for what is none."""
    try:
        said = open_credential(text.strip(), known.code_keys)
    except Refused as refusal:
        code = refusal.findings[0].code
        if code.endswith("credential_malformed"):
            raise
        is_unknown = code.endswith("key_unknown")
        seen = Seen("", whole=is_unknown, known=not is_unknown, fault=code)
        return Read(seen, findings=refusal.findings)
    subject = said["credentialSubject"]
    record = subject["record"]
    fields = fields_of(record)
    seen = Seen(
        fields.number,
        valid_until=_day(fields.valid_until),
        status_index=record.get("status_index"),
        status=known.status,
    )
    raw = bytes.fromhex(str(subject["recordDigest"]).removeprefix("sha-256:"))
    return Read(seen, fields_as_map(fields), raw, record)


def plain_code(text: str) -> str:
    """The text of a code as people paste it: hidden spaces and full-width letters made plain, in capitals."""
    return plain_number(text).text.upper()


def _read_claims(claims: Claims, key_id: bytes, known: Known) -> Read:
    seen = Seen(
        claims.fields.number,
        valid_until=_day(claims.fields.valid_until),
        status_index=claims.status_index,
        status=known.status,
    )
    end = known.code_ends.get(key_id)
    if end is not None and claims.signed_at >= end.since.timestamp():
        seen = replace(seen, known=False, fault="papers.finding.key_ended")
    return Read(seen, fields_as_map(claims.fields), claims.digest)


def _check_codes(
    codes: list[bytes], others: list[bytes], lists: list[bytes], roots: tuple[bytes, ...]
) -> None:
    evidence = Evidence.of(others, lists, roots)
    for raw in codes:
        certificate = x509.load_der_x509_certificate(raw)
        try:
            evidence.check(certificate, certificate.not_valid_before_utc, for_stamps=False)
        except Unproved as fault:
            if fault.code not in ("revoked", "lapsed"):
                raise


def _end(said: Mapping[str, Any]) -> KeyEnd:
    return KeyEnd(datetime.fromisoformat(said["since"]), str(said["how"]))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
