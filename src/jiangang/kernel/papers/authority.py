"""The office's own certificate authority: root → issuing authority → seal and code; root → time-stamp
service.

The time-stamp service stands under the root. Lists last a year: an archived paper is then judged
offline for a year by anybody's validator. Only certificates and revocation lists as X.509 knows them; where
keys lie is `keys`, what was done when is `operations`. Everything is P-256: phones, hardware stores and PDF
readers know it.
Source: RFC 5280 (profile), RFC 3161 §2.3 (time-stamping certificates), ETSI EN 319 412-2 (seals).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ROOT, ISSUING, SEAL, STAMP, CODE = "root", "issuing", "seal", "stamp", "code"
PURPOSES = (ROOT, ISSUING, SEAL, STAMP, CODE)
LEAVES = (SEAL, STAMP, CODE)
DAYS = {ROOT: 7305, ISSUING: 3653, SEAL: 1096, STAMP: 3653, CODE: 1096}
"""How long a certificate of each purpose lasts: 20, 10, 3, 10 and 3 years."""
LIST_DAYS = 366
"""How long a revocation list is good for: what stands in a paper is evidence for a year to any validator."""
RENEW_DAYS = {ROOT: 300, ISSUING: 30}
"""After how many days an authority makes its list anew."""
SLACK = timedelta(minutes=5)
NAMES = {
    ROOT: "Root Authority",
    ISSUING: "Issuing Authority",
    SEAL: "Official Seal",
    STAMP: "Time-Stamp Service",
    CODE: "Paper Codes",
}
REASONS = {
    "retired": x509.ReasonFlags.superseded,
    "compromised": x509.ReasonFlags.key_compromise,
}


@dataclass(frozen=True, slots=True)
class Ended:
    """A certificate that is no longer good: its serial number, since when, and `retired` or `compromised`."""

    serial: int
    since: datetime
    how: str


@dataclass(frozen=True, slots=True)
class Maker:
    """An authority: its certificate and key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def make_key() -> ec.EllipticCurvePrivateKey:
    """A new private key of P-256."""
    return ec.generate_private_key(ec.SECP256R1())


def make_certificate(
    purpose: str,
    public_key: ec.EllipticCurvePublicKey,
    *,
    office: str,
    code: str,
    maker: Maker | ec.EllipticCurvePrivateKey,
    at: datetime,
) -> x509.Certificate:
    """A certificate of one of the five purposes.

    office: name of the office; code: its code; maker: the authority above, or the root's own key; at: aware
    moment from which it counts (five minutes earlier, for clocks that lag).
    """
    name = subject_of(purpose, office, code, at)
    issuer = maker.certificate.subject if isinstance(maker, Maker) else name
    key = maker.key if isinstance(maker, Maker) else maker
    until = at + timedelta(days=DAYS[purpose])
    if isinstance(maker, Maker):
        until = min(until, maker.certificate.not_valid_after_utc)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - SLACK)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
    )
    for extension, critical in _extensions(purpose):
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(key, SHA256())


def make_list(
    maker: Maker, ended: Iterable[Ended], *, number: int, at: datetime, days: int
) -> x509.CertificateRevocationList:
    """The revocation list of an authority at a moment. number: counted up with each list; days: it is good
    for.
    """
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(maker.certificate.subject)
        .last_update(at - SLACK)
        .next_update(at + timedelta(days=days))
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(maker.key.public_key()), critical=False
        )
    )
    for each in ended:
        revoked = x509.RevokedCertificateBuilder().serial_number(each.serial).revocation_date(each.since)
        reason = x509.CRLReason(REASONS[each.how])
        builder = builder.add_revoked_certificate(revoked.add_extension(reason, critical=False).build())
    return builder.sign(maker.key, SHA256())


def subject_of(purpose: str, office: str, code: str, at: datetime) -> x509.Name:
    """The name in a certificate: office, its code, what the key is for, and the year of the ceremony."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, office[:64]),
            x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, code[:64] or "-"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{NAMES[purpose]} {at:%Y-%m-%d %H:%M:%S}"),
        ]
    )


def der(certificate: x509.Certificate | x509.CertificateRevocationList) -> bytes:
    """The bytes of a certificate or a revocation list."""
    return certificate.public_bytes(Encoding.DER)


def _extensions(purpose: str) -> list[tuple[x509.ExtensionType, bool]]:
    if purpose in (ROOT, ISSUING):
        length = 1 if purpose == ROOT else 0
        return [(x509.BasicConstraints(ca=True, path_length=length), True), (_usage(authority=True), True)]
    found: list[tuple[x509.ExtensionType, bool]] = [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_usage(authority=False), True),
    ]
    if purpose == STAMP:
        found.append((x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True))
    elif purpose == SEAL:
        found.append((x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), False))
    return found


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
