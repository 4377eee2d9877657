"""Documents that people hand in: what, how long, whose, and what the virus scanner said. Kept for good."""

from django.db import models
from django.db.models.functions import Now


class Document(models.Model):
    """One file as it was handed in. Its bytes lie in the store under their SHA-256; the row is never changed.

    `subject` is the record it belongs to (such as `declarations.notice:17`), `kind` what it is to that
    record,
    `firm` whose it is (empty for the office's own), which limits who may read it.
    """

    mutability = "append-only"
    personal_fields = ()

    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=120, blank=True)
    firm = models.ForeignKey(
        "organisations.Firm", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    scan_state = models.CharField(max_length=20)
    scan_words = models.CharField(max_length=200, blank=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="documents_document_not_empty"),
        ]
        indexes = [
            models.Index(fields=["subject"], name="documents_document_subject"),
            models.Index(fields=["sha256"], name="documents_document_sha256"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def firm_ids(self) -> tuple[int | None, ...]:
        """The firm whose document it is, for the refusers."""
        return (self.firm_id,)
