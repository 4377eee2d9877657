"""A record with a workflow, which only these tests have."""

from datetime import UTC, datetime

from django.db import models

from jiangang.methods.workflow import Transition, Workflow

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
CASE = "310000-2026-000001"

PARCEL_FLOW = Workflow(
    name="trial.parcel",
    initial="noted",
    states=("noted", "accepted", "inspected", "released", "withdrawn"),
    transitions=(
        Transition("accept", ("noted",), "accepted", "trial.parcel.accept", hands="accept"),
        Transition("inspect", ("accepted",), "inspected", "trial.parcel.inspect", hands="inspect"),
        Transition("release", ("inspected",), "released", "trial.parcel.release", hands="release"),
        Transition("withdraw", ("noted", "accepted"), "withdrawn", "trial.parcel.withdraw"),
    ),
)


class Parcel(models.Model):
    """A record with a workflow, in a table that only these tests make."""

    WORKFLOW = PARCEL_FLOW
    mutability = "mutable"
    personal_fields = ()
    name = models.CharField(max_length=20)
    state = models.CharField(max_length=20, default=PARCEL_FLOW.initial)

    class Meta:
        app_label = "trial"
        db_table = "trial_parcel"
        managed = False
