"""Transitions and hands as the database enforces them, and the steps that were taken. No rules live here.

Only `Step` is written by operations. The other tables belong to the owning role, which fills them from the
workflows and legal profiles of the code (`synchronising`) after every migration.
"""

from django.db import models


class TransitionRow(models.Model):
    """One row of a workflow's table: `act` leads from `source` to `target` and counts as `hand`.

    The row with an empty act and source names the state in which a record begins.
    """

    mutability = "owner-only"
    personal_fields = ()

    workflow = models.CharField(max_length=60)
    act = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=40, blank=True)
    target = models.CharField(max_length=40)
    hand = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "workflow_transition"
        constraints = [
            models.UniqueConstraint(fields=["workflow", "source", "act"], name="transition_once"),
        ]

    def __str__(self) -> str:
        return f"{self.workflow}: {self.source or '·'} —{self.act or 'begin'}→ {self.target}"


class GuardedTable(models.Model):
    """A table whose state column is guarded; filled by `sql.guard` in the table's own migration."""

    mutability = "owner-only"
    personal_fields = ()

    table = models.CharField(max_length=63, primary_key=True)
    workflow = models.CharField(max_length=60)
    key_column = models.CharField(max_length=63)
    key_type = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.table} by {self.workflow}"


class HandRule(models.Model):
    """How many different people an act of this hand needs under a legal profile, between two dates."""

    mutability = "owner-only"
    personal_fields = ()

    profile = models.CharField(max_length=40)
    hand = models.CharField(max_length=40)
    hands = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    citation = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "hand", "valid_from"], name="hand_rule_once"),
        ]

    def __str__(self) -> str:
        return f"{self.profile}: {self.hand} needs {self.hands}"


class SeparationRule(models.Model):
    """Two hands that nobody may lend to the same case, under a legal profile, between two dates."""

    mutability = "owner-only"
    personal_fields = ()

    profile = models.CharField(max_length=40)
    hand_a = models.CharField(max_length=40)
    hand_b = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    citation = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "hand_a", "hand_b", "valid_from"], name="separation_rule_once"
            ),
            models.CheckConstraint(
                condition=models.Q(hand_a__lt=models.F("hand_b")), name="separation_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.profile}: {self.hand_a} ≠ {self.hand_b}"


class KindHand(models.Model):
    """A hand that may be lent to records of a kind under a legal profile, between two dates.

    A kind with rows here takes these hands and no others; a hand that stands here is lent to such kinds only.
    """

    mutability = "owner-only"
    personal_fields = ()

    profile = models.CharField(max_length=40)
    workflow = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    hand = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    citation = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "workflow", "kind", "hand", "valid_from"], name="kind_hand_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.profile}: {self.kind} by {self.hand}"


class Step(models.Model):
    """One hand on one record: a move from state to state, or a signature beside one (`source` = `target`).

    `case` ties the steps of a consignment together; it is never empty. `opinion` is the approver's written
    word.
    """

    mutability = "append-only"
    personal_fields = ()

    class Kind(models.TextChoices):
        MOVE = "move"
        SIGN = "sign"

    kind = models.CharField(max_length=4, choices=Kind.choices)
    case = models.CharField(max_length=80)
    subject_table = models.CharField(max_length=63)
    subject_id = models.CharField(max_length=40)
    workflow = models.CharField(max_length=60)
    act = models.CharField(max_length=40)
    hand = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=40)
    target = models.CharField(max_length=40)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    actor = models.CharField(max_length=80)
    post = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(editable=False, db_default=models.functions.Now())
    transaction_id = models.BigIntegerField(editable=False, db_default=0)
    opinion = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject_table", "subject_id", "id"], name="step_of_subject"),
            models.Index(fields=["case", "person", "hand"], name="step_of_case"),
            models.Index(
                fields=["workflow", "target", "at"],
                include=["case"],
                condition=models.Q(kind="move"),
                name="step_into_state",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(case=""), name="step_has_a_case"),
            models.CheckConstraint(
                condition=models.Q(kind="move")
                | models.Q(kind="sign", source=models.F("target"), person__isnull=False) & ~models.Q(hand=""),
                name="step_is_a_move_or_a_signature",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.act} by {self.actor}"
