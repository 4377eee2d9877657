"""Certificates of the office's own authority, how their keys ended, and the revocation lists. Never changed.

Private keys are files (`key_files`); nothing here lets anybody sign.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from jiangang.kernel.papers.authority import PURPOSES


class PaperKey(models.Model):
    """A key of the office: what it is for, and its certificate (DER)."""

    mutability = "append-only"
    personal_fields = ()

    purpose = models.CharField(max_length=12)
    certificate = models.BinaryField()
    fingerprint = models.CharField(max_length=64, unique=True)
    key_id = models.CharField(max_length=16, db_index=True)
    serial = models.CharField(max_length=40)
    issuer = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="issued")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=PURPOSES), name="paper_key_purpose_known"),
            models.CheckConstraint(
                condition=Q(purpose="root", issuer__isnull=True)
                | (~Q(purpose="root") & Q(issuer__isnull=False)),
                name="paper_key_has_an_issuer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.fingerprint[:16]}"


class KeyEnd(models.Model):
    """The end of a key: `retired` when another took its place, `compromised` when others may have used it."""

    mutability = "append-only"
    personal_fields = ()

    key = models.OneToOneField(PaperKey, on_delete=models.PROTECT, related_name="end")
    how = models.CharField(max_length=12)
    since = models.DateTimeField()
    reason = models.CharField(max_length=400)
    ended_at = models.DateTimeField()
    ended_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(how__in=("retired", "compromised")), name="key_end_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="key_end_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.how} {self.key_id}"


class RevocationList(models.Model):
    """A revocation list (DER) as it was signed."""

    mutability = "append-only"
    personal_fields = ()

    issuer = models.ForeignKey(PaperKey, on_delete=models.PROTECT, related_name="lists")
    number = models.PositiveIntegerField()
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    dated = models.DateTimeField()
    next_due = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "number"], name="revocation_list_number_once")
        ]

    def __str__(self) -> str:
        return f"list {self.number} of {self.issuer_id}"


class OutsideEvidence(models.Model):
    """A certificate or revocation list (DER) of an outside time-stamp service, as somebody kept it.

    issuer: the name of the authority that signed it; valid_until: of a certificate its last moment, of a list
    the moment of the next one.
    """

    SORTS = ("root", "certificate", "list")
    mutability = "append-only"
    personal_fields = ()

    sort = models.CharField(max_length=12)
    content = models.BinaryField()
    digest = models.CharField(max_length=64, unique=True)
    issuer = models.TextField()
    valid_until = models.DateTimeField()
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sort__in=("root", "certificate", "list")), name="outside_evidence_sort_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.digest[:16]}"
