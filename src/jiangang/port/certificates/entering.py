"""Certificates and the public register: entering an act, the proof that a paper carries, what it waits for.

An office without a register enters nothing; its papers say so.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from jiangang.kernel.numbering import api as numbering
from jiangang.kernel.numbering.permissions import VOID_NUMBER
from jiangang.kernel.office.api import local_day
from jiangang.kernel.permissions import Actor
from jiangang.kernel.register import api as register
from jiangang.methods.findings import Conflict, Finding
from jiangang.methods.log import make_leaf, number_digest
from jiangang.methods.papers import KnownRegister, check_registered, read_register_keys
from jiangang.port.certificates.models import Certificate, PublicEntry, SignedRecord
from jiangang.port.certificates.registry import Kind

ISSUE, FILE, WITHDRAWAL, REPLACEMENT = "issue", "file_digest", "withdrawal", "replacement"
LOST = (
    "公开登记册第 {index} 项已签发此编号，备份恢复后不再使用。 "
    "Issued already by entry {index} of the public register; passed over after a restore."
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Where a signed certificate stands with the register: its entry, whether the proof is there, who has not
    cosigned yet, how many seconds it usually takes at most.
    """

    index: int
    is_ready: bool
    missing: tuple[str, ...] = ()
    seconds: int = register.MERGE_DELAY


def origin_name() -> str:
    """The name of the register in use; empty for an office without one."""
    origin = register.current_origin()
    return origin.name if origin else ""


def enter(
    certificate: Certificate, kind: str, fields: dict[str, Any], digest: str, at: datetime
) -> PublicEntry | None:
    """Enter an act on a numbered certificate within its transaction; None in an office without register.

    fields: what the entry says beside the digest of the number; digest: of what is entered, in hexadecimal.
    Takes the heads of ledger and register: call it after the number was taken, late in the act. The row
    belongs among the rows of the act's ledger entry. Raises Conflict after an unchecked restore.
    """
    if not origin_name():
        return None
    said = {"number": number_digest(str(certificate.number)), **fields}
    index = register.enter(kind, make_leaf(kind, at, said), at)
    return PublicEntry.objects.create(
        certificate=certificate, kind=kind, index=index, digest=digest, entered_at=at
    )


def enter_after(
    certificate: Certificate, kind: str, fields: dict[str, Any], digest: str, at: datetime
) -> PublicEntry | None:
    """`enter` for what befalls a certificate that is entered; None for one that is not."""
    return None if entry_of(certificate.pk) is None else enter(certificate, kind, fields, digest, at)


def enter_file(certificate: Certificate, digest: str, at: datetime) -> PublicEntry | None:
    """Enter the SHA-256 of a finished file (hexadecimal) of a certificate that is entered."""
    return enter_after(certificate, FILE, {"file_sha256": bytes.fromhex(digest)}, digest, at)


def entry_of(certificate_id: int) -> PublicEntry | None:
    """The entry by which a certificate was signed; None for one that never was, or without register."""
    return PublicEntry.objects.filter(certificate_id=certificate_id, kind=ISSUE).first()


def proof_of(entry: PublicEntry) -> bytes | None:
    """The proof (`.tlog-proof`, the entry as its extra) that goes into the paper; None while it waits."""
    found = register.proof_of(entry.index)
    if found is None:
        return None
    return replace(found, extra=register.leaf_of(entry.index)).encode().encode()


def checked_proof(signed: SignedRecord) -> bytes:
    """The proof for a signed record, verified as a stranger would; empty for one that is in no register.

    Raises Conflict (`certificates.finding.waits_for_register`) while no handed-out checkpoint holds the
    entry, Refused when the proof would not hold.
    """
    entry = entry_of(signed.certificate_id)
    if entry is None:
        return b""
    proof = proof_of(entry)
    if proof is None:
        raise Conflict(waiting_finding(waiting_of(entry)))
    check_registered(proof, bytes(signed.encoded or b""), known_register())
    return proof


def waiting_of(entry: PublicEntry) -> Waiting:
    """Where the entry stands: in a checkpoint that may be handed out, or who has not cosigned one yet."""
    if register.proof_of(entry.index) is not None:
        return Waiting(entry.index, is_ready=True)
    return Waiting(entry.index, is_ready=False, missing=register.missing_witnesses(entry.index))


def waiting_finding(waiting: Waiting) -> Finding:
    """That a certificate waits for the register, and for whom."""
    params = {"index": waiting.index, "seconds": waiting.seconds, "missing": ", ".join(waiting.missing)}
    name = "waits_for_witnesses" if waiting.missing else "waits_for_register"
    return Finding(f"certificates.finding.{name}", params=params)


def known_register() -> KnownRegister:
    """Whom this office trusts about registers: what it publishes of its own."""
    return read_register_keys(register.published_keys())


def next_number(kind: Kind, certificate: Certificate, *, actor: Actor, at: datetime) -> str:
    """The next number of the kind's series that the register does not know as issued.

    After an old backup was restored and the register brought back from a mirror, the counter stands at
    numbers that are on papers in the world. Such a number is taken, declared void with the entry that issued
    it, and passed over.
    """
    while True:
        number = numbering.issue(kind.series, subject=f"certificate:{certificate.pk}", actor=actor, at=at)
        index = register.find_issue(number)
        if index is None:
            return number
        keeper = Actor.system("register", on=local_day(at), permissions=frozenset({VOID_NUMBER}))
        reason = LOST.format(index=index)
        numbering.void(series_code=kind.series, text=number, reason=reason, actor=keeper, at=at)


def lost_papers() -> int:
    """How many papers the register knows whose records a restored database does not hold."""
    known = register.recovered_issues()
    return max(0, known - PublicEntry.objects.filter(kind=ISSUE).count()) if known else 0
