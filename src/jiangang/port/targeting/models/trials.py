"""What a version of a policy has to show before it decides: back-tests and shadow periods. No rules here."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from jiangang.port.targeting.models.decisions import Decision
from jiangang.port.targeting.models.policies import Policy


class BackTest(models.Model):
    """A replay of decided consignments under a version: what went in, what came out, and the digests of both.

    `inputs`: days, hours for each check, how the version was read; `input_digest` covers every decision and
    outcome that was replayed; `result` holds numbers as text, so that they are repeated to the digit.
    """

    mutability = "append-only"
    personal_fields = ()

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="backtests")
    first_day = models.DateField()
    last_day = models.DateField()
    decisions = models.PositiveIntegerField()
    inputs = models.JSONField()
    input_digest = models.CharField(max_length=64)
    result = models.JSONField()
    result_digest = models.CharField(max_length=64)
    run_at = models.DateTimeField()
    run_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="backtest_days_in_order"),
            models.UniqueConstraint(
                fields=["policy", "input_digest", "result_digest"], name="backtest_kept_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy_id}: {self.first_day} to {self.last_day}"


class ShadowPeriod(models.Model):
    """From when on a version is computed for each new decision without being acted on."""

    mutability = "append-only"
    personal_fields = ()

    policy = models.OneToOneField(Policy, on_delete=models.PROTECT, related_name="shadow")
    first_day = models.DateField()
    after_decision = models.PositiveBigIntegerField(default=0)
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.policy_id} from {self.first_day}"


class ShadowEnd(models.Model):
    """That a shadow period is over: the version was activated, or nobody wants it any more."""

    mutability = "append-only"
    personal_fields = ()

    shadow = models.OneToOneField(ShadowPeriod, on_delete=models.PROTECT, related_name="end")
    last_day = models.DateField()
    ended_at = models.DateTimeField()
    ended_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.shadow_id} until {self.last_day}"


class ShadowAnswer(models.Model):
    """What a version in its shadow period would have decided. Nothing followed from it."""

    mutability = "append-only"
    personal_fields = ()

    shadow = models.ForeignKey(ShadowPeriod, on_delete=models.PROTECT, related_name="answers")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="shadows")
    lane = models.CharField(max_length=6, choices=Decision.Lane.choices)
    is_different = models.BooleanField()
    rules = models.JSONField(default=list)
    computed_at = models.DateTimeField()
    computed_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["shadow", "decision"], name="shadow_answer_once"),
            models.CheckConstraint(
                condition=Q(lane__in=("green", "yellow", "red", "held")), name="shadow_lane_known"
            ),
        ]
        indexes = [models.Index(fields=["shadow", "is_different", "-id"], name="shadow_different")]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.lane}"
