"""Reading models: which scores on a day, their cards, and the results that one may be trained on."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from jiangang.kernel.office import api as office
from jiangang.methods.findings import Finding, NotFound
from jiangang.port.targeting.models import ModelActivation, Outcome, ScoringModel
from jiangang.port.targeting.replaying import day_begins
from jiangang.port.targeting.training import Labelled


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model as pages show it."""

    model_id: int
    name: str
    digest: str
    card: dict[str, Any]
    first_day: date
    last_day: date
    labels: int
    trained_at: datetime
    trained_by: str
    proposed_by: str
    proposed_reason: str
    activated_by: str
    valid_from: date | None
    is_in_force: bool


def model_in_force(on: date) -> ScoringModel | None:
    """The model that scores on a day, or None: the later activation counts, and one without a model is
    none.
    """
    rows = ModelActivation.objects.select_related("model").defer("model__content").filter(valid_from__lte=on)
    latest = rows.order_by("-valid_from", "-id").first()
    return latest.model if latest else None


def get_model(model_id: int) -> ScoringModel:
    """The model; raises NotFound."""
    found = ScoringModel.objects.filter(pk=model_id).first()
    if found is None:
        raise NotFound(Finding("targeting.finding.model_not_found"))
    return found


def list_models(on: date) -> list[ModelRow]:
    """Every model, the newest first."""
    current = model_in_force(on)
    rows = ScoringModel.objects.select_related("proposal").prefetch_related("activations").defer("content")
    return [shape_model(row, current.pk if current else None) for row in rows]


def get_model_row(model_id: int, on: date) -> ModelRow:
    """One model as its page shows it; raises NotFound."""
    current = model_in_force(on)
    return shape_model(get_model(model_id), current.pk if current else None)


def shape_model(model: ScoringModel, current_id: int | None) -> ModelRow:
    """One model as pages show it."""
    proposal = getattr(model, "proposal", None)
    latest = max(model.activations.all(), key=lambda row: row.pk, default=None)
    return ModelRow(
        model_id=model.pk,
        name=str(model),
        digest=model.digest,
        card=model.card,
        first_day=model.first_day,
        last_day=model.last_day,
        labels=model.labels,
        trained_at=model.trained_at,
        trained_by=model.trained_by,
        proposed_by=proposal.proposed_by if proposal else "",
        proposed_reason=proposal.reason if proposal else "",
        activated_by=latest.activated_by if latest else "",
        valid_from=latest.valid_from if latest else None,
        is_in_force=model.pk == current_id,
    )


def labelled_until(known_by: date) -> list[Labelled]:
    """Inspected consignments whose result was known by the end of a day, in the order of their decisions.

    What somebody corrected later counts as it stood on that day.
    """
    end = day_begins(known_by + timedelta(days=1))
    rows = (
        Outcome.objects.select_related("decision__consignment")
        .filter(occurred_at__lt=end, result__in=("clean", "found", "missed"))
        .order_by("decision_id", "id")
    )
    latest = {row.decision_id: row for row in rows}
    return [
        Labelled(
            number=row.decision.consignment.number,
            decided_on=office.local_day(row.decision.decided_at),
            known_on=office.local_day(row.occurred_at),
            facts=row.decision.facts,
            found=row.result == "found",
            is_random=row.decision.is_random,
            expected=None if row.decision.score is None else float(row.decision.score),
        )
        for row in latest.values()
        if row.result != "missed"
    ]
