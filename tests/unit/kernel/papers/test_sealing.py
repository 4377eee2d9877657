"""Sealed papers: whole as made, never after a change; judged by pyHanko's AdES validator and by pdfsig."""

import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from jiangang.kernel.papers import authority, structure
from jiangang.kernel.papers.authority import ISSUING, ROOT, Ended
from jiangang.kernel.papers.sealing import archive, seal
from jiangang.kernel.papers.validation import KeyEnd, Report, Trust, validate
from jiangang.kernel.papers.waiting import waited
from tests.support.judges import judged
from tests.support.papers import (
    AT,
    archived_paper,
    make_office,
    sealed_paper,
    trial_office,
    trial_record,
    unsealed,
)

LATER = AT + timedelta(days=1)
YEARS_LATER = AT + timedelta(days=2000)


def trust() -> Trust:
    return Trust((trial_office().ring.root,))


def report(pdf: bytes, at: datetime = LATER, given: Trust | None = None) -> Report:
    return validate(pdf, at, trust=given or trust())


def codes(found: Report) -> list[str]:
    return [finding.code.rpartition(".")[2] for finding in found.findings]


@pytest.mark.parametrize("at", [AT, LATER, YEARS_LATER])
def test_a_sealed_paper_is_whole(at: datetime) -> None:
    found = report(sealed_paper(), at)
    assert (found.whole, found.findings, found.level) == (True, (), "B-LT")
    assert found.sealed_at == AT + timedelta(minutes=1)
    assert found.office == "青岛检验检疫局"
    assert found.record
    assert found.xml is found.proof is None


def test_an_archived_paper_is_whole() -> None:
    found = report(archived_paper(), YEARS_LATER)
    assert (found.whole, found.level) == (True, "B-LTA")
    assert found.archived_at == AT + timedelta(minutes=30)
    twice = archive(archived_paper(), trial_office().stamping_at(AT + timedelta(days=300)))
    assert report(twice).archived_at == AT + timedelta(days=300)


def test_the_seal_covers_the_whole_file_in_one_revision() -> None:
    pdf = sealed_paper()
    (signed,) = structure.signatures_of(pdf)
    assert (signed.end, pdf[: signed.before].count(b"%%EOF")) == (len(pdf), 1)
    assert len(structure.signatures_of(archived_paper())) == 2


def test_another_validator_finds_them_good() -> None:
    assert judged(sealed_paper(), LATER, archived=False) == "AdESPassed.OK"
    assert judged(archived_paper(), LATER, archived=True) == "AdESPassed.OK"
    assert judged(archived_paper(), AT + timedelta(days=300), archived=True) == "AdESPassed.OK", "offline"


def test_another_validator_finds_a_changed_one_bad() -> None:
    changed = bytearray(archived_paper())
    changed[5000] ^= 1
    assert judged(bytes(changed), LATER, archived=True) != "AdESPassed.OK"


@pytest.fixture
def nss(tmp_path: Path) -> Iterator[Path]:
    """An NSS store that trusts the trial office's root."""
    if shutil.which("pdfsig") is None or shutil.which("certutil") is None:
        pytest.skip("!!! pdfsig or certutil is not installed: NO OTHER PROGRAM HAS CHECKED THE SEAL !!!")
    (tmp_path / "root.der").write_bytes(trial_office().ring.root)
    store = tmp_path / "nss"
    store.mkdir()
    subprocess.run(["certutil", "-N", "-d", f"sql:{store}", "--empty-password"], check=True)
    add = ["certutil", "-A", "-d", f"sql:{store}", "-n", "root", "-t", "C,C,C", "-i", tmp_path / "root.der"]
    subprocess.run(add, check=True)
    yield store


