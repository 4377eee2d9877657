"""Signed statements of the ledger's size and root. A checkpoint that contradicts an earlier one is never
signed.
"""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from jiangang.kernel.ledger import tree
from jiangang.kernel.ledger.keys import default_origin, private_key
from jiangang.kernel.ledger.models import CheckpointKey, CheckpointNote
from jiangang.kernel.ledger.operations import LedgerFault
from jiangang.methods.log.checkpoints import Checkpoint
from jiangang.methods.log.notes import NoteSigner, VerifierKey


def sign_checkpoint(at: datetime) -> CheckpointNote:
    """Extend the tiles, sign the present size and root, keep the note; the latest note when nothing was
    added.

    Raises LedgerFault, and signs nothing, when the stored entries disagree with the database's own compact
    range or with an earlier checkpoint; ValueError for an empty ledger.
    """
    present = tree.head()
    if present.size == 0:
        raise ValueError("an empty ledger has nothing to sign")
    tree.extend_tiles(present.size)
    _check_consistent(present.size, present.root())
    signer = _signer(at)
    checkpoint = Checkpoint(signer.key.name, present.size, present.root())
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(1784112211, 4097)")
        CheckpointKey.objects.get_or_create(verifier_key=signer.key.encode())
        latest = CheckpointNote.objects.order_by("-size", "-pk").first()
        if latest is not None and latest.size >= present.size:
            return latest
        return CheckpointNote.objects.create(
            size=present.size, root=present.root(), note=checkpoint.sign(signer), signed_at=at
        )


def verifier_keys() -> tuple[VerifierKey, ...]:
    """The public keys that have signed this ledger, first to last."""
    keys = CheckpointKey.objects.order_by("pk").values_list("verifier_key", flat=True)
    return tuple(VerifierKey.parse(key) for key in keys)


def kept_keys() -> Iterator[tuple[int, VerifierKey | None]]:
    """Every row of a signing key; None where the words are no key any more, for whoever audits them."""
    for number, words in CheckpointKey.objects.order_by("pk").values_list("pk", "verifier_key"):
        try:
            yield number, VerifierKey.parse(words)
        except ValueError:
            yield number, None


def latest_checkpoint() -> CheckpointNote | None:
    """The newest checkpoint, or None before the first."""
    return CheckpointNote.objects.order_by("-size", "-pk").first()


def _check_consistent(size: int, root: bytes) -> None:
    if tree.root_at(size) != root:
        raise LedgerFault(f"the entries do not give the root that the database keeps for size {size}")
    latest = latest_checkpoint()
    if latest is None:
        return
    if latest.size > size:
        raise LedgerFault(f"a checkpoint of {latest.size} entries was signed, and there are only {size}")
    if tree.root_at(latest.size) != bytes(latest.root):
        raise LedgerFault(f"the entries no longer give the root that was signed at size {latest.size}")


def _signer(at: datetime) -> NoteSigner:
    key = private_key()
    known = CheckpointKey.objects.order_by("pk").first()
    if known is not None:
        name = VerifierKey.parse(known.verifier_key).name
    elif named := str(getattr(settings, "LEDGER_ORIGIN", "")):
        name = str(import_string(named)(at))
    else:
        name = default_origin(key)
    return NoteSigner.from_private_key(name, key)
