"""A time-stamp service that is not ours: `openssl ts` behind HTTP, with an authority of its own (RSA)."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CONFIGURATION = """
[tsa]
default_tsa = service
[service]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/service.pem
signer_key = {folder}/service.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.13762.3
digests = sha256, sha384, sha512
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


@dataclass
class OutsideService:
    """Its address, its root and own certificate (PEM), its authority; `is_silent` makes it answer 503."""

    address: str
    root: bytes
    certificate: bytes
    authority: "Authority"
    is_silent: bool = False

    def list_at(self, at: datetime, number: int = 1) -> bytes:
        """A revocation list (PEM) that is good for a week."""
        return self.authority.list_at(at, number)


@dataclass(frozen=True)
class Authority:
    """The key and certificate that sign."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    def list_at(self, at: datetime, number: int) -> bytes:
        """As `OutsideService.list_at`."""
        made = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(at - timedelta(hours=1))
            .next_update(at + timedelta(days=7))
            .add_extension(x509.CRLNumber(number), critical=False)
            .sign(self.key, SHA256())
        )
        return made.public_bytes(Encoding.PEM)


@contextmanager
def outside_service(folder: Path) -> Iterator[OutsideService]:
    """Run the service; skips where openssl is not installed."""
    if shutil.which("openssl") is None:
        pytest.skip("!!! openssl is not installed: NO OUTSIDE TIME-STAMP SERVICE WAS TRIED !!!")
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    address = f"http://127.0.0.1:{server.server_port}/"
    root = _root()
    own = rsa.generate_private_key(65537, 2048)
    certificate = _certificate(root, own, address)
    (folder / "service.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    plain = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "service.key").write_bytes(plain)
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=folder))
    service = OutsideService(
        address,
        root.certificate.public_bytes(Encoding.PEM),
        certificate.public_bytes(Encoding.PEM),
        root,
    )
    server.RequestHandlerClass = _handler(folder, service)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


def _handler(folder: Path, service: OutsideService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """POST: a time-stamp; GET: the revocation list of now."""

        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            if service.is_silent:
                return self._say(503, b"", "text/plain")
            return self._say(200, _answer(folder, asked), "application/timestamp-reply")

        def do_GET(self) -> None:
            self._say(200, service.list_at(datetime.now(UTC), 2), "application/pkix-crl")

        def log_message(self, *words: object) -> None:
            """Nothing is logged."""

        def _say(self, status: int, body: bytes, sort: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", sort)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


def _answer(folder: Path, asked: bytes) -> bytes:
    (folder / "asked.tsq").write_bytes(asked)
    words = ["openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "asked.tsq", "-out", "said.tsr"]
    subprocess.run(words, cwd=folder, check=True, capture_output=True)
    return (folder / "said.tsr").read_bytes()


def _root() -> Authority:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Outside root")])
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    made = (
        _begun(name, name, key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, SHA256())
    )
    return Authority(key, made)


def _certificate(root: Authority, key: rsa.RSAPrivateKey, list_address: str) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Outside time-stamps")])
    usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(list_address)], None, None, None)
    begun = (
        _begun(name, root.certificate.subject, key)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .add_extension(x509.CRLDistributionPoints([point]), critical=False)
    )
    return begun.sign(root.key, SHA256())


def _begun(name: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1000))
    )