@pytest.mark.parametrize("made", [sealed_paper, archived_paper], ids=["B-LT", "B-LTA"])
def test_pdfsig_finds_the_seal_good(nss: Path, tmp_path: Path, made: Any) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(made())
    ran = subprocess.run(["pdfsig", "-nssdir", store_of(nss), path], capture_output=True, text=True)
    said = ran.stdout.partition("Signature #2")[0]
    assert "Signature is Valid" in said
    assert "Certificate is Trusted" in said
    assert "ETSI.CAdES.detached" in said
    path.write_bytes(made().replace(b"%PDF-1.7\n", b"%PDF-1.6\n"))
    ran = subprocess.run(["pdfsig", "-nssdir", store_of(nss), path], capture_output=True, text=True)
    assert "Signature is Valid" not in ran.stdout.partition("Signature #2")[0]


def store_of(folder: Path) -> str:
    return f"sql:{folder}"


def changed_at(pdf: bytes, place: int, change: int) -> bytes:
    return pdf[:place] + bytes([pdf[place] ^ change]) + pdf[place + 1 :]


def places_of(pdf: bytes, every: int) -> list[int]:
    """Every byte of each signature and around it, and every so-manieth of the rest."""
    found = set(range(0, len(pdf), every)) | set(range(len(pdf) - 300, len(pdf)))
    for signed in structure.signatures_of(pdf):
        used = signed.before + 1 + 2 * len(signed.content)
        found |= set(range(signed.before - 60, signed.before + 40)) | set(
            range(signed.after - 40, signed.after + 120)
        )
        found |= set(range(signed.before, used, 7)) | set(range(used, signed.after, 499))
    return sorted(each for each in found if each < len(pdf))


@pytest.mark.parametrize("change", [0x01, 0x20])
def test_no_byte_of_a_sealed_paper_can_be_changed(change: int) -> None:
    pdf = sealed_paper()
    for place in places_of(pdf, 997):
        assert not report(changed_at(pdf, place, change)).whole, f"byte {place} of {len(pdf)}"


@pytest.mark.slow
@pytest.mark.parametrize("made", [sealed_paper, archived_paper], ids=["B-LT", "B-LTA"])
def test_no_byte_at_all_can_be_changed(made: Any) -> None:
    """Every 31st byte of the signatures, all about their ends, and every 512th of the rest; with
    JIANGANG_SWEEP=all, which takes a quarter of an hour, each byte of the signatures and every 64th.
    """
    stride, rest = (1, 64) if os.environ.get("JIANGANG_SWEEP") == "all" else (31, 512)
    pdf = made()
    places = set(range(0, len(pdf), rest))
    for signed in structure.signatures_of(pdf):
        places |= set(range(signed.before, signed.before + 2 * len(signed.content), stride))
        places |= set(range(signed.before - 100, signed.before + 20, 1 if stride == 1 else 3))
        places |= set(range(signed.after - 20, min(len(pdf), signed.after + 700), stride))
    for place in sorted(places):
        assert not report(changed_at(pdf, place, 0x04)).whole, f"byte {place} of {len(pdf)}"


def test_no_byte_of_the_signatures_hexadecimal_digits_can_be_spelt_otherwise() -> None:
    pdf = sealed_paper()
    (signed,) = structure.signatures_of(pdf)
    hole = pdf[signed.before : signed.after]
    for other in (
        hole.lower(),
        hole[:-3] + b"01>",
        hole[:-2] + b" >",
        hole[:-9] + b"00000a0>",
        hole[:-2] + b"g>",
    ):
        assert codes(report(pdf[: signed.before] + other + pdf[signed.after :])) == ["paper_malformed"]


@pytest.mark.parametrize("more", [b"\n", b"%", b"\n%%EOF\n", b"\0", b"1 0 obj\n<<>>\nendobj\n%%EOF\n"])
def test_nothing_may_follow(more: bytes) -> None:
    assert codes(report(sealed_paper() + more)) == ["paper_malformed"]
    assert codes(report(archived_paper() + more)) == ["paper_malformed"]


