"""Files that were sent to be loaded. What they hold lives in the rooms that load them."""

from django.db import models


class Load(models.Model):
    """One file sent for one kind of reference data (`loaders.py`), what was said of it, and what came of it.

    `outcome` is empty until the file is loaded.
    """

    mutability = "undeletable"
    personal_fields = ()

    kind = models.CharField(max_length=20)
    document = models.OneToOneField("documents.Document", on_delete=models.PROTECT, related_name="+")
    words = models.JSONField(default=dict)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=80)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=80, blank=True)
    outcome = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True, done_by="")
                | models.Q(done_at__isnull=False) & ~models.Q(done_by=""),
                name="reference_load_done_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
