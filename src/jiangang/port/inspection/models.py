"""The inspection of a consignment, its inspectors, its results with all they hold. No rules here.

Only `Inspection` changes, along its workflow. A result is never altered: the next version names the one
that it
replaces.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from jiangang.port.inspection import workflow


class Inspection(models.Model):
    """One inspection of one consignment; `round` counts re-inspections from 1. Units are packages to be
    opened.
    """

    mutability = "mutable"
    personal_fields = ()
    WORKFLOW = workflow.INSPECTION

    number = models.CharField(max_length=40, unique=True)
    consignment = models.ForeignKey(
        "declarations.Consignment", on_delete=models.PROTECT, related_name="inspections"
    )
    round = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=24, default=workflow.INSPECTION.initial)
    checklist = models.CharField(max_length=40)
    checklist_version = models.CharField(max_length=20)
    units_planned = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    started_at = models.DateTimeField(null=True, blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consignment", "round"], name="inspection_once_per_round"),
            models.CheckConstraint(
                condition=Q(started_at__isnull=True) | Q(started_at__gte=models.F("opened_at")),
                name="inspection_starts_after_opening",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-opened_at"], name="inspection_by_state"),
            models.Index(fields=["concluded_at"], name="inspection_by_conclusion"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def firm_ids(self) -> frozenset[int]:
        """Firms that the inspection concerns, for the refusers."""
        return frozenset(self.consignment.firm_ids)


class AssignedInspector(models.Model):
    """Somebody whom a draw has put on the inspection; only the rows of the highest `version` count."""

    mutability = "append-only"
    personal_fields = ()

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="inspectors")
    version = models.PositiveSmallIntegerField(default=1)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    assigned_by = models.CharField(max_length=80)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inspection", "version", "person"], name="inspector_once"),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""), name="new_inspectors_have_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["person", "inspection"], name="inspector_by_person")]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.inspection_id}"


class Result(models.Model):
    """What an inspector recorded. `request_key` is the form's own: sending it again gives this row."""

    mutability = "append-only"
    personal_fields = ()

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="results")
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    reason = models.CharField(max_length=400, blank=True)
    conforming = models.BooleanField()
    units_opened = models.PositiveIntegerField()
    remarks = models.TextField(blank=True)
    request_key = models.CharField(max_length=80, null=True, blank=True, unique=True)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inspection", "version"], name="result_version_once"),
            models.CheckConstraint(
                condition=Q(version=1, replaces__isnull=True) | Q(version__gt=1, replaces__isnull=False),
                name="result_names_the_replaced",
            ),
            models.CheckConstraint(condition=Q(version=1) | ~Q(reason=""), name="result_change_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"result {self.version} of {self.inspection_id}"


class Answer(models.Model):
    """One point of the checklist and how it came out."""

    mutability = "append-only"
    personal_fields = ()

    class Outcome(models.TextChoices):
        """How a point came out."""

        CONFORMING = "conforming"
        NONCONFORMING = "nonconforming"
        NOT_APPLICABLE = "not_applicable"

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="answers")
    item = models.CharField(max_length=40)
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["result", "item"], name="answer_once")]

    def __str__(self) -> str:
        return f"{self.item}: {self.outcome}"


class Found(models.Model):
    """One thing that was found: category, severity, organism or free words, how many units it was seen in."""

    mutability = "append-only"
    personal_fields = ()

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="found")
    position = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=40)
    severity = models.CharField(max_length=12)
    taxon = models.CharField(max_length=120, blank=True)
    description = models.CharField(max_length=400)
    units_affected = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "found"
        constraints = [models.UniqueConstraint(fields=["result", "position"], name="found_once")]
        indexes = [models.Index(fields=["category", "severity"], name="found_by_category")]

    def __str__(self) -> str:
        return f"{self.category}: {self.description}"


class Evidence(models.Model):
    """A document that shows what was found or how it looked on site."""

    mutability = "append-only"
    personal_fields = ()

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="evidence")
    result = models.ForeignKey(Result, null=True, on_delete=models.PROTECT, related_name="evidence")
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [models.UniqueConstraint(fields=["inspection", "document"], name="evidence_once")]

    def __str__(self) -> str:
        return f"document {self.document_id} for {self.inspection_id}"
