"""The proof of a draw: one JSON document from which anyone can repeat it, and the check that does.

The document alone shows that the result follows from the seed, that the root committed to the seed, and
what the pool was. It cannot show by itself *when* the root was published (the checkpoint and the ledger do),
nor that entry and pool are those of the office's records: sequence numbers and reasons of exclusion decide
nothing in the draw, on purpose, because whoever could write them would otherwise draw until it suits.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from hashlib import sha256
from typing import Any

from jiangang.methods.chance.draws import Draw, Pool, draw_label, result_of
from jiangang.methods.chance.openings import OPENING, Opening, list_opening_not_checked, verify_opening
from jiangang.methods.chance.orders import PROOF, OrderProof, list_order_not_checked, verify_order
from jiangang.methods.chance.reading import DocumentReader
from jiangang.methods.chance.seeds import Reveal, commitment_leaf, mix
from jiangang.methods.chance.stream import ALGORITHM
from jiangang.methods.findings import Finding, Refused, Severity
from jiangang.methods.log.checkpoints import Checkpoint, verify_checkpoint
from jiangang.methods.log.notes import VerifierKey, note_text
from jiangang.methods.log.verification import verify_inclusion
from jiangang.methods.register import method

VERSION = "jiangang.draw/1"
OTHERS = {PROOF: verify_order, OPENING: verify_opening}


@dataclass(frozen=True, slots=True)
class DrawProof:
    """Everything needed to repeat a draw.

    office, day, label, subject: what was drawn for, and with which of the day's seeds; leaf_index,
    tree_size, root, inclusion_proof: where the day's commitment holds that seed; sub_seed: the opened seed;
    entry_sequence, entry_leaf_hash: the ledger entry mixed in; pool, count, result: who could be drawn, how
    many were, and who was; checkpoint: the signed note of the commitment, empty when there is none.
    """

    office: str
    day: date
    label: str
    subject: str
    leaf_index: int
    tree_size: int
    root: bytes
    sub_seed: bytes
    inclusion_proof: tuple[bytes, ...]
    entry_sequence: int
    entry_leaf_hash: bytes
    pool: Pool
    count: int
    result: tuple[str, ...]
    checkpoint: str = ""
    algorithm: str = ALGORITHM
    version: str = VERSION

    @classmethod
    def of(cls, draw: Draw, reveal: Reveal, *, checkpoint: str = "") -> "DrawProof":
        """The proof of a draw and its opened seed; raises ValueError when they do not belong together."""
        if (draw.day, draw.label) != (reveal.day, reveal.label):
            raise ValueError("the draw was made with another seed")
        taken = {each.name: getattr(draw, each.name) for each in fields(draw)}
        return cls(
            **taken,
            leaf_index=reveal.index,
            tree_size=reveal.size,
            root=reveal.root,
            sub_seed=reveal.sub_seed,
            inclusion_proof=reveal.proof,
            checkpoint=checkpoint,
        )

    def as_dict(self) -> dict[str, Any]:
        """The proof as plain JSON values, hashes in hex."""
        return {
            "version": self.version,
            "algorithm": self.algorithm,
            "office": self.office,
            "day": self.day.isoformat(),
            "label": self.label,
            "subject": self.subject,
            "commitment": {
                "root": self.root.hex(),
                "size": self.tree_size,
                "index": self.leaf_index,
                "proof": [each.hex() for each in self.inclusion_proof],
                "checkpoint": self.checkpoint,
            },
            "sub_seed": self.sub_seed.hex(),
            "entry": {"sequence": self.entry_sequence, "leaf_hash": self.entry_leaf_hash.hex()},
            "pool": list(self.pool.eligible),
            "excluded": {each: list(reasons) for each, reasons in self.pool.excluded},
            "count": self.count,
            "result": list(self.result),
        }

    def as_json(self) -> str:
        """The document, the same text for the same proof."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"

    @classmethod
    def parse(cls, document: str | bytes | Mapping[str, Any]) -> "DrawProof":
        """Read a document, *without* checking what it says; raises Refused with every fault of its form."""
        reader = DocumentReader(document)
        if not reader.findings:
            reader.expect("version", VERSION)
            reader.expect("algorithm", ALGORITHM)
        found = cls(
            office=reader.text("office"),
            day=reader.day("day"),
            label=reader.text("label"),
            subject=reader.text("subject"),
            leaf_index=reader.number("commitment.index"),
            tree_size=reader.number("commitment.size"),
            root=reader.hash("commitment.root"),
            sub_seed=reader.hash("sub_seed"),
            inclusion_proof=reader.hashes("commitment.proof"),
            entry_sequence=reader.number("entry.sequence"),
            entry_leaf_hash=reader.hash("entry.leaf_hash"),
            pool=reader.pool("pool", "excluded"),
            count=reader.number("count"),
            result=reader.texts("result"),
            checkpoint=reader.text("commitment.checkpoint", empty=True),
        )
        reader.refuse_unknown()
        if reader.findings:
            raise Refused(reader.findings)
        return found


