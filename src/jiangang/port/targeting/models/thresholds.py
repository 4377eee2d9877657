"""Thresholds of the selection, recomputed by a job. No rules here."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class Threshold(models.Model):
    """From which worth on a single consignment is opened, and with what probability one is explored.

    `target` is the share of arrivals that is to be inspected: the least of what the policy expects and of
    what the hours of the section allow. `cut` is empty where no model scores; `explore` and `target` are
    exact (`n/d`). `inputs` and `outcome` are counts and shares of the days from which it was computed, as
    text.
    """

    mutability = "append-only"
    personal_fields = ()

    policy = models.ForeignKey("targeting.Policy", on_delete=models.PROTECT, related_name="thresholds")
    section = models.CharField(max_length=40, blank=True)
    model = models.CharField(max_length=60, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    arrivals = models.PositiveIntegerField()
    target = models.CharField(max_length=40)
    cut = models.DecimalField(max_digits=24, decimal_places=8, null=True, blank=True)
    explore = models.CharField(max_length=40)
    inputs = models.JSONField()
    outcome = models.JSONField()
    computed_at = models.DateTimeField()
    computed_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="threshold_days_in_order"),
        ]
        indexes = [models.Index(fields=["policy", "section", "-computed_at"], name="threshold_standing")]

    def __str__(self) -> str:
        return f"{self.policy_id} {self.section}: {self.cut}"
