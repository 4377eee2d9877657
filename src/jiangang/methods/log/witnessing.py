"""The witness: what a log asks of it, and what it answers, decided from the request and what it saw last.

Here live the request and response bodies and the decision. Listening, keeping the last checkpoint and the
private key, and doing both in one transaction, are the witness program's affair.
Source of all of it: C2SP tlog-witness, add-checkpoint.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.log.checkpoints import Checkpoint, is_size
from jiangang.methods.log.cosignatures import Cosigner, cosign
from jiangang.methods.log.lines import hash_of_line, line_of_hash
from jiangang.methods.log.merkle import EMPTY_ROOT
from jiangang.methods.log.notes import LARGEST_NOTE, VerifierKey, note_text, verify_note
from jiangang.methods.log.verification import verify_consistency
from jiangang.methods.register import method

MOST_HASHES = 63
SPECIFICATION = "C2SP tlog-witness, add-checkpoint"
REAL = "requests and answers of the test script of litewitness (FiloSottile/torchwood)"
PLAIN, SIZE = "text/plain; charset=utf-8", "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """A log's request: the size that it believes the witness saw last, the proof from there, the checkpoint.

    checkpoint: the signed note, as text. Raises ValueError for more than 63 hashes or a negative size.
    """

    old_size: int
    proof: tuple[bytes, ...]
    checkpoint: str

    def __post_init__(self) -> None:
        if self.old_size < 0 or len(self.proof) > MOST_HASHES:
            raise ValueError(f"a request has an old size of at least 0 and at most {MOST_HASHES} hashes")

    def encode(self) -> bytes:
        """The body to send."""
        hashes = "".join(map(line_of_hash, self.proof))
        return f"old {self.old_size}\n{hashes}\n{self.checkpoint}".encode()

    @classmethod
    def parse(cls, body: bytes) -> "AddCheckpoint":
        """Read a body; raises Refused when it is not of the form. Signatures are not checked."""
        try:
            head, blank, note = body[: LARGEST_NOTE + 4096].decode().partition("\n\n")
            first, *hashes = head.split("\n")
            old = first.removeprefix("old ")
            if not blank or len(body) > LARGEST_NOTE or not first.startswith("old ") or not is_size(old):
                raise ValueError("no old size line, or no empty line before the checkpoint")
            found = cls(int(old), tuple(map(hash_of_line, hashes)), note)
            Checkpoint.parse(note_text(note))
        except ValueError as error:
            raise Refused(Finding("methods.log.finding.witness_request_malformed")) from error
        return found


@dataclass(frozen=True, slots=True)
class Head:
    """The latest checkpoint that a witness cosigned for a log: size and root."""

    size: int = 0
    root: bytes = EMPTY_ROOT


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a witness answers: HTTP status, body and its type, why not, and what to keep before answering.

    checkpoint: the one judged, once it could be read; keep: set only with 200, when the witness must store it
    in the transaction in which it compared the old one; note: the checkpoint as it was sent.
    """

    status: int
    body: bytes = b""
    content_type: str = PLAIN
    findings: tuple[Finding, ...] = ()
    checkpoint: Checkpoint | None = None
    keep: Head | None = None
    note: str = ""


@method("log.judge_add_checkpoint", source=SPECIFICATION, verified=REAL)
def judge_add_checkpoint(
    body: bytes, *, logs: Mapping[str, Sequence[VerifierKey]], latest: Mapping[str, Head]
) -> Judgement:
    """Whether a witness may cosign what a log sent: 200, or 400, 403, 404, 409 (with the size), 422.

    logs: trusted keys of each log by its origin; latest: what the witness cosigned last, by origin. A
    judgement of 200 has no body yet, see `answer_with`. Never raises for what stands in the body.
    """
    try:
        request = AddCheckpoint.parse(body)
    except Refused as refused:
        return Judgement(400, findings=refused.findings)
    found = Checkpoint.parse(note_text(request.checkpoint))
    if found.origin not in logs:
        return _refused(404, "witness_log_unknown", found, origin=found.origin)
    try:
        verify_note(request.checkpoint, logs[found.origin])
    except Refused as refused:
        return Judgement(403, findings=refused.findings, checkpoint=found)
    return _judge_growth(request, found, latest.get(found.origin, Head()))


def _judge_growth(request: AddCheckpoint, found: Checkpoint, seen: Head) -> Judgement:
    old, new = request.old_size, found.size
    if old > new:
        return _refused(400, "witness_old_above_new", found, old=old, new=new)
    if old != seen.size:
        stale = _refused(409, "witness_old_stale", found, old=old, seen=seen.size)
        return replace(stale, body=f"{seen.size}\n".encode(), content_type=SIZE)
    if not _is_grown(request, found, seen):
        return _refused(422, "witness_not_consistent", found, old=old, new=new)
    return Judgement(200, checkpoint=found, keep=Head(new, found.root), note=request.checkpoint)


def _is_grown(request: AddCheckpoint, found: Checkpoint, seen: Head) -> bool:
    if found.size == 0 and found.root != EMPTY_ROOT:
        return False
    if seen.size == 0:
        return not request.proof
    return verify_consistency(seen.size, found.size, seen.root, found.root, request.proof)


def _refused(status: int, code: str, found: Checkpoint, **params: object) -> Judgement:
    finding = Finding(f"methods.log.finding.{code}", params=params)
    return Judgement(status, findings=(finding,), checkpoint=found)


@method("log.answer_with", source=SPECIFICATION, verified="cosignatures checked by `verify_cosignatures`")
def answer_with(judgement: Judgement, cosigners: Iterable[Cosigner], time: int) -> Judgement:
    """The judgement with the signature lines of the witness' keys as its body.

    time: POSIX seconds. Call it after `keep` is stored: who answers first may sign two histories. Raises
    ValueError for a judgement that is not 200 or when there is no signer.
    """
    signers = tuple(cosigners)
    if judgement.status != 200 or not signers:
        raise ValueError("only a checkpoint judged good is cosigned, by at least one key")
    text = note_text(judgement.note)
    return replace(judgement, body="".join(cosign(text, each, time) for each in signers).encode())


@method("log.join_cosignatures", source=SPECIFICATION, verified="cosignatures of running witnesses")
def join_cosignatures(note: str, response: bytes) -> str:
    """The checkpoint with the signature lines that a witness answered; nothing is verified yet.

    Lines that stand there already are not repeated. Raises Refused when the answer is not of the form.
    """
    try:
        lines = response.decode().splitlines(keepends=True)
    except UnicodeDecodeError as error:
        raise Refused(Finding("methods.log.finding.witness_answer_malformed")) from error
    fresh = [line for line in dict.fromkeys(lines) if line not in note.splitlines(keepends=True)]
    joined = note + "".join(fresh)
    try:
        if not lines or note_text(joined) != note_text(note):
            raise Refused(Finding("methods.log.finding.witness_answer_malformed"))
    except Refused as error:
        raise Refused(Finding("methods.log.finding.witness_answer_malformed")) from error
    return joined
