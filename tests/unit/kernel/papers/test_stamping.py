"""The office's own time-stamp service, asked and checked by OpenSSL."""

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.papers import AT, trial_office

SERVICE = trial_office().ring.service


def pem(der: bytes) -> str:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    return x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM).decode()


def openssl(*words: object, check: bool = True) -> "subprocess.CompletedProcess[str]":
    if shutil.which("openssl") is None:
        pytest.skip("!!! openssl is not installed: NO OTHER PROGRAM HAS CHECKED THE TIME-STAMP !!!")
    return subprocess.run(["openssl", *map(str, words)], capture_output=True, text=True, check=check)


@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_openssl_asks_and_is_content(tmp_path: Path, digest: str) -> None:
    data, asked, said, root = (tmp_path / name for name in ("data", "ask.tsq", "said.tsr", "root.pem"))
    data.write_bytes(b"a paper")
    root.write_text(pem(trial_office().ring.root))
    openssl("ts", "-query", "-data", data, f"-{digest}", "-cert", "-out", asked)
    said.write_bytes(SERVICE.answer(asked.read_bytes()))
    moment = int((AT + timedelta(days=1)).timestamp())
    words = ["-queryfile", asked, "-in", said, "-CAfile", root, "-attime", moment]
    assert "Verification: OK" in openssl("ts", "-verify", *words).stdout
    shown = openssl("ts", "-reply", "-in", said, "-text").stdout
    assert "Status: Granted" in shown
    assert "Mar  2 01:31:00 2026 GMT" in shown
    data.write_bytes(b"another")
    words = ["-data", data, "-in", said, "-CAfile", root, "-attime", moment]
    assert "FAILED" in openssl("ts", "-verify", *words, check=False).stdout


@pytest.mark.parametrize("junk", [b"", b"\x30\x00", b"\0" * 50, b"x" * 5000])
def test_what_is_no_request_is_refused(junk: bytes) -> None:
    from asn1crypto import tsp

    said = tsp.PKIStatusInfo.load(tsp.TimeStampResp.load(SERVICE.answer(junk)).contents)
    assert said["status"].native == "rejection"
    assert said["fail_info"].native == {"bad_data_format"}


def test_a_hash_that_we_do_not_stamp_is_refused() -> None:
    from asn1crypto import tsp

    for algorithm, size in (("sha1", 20), ("md5", 16), ("sha256", 20)):
        imprint = {"hash_algorithm": {"algorithm": algorithm}, "hashed_message": bytes(size)}
        asked = tsp.TimeStampReq({"version": 1, "message_imprint": imprint}).dump()
        said = tsp.PKIStatusInfo.load(tsp.TimeStampResp.load(SERVICE.answer(asked)).contents)
        assert said["fail_info"].native == {"bad_alg"}


def test_each_token_has_its_own_number() -> None:
    from asn1crypto import cms

    numbers = set()
    for _ in range(20):
        data = cms.ContentInfo.load(SERVICE.token(bytes(32), "sha256", 7))["content"]
        said = data["encap_content_info"]["content"].parsed.native
        numbers.add(said["serial_number"])
        assert (said["nonce"], said["gen_time"]) == (7, AT + timedelta(minutes=1))
    assert len(numbers) == 20
