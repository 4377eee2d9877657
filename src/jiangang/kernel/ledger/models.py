"""What the ledger keeps. Rows are written by `operations`, `checkpoints` and the database's own triggers
only.

The database assigns `sequence`, `recorded_at` and `leaf_hash`, and keeps `Head`; see
`migrations/0002_guards.sql`.
"""

import json
from typing import Any

from django.db import models


class Entry(models.Model):
    """One act: who did what to which subject, at which business time, and when the database learned of it."""

    mutability = "append-only"
    personal_fields = ()

    sequence = models.BigIntegerField(primary_key=True, editable=False)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(editable=False)
    actor = models.CharField(max_length=80)
    post = models.CharField(max_length=60, blank=True)
    act = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    case = models.CharField(max_length=80, blank=True)
    facts_json = models.TextField(default="{}")
    personal_commitment = models.BinaryField(null=True)
    rows_digest = models.BinaryField()
    leaf_form = models.CharField(max_length=40, default="ledger.entry/1")
    leaf_hash = models.BinaryField(editable=False)

    class Meta:
        ordering = ["sequence"]
        indexes = [
            models.Index(fields=["case", "sequence"], name="entry_of_case"),
            models.Index(fields=["subject", "sequence"], name="entry_of_subject"),
            models.Index(fields=["act", "sequence"], name="entry_of_act"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(actor=""), name="entry_has_an_actor"),
            models.CheckConstraint(condition=~models.Q(act=""), name="entry_has_an_act"),
            models.CheckConstraint(condition=models.Q(sequence__gte=0), name="entry_sequence_from_0"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.act} {self.subject}"

    @property
    def facts(self) -> dict[str, Any]:
        """The facts as plain values; `facts_json` is the text that was hashed."""
        return dict(json.loads(self.facts_json))

    @property
    def recorded_later(self) -> bool:
        """True when the act was entered on a later UTC day than it was done."""
        return self.recorded_at.date() > self.at.date()


class EntryRow(models.Model):
    """One business row that an entry covers: the digest of its columns as they stood in the act's
    transaction.
    """

    mutability = "append-only"
    personal_fields = ()

    # The trigger holds rows to entries of the same transaction, which is more than a foreign key would say.
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="rows", db_index=False, db_constraint=False
    )
    form = models.CharField(max_length=80)
    row_key = models.CharField(max_length=80)
    digest = models.BinaryField()

    class Meta:
        ordering = ["entry_id", "form", "row_key"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "form", "row_key"], name="entry_covers_row_once"),
        ]
        indexes = [models.Index(fields=["form", "row_key", "-entry"], name="entry_row_latest")]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.form} {self.row_key}"


class PersonalRecord(models.Model):
    """Personal facts of an entry, outside the leaf. Erasing clears salt and data; the commitment stays."""

    mutability = "erasable"
    personal_fields = ("salt", "data_json")

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="personal")
    salt = models.BinaryField(null=True)
    data_json = models.TextField(null=True)
    erased_at = models.DateTimeField(null=True)
    erased_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="personal_whole_or_erased",
                condition=models.Q(salt__isnull=False, data_json__isnull=False, erased_at__isnull=True)
                | models.Q(salt__isnull=True, data_json__isnull=True, erased_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"personal facts of {self.entry_id}"

    @property
    def data(self) -> dict[str, Any] | None:
        """The personal facts, or None after erasure."""
        return None if self.data_json is None else dict(json.loads(self.data_json))


class Head(models.Model):
    """The end of the log: its size and the compact range (RFC 6962 subtree roots, largest first, 32 bytes
    each).

    `recorded_at`, `transaction_id` and `first_of_transaction` belong to the latest appending transaction.
    """

    mutability = "owner-only"
    personal_fields = ()

    id = models.SmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    compact_range = models.BinaryField(default=b"")
    recorded_at = models.DateTimeField()
    transaction_id = models.BigIntegerField(default=0)
    first_of_transaction = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="ledger_head_is_one_row")]

    def __str__(self) -> str:
        return f"head at {self.size}"


class Tile(models.Model):
    """256 neighbouring hashes of one level of the tree (C2SP tlog-tiles); only whole tiles are kept.

    A tile at level L holds the roots of subtrees of 256**L leaves; `index` counts tiles within the level;
    `root` is the root over the tile's own hashes, one of the hashes of the tile above.
    """

    mutability = "append-only"
    personal_fields = ()

    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField()
    root = models.BinaryField()

    class Meta:
        ordering = ["level", "index"]
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="ledger_tile_once")]

    def __str__(self) -> str:
        return f"tile {self.level}/{self.index}"


class CheckpointKey(models.Model):
    """A public key that has signed checkpoints of this ledger, as a C2SP verifier key."""

    mutability = "append-only"
    personal_fields = ()

    verifier_key = models.CharField(max_length=300, unique=True)
    recorded_at = models.DateTimeField(db_default=models.functions.Now())

    def __str__(self) -> str:
        return self.verifier_key


class CheckpointNote(models.Model):
    """A signed statement of the ledger's size and root (C2SP tlog-checkpoint)."""

    mutability = "append-only"
    personal_fields = ()

    size = models.BigIntegerField()
    root = models.BinaryField()
    note = models.TextField()
    signed_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        ordering = ["size", "id"]
        constraints = [models.UniqueConstraint(fields=["size", "note"], name="checkpoint_note_once")]

    def __str__(self) -> str:
        return f"checkpoint at {self.size}"
