"""The course of earned reductions: what happened to whom, from which the standing is replayed. No rules
here.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from jiangang.methods.targeting.standing import Happening
from jiangang.port.targeting.models.decisions import Decision, Outcome

HAPPENINGS = [(each.value, each.value) for each in Happening]


class StandingEvent(models.Model):
    """One happening in one programme. `entity` is the key of who earns it; `firm_id` the firm, for recusal.

    What an outcome says is recorded once; a correction of the outcome is an event that takes the first back
    (`undoes`), so that the standing is replayed without it.
    """

    mutability = "append-only"
    personal_fields = ()

    programme = models.CharField(max_length=60)
    entity = models.CharField(max_length=200)
    firm = models.ForeignKey(
        "organisations.Firm", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    happening = models.CharField(max_length=12, choices=HAPPENINGS)
    reason = models.CharField(max_length=400, blank=True)
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="standing_events"
    )
    outcome = models.ForeignKey(
        Outcome, null=True, blank=True, on_delete=models.PROTECT, related_name="standing_events"
    )
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by"
    )
    occurred_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["occurred_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "entity", "outcome"],
                condition=Q(outcome__isnull=False, undoes__isnull=True),
                name="standing_event_once_for_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(happening__in=("clean", "failure")) | ~Q(reason=""),
                name="standing_event_by_hand_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(happening__in=[value for value, _ in HAPPENINGS]), name="standing_happening_known"
            ),
        ]
        indexes = [models.Index(fields=["programme", "entity", "occurred_at", "id"], name="standing_course")]

    def __str__(self) -> str:
        return f"{self.programme} {self.entity}: {self.happening}"
