"""Alerts and watch-lists added between two versions, what they changed, and lanes raised. No rules here."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from jiangang.port.targeting.models.decisions import Decision


class Alert(models.Model):
    """One alert or watch-list in the language of the policies, dated; it counts from its `AlertStart` on."""

    mutability = "append-only"
    personal_fields = ()

    code = models.CharField(max_length=40, unique=True)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=400)
    valid_from = models.DateField()
    valid_until = models.DateField()
    request_key = models.CharField(max_length=80, null=True, blank=True, unique=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_until__gte=F("valid_from")), name="alert_days_in_order"),
            models.CheckConstraint(condition=~Q(reason=""), name="alert_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.code


class AlertSignature(models.Model):
    """One person's signature under an alert; the proposer's is the first."""

    mutability = "append-only"
    personal_fields = ()

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="signatures")
    signed_at = models.DateTimeField()
    signed_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["alert", "signed_by"], name="alert_signed_once_by_each"),
        ]

    def __str__(self) -> str:
        return f"{self.alert_id} by {self.signed_by}"


class AlertStart(models.Model):
    """That an alert has all its hands; the database counts them by itself (migration 0004)."""

    mutability = "append-only"
    personal_fields = ()

    alert = models.OneToOneField(Alert, on_delete=models.PROTECT, related_name="start")
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.alert_id} started"


class AlertEnd(models.Model):
    """That an alert is over before its last day, and why."""

    mutability = "append-only"
    personal_fields = ()

    alert = models.OneToOneField(Alert, on_delete=models.PROTECT, related_name="end")
    reason = models.CharField(max_length=400)
    ended_at = models.DateTimeField()
    ended_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="alert_end_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.alert_id} ended"


class AlertScreening(models.Model):
    """One look over the consignments that were open when an alert started: how many, how many changed."""

    mutability = "append-only"
    personal_fields = ()

    alert = models.OneToOneField(Alert, on_delete=models.PROTECT, related_name="screening")
    open_decided = models.PositiveIntegerField()
    open_waiting = models.PositiveIntegerField()
    touched = models.PositiveIntegerField()
    raised = models.PositiveIntegerField()
    screened_at = models.DateTimeField()
    screened_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.alert_id}: {self.touched} of {self.open_decided}"


class AlertTouch(models.Model):
    """A decided, open consignment that an alert touches, and the lanes before and by the alert."""

    mutability = "append-only"
    personal_fields = ()

    screening = models.ForeignKey(AlertScreening, on_delete=models.PROTECT, related_name="touches")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="touches")
    lane_before = models.CharField(max_length=6, choices=Decision.Lane.choices)
    lane_by_alert = models.CharField(max_length=6, choices=Decision.Lane.choices)
    is_raised = models.BooleanField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["screening", "decision"], name="alert_touches_once"),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.lane_before} to {self.lane_by_alert}"


class LaneRaise(models.Model):
    """A lane raised after the decision, which itself stays as it was made."""

    mutability = "append-only"
    personal_fields = ()

    class Ground(models.TextChoices):
        """Why."""

        ALERT = "alert"
        OVERRIDE = "override"
        STANDING = "standing"

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="raises")
    lane_before = models.CharField(max_length=6, choices=Decision.Lane.choices)
    lane_after = models.CharField(max_length=6, choices=Decision.Lane.choices)
    ground = models.CharField(max_length=8, choices=Ground.choices)
    alert = models.ForeignKey(Alert, null=True, blank=True, on_delete=models.PROTECT, related_name="raises")
    reason = models.CharField(max_length=400)
    raised_at = models.DateTimeField()
    raised_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "lane_after"], name="lane_raised_once"),
            models.CheckConstraint(
                condition=Q(lane_before="green", lane_after__in=("yellow", "red"))
                | Q(lane_before="yellow", lane_after="red"),
                name="lane_raised_upward",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="lane_raised_for_a_reason"),
            models.CheckConstraint(
                condition=Q(ground="alert", alert__isnull=False)
                | Q(ground__in=("override", "standing"), alert__isnull=True),
                name="lane_raised_on_a_ground",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.lane_before} to {self.lane_after}"
