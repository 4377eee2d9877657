"""Screens of models: the list, one model's card, training, proposing, activating, switching off."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import page
from jiangang.kernel.texts import text
from jiangang.methods.findings import Refused
from jiangang.port.targeting import forms, permissions
from jiangang.port.targeting.operations.scoring import (
    activate_model,
    order_training,
    propose_model,
    switch_off_model,
)
from jiangang.port.targeting.parts import Calibration, Grid
from jiangang.port.targeting.scores import queries as model_queries
from jiangang.port.targeting.scores.queries import ModelRow
from jiangang.ui.components import Action, Code, Crumb, Empty, Link, Status, Summary, SummaryRow
from jiangang.ui.dates import day as written_day
from jiangang.ui.dates import moment, short_day, short_moment
from jiangang.ui.pages import Part
from jiangang.ui.tables import Column, Table

CALIBRATION_COLUMNS = ("rows", "expected", "share", "low", "high")
DRIFT_COLUMNS = ("feature", "index", "state")
METRIC_COLUMNS = ("metric", "value", "low", "high", "of")
CARD_NAMES = {
    "metric": ("auc", "base_rate", "log_loss", "precision_at_1", "precision_at_5", "precision_at_10"),
    "drift": ("steady", "watch", "moved"),
    "window": ("rows", "findings", "oldest_days", "newest_days", "held_out_rows", "held_out_findings"),
}
PARTS = frozenset({"window", "metrics", "calibration", "drift"})


@page(permissions.VIEW_MODELS)
def list_models(request: HttpRequest) -> HttpResponse:
    """Every model, the newest first; an office without one works by its policy alone."""
    table = Table(
        name="models",
        columns=[
            Column("name", text("targeting.field.model"), heading=True, render=_link),
            Column("state", text("targeting.field.state"), render=_state),
            Column(
                "window",
                text("targeting.field.window"),
                render=lambda row: f"{short_day(row.first_day)} – {short_day(row.last_day)}",
            ),
            Column("labels", text("targeting.field.labels"), align="end"),
            Column(
                "trained_at",
                text("targeting.field.trained_at"),
                render=lambda row: short_moment(row.trained_at),
            ),
        ],
        rows=model_queries.list_models(request.actor.on),
        request=request,
        caption=text("targeting.title.models"),
        empty=Empty(text("targeting.note.no_models"), text("targeting.note.no_models_body")),
    )
    actions = []
    if permissions.TRAIN_MODEL in request.actor.permissions:
        actions.append(Action(text("targeting.act.train"), reverse("targeting:train"), "primary", post=True))
    if (
        permissions.ACTIVATE_MODEL in request.actor.permissions
        and model_queries.model_in_force(request.actor.on) is not None
    ):
        actions.append(Action(text("targeting.act.switch_off"), reverse("targeting:switch_off"), "danger"))
    context = {
        "title": text("targeting.title.models"),
        "lead": text("targeting.lead.models"),
        "crumbs": [Crumb(text("targeting.title.decisions"), reverse("targeting:decisions"))],
        "actions": actions,
    }
    return table.respond(request, "pages/table.html", context)


@page(permissions.VIEW_MODELS)
def show_model(request: HttpRequest, model_id: int) -> HttpResponse:
    """A model's card: data window, metrics with intervals, calibration, drift, who proposed and activated
    it.
    """
    row = model_queries.get_model_row(model_id, request.actor.on)
    context = {
        "title": text("targeting.title.model", name=row.name),
        "lead": row.proposed_reason,
        "status": _state(row),
        "crumbs": [Crumb(text("targeting.title.models"), reverse("targeting:models"))],
        "actions": _actions(row, request),
        "parts": [Part(Summary(_rows(row, request.actor.language))), *_card(row.card)],
    }
    return render(request, "targeting/record.html", context)


def _card(card: dict[str, Any]) -> list[Part]:
    """The card as `methods.targeting.cards` writes it: metrics, calibration table and plot, drift, the
    rest.
    """
    parts = []
    metrics = [
        {"metric": _named("metric", name), **_measured(one)} for name, one in card.get("metrics", {}).items()
    ]
    if metrics:
        parts.append(Part(_grid("metrics", METRIC_COLUMNS, metrics), text("targeting.title.metrics")))
    points = card.get("calibration", [])
    if points:
        label = text("targeting.title.calibration")
        parts.append(Part(Calibration(label, points), label))
        parts.append(Part(_grid("calibration", CALIBRATION_COLUMNS, points)))
    drift = [{**one, "state": _named("drift", one["state"])} for one in card.get("drift", [])]
    if drift:
        parts.append(Part(_grid("drift", DRIFT_COLUMNS, drift), text("targeting.title.drift")))
    rest = {**card.get("window", {}), **{name: one for name, one in card.items() if name not in PARTS}}
    if rest:
        rows = [SummaryRow(_named("window", name), _number(value)) for name, value in rest.items()]
        parts.append(Part(Summary(rows), text("targeting.title.card_rest")))
    return parts


def _named(kind: str, name: str) -> str:
    """The words of a name on a card; another method's own name as it is."""
    plain = name.removesuffix("%")
    return text(f"targeting.{kind}.{plain}") if plain in CARD_NAMES[kind] else name


