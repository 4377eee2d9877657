"""Samples of what people let go, drawn for the discipline officer, and what was found. No rules here."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from jiangang.port.targeting.models.decisions import Decision


class AuditSample(models.Model):
    """One draw from the overrides, time-outs and manual releases of some days; `draw` is the proof."""

    mutability = "append-only"
    personal_fields = ()

    first_day = models.DateField()
    last_day = models.DateField()
    share = models.CharField(max_length=40)
    pool_size = models.PositiveIntegerField()
    draw = models.OneToOneField(
        "assignment.Draw", null=True, blank=True, on_delete=models.PROTECT, related_name="audit_sample"
    )
    drawn_at = models.DateTimeField()
    drawn_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-first_day", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["first_day"], name="audit_drawn_once_from_a_day"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="audit_days_in_order"),
            models.CheckConstraint(
                condition=Q(pool_size=0, draw__isnull=True) | Q(pool_size__gt=0, draw__isnull=False),
                name="audit_drawn_where_there_is_a_pool",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} to {self.last_day}"


class AuditItem(models.Model):
    """One act that the draw has chosen: what it was, on which decision, by whom."""

    mutability = "append-only"
    personal_fields = ()

    class Kind(models.TextChoices):
        """What was done."""

        OVERRIDE = "override"
        TIMEOUT = "timeout"
        RELEASE = "release"

    sample = models.ForeignKey(AuditSample, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    code = models.CharField(max_length=40)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="audits")
    acted_by = models.CharField(max_length=80)
    second_hand = models.CharField(max_length=80, blank=True)
    acted_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["code"], name="audited_once")]

    def __str__(self) -> str:
        return self.code


class AuditResult(models.Model):
    """What the discipline officer found; whoever acted does not audit. A correction names what it
    replaces.
    """

    mutability = "append-only"
    personal_fields = ()

    class Verdict(models.TextChoices):
        """Whether the act stands up."""

        JUSTIFIED = "justified"
        DOUBTFUL = "doubtful"
        WRONG = "wrong"

    item = models.ForeignKey(AuditItem, on_delete=models.PROTECT, related_name="results")
    verdict = models.CharField(max_length=9, choices=Verdict.choices)
    words = models.CharField(max_length=1000)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    audited_at = models.DateTimeField()
    audited_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(replaces__isnull=True), name="audit_result_once"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="audit_result_has_words"),
            models.CheckConstraint(
                condition=Q(verdict__in=("justified", "doubtful", "wrong")), name="audit_verdict_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.verdict}"
