"""Trained models with their cards, who signed them, and from when on which one scores. No rules here."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class ScoringModel(models.Model):
    """One trained model: its bytes, their SHA-256, and its card (data window, metrics, calibration,
    drift).
    """

    mutability = "append-only"
    personal_fields = ()

    version = models.PositiveIntegerField(unique=True)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    card = models.JSONField()
    first_day = models.DateField()
    last_day = models.DateField()
    labels = models.PositiveIntegerField()
    trained_at = models.DateTimeField()
    trained_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="model_days_in_order"),
        ]

    def __str__(self) -> str:
        return f"model/{self.version}"


class ModelProposal(models.Model):
    """The first hand: somebody has read the card and wants the model to score."""

    mutability = "append-only"
    personal_fields = ()

    model = models.OneToOneField(ScoringModel, on_delete=models.PROTECT, related_name="proposal")
    reason = models.CharField(max_length=400)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.model_id} by {self.proposed_by}"


class ModelActivation(models.Model):
    """The second hand: from which day a model scores. Without a model, from then on none does."""

    mutability = "append-only"
    personal_fields = ()

    model = models.ForeignKey(
        ScoringModel, null=True, blank=True, on_delete=models.PROTECT, related_name="activations"
    )
    valid_from = models.DateField()
    reason = models.CharField(max_length=400, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.CharField(max_length=80, blank=True)
    activated_at = models.DateTimeField()
    activated_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(model__isnull=True) & ~Q(reason="")
                | Q(model__isnull=False) & ~Q(proposed_by="") & ~Q(activated_by=F("proposed_by")),
                name="model_activated_by_a_second_hand",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model_id or 'no model'} from {self.valid_from}"
