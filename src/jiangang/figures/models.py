"""Frozen figures: what was printed, when, from which records, at which size of the ledger."""

from django.db import models
from django.db.models.functions import Now


class Snapshot(models.Model):
    """One figure as it stood at a moment. `records_digest` is the SHA-256 over its sorted records."""

    mutability = "append-only"
    personal_fields = ()

    code = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    number = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    n = models.PositiveBigIntegerField()
    low = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    high = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    p90 = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    records_digest = models.CharField(max_length=64)
    as_of = models.DateTimeField()
    frozen_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["code", "-as_of"], name="snapshot_by_figure")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="snapshot_days_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.first_day}–{self.last_day}"
