"""The register of firms. Their standing with the bureau (dated) belongs to `port.parties`."""

from django.db import models
from django.db.models import Q


class Firm(models.Model):
    """A firm or other body known to the office: importer, exporter, agent, foreign seller."""

    mutability = "undeletable"
    personal_fields = ()

    name_zh = models.CharField(max_length=160, blank=True)
    name_en = models.CharField(max_length=160, blank=True)
    pinyin = models.CharField(max_length=320, blank=True)
    country = models.CharField(max_length=2, blank=True)
    is_provisional = models.BooleanField(default=False)
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name_zh="") | ~Q(name_en=""), name="firm_has_a_name"),
        ]
        indexes = [models.Index(fields=["pinyin"], name="firm_by_pinyin")]

    def __str__(self) -> str:
        return self.name_zh or self.name_en

    def name_in(self, language: str) -> str:
        """The name to show in a language; the other one where only that exists."""
        return (self.name_en or self.name_zh) if language == "en" else (self.name_zh or self.name_en)


class FirmIdentifier(models.Model):
    """A number by which a firm is known, in a scheme (`uscc`, `lei`, `declared`: as a filing named it)."""

    mutability = "undeletable"
    personal_fields = ()

    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="identifiers")
    scheme = models.CharField(max_length=30)
    value = models.CharField(max_length=60)
    is_checked = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "value"],
                condition=Q(valid_until__isnull=True),
                name="identifier_names_one_firm",
            )
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class Recovery(models.Model):
    """A way back into a firm's account without e-mail: asked, vouched for by a second hand, used once."""

    mutability = "mutable"
    personal_fields = ()

    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="recoveries")
    asked_at = models.DateTimeField()
    vouched_at = models.DateTimeField(null=True, blank=True)
    vouched_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.CharField(max_length=200, blank=True)
    code_hash = models.CharField(max_length=200, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    failed_tries = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"recovery {self.pk} of user {self.user_id}"
