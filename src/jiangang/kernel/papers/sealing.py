"""Sealing a paper: PAdES B-LT in one revision, and later a document time-stamp that makes it B-LTA.

Everything that a verifier needs later (certificates, revocation lists) is written before the seal and sealed
with it: the seal covers the whole file, and nothing may follow it but document time-stamps.
Source: ETSI EN 319 142-1 (PAdES baseline), ISO 32000-2 §12.8.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from jiangang.kernel.papers.stamping import StampService
from jiangang.kernel.papers.waiting import waited

if TYPE_CHECKING:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko.sign.timestamps import TimeStamper

SEAL_FIELD = "Seal"
STAMP_FIELD = "Archive"
RESERVED = 16384
"""Hexadecimal digits kept free for a seal with a time-stamp of the office's own service: three times what it
takes. Another service's is measured by a trial request.
"""


@dataclass(frozen=True)
class Ring:
    """The keys with which papers are made now: certificates and revocation lists as DER, and private keys.

    office: name of the office as the seal says; clock: of the time-stamp service; stamp_address: of an
    outside time-stamp service, empty for the office's own; outside_…: what papers need of that service.
    """

    office: str
    root: bytes
    issuing: bytes
    seal: bytes
    stamp: bytes
    code: bytes
    lists: tuple[bytes, ...]
    seal_key: EllipticCurvePrivateKey
    stamp_key: EllipticCurvePrivateKey
    code_key: EllipticCurvePrivateKey
    clock: Callable[[], datetime]
    stamp_address: str = ""
    outside_roots: tuple[bytes, ...] = ()
    outside_certificates: tuple[bytes, ...] = ()
    outside_lists: tuple[bytes, ...] = ()

    @cached_property
    def service(self) -> StampService:
        """The office's own time-stamp service."""
        return StampService(self.stamp_key, self.stamp, (), self.clock)

    @cached_property
    def signer(self) -> "SimpleSigner":
        """pyHanko's signer with the seal's key."""
        from asn1crypto import keys, x509  # type: ignore[import-untyped]  # no types
        from pyhanko.sign.signers import SimpleSigner
        from pyhanko_certvalidator.registry import SimpleCertificateStore

        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # no types
        store.register(x509.Certificate.load(self.issuing))
        raw = self.seal_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return SimpleSigner(
            signing_cert=x509.Certificate.load(self.seal),
            signing_key=keys.PrivateKeyInfo.load(raw),
            cert_registry=store,
        )

    @cached_property
    def stamper(self) -> "TimeStamper":
        """Where time-stamps come from: the office's own service, or the outside one."""
        if self.stamp_address:
            from pyhanko.sign.timestamps import HTTPTimeStamper

            return HTTPTimeStamper(self.stamp_address, timeout=20)
        return _own_stamper(self.service)

    @cached_property
    def evidence(self) -> tuple[list[Any], list[Any]]:
        """Certificates and revocation lists that go into each paper."""
        from asn1crypto import crl, x509

        chain: tuple[bytes, ...] = (self.root, self.issuing, self.seal, self.stamp)
        if self.stamp_address:
            chain = (*chain, *self.outside_roots, *self.outside_certificates)
        lists = (*self.lists, *(self.outside_lists if self.stamp_address else ()))
        return [x509.Certificate.load(each) for each in chain], [
            crl.CertificateList.load(each) for each in lists
        ]


def seal(pdf: bytes, ring: Ring) -> bytes:
    """The paper with the office's seal: PAdES B-LT in one revision over the whole file.

    pdf: as typst made it, with no signature. Raises ValueError for one that has a signature,
    TimestampRequestError or an I/O error when an outside time-stamp service does not answer.
    """
    from pyhanko.sign import fields, signers

    if b"/ByteRange" in pdf:
        raise ValueError("a paper is sealed once")
    writer = _writer(pdf, ring)
    said = signers.PdfSignatureMetadata(
        field_name=SEAL_FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        name=ring.office,
    )
    signing = signers.PdfSigner(said, signer=ring.signer, timestamper=ring.stamper)
    room = None if ring.stamp_address else RESERVED
    out = waited(signing.async_sign_pdf(writer, bytes_reserved=room))
    return bytes(out.getvalue())


def archive(pdf: bytes, ring: Ring) -> bytes:
    """The sealed paper with one more document time-stamp over everything before it: PAdES B-LTA.

    The evidence that is good now is written with it, so that later stamps renew the earlier ones.
    """
    from pyhanko.sign.signers import PdfTimeStamper

    writer = _writer(pdf, ring)
    number = pdf.count(b"/ByteRange")
    stamper = PdfTimeStamper(ring.stamper, field_name=f"{STAMP_FIELD}{number}")
    out = waited(stamper.async_timestamp_pdf(writer, "sha256"))
    return bytes(out.getvalue())


def _writer(pdf: bytes, ring: Ring) -> "IncrementalPdfFileWriter":
    """A writer that adds to the file, with the evidence in it; it leaves the file's metadata as PDF/A needs
    them.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.validation.dss import DocumentSecurityStore

    class Writer(IncrementalPdfFileWriter):
        """pyHanko would write the metadata anew, in a spelling that validators of PDF/A do not know."""

        def _update_meta(self) -> None:
            pass

    writer = Writer(io.BytesIO(pdf))
    certificates, lists = ring.evidence
    DocumentSecurityStore.supply_dss_in_writer(writer, None, certs=certificates, crls=lists)
    return writer


def _own_stamper(service: StampService) -> "TimeStamper":
    from asn1crypto import tsp
    from pyhanko.sign.timestamps import TimeStamper

    class OwnStamper(TimeStamper):
        """Asks the service in the same process, by the same messages as over the network."""

        async def async_request_tsa_response(self, req: Any) -> Any:
            return tsp.TimeStampResp.load(service.answer(req.dump()))

    return OwnStamper()  # type: ignore[no-untyped-call]  # no types
