"""Decisions, and what came of them. No rules here."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from jiangang.port.targeting.models.policies import Policy
from jiangang.port.targeting.models.thresholds import Threshold


class Decision(models.Model):
    """Which lane a consignment takes, by which version, with the facts and reasons as they stood.

    `propensity` is the exact probability (`n/d`) with which the random stream takes an admissible
    consignment; `is_random` whether it took this one; `draw` the proof. `facts` are the frozen facts that
    the policy was asked with. `gates` are the closed gates and those that could not be asked; `streams` why
    it is checked; `chances` the probability of each stream and `inclusion` that of any, before the draw.
    `score`, `worth` and `features` are those of the model of the time, empty where none scored; `threshold`
    is what they were held against. `promised_until` is when somebody is promised to have acted.
    """

    mutability = "append-only"
    personal_fields = ()

    class Lane(models.TextChoices):
        """How a consignment goes on."""

        GREEN = "green"
        YELLOW = "yellow"
        RED = "red"
        HELD = "held"

    class Stream(models.TextChoices):
        """Why a consignment is checked; it may be in several."""

        RANDOM = "random"
        MANDATORY = "mandatory"
        RULE = "rule"
        EXPLOIT = "exploit"
        EXPLORE = "explore"

    consignment = models.OneToOneField(
        "declarations.Consignment", on_delete=models.PROTECT, related_name="targeting_decision"
    )
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="decisions")
    lane = models.CharField(max_length=6, choices=Lane.choices)
    policy_lane = models.CharField(max_length=6, choices=Lane.choices)
    is_random = models.BooleanField()
    propensity = models.CharField(max_length=40)
    draw = models.OneToOneField(
        "assignment.Draw", on_delete=models.PROTECT, related_name="targeting_decision"
    )
    facts = models.JSONField()
    reasons = models.JSONField()
    is_admissible = models.BooleanField(default=True)
    gates = models.JSONField(default=list)
    streams = models.JSONField(default=list)
    chances = models.JSONField(default=dict)
    inclusion = models.CharField(max_length=200, blank=True)
    section = models.CharField(max_length=40, blank=True)
    threshold = models.ForeignKey(
        Threshold, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    model = models.CharField(max_length=60, blank=True)
    score = models.DecimalField(max_digits=9, decimal_places=8, null=True, blank=True)
    worth = models.DecimalField(max_digits=24, decimal_places=8, null=True, blank=True)
    features = models.JSONField(default=dict)
    promised_until = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-decided_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(is_random=False) | Q(lane="red"), name="random_unit_is_red"),
            models.CheckConstraint(
                condition=Q(
                    lane__in=("green", "yellow", "red", "held"), policy_lane__in=("green", "yellow", "red")
                ),
                name="decision_lane_known",
            ),
            models.CheckConstraint(
                condition=Q(is_admissible=True) & ~Q(lane="held") | Q(is_admissible=False, lane="held"),
                name="held_where_a_gate_is_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["lane", "-decided_at", "-id"], name="decision_by_lane"),
            models.Index(fields=["-decided_at", "-id"], name="decision_newest"),
            models.Index(fields=["promised_until"], name="decision_due"),
        ]

    def __str__(self) -> str:
        return f"{self.consignment_id}: {self.lane}"


class Outcome(models.Model):
    """What the check of a decided consignment showed; a random unit that was not checked is kept as
    missed.
    """

    mutability = "append-only"
    personal_fields = ()

    class Result(models.TextChoices):
        """What came of it."""

        CLEAN = "clean"
        FOUND = "found"
        MISSED = "missed"

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="outcomes")
    result = models.CharField(max_length=6, choices=Result.choices)
    reason = models.CharField(max_length=400, blank=True)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    occurred_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision"], condition=Q(replaces__isnull=True), name="outcome_once_for_a_decision"
            ),
            models.CheckConstraint(
                condition=Q(result__in=("clean", "found", "missed")), name="outcome_result_known"
            ),
            models.CheckConstraint(
                condition=~Q(result="missed") | ~Q(reason=""), name="missed_outcome_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.result}"