@method("chance.verify_draw", source="DESIGN law 7", verified="every value of a proof changed")
def verify_draw(
    document: str | bytes | Mapping[str, Any], *, keys: Iterable[VerifierKey] = (), root: bytes = b""
) -> list[Finding]:
    """Repeat a draw from its proof alone; an empty list means that everything in it follows.

    document: the JSON text, its bytes, or the parsed object, of a draw with a day's seed, of a draw by order
    (`orders`) or of an opened ceremony (`openings`). keys: public keys of the office, for a draw with a day's
    seed; with them the signature of the checkpoint is checked too, and one must be there (see
    `list_not_checked`). root: the root that was published before, to be compared.
    Never raises for what stands in the document: every fault is a finding. Source: DESIGN law 7.
    """
    version = version_of(document)
    try:
        if version in OTHERS:
            return [*OTHERS[version](document), *_wrong_root(_opening_of(document).ceremony.root, root)]
        proof = DrawProof.parse(document)
    except Refused as refused:
        return list(refused.findings)
    return [
        *_wrong_root(proof.root, root),
        *_wrong_commitment(proof),
        *_wrong_checkpoint(proof, tuple(keys)),
        *_wrong_result(proof),
    ]


@method("chance.list_not_checked", source="DESIGN law 7", verified="proofs with and without signature")
def list_not_checked(
    document: str | bytes | Mapping[str, Any], *, keys: Iterable[VerifierKey] = ()
) -> list[Finding]:
    """What `verify_draw` with these keys cannot tell from this document, as NOT_CHECKED findings."""
    version = version_of(document)
    try:
        if version == PROOF:
            return list_order_not_checked(OrderProof.parse(document))
        if version == OPENING:
            return list_opening_not_checked(_opening_of(document))
        proof = DrawProof.parse(document)
    except Refused:
        return []
    if not proof.checkpoint:
        return [Finding("methods.finding.draw_root_unsigned", Severity.NOT_CHECKED, "commitment.checkpoint")]
    if not tuple(keys):
        return [
            Finding(
                "methods.finding.draw_signature_not_checked", Severity.NOT_CHECKED, "commitment.checkpoint"
            )
        ]
    return []


def version_of(document: str | bytes | Mapping[str, Any]) -> str:
    """The kind of document as it names itself, empty when it does not."""
    return DocumentReader(document).find_text("version")


def _opening_of(document: str | bytes | Mapping[str, Any]) -> Opening:
    if version_of(document) == PROOF:
        return OrderProof.parse(document).opening
    return Opening.parse(document)


def _wrong_root(said: bytes, published: bytes) -> list[Finding]:
    if not published or said == published:
        return []
    return [Finding("methods.chance.finding.root_not_published", params={"root": said.hex()})]


def _wrong_commitment(proof: DrawProof) -> list[Finding]:
    leaf = commitment_leaf(proof.day, proof.label, sha256(proof.sub_seed).digest())
    if verify_inclusion(proof.leaf_index, proof.tree_size, leaf, proof.inclusion_proof, proof.root):
        return []
    return [
        Finding("methods.finding.draw_seed_not_committed", field="sub_seed", params={"label": proof.label})
    ]


def _wrong_checkpoint(proof: DrawProof, keys: tuple[VerifierKey, ...]) -> list[Finding]:
    field = "commitment.checkpoint"
    if not proof.checkpoint:
        return [Finding("methods.finding.draw_checkpoint_missing", field=field)] if keys else []
    try:
        if keys:
            found = verify_checkpoint(proof.checkpoint, keys)
        else:
            found = Checkpoint.parse(note_text(proof.checkpoint))
    except Refused as refused:
        return list(refused.findings)
    if (found.size, found.root) != (proof.tree_size, proof.root):
        return [Finding("methods.finding.draw_checkpoint_differs", field=field)]
    return []


def _wrong_result(proof: DrawProof) -> list[Finding]:
    if not 1 <= proof.count <= len(proof.pool.eligible):
        return [
            Finding(
                "methods.finding.pool_too_small",
                field="count",
                params={
                    "count": proof.count,
                    "eligible": len(proof.pool.eligible),
                    "excluded": len(proof.pool.excluded),
                },
            )
        ]
    seed = mix(proof.sub_seed, proof.entry_leaf_hash)
    label = draw_label(proof.office, proof.day, proof.label, proof.subject)
    expected = result_of(seed, label, proof.pool.eligible, proof.count)
    if expected == proof.result:
        return []
    return [
        Finding(
            "methods.finding.draw_result_differs",
            field="result",
            params={"expected": ", ".join(expected), "result": ", ".join(proof.result)},
        )
    ]
