"""A witness' cosignature on a subtree: the request, the decision and the answer of `sign-subtree`.

A witness keeps nothing for it: it signs a part of a checkpoint that it has cosigned before. Only ML-DSA-44
cosignatures can say a subtree. Source of all of it: C2SP tlog-witness, sign-subtree.
"""

import base64
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.log.checkpoints import Checkpoint, is_size
from jiangang.methods.log.cosignatures import (
    TIME_SIZE,
    Cosigner,
    CosignerKey,
    Kind,
    subtree_message,
    verify_cosignatures,
)
from jiangang.methods.log.lines import hash_of_line, line_of_hash
from jiangang.methods.log.merkle import is_subtree
from jiangang.methods.log.notes import DASH, LARGEST_NOTE, note_text
from jiangang.methods.log.verification import verify_subtree_consistency
from jiangang.methods.log.witnessing import MOST_HASHES, Judgement
from jiangang.methods.register import method

SPECIFICATION = "C2SP tlog-witness, sign-subtree"


@dataclass(frozen=True, slots=True)
class SignSubtree:
    """A request for a cosignature on the subtree [start, end) with its root (32 bytes), of a checkpoint that
    the witness cosigned. Raises ValueError for what is no subtree or more than 63 hashes.
    """

    start: int
    end: int
    root: bytes
    proof: tuple[bytes, ...]
    checkpoint: str

    def __post_init__(self) -> None:
        if not is_subtree(self.start, self.end) or len(self.proof) > MOST_HASHES:
            raise ValueError(f"[{self.start}, {self.end}) is no subtree, or more than {MOST_HASHES} hashes")

    def encode(self) -> bytes:
        """The body to send."""
        hashes = "".join(map(line_of_hash, (self.root, *self.proof)))
        return f"subtree {self.start} {self.end}\n{hashes}\n{self.checkpoint}".encode()

    @classmethod
    def parse(cls, body: bytes) -> "SignSubtree":
        """Read a body; raises Refused when it is not of the form. Signatures are not checked."""
        try:
            if len(body) > LARGEST_NOTE:
                raise ValueError("too large")
            head, blank, note = body.decode().partition("\n\n")
            first, *hashes = head.split("\n")
            word, *numbers = first.split(" ")
            if not blank or word != "subtree" or len(numbers) != 2 or not all(map(is_size, numbers)):
                raise ValueError("no subtree line, or no empty line before the checkpoint")
            root, *proof = map(hash_of_line, hashes)
            found = cls(int(numbers[0]), int(numbers[1]), root, tuple(proof), note)
            size = Checkpoint.parse(note_text(note)).size
        except ValueError as error:
            raise Refused(Finding("methods.log.finding.witness_request_malformed")) from error
        if found.end > size:
            raise Refused(Finding("methods.log.finding.witness_request_malformed"))
        return found


@method("log.judge_sign_subtree", source=SPECIFICATION, verified="every subtree of trees of up to 40 entries")
def judge_sign_subtree(body: bytes, *, origins: Collection[str], keys: Iterable[CosignerKey]) -> Judgement:
    """Whether a witness may cosign the subtree: 200, or 400, 403 (not cosigned by it), 404, 422.

    origins: the logs that it knows; keys: its own. Never raises for what stands in the body.
    """
    try:
        request = SignSubtree.parse(body)
    except Refused as refused:
        return Judgement(400, findings=refused.findings)
    found = Checkpoint.parse(note_text(request.checkpoint))
    if found.origin not in origins:
        unknown = Finding("methods.log.finding.witness_log_unknown", params={"origin": found.origin})
        return Judgement(404, findings=(unknown,), checkpoint=found)
    try:
        seen = verify_cosignatures(request.checkpoint, keys)
    except Refused as refused:
        return Judgement(403, findings=refused.findings, checkpoint=found)
    if not seen:
        return Judgement(
            403, findings=(Finding("methods.log.finding.witness_not_cosigned"),), checkpoint=found
        )
    if not verify_subtree_consistency(
        request.start,
        request.end,
        found.size,
        subtree_root=request.root,
        root=found.root,
        proof=request.proof,
    ):
        params = {"start": request.start, "end": request.end, "size": found.size}
        wrong = Finding("methods.log.finding.witness_subtree_wrong", params=params)
        return Judgement(422, findings=(wrong,), checkpoint=found)
    return Judgement(200, checkpoint=found, note=request.checkpoint)


@method("log.answer_subtree_with", source=SPECIFICATION, verified="signatures checked by their public keys")
def answer_subtree_with(body: bytes, judgement: Judgement, cosigners: Iterable[Cosigner]) -> Judgement:
    """The judgement with a signature line of each ML-DSA-44 key on the subtree, without a time, as its body.

    body: the request judged. Raises ValueError for a judgement that is not 200, no signer or another kind of
    key.
    """
    signers = tuple(cosigners)
    if judgement.status != 200 or not signers or any(each.key.kind is Kind.ED25519 for each in signers):
        raise ValueError("only a subtree judged good is cosigned, by ML-DSA-44 keys")
    request = SignSubtree.parse(body)
    origin = Checkpoint.parse(note_text(request.checkpoint)).origin
    lines = (_line(each, origin, request) for each in signers)
    return replace(judgement, body="".join(lines).encode())


def _line(cosigner: Cosigner, origin: str, request: SignSubtree) -> str:
    key = cosigner.key
    message = subtree_message(key.name, 0, origin, start=request.start, end=request.end, root=request.root)
    signature = cosigner.sign(message)
    if not key.verify(message, signature):
        raise ValueError(f"{key.name} gave no valid signature for its own key")
    return f"{DASH}{key.name} {base64.b64encode(key.key_id + bytes(TIME_SIZE) + signature).decode()}\n"
