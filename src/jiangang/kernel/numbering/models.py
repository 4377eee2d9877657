"""Series of numbers without gaps, the numbers issued from them, and the voids.

Nothing issued is ever changed.
"""

from django.db import models
from django.db.models.functions import Now


class Series(models.Model):
    """A dated series: how its numbers look.

    A new pattern for the same code is a new row from its first day.
    """

    mutability = "append-only"
    personal_fields = ()

    code = models.CharField(max_length=40)
    pattern = models.CharField(max_length=200)
    valid_from = models.DateField()
    source = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="numbering_series_once"),
        ]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return f"{self.code} from {self.valid_from}"


class Counter(models.Model):
    """The last serial of a series within a scope (office, class and year, as its pattern says).

    Its row lock is what keeps a series without gaps: it is held until the issuing act commits or rolls back.
    """

    mutability = "mutable"
    personal_fields = ()

    series_code = models.CharField(max_length=40)
    scope = models.CharField(max_length=80)
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series_code", "scope"], name="numbering_counter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.series_code} {self.scope}: {self.last}"


class Number(models.Model):
    """One issued number and what it was issued for."""

    mutability = "append-only"
    personal_fields = ()

    series_code = models.CharField(max_length=40)
    scope = models.CharField(max_length=80)
    serial = models.PositiveBigIntegerField()
    text = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series_code", "scope", "serial"], name="numbering_number_serial_once"
            ),
            models.UniqueConstraint(fields=["series_code", "text"], name="numbering_number_text_once"),
        ]
        indexes = [models.Index(fields=["subject"], name="numbering_number_subject")]

    def __str__(self) -> str:
        return self.text


class Voided(models.Model):
    """The end of a number that will not be used: why, when and by whom. The number stays in its series."""

    mutability = "append-only"
    personal_fields = ()

    number = models.OneToOneField(Number, on_delete=models.PROTECT, related_name="voided")
    reason = models.CharField(max_length=300)
    voided_at = models.DateTimeField()
    voided_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="numbering_voided_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.number_id} void"
