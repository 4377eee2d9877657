"""What the register keeps. The database numbers, times and hashes entries; see `migrations/0002_guards.sql`.

Only `Answer` changes: it is what each witness said last, and no record.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from jiangang.methods.log.leaves import KINDS


class Entry(models.Model):
    """One public entry: its place in the log, what it says in public (`leaf`), and the hash of that.

    `kind` and `at` are those inside the leaf; the database compares them. `index` counts from 0 without gaps.
    """

    mutability = "append-only"
    personal_fields = ()

    index = models.BigIntegerField(primary_key=True, editable=False)
    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in KINDS])
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(editable=False)
    leaf = models.BinaryField()
    leaf_hash = models.BinaryField(editable=False)

    class Meta:
        ordering = ["index"]
        constraints = [
            models.CheckConstraint(condition=Q(index__gte=0), name="register_index_from_0"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="register_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.index} {self.kind}"


class Head(models.Model):
    """The end of the log: its size and compact range (RFC 6962 subtree roots, largest first)."""

    mutability = "owner-only"
    personal_fields = ()

    id = models.SmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    compact_range = models.BinaryField(default=b"")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="register_head_is_one_row")]

    def __str__(self) -> str:
        return f"head at {self.size}"


class Origin(models.Model):
    """A name under which the log is published. The newest is in use; older ones stay verifiable."""

    mutability = "append-only"
    personal_fields = ()

    name = models.CharField(max_length=200, unique=True)
    reason = models.CharField(max_length=400)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Key(models.Model):
    """A key that signs checkpoints of an origin, as a C2SP verifier key, and the file with its private half.

    `index` is the entry that names the key in public.
    """

    mutability = "append-only"
    personal_fields = ()

    origin = models.ForeignKey(Origin, on_delete=models.PROTECT, related_name="keys")
    verifier_key = models.CharField(max_length=300, unique=True)
    file_name = models.CharField(max_length=80)
    index = models.BigIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.verifier_key


class KeyEnd(models.Model):
    """The end of a key: rotated (signatures stay good) or compromised (good up to `trusted_size` only)."""

    mutability = "append-only"
    personal_fields = ()

    key = models.OneToOneField(Key, on_delete=models.PROTECT, related_name="end")
    why = models.CharField(max_length=20, choices=[("rotated", "rotated"), ("compromised", "compromised")])
    trusted_size = models.BigIntegerField()
    index = models.BigIntegerField()
    ended_at = models.DateTimeField()
    ended_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.why} {self.key_id}"


class Publication(models.Model):
    """A signed statement of the log's size and root under an origin (C2SP tlog-checkpoint)."""

    mutability = "append-only"
    personal_fields = ()

    origin = models.ForeignKey(Origin, on_delete=models.PROTECT, related_name="publications")
    size = models.BigIntegerField()
    root = models.BinaryField()
    note = models.TextField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["origin_id", "size"]
        constraints = [models.UniqueConstraint(fields=["origin", "size"], name="register_publication_once")]

    def __str__(self) -> str:
        return f"{self.origin_id} at {self.size}"


class Witness(models.Model):
    """A witness as it was configured; of several rows with one key the newest counts."""

    mutability = "append-only"
    personal_fields = ()

    verifier_key = models.TextField()
    url = models.CharField(max_length=300)
    mark = models.CharField(max_length=100, blank=True)
    active = models.BooleanField(default=True)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.verifier_key.partition("+")[0]


class Cosignature(models.Model):
    """The signature line of a witness on a publication, verified when it came."""

    mutability = "append-only"
    personal_fields = ()

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.CharField(max_length=200)
    line = models.TextField()
    time = models.BigIntegerField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "witness"], name="register_cosigned_once")
        ]

    def __str__(self) -> str:
        return f"{self.witness} on {self.publication_id}"


class Release(models.Model):
    """That a publication may be handed out: enough witnesses had seen it, by the setting of that day."""

    mutability = "append-only"
    personal_fields = ()

    publication = models.OneToOneField(Publication, on_delete=models.PROTECT, related_name="release")
    required = models.PositiveSmallIntegerField()
    cosigned = models.PositiveSmallIntegerField()
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"release of {self.publication_id}"


class Alarm(models.Model):
    """Something that a person must look at: the finding's text key, its values, when it was noticed."""

    mutability = "append-only"
    personal_fields = ()

    code = models.CharField(max_length=120)
    params = models.JSONField(default=dict)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.code


class Answer(models.Model):
    """What a witness answered last: HTTP status (0: none), the size it had seen, why it refused."""

    mutability = "mutable"
    personal_fields = ()

    verifier_key = models.TextField(unique=True)
    status = models.PositiveSmallIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    code = models.CharField(max_length=120, blank=True)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.status} at {self.size}"


class Proposal(models.Model):
    """An act on the keys that one person proposes and another confirms."""

    mutability = "append-only"
    personal_fields = ()

    act = models.CharField(max_length=30)
    params = models.JSONField(default=dict)
    reason = models.CharField(max_length=400)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="register_proposal_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.act} {self.pk}"


class Confirmation(models.Model):
    """The second hand on a proposal; the database refuses the first person's own."""

    mutability = "append-only"
    personal_fields = ()

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="confirmation")
    confirmed_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"confirmation of {self.proposal_id}"


class Restoration(models.Model):
    """That this database came out of a backup; nothing is entered before it was compared with witnesses."""

    mutability = "append-only"
    personal_fields = ()

    backup_of = models.CharField(max_length=60)
    size = models.BigIntegerField()
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"restored at {self.size}"


class Reconciliation(models.Model):
    """The end of a restoration: how it was found that no entry is missing, or how they were brought back."""

    mutability = "append-only"
    personal_fields = ()

    restoration = models.OneToOneField(Restoration, on_delete=models.PROTECT, related_name="reconciliation")
    how = models.CharField(max_length=40)
    recovered = models.BigIntegerField(default=0)
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.how} {self.restoration_id}"