def _measured(one: Any) -> dict[str, Any]:
    """A metric under the names of the columns: shares carry their counts, other values do not."""
    if not isinstance(one, dict):
        return {"value": one}
    return {**one, "value": one.get("value", one.get("share"))}


def _number(value: Any) -> str:
    """Numbers to four digits behind the point; what is not known stays empty."""
    if value is None:
        return ""
    return f"{value:.4f}" if isinstance(value, float) else str(value)


@require_POST
@page(permissions.TRAIN_MODEL)
def train(request: HttpRequest) -> HttpResponse:
    """Queue a training on everything known by today."""
    try:
        job = order_training(actor=request.actor, at=request.now)
    except Refused as refusal:
        messages.error(request, text(refusal.findings[0].message_key))
        return redirect("targeting:models")
    return redirect("jobs:watch", job_id=job)


@page(permissions.PROPOSE_MODEL)
def propose(request: HttpRequest, model_id: int) -> HttpResponse:
    """Propose a model, as the first hand."""
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    return _act(request, form, propose_model, "propose_model", model_id)


@page(permissions.ACTIVATE_MODEL)
def activate(request: HttpRequest, model_id: int) -> HttpResponse:
    """Let a proposed model score, as the second hand."""
    form = forms.StartModelForm(
        request.POST if request.method == "POST" else None, initial={"valid_from": request.actor.on}
    )
    return _act(request, form, activate_model, "activate_model", model_id)


@page(permissions.ACTIVATE_MODEL)
def switch_off(request: HttpRequest) -> HttpResponse:
    """From today on no model scores."""
    return _act(
        request,
        forms.ReasonForm(request.POST if request.method == "POST" else None),
        switch_off_model,
        "switch_off",
    )


def _act(request: HttpRequest, form: Any, act: Any, what: str, model_id: int | None = None) -> HttpResponse:
    named = {} if model_id is None else {"model_id": model_id}
    back = reverse("targeting:model", args=[model_id]) if model_id else reverse("targeting:models")
    if model_id is not None:
        model_queries.get_model(model_id)
    if request.method == "POST" and form.is_valid():
        try:
            act(**named, **form.cleaned_data, actor=request.actor, at=request.now)
        except Refused as refusal:
            form.add_findings(refusal.findings)
        else:
            messages.success(request, text(f"targeting.note.{what}"))
            return redirect(back)
    context = {
        "title": text(f"targeting.title.{what}"),
        "lead": text(f"targeting.lead.{what}"),
        "form": form,
        "submit_label": text(f"targeting.act.{what}"),
        "crumbs": [Crumb(text("targeting.title.models"), reverse("targeting:models"))],
        "cancel_url": back,
    }
    return render(request, "pages/form.html", context, status=422 if form.is_bound else 200)


def _grid(what: str, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> Grid:
    headings = [text(f"targeting.card.{name}") for name in columns]
    return Grid(
        text(f"targeting.title.{what}"),
        headings,
        [[_number(row.get(name)) for name in columns] for row in rows],
    )


def _rows(row: ModelRow, language: str) -> list[SummaryRow]:
    return [
        SummaryRow(
            text("targeting.field.window"), f"{written_day(row.first_day)} – {written_day(row.last_day)}"
        ),
        SummaryRow(text("targeting.field.labels"), f"{row.labels:,}"),
        SummaryRow(text("targeting.field.trained_at"), moment(row.trained_at)),
        SummaryRow(text("targeting.field.trained_by"), people.name_of_key(row.trained_by, language)),
        SummaryRow(text("targeting.field.proposed_by"), people.name_of_key(row.proposed_by, language)),
        SummaryRow(text("targeting.field.activated_by"), people.name_of_key(row.activated_by, language)),
        SummaryRow(text("targeting.field.valid_from"), written_day(row.valid_from)),
        SummaryRow(text("targeting.field.model_digest"), Code(row.digest, groups=8)),
    ]


def _actions(row: ModelRow, request: HttpRequest) -> list[Action]:
    held, key, actions = request.actor.permissions, request.actor.key, []
    if permissions.PROPOSE_MODEL in held and not row.proposed_by:
        url = reverse("targeting:propose_model", args=[row.model_id])
        actions.append(Action(text("targeting.act.propose_model"), url, "primary"))
    if permissions.ACTIVATE_MODEL in held and row.proposed_by not in ("", key) and not row.is_in_force:
        url = reverse("targeting:activate_model", args=[row.model_id])
        actions.append(Action(text("targeting.act.activate_model"), url, "primary"))
    return actions


def _link(row: ModelRow) -> Link:
    return Link(row.name, reverse("targeting:model", args=[row.model_id]))


def _state(row: ModelRow) -> Status:
    if row.is_in_force:
        return Status(text("targeting.model_state.scores"), "good")
    if row.proposed_by:
        return Status(text("targeting.model_state.proposed"), "info")
    return Status(text("targeting.model_state.trained"))
