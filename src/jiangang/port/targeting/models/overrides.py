"""Overrides of decisions with their second hands, and releases after the promised time. No rules here."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from jiangang.port.targeting.models.decisions import Decision

LANES = Decision.Lane.choices


class Override(models.Model):
    """That somebody wants another lane than the one decided, and why; it counts from its granted answer on.

    `needs_second` for high risk: another person answers. The database decides both by itself (migration
    0011).
    """

    mutability = "append-only"
    personal_fields = ()

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="overrides")
    from_lane = models.CharField(max_length=6, choices=LANES)
    to_lane = models.CharField(max_length=6, choices=LANES)
    reason_code = models.CharField(max_length=40)
    words = models.CharField(max_length=1000)
    needs_second = models.BooleanField()
    request_key = models.CharField(max_length=80, null=True, blank=True, unique=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(from_lane=F("to_lane")), name="override_changes_the_lane"),
            models.CheckConstraint(condition=~Q(words="") & ~Q(reason_code=""), name="override_has_a_reason"),
            models.CheckConstraint(
                condition=Q(to_lane__in=("green", "yellow", "red")), name="override_lane_known"
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], name="override_by_time")]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.from_lane} to {self.to_lane}"


class OverrideAnswer(models.Model):
    """Whether an override is granted; by the asker where one person is enough, else by another."""

    mutability = "append-only"
    personal_fields = ()

    override = models.OneToOneField(Override, on_delete=models.PROTECT, related_name="answer")
    is_granted = models.BooleanField()
    words = models.CharField(max_length=1000, blank=True)
    answered_at = models.DateTimeField()
    answered_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(is_granted=True) | ~Q(words=""), name="refusal_has_a_reason"),
        ]
        indexes = [models.Index(fields=["answered_at"], name="override_answer_by_time")]

    def __str__(self) -> str:
        return f"{self.override_id}: {'granted' if self.is_granted else 'refused'}"


class TimeoutRelease(models.Model):
    """A consignment let go because nobody acted in the promised time. It is no check and counts as none."""

    mutability = "append-only"
    personal_fields = ()

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="timeout")
    lane = models.CharField(max_length=6, choices=LANES)
    promised_until = models.DateTimeField()
    words = models.CharField(max_length=1000)
    released_at = models.DateTimeField()
    released_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(released_at__gt=F("promised_until")), name="released_after_the_promise"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="timeout_has_a_reason"),
        ]
        indexes = [models.Index(fields=["released_at"], name="timeout_by_time")]

    def __str__(self) -> str:
        return f"{self.decision_id} after {self.promised_until}"