def updated(pdf: bytes) -> bytes:
    """The paper with an update after the seal that draws something over its first page."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    stream = generic.StreamObject(stream_data=b"1 0 0 rg 0 0 500 500 re f")
    writer.add_stream_to_page(0, writer.add_object(stream))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_an_update_after_the_seal_is_refused() -> None:
    assert codes(report(updated(sealed_paper()))) == ["paper_malformed"]


def test_an_update_is_refused_even_under_our_own_time_stamp() -> None:
    """Anybody may have bytes stamped; a stamp over a changed page makes no paper."""
    office = trial_office()
    forged = archive(updated(sealed_paper()), office.ring)
    assert codes(report(forged)) == ["paper_malformed"]


def test_a_second_seal_is_refused() -> None:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    office = trial_office()
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed_paper()))
    said = signers.PdfSignatureMetadata(field_name="Other", md_algorithm="sha256")
    signing = signers.PdfSigner(said, signer=office.ring.signer, timestamper=office.ring.stamper)
    out = waited(signing.async_sign_pdf(writer))
    assert codes(report(out.getvalue())) == ["paper_malformed"]
    with pytest.raises(ValueError, match="once"):
        seal(sealed_paper(), office.ring)


@pytest.mark.parametrize(
    "junk", [b"", b"%PDF-1.7", b"x" * 100, b"%PDF-1.7\n/ByteRange [0 1 2 3]", b"\0" * 1000]
)
def test_what_is_no_paper_is_told(junk: bytes) -> None:
    assert codes(report(junk)) == ["paper_malformed"]


def test_another_office_is_unknown() -> None:
    found = report(sealed_paper(), given=Trust((make_office().ring.root,)))
    assert (found.whole, found.known, codes(found)) == (False, False, ["seal_unknown"])


def test_a_seal_after_its_key_ended_is_none() -> None:
    fingerprint = report(sealed_paper()).signer
    for days, whole in ((-1, False), (0, False), (1, True)):
        since = AT + timedelta(minutes=1, days=days)
        given = Trust((trial_office().ring.root,), {fingerprint: KeyEnd(since, "compromised")})
        found = report(sealed_paper(), given=given)
        assert (found.whole, codes(found)) == (whole, [] if whole else ["key_ended"])


def test_a_revoked_certificate_seals_nothing() -> None:
    from cryptography import x509

    office = trial_office()
    serial = x509.load_der_x509_certificate(office.ring.seal).serial_number
    ended = [Ended(serial, AT - timedelta(days=1), "compromised")]
    listed = authority.make_list(office.makers[ISSUING], ended, number=2, at=AT, days=30)
    ring = replace(office.ring, lists=(office.ring.lists[0], authority.der(listed)))
    found = report(seal(unsealed(trial_record(), ring), ring))
    assert codes(found) == ["seal_wrong"]
    assert "revoked" in found.findings[0].params["fault"]


def test_a_list_that_has_lapsed_proves_nothing() -> None:
    office = trial_office()
    late = office.stamping_at(AT + timedelta(days=400))
    assert codes(report(seal(unsealed(trial_record(), late), late))) == ["seal_wrong"]
    listed = [
        authority.der(
            authority.make_list(office.makers[each], [], number=2, at=AT + timedelta(days=400), days=9)
        )
        for each in (ROOT, ISSUING)
    ]
    late = replace(late, lists=tuple(listed))
    assert report(seal(unsealed(trial_record(), late), late)).whole


def test_a_certificate_from_outside_the_seal_is_refused() -> None:
    pdf = sealed_paper()
    (signed,) = structure.signatures_of(pdf)
    with pytest.raises(structure.Malformed, match="not in the signed part"):
        structure.check_spelling(signed.content, [trial_office().ring.seal], is_stamp=False)


def test_no_secret_is_in_the_paper() -> None:
    for pdf in (sealed_paper(), archived_paper()):
        assert b"PRIVATE KEY" not in pdf
        assert not re.search(rb"/JavaScript|/Launch|/OpenAction", pdf)
