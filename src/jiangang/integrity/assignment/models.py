"""What the draw keeps: the commitments made before, and every draw with its pool, its proof and its result.

The master seeds themselves are never here: they lie sealed in files (`seeds`).
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class DayCommitment(models.Model):
    """The promise of a day: the root over all its sub-seeds, entered in the ledger before any of them is
    used.

    A day whose slots run out gets a further series. `root` is 32 bytes; `slots` the number of sub-seeds under
    it.
    """

    mutability = "append-only"
    personal_fields = ()

    day = models.DateField()
    series = models.PositiveSmallIntegerField(default=0)
    root = models.BinaryField()
    slots = models.PositiveIntegerField()
    committed_at = models.DateTimeField()
    committed_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-day", "-series"]
        constraints = [
            models.UniqueConstraint(fields=["day", "series"], name="commitment_once_per_series"),
            models.CheckConstraint(condition=Q(slots__gt=0), name="commitment_has_slots"),
        ]

    def __str__(self) -> str:
        return f"commitment of {self.day} series {self.series}"


class SlotCounter(models.Model):
    """The next unused slot of a commitment; slots are used in order, so nobody chooses a lucky one."""

    mutability = "mutable"
    personal_fields = ()

    commitment = models.OneToOneField(
        DayCommitment, on_delete=models.PROTECT, primary_key=True, related_name="counter"
    )
    ledger_sequence = models.BigIntegerField()
    next_slot = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"next slot {self.next_slot} of {self.commitment_id}"


class Draw(models.Model):
    """One draw: who or what could be drawn, who was left out and why, what came out, and the proof of it.

    `case` is the consignment's number; `entry` and `ledger_leaf_hash` name the entry that was mixed with the
    sub-seed; `pool`, `excluded` and `result` hold codes; `k` is how many were to be drawn; `firm_ids` are the
    firms of the case, for the refusers.
    """

    mutability = "append-only"
    personal_fields = ()

    class Purpose(models.TextChoices):
        """What a draw is for; each has slots of its own."""

        INSPECTOR = "inspector"
        RANDOM_STREAM = "random_stream"
        UNITS = "units"
        AUDIT = "audit"

    commitment = models.ForeignKey(DayCommitment, on_delete=models.PROTECT, related_name="draws")
    slot = models.PositiveIntegerField()
    case = models.CharField(max_length=80)
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    firm_ids = ArrayField(models.BigIntegerField(), default=list)
    entry = models.ForeignKey(
        "ledger.Entry", on_delete=models.PROTECT, related_name="+", db_column="ledger_sequence"
    )
    ledger_leaf_hash = models.BinaryField()
    pool = models.JSONField(default=list)
    excluded = models.JSONField(default=list)
    k = models.PositiveIntegerField()
    result = models.JSONField(default=list)
    proof = models.JSONField()
    drawn_at = models.DateTimeField()
    drawn_by = models.CharField(max_length=80)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    reason = models.CharField(max_length=400, blank=True)
    requested_by = models.CharField(max_length=80, blank=True)
    approved_by = models.CharField(max_length=80, blank=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "slot"], name="slot_drawn_once"),
            models.UniqueConstraint(
                fields=["case", "purpose"], condition=Q(replaces__isnull=True), name="drawn_once_for_a_case"
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=("inspector", "random_stream", "units", "audit")),
                name="draw_purpose_known",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True)
                | (~Q(reason="") & ~Q(approved_by="") & ~Q(approved_by=F("requested_by"))),
                name="redraw_by_two_hands",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "purpose"], name="draw_of_case"),
            models.Index(fields=["drawn_at"], name="draw_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} draw for {self.case}"


class RedrawRequest(models.Model):
    """The first hand of a repeated draw: which draw no longer stands, who leaves and why."""

    mutability = "append-only"
    personal_fields = ()

    draw = models.OneToOneField(Draw, on_delete=models.PROTECT, related_name="redraw_request")
    leaving = models.JSONField()
    reason = models.CharField(max_length=400)
    requested_at = models.DateTimeField()
    requested_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="redraw_request_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"redraw of {self.draw_id}"


class Assigned(models.Model):
    """A person whom a draw has put on a case; the row of a replaced draw stays, its draw being replaced."""

    mutability = "append-only"
    personal_fields = ()

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="assigned")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draw", "person"], name="assigned_once_by_draw")]
        indexes = [models.Index(fields=["person", "day"], name="assigned_by_day")]

    def __str__(self) -> str:
        return f"{self.person_id} by draw {self.draw_id}"
