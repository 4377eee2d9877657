"""Dated code lists. A list has editions, an edition has codes; nothing is changed, a mend is a new revision.

No rule lives here, and no knowledge of a particular scheme: that is `schemes.toml`.
"""

from django.db import models
from django.db.models.functions import Now


class CodeList(models.Model):
    """One scheme of codes of which at least one edition has been loaded."""

    mutability = "mutable"  # never changed, but locked while an edition is loaded
    personal_fields = ()

    scheme = models.CharField(max_length=20, unique=True)
    standard = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.scheme


class Coverage(models.TextChoices):
    """What absence from an edition means: nothing (seed, partial), or no such code (complete)."""

    SEED = "seed"
    PARTIAL = "partial"
    COMPLETE = "complete"


class Edition(models.Model):
    """One loaded edition of a list.

    `valid_from` and `valid_until` are the first and last day in force; without a last day it is in force
    until a later edition begins. `digest` is the SHA-256 of its codes in canonical form: the same digest is
    the same edition. A file loaded again under the same name with other content is the next `revision`.
    """

    mutability = "append-only"
    personal_fields = ()

    code_list = models.ForeignKey(CodeList, on_delete=models.PROTECT, related_name="editions")
    name = models.CharField(max_length=60)
    revision = models.PositiveSmallIntegerField(default=1)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    coverage = models.CharField(max_length=10, choices=Coverage.choices)
    source = models.CharField(max_length=300)
    licence = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code_list", "name", "revision"], name="codes_edition_once"),
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("valid_from")),
                name="codes_edition_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code_list.scheme} {self.name}"


class Code(models.Model):
    """One code of one edition; it may have a shorter life than its edition.

    `withdrawn` is as the source says.
    """

    mutability = "append-only"
    personal_fields = ()

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="codes")
    code = models.CharField(max_length=20)
    parent = models.CharField(max_length=20, blank=True)
    name_en = models.TextField(blank=True)
    name_zh = models.TextField(blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    withdrawn = models.BooleanField(default=False)
    extra = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="codes_code_once")]
        indexes = [models.Index(fields=["edition", "parent"], name="codes_code_parent")]

    def __str__(self) -> str:
        return self.code
