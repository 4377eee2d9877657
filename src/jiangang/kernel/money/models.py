"""Dated exchange rates with their source.

A correction is a later row for the same day; nothing is changed.
"""

from django.db import models
from django.db.models.functions import Now


class FxRate(models.Model):
    """How many units of `quote` one unit of `base` is worth from `on` until the next rate of the pair.

    `verified`: whether a person has compared it with the publication that `source` names.
    """

    mutability = "append-only"
    personal_fields = ()

    base = models.CharField(max_length=3)
    quote = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=24, decimal_places=12)
    on = models.DateField()
    source = models.CharField(max_length=200)
    verified = models.BooleanField(default=True)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="money_fxrate_positive"),
            models.CheckConstraint(
                condition=~models.Q(base=models.F("quote")), name="money_fxrate_two_currencies"
            ),
            models.CheckConstraint(condition=~models.Q(source=""), name="money_fxrate_has_a_source"),
        ]
        indexes = [models.Index(fields=["base", "quote", "-on", "-id"], name="money_fxrate_lookup")]

    def __str__(self) -> str:
        return f"1 {self.base} = {self.rate} {self.quote} from {self.on}"
