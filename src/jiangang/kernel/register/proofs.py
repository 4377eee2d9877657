"""Proofs for papers: that an entry is in a checkpoint which may be handed out (C2SP tlog-proof)."""

from collections.abc import Iterable

from jiangang.kernel.register import queries, tiles
from jiangang.methods.log import TlogProof, inclusion_proof


def proof_of(index: int) -> TlogProof | None:
    """The proof of an entry in the newest checkpoint that may be handed out; None while none holds it.

    A checkpoint may be handed out once as many witnesses have cosigned it as the office asks for.
    """
    return proofs_of([index])[0]


def proofs_of(indexes: Iterable[int]) -> list[TlogProof | None]:
    """Proofs of many entries in one checkpoint; each tile is read once."""
    origin = queries.current_origin()
    released = queries.latest_release(origin) if origin else None
    if origin is None or released is None:
        return [None for _ in indexes]
    note = queries.note_of(released)
    node_at = tiles.reader(tiles.folder_of(origin.pk), released.size)
    return [
        TlogProof(index, tuple(inclusion_proof(index, released.size, node_at)), note)
        if 0 <= index < released.size
        else None
        for index in indexes
    ]
