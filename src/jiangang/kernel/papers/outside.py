"""Evidence of an outside time-stamp service: its certificates and revocation lists, kept by the office.

A paper must carry all that its validation will need, and a time-stamp of another authority needs that
authority's chain and a list that speaks of the moment. The roots are trusted for time-stamps alone, never for
seals. Source: ETSI EN 319 142-1 §5.4 (what a B-LT signature holds), RFC 5280 §4.2.1.13 (where lists lie).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.papers import permissions
from jiangang.kernel.papers.models import OutsideEvidence
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import Finding, Refused

ROOT, CERTIFICATE, LIST = OutsideEvidence.SORTS
BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----.+?-----END \1-----\s*", re.DOTALL)
LARGEST_FILE = 8 * 1024 * 1024


@dataclass(frozen=True)
class Outside:
    """DER: roots trusted for time-stamps, certificates below them, the latest list of each authority."""

    roots: tuple[bytes, ...] = ()
    certificates: tuple[bytes, ...] = ()
    lists: tuple[bytes, ...] = ()


@operation(permission=permissions.MANAGE_KEYS)
def keep_outside_evidence(
    *, files: Sequence[tuple[str, bytes]], actor: Actor, at: datetime
) -> list[OutsideEvidence]:
    """Keep certificates and lists of an outside time-stamp service; what is known already is passed over.

    files: name and content, PEM or DER, several to a file in PEM. A certificate that signed itself is a root:
    the person who runs this says that it is trusted for time-stamps. Raises Refused, with every file that
    cannot be read, and keeps nothing then.
    """
    return _keep(_read(files, actor, at), actor=actor, at=at)


@operation(open_because="a job renews the lists of authorities that a person said are trusted, and no others")
def renew_outside_lists(
    *, files: Sequence[tuple[str, bytes]], actor: Actor, at: datetime
) -> list[OutsideEvidence]:
    """Keep newer lists of the authorities that are kept already; as `keep_outside_evidence`, but a
    certificate, or a list that none of them signed, is refused: what the network says makes nobody trusted.
    """
    outside = kept_outside()
    makers = [x509.load_der_x509_certificate(raw) for raw in (*outside.roots, *outside.certificates)]
    found: dict[str, OutsideEvidence] = {}
    for name, content in files:
        for row in _read([(name, content)], actor, at):
            if row.sort != LIST or not _made_by(row, makers):
                fault = f"{row.sort} of {row.issuer}, which no kept authority signed"
                params = {"file": name, "fault": fault}
                raise Refused(Finding("papers.finding.evidence_unreadable", field="files", params=params))
            found[row.digest] = row
    return _keep(list(found.values()), actor=actor, at=at)


def _read(files: Sequence[tuple[str, bytes]], actor: Actor, at: datetime) -> list[OutsideEvidence]:
    found: dict[str, OutsideEvidence] = {}
    findings: list[Finding] = []
    for name, content in files:
        try:
            rows = [_row(raw, actor.key, at) for raw in _parts(content)]
        except (ValueError, TypeError) as fault:
            params = {"file": name, "fault": str(fault)}
            findings.append(Finding("papers.finding.evidence_unreadable", field="files", params=params))
            continue
        found |= {row.digest: row for row in rows}
    if findings:
        raise Refused(findings)
    return list(found.values())


def _keep(rows: Sequence[OutsideEvidence], *, actor: Actor, at: datetime) -> list[OutsideEvidence]:
    digests = [row.digest for row in rows]
    known = set(OutsideEvidence.objects.filter(digest__in=digests).values_list("digest", flat=True))
    made = [row for row in rows if row.digest not in known]
    for row in made:
        row.save()
    if made:
        facts = {row.digest[:16]: row.sort for row in made}
        ledger.append(
            actor=actor, at=at, act="papers.outside.keep", subject="papers:outside", rows=made, facts=facts
        )
    return made


def kept_outside() -> Outside:
    """What is kept now; of an authority's lists the one that lasts longest, for an older may come later."""
    rows = list(OutsideEvidence.objects.order_by("valid_until", "pk"))
    of = {sort: tuple(bytes(row.content) for row in rows if row.sort == sort) for sort in (ROOT, CERTIFICATE)}
    latest = {row.issuer: bytes(row.content) for row in rows if row.sort == LIST}
    return Outside(of[ROOT], of[CERTIFICATE], tuple(latest.values()))


def list_addresses(outside: Outside) -> list[str]:
    """Where the kept certificates say that their lists lie (http and https), each once."""
    found: list[str] = []
    for raw in outside.certificates:
        try:
            points = (
                x509.load_der_x509_certificate(raw)
                .extensions.get_extension_for_class(x509.CRLDistributionPoints)
                .value
            )
        except x509.ExtensionNotFound:
            continue
        names = [name.value for point in points for name in point.full_name or ()]
        found += [each for each in names if str(each).startswith(("http://", "https://"))]
    return list(dict.fromkeys(found))


def _made_by(row: OutsideEvidence, makers: Sequence[x509.Certificate]) -> bool:
    listed = x509.load_der_x509_crl(bytes(row.content))
    return any(
        listed.issuer == maker.subject and listed.is_signature_valid(maker.public_key())  # type: ignore[arg-type]  # keys of authorities sign
        for maker in makers
    )


def _parts(content: bytes) -> list[bytes]:
    if len(content) > LARGEST_FILE:
        raise ValueError(f"more than {LARGEST_FILE // 1024 // 1024} MiB")
    blocks = [match.group() for match in BLOCK.finditer(content)]
    return blocks or [content]


def _row(raw: bytes, kept_by: str, at: datetime) -> OutsideEvidence:
    is_pem = raw.lstrip().startswith(b"-----BEGIN")
    if b"BEGIN X509 CRL" in raw or (not is_pem and _is_list(raw)):
        listed = (x509.load_pem_x509_crl if is_pem else x509.load_der_x509_crl)(raw)
        if listed.next_update_utc is None:
            raise ValueError("a revocation list without the moment of the next one")
        sort, der = LIST, listed.public_bytes(Encoding.DER)
        issuer, until = listed.issuer, listed.next_update_utc
    else:
        certificate = (x509.load_pem_x509_certificate if is_pem else x509.load_der_x509_certificate)(raw)
        der = certificate.public_bytes(Encoding.DER)
        sort = ROOT if _signed_itself(certificate) else CERTIFICATE
        issuer, until = certificate.issuer, certificate.not_valid_after_utc
    return OutsideEvidence(
        sort=sort,
        content=der,
        digest=sha256(der).hexdigest(),
        issuer=issuer.rfc4514_string(),
        valid_until=until,
        kept_at=at,
        kept_by=kept_by,
    )


def _is_list(raw: bytes) -> bool:
    try:
        x509.load_der_x509_crl(raw)
    except ValueError:
        return False
    return True


def _signed_itself(certificate: x509.Certificate) -> bool:
    if certificate.issuer != certificate.subject:
        return False
    try:
        certificate.verify_directly_issued_by(certificate)
    except InvalidSignature as fault:
        raise ValueError("a certificate that says it signed itself, and did not") from fault
    return True
