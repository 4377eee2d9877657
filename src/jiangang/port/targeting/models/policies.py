"""Policies and the days from which they decide. No rules here."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class Policy(models.Model):
    """One version of a policy, as proposed: its text (TOML) and the SHA-256 of that text, never changed."""

    mutability = "append-only"
    personal_fields = ()

    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=400)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="policy_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="policy_versions_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.code}/{self.version}"


class PolicyActivation(models.Model):
    """The second hand: from which day to which day a version decides. The later activation counts."""

    mutability = "append-only"
    personal_fields = ()

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="activations")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    proposed_by = models.CharField(max_length=80)
    activated_at = models.DateTimeField()
    activated_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="activation_dates_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(activated_by=F("proposed_by")), name="activation_by_a_second_hand"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy_id} from {self.valid_from}"
