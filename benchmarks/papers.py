"""How fast papers are made, sealed and verified.

Run: `python -m benchmarks.papers [PAPERS]` (default 60), or in `make bench`. Needs no office: keys of a trial
office, papers of the kind that comes with the house, each with other values. Every paper is drawn, read back
from its picture, sealed at B-LT and given its place in a status list. Targets: 8 papers a second on two
cores, p95 of one at most 600 ms, a PDF verified in at most 150 ms, 1,500 codes verified a second on one core.
Then the same through an office's operations and its public register (`benchmarks.logged_papers`).
Beside it, in the same run: the same seal by pyHanko's usual way (its own DSS revision and path validation).
"""

import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from benchmarks.measuring import keep, machine, one_by_one

PAPERS = 60
CODES = 3000


def begin() -> None:
    """Set the library up in this process, and make one paper: fonts, compiler and imports are paid for."""
    os.environ.setdefault("VAR", tempfile.mkdtemp(prefix="jiangang-bench-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangang.config.settings")
    import logging

    import django

    django.setup()
    logging.disable(logging.WARNING)
    make(0)
    gc.collect()
    gc.freeze()  # as the office's server does before it serves


def make(number: int) -> bytes:
    """One sealed paper."""
    from jiangang.kernel.papers.sealing import seal
    from tests.support import papers

    office = papers.trial_office()
    return seal(papers.unsealed(papers.trial_record(number), office.ring), office.ring)


def batch(count: int, workers: int) -> float:
    """Papers a second in a pool of processes, the start of the pool apart."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=begin) as pool:
        list(pool.map(make, range(1, 2 * workers + 1)))
        began = time.perf_counter()
        sizes = [len(each) for each in pool.map(make, range(100, 100 + count))]
        seconds = time.perf_counter() - began
    assert len(sizes) == count
    return count / seconds


def processor_time(times: int = 20) -> dict[str, float]:
    """Milliseconds of processor time, which other work on the machine changes least: one paper made,
    verified.
    """
    from jiangang.kernel.papers.sealing import archive
    from jiangang.kernel.papers.validation import Trust, validate
    from tests.support import papers

    office = papers.trial_office()
    trust, archived = Trust((office.ring.root,)), archive(make(1), office.ring)
    acts = {"made": lambda: make(2), "verified_lta": lambda: validate(archived, papers.AT, trust=trust)}
    found = {}
    for name, act in acts.items():
        act()
        began = time.process_time()
        for _ in range(times):
            act()
        found[name] = round(1000 * (time.process_time() - began) / times, 1)
    return found


def verify_codes() -> float:
    """Codes verified a second on one core; the decoding of pictures apart."""
    from jiangang.methods.papers import open_code
    from jiangang.methods.papers.cose import key_id_of
    from tests.support import papers

    ring = papers.trial_office().ring
    _, _, text = papers.paper_of(papers.trial_record(), ring)
    keys = {key_id_of(ring.code): [ring.code_key.public_key()]}
    began = time.process_time()
    for _ in range(CODES):
        open_code(text, keys)
    return CODES / (time.process_time() - began)


def parts() -> dict[str, Any]:
    """What one paper, one seal, one verification take."""
    from jiangang.kernel.papers.validation import Trust, validate
    from tests.support import papers

    office = papers.trial_office()
    trust = Trust((office.ring.root,))
    number = iter(range(1000, 100_000))
    bare = papers.unsealed(papers.trial_record(1), office.ring)
    from jiangang.kernel.papers.sealing import archive, seal

    sealed = seal(bare, office.ring)
    archived = archive(sealed, office.ring)
    return {
        "one": one_by_one("one paper, drawn, read back, sealed", 40, lambda: make(next(number))),
        "seal": one_by_one("the seal alone, B-LT", 40, lambda: seal(bare, office.ring)),
        "peer": one_by_one("the seal by pyHanko's usual way", 20, lambda: peer_seal(bare)),
        "archive": one_by_one("archive time-stamp, B-LTA", 20, lambda: archive(sealed, office.ring)),
        "verify_lt": one_by_one("a PDF verified, B-LT", 40, lambda: validate(sealed, papers.AT, trust=trust)),
        "verify_lta": one_by_one(
            "a PDF verified, B-LTA", 40, lambda: validate(archived, papers.AT, trust=trust)
        ),
    }


def peer_seal(pdf: bytes) -> bytes:
    """B-LT as pyHanko's documentation makes it: paths validated at each signature, the DSS in a later
    revision.
    """
    import io

    from asn1crypto import crl, x509
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko_certvalidator import ValidationContext

    from tests.support import papers

    ring = papers.trial_office().ring
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(ring.root)],
        other_certs=[x509.Certificate.load(each) for each in (ring.issuing, ring.stamp)],
        crls=[crl.CertificateList.load(each) for each in ring.lists],
        allow_fetching=False,
        moment=papers.AT,
        revocation_mode="require",
    )
    said = signers.PdfSignatureMetadata(
        field_name="Seal",
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        embed_validation_info=True,
        validation_context=context,
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    signer = signers.PdfSigner(said, signer=ring.signer, timestamper=ring.stamper)
    return bytes(signer.sign_pdf(writer).getvalue())


def logged(count: int) -> dict[str, Any]:
    """The same papers through an office's operations and its register, in a process of its own."""
    words = [sys.executable, "-m", "benchmarks.logged_papers", str(count)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    *lines, last = done.stdout.strip().splitlines()
    print("\n".join(lines), flush=True)
    return dict(json.loads(last.removeprefix("FIGURES ")))


def run(count: int = PAPERS) -> None:
    """Measure, print, keep."""
    begin()
    measured = parts()
    for each in measured.values():
        print(each, flush=True)
    codes = verify_codes()
    print(f"codes verified: {codes:,.0f} a second of one core's time", flush=True)
    spent = processor_time()
    print(f"processor time: {spent} ms", flush=True)
    rates = {workers: round(batch(count, workers), 1) for workers in (1, 2)}
    for workers, rate in rates.items():
        print(f"batch, {workers} process(es): {rate} papers a second", flush=True)
    keep(
        "papers",
        {
            "machine": machine(),
            "papers_a_second": rates,
            "processor_ms": spent,
            "codes_a_second": round(codes),
            **measured,
            **logged(count),
        },
    )


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else PAPERS)
