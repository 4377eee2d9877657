"""What becomes of a consignment: the disposition and the decision notice behind it. No rules here."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from jiangang.port.disposition import workflow


class Disposition(models.Model):
    """One disposition of one consignment, with the number of its notice."""

    mutability = "mutable"
    personal_fields = ()
    WORKFLOW = workflow.DISPOSITION

    number = models.CharField(max_length=40, unique=True)
    consignment = models.OneToOneField(
        "declarations.Consignment", on_delete=models.PROTECT, related_name="disposition"
    )
    state = models.CharField(max_length=24, default=workflow.DISPOSITION.initial)
    opened_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "-opened_at"], name="disposition_by_state"),
            models.Index(fields=["decided_at"], name="disposition_by_decision"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def firm_ids(self) -> frozenset[int]:
        """Firms that the disposition concerns, for the refusers."""
        return frozenset(self.consignment.firm_ids)


class Decision(models.Model):
    """The decision: outcome, measure with its legal basis, on what it rests, why, by whom."""

    mutability = "append-only"
    personal_fields = ()

    class Basis(models.TextChoices):
        """What the decision rests on."""

        INSPECTION = "inspection"
        DOCUMENTS = "documents"

    disposition = models.OneToOneField(Disposition, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=12)
    basis = models.CharField(max_length=12, choices=Basis.choices)
    inspection = models.ForeignKey(
        "inspection.Inspection", null=True, on_delete=models.PROTECT, related_name="decisions"
    )
    measure = models.CharField(max_length=30, blank=True)
    legal_basis = models.CharField(max_length=300, blank=True)
    reason = models.TextField(blank=True)
    findings = models.JSONField(default=list)
    rules = models.JSONField(default=list)
    request_key = models.CharField(max_length=80, null=True, blank=True, unique=True)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=("release", "refuse")), name="decision_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome="release", measure="")
                | Q(outcome="refuse") & ~Q(measure="") & ~Q(legal_basis="") & ~Q(reason=""),
                name="refusal_has_measure_basis_reason",
            ),
            models.CheckConstraint(
                condition=Q(basis="inspection", inspection__isnull=False)
                | Q(basis="documents", inspection__isnull=True),
                name="decision_rests_on_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} of {self.disposition_id}"
