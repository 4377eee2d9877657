"""Making proofs from the stored tree: an entry is in the log, an older log is this log's beginning."""

from jiangang.kernel.ledger import leaf, tree
from jiangang.kernel.ledger.checkpoints import latest_checkpoint
from jiangang.kernel.ledger.inclusion import InclusionProof
from jiangang.kernel.ledger.models import CheckpointNote, Entry
from jiangang.methods.log.merkle import consistency_proof, inclusion_proof


def entry_bytes(entry: Entry) -> bytes:
    """The bytes of an entry that its leaf hash is taken over."""
    commitment = entry.personal_commitment
    return leaf.leaf_bytes(
        sequence=entry.sequence,
        at=entry.at,
        recorded_at=entry.recorded_at,
        actor=entry.actor,
        post=entry.post,
        act=entry.act,
        subject=entry.subject,
        case=entry.case,
        facts_json=entry.facts_json,
        personal_commitment=None if commitment is None else bytes(commitment),
        rows_digest=bytes(entry.rows_digest),
    )


def prove_inclusion(sequence: int, size: int | None = None) -> InclusionProof:
    """The proof for an entry in the newest checkpoint that holds it, else in the present log; or in a log of
    `size`.

    Entry.DoesNotExist for no such entry, ValueError for a size that does not hold it.
    """
    entry = Entry.objects.get(pk=sequence)
    note = _checkpoint_for(sequence) if size is None else CheckpointNote.objects.filter(size=size).last()
    if note is not None:
        size, root = note.size, bytes(note.root)
    else:
        size = tree.head().size if size is None else size
        if not sequence < size <= tree.head().size:
            raise ValueError(f"a log of {size} entries does not hold entry {sequence}")
        root = tree.root_at(size)
    return InclusionProof(
        index=sequence,
        size=size,
        root=root,
        leaf=entry_bytes(entry),
        leaf_hash=bytes(entry.leaf_hash),
        hashes=tuple(inclusion_proof(sequence, size, tree.reader(size))),
        checkpoint=note.note if note is not None else "",
    )


def prove_consistency(old_size: int, new_size: int) -> list[bytes]:
    """That the log of the old size is the beginning of the log of the new one; ValueError for sizes it never
    had.
    """
    if not 0 < old_size <= new_size <= tree.head().size:
        raise ValueError(f"there are no logs of {old_size} and {new_size} entries to compare")
    return consistency_proof(old_size, new_size, tree.reader(new_size))


def _checkpoint_for(sequence: int) -> CheckpointNote | None:
    latest = latest_checkpoint()
    return latest if latest is not None and latest.size > sequence else None
