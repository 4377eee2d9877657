"""How long personal data are kept, as dated data, and what has been erased. Both only grow."""

from django.db import models
from django.db.models.functions import Now


class RetentionRule(models.Model):
    """How long the personal fields of one model are kept from a day on; the newest row in force counts.

    `way` names how the age is counted (`due.py`), `counted_from` the field of it; `basis` is the law
    or office order, `verified` whether a person has compared it. `keep_days` empty means: kept for good, and
    says why.
    """

    mutability = "append-only"
    personal_fields = ()

    model = models.CharField(max_length=80)
    way = models.CharField(max_length=30)
    counted_from = models.CharField(max_length=60, blank=True)
    keep_days = models.PositiveIntegerField(null=True, blank=True)
    basis = models.CharField(max_length=300)
    verified = models.BooleanField()
    valid_from = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["model", "-valid_from", "-id"], name="privacy_rule_lookup")]

    def __str__(self) -> str:
        return f"{self.model}: {self.keep_days} days from {self.valid_from}"


class Erasure(models.Model):
    """One run of erasing: by which rule, of which model, how many rows, when and by whom."""

    mutability = "append-only"
    personal_fields = ()

    rule = models.ForeignKey(RetentionRule, on_delete=models.PROTECT, related_name="erasures")
    model = models.CharField(max_length=80)
    cutoff = models.DateField()
    rows = models.PositiveIntegerField()
    erased_at = models.DateTimeField()
    erased_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.model}: {self.rows} rows"
