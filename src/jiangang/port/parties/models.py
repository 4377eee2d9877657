"""How the office regards a firm, and since when. The register of firms itself is `kernel.organisations`."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class Standing(models.Model):
    """One standing of one firm in one scheme, with its dates of force; a change is a new row.

    `scheme` and `category` are data (`schemes.toml`): the same letter means different things in different
    schemes, so none is kept without the other. Of two rows in force the later one counts. `replaces`
    names the row that this one corrects; a corrected row counts no more.
    """

    mutability = "append-only"
    personal_fields = ()

    firm = models.ForeignKey("organisations.Firm", on_delete=models.PROTECT, related_name="standings")
    scheme = models.CharField(max_length=30, default="office")
    category = models.CharField(max_length=30)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    reason = models.TextField()
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="standing_dates_in_order",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="standing_has_a_reason"),
        ]
        indexes = [models.Index(fields=["scheme", "firm", "-valid_from", "-id"], name="standing_lookup")]

    def __str__(self) -> str:
        return f"{self.firm_id}: {self.scheme}/{self.category} from {self.valid_from}"
