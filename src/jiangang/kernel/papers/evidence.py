"""The evidence that a paper carries: chains of certificates up to a trusted root, good at a moment by the
lists.

Source: RFC 5280 §6 (paths, as far as this profile uses them) and §6.3 (lists); ETSI EN 319 102-1 §5.2.6, with
the moment of validation set to the time-stamp.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

E = TypeVar("E", bound=x509.ExtensionType)
LONGEST_CHAIN = 5
CLOCKS = timedelta(minutes=10)
"""How far the clocks of authority and time-stamp service may lie apart."""


class Unproved(ValueError):
    """The evidence does not show it; `code` says what: `unknown`, `revoked`, `lapsed`, `wrong`."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


@dataclass(frozen=True)
class Evidence:
    """Certificates and revocation lists at hand, and the roots that are trusted.

    stamp_roots: of outside time-stamp services, trusted for time-stamps and nothing else.
    """

    certificates: tuple[x509.Certificate, ...]
    lists: tuple[x509.CertificateRevocationList, ...]
    roots: tuple[x509.Certificate, ...]
    stamp_roots: tuple[x509.Certificate, ...] = ()

    @classmethod
    def of(
        cls,
        certificates: Iterable[bytes],
        lists: Iterable[bytes],
        roots: Iterable[bytes],
        stamp_roots: Iterable[bytes] = (),
    ) -> "Evidence":
        """From DER. Raises ValueError for what is none."""
        return cls(
            tuple(map(x509.load_der_x509_certificate, certificates)),
            tuple(map(x509.load_der_x509_crl, lists)),
            tuple(map(x509.load_der_x509_certificate, roots)),
            tuple(map(x509.load_der_x509_certificate, stamp_roots)),
        )

    def check(self, certificate: x509.Certificate, at: datetime, *, for_stamps: bool) -> None:
        """Raise Unproved unless the certificate was good at a moment for seals, or for time-stamps."""
        _check_use(certificate, for_stamps=for_stamps)
        present, roots = certificate, (*self.roots, *(self.stamp_roots if for_stamps else ()))
        for _ in range(LONGEST_CHAIN):
            if not present.not_valid_before_utc <= at <= present.not_valid_after_utc:
                raise Unproved("lapsed", f"{_name(present)} was not valid at the time")
            if present in roots:
                return
            issuer = self._issuer(present, roots)
            self._check_lists(present, issuer, at)
            present = issuer
        raise Unproved("unknown", "a chain that is too long")

    def _issuer(self, certificate: x509.Certificate, roots: tuple[x509.Certificate, ...]) -> x509.Certificate:
        for each in (*roots, *self.certificates):
            if each.subject == certificate.issuer and _is_authority(each) and _issued(certificate, each):
                return each
        raise Unproved("unknown", f"no trusted authority made {_name(certificate)}")

    def _check_lists(self, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime) -> None:
        speaking = [each for each in self.lists if each.issuer == issuer.subject and _listed_by(each, issuer)]
        for each in speaking:
            entry = each.get_revoked_certificate_by_serial_number(certificate.serial_number)
            if entry is not None and entry.revocation_date_utc <= at:
                raise Unproved("revoked", f"{_name(certificate)} was revoked before")
        if not any(_speaks_of(each, at) for each in speaking):
            raise Unproved("lapsed", f"no revocation list speaks of {_name(certificate)} at the time")


def _speaks_of(each: x509.CertificateRevocationList, at: datetime) -> bool:
    last = each.next_update_utc
    return (
        last is not None
        and each.last_update_utc - CLOCKS <= at <= last + CLOCKS
        or each.last_update_utc >= at
    )


def _check_use(certificate: x509.Certificate, *, for_stamps: bool) -> None:
    usage = _extension(certificate, x509.KeyUsage)
    if usage is None or not (usage.digital_signature or usage.content_commitment):
        raise Unproved("wrong", f"{_name(certificate)} is not for signatures")
    extended = _extension(certificate, x509.ExtendedKeyUsage)
    is_stamp = extended is not None and ExtendedKeyUsageOID.TIME_STAMPING in extended
    if is_stamp != for_stamps:
        raise Unproved("wrong", f"{_name(certificate)} is for another use")


def _is_authority(certificate: x509.Certificate) -> bool:
    basic, usage = _extension(certificate, x509.BasicConstraints), _extension(certificate, x509.KeyUsage)
    return basic is not None and basic.ca and (usage is None or usage.key_cert_sign)


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _listed_by(each: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    return each.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]  # keys of authorities sign


def _extension(certificate: x509.Certificate, kind: type[E]) -> E | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _name(certificate: x509.Certificate) -> str:
    return certificate.subject.rfc4514_string()


def der_of(certificate: x509.Certificate) -> bytes:
    """The bytes of a certificate."""
    return certificate.public_bytes(Encoding.DER)
