"""What this office is: its names, zone and profile, each dated, so that an old paper shows the office of
its day.
"""

from typing import Any

from django.core.cache import cache
from django.db import models
from django.db.models.functions import Now

CACHED = "office.settings"
"""Where a process keeps the rows for a second."""


class OfficeSetting(models.Model):
    """One setting of the office with its dates of force; a change is a new row.

    `key` is declared in `jiangang.kernel.office.settings_list`; `value` is JSON of the declared shape.
    """

    mutability = "append-only"
    personal_fields = ()

    key = models.CharField(max_length=60)
    value = models.JSONField()
    valid_from = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(key=""), name="office_setting_has_a_key"),
        ]
        indexes = [models.Index(fields=["key", "valid_from", "id"], name="office_setting_lookup")]

    def __str__(self) -> str:
        return f"{self.key} from {self.valid_from}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the row, and let this process read the settings anew."""
        super().save(*args, **kwargs)
        cache.delete(CACHED)
