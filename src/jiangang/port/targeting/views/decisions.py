"""Screens of decisions: the list, and one decision with its reasons."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from jiangang.integrity.assignment.api import VIEW_DRAWS
from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import page
from jiangang.kernel.texts import text
from jiangang.port.targeting import board, explaining, permissions, queries, showing
from jiangang.port.targeting.casework import overrides_of
from jiangang.port.targeting.models import Decision
from jiangang.port.targeting.operations.deciding import decide as decide_consignment
from jiangang.port.targeting.queries import DecisionRow
from jiangang.port.targeting.views.facts import FactsInWords
from jiangang.ui.components import Action, Alert, Crumb, Empty, Link, Status, Summary, SummaryRow
from jiangang.ui.dates import moment, short_moment
from jiangang.ui.pages import Part
from jiangang.ui.tables import Column, Filter, Table


@page(permissions.VIEW_DECISIONS)
def list_decisions(request: HttpRequest) -> HttpResponse:
    """Every decision that the reader may see, the newest first."""
    lanes = [(code, text(f"targeting.lane.{code}")) for code in Decision.Lane.values]
    table = Table(
        name="decisions",
        columns=[
            Column(
                "number", text("targeting.field.number"), heading=True, render=_decision_link, nowrap=True
            ),
            Column("lane", text("targeting.field.lane"), sort="lane", render=_lane),
            Column("rules", text("targeting.field.rules"), render=_rules),
            Column("is_random", text("targeting.field.is_random"), render=_random),
            Column("policy", text("targeting.field.policy"), nowrap=True),
            Column("result", text("targeting.field.result"), render=_result),
            Column("decided_at", text("targeting.field.decided_at"), sort="decided_at", render=_decided_at),
        ],
        filters=[
            Filter("number", text("targeting.field.number"), "consignment__number__icontains"),
            Filter("lane", text("targeting.field.lane"), "lane", lanes),
            Filter("rule", text("targeting.field.rule"), board.touched_by),
            Filter("day", text("targeting.field.day"), board.made_on),
            Filter("random", text("targeting.field.is_random"), "is_random", _yes_or_no()),
        ],
        rows=queries.visible_decisions(request.actor),
        shape=queries.shape_decisions,
        request=request,
        caption=text("targeting.title.decisions"),
        empty=Empty(text("targeting.note.empty"), text("targeting.note.empty_body")),
        export="decisions",
    )
    actions = []
    if permissions.VIEW_POLICIES in request.actor.permissions:
        actions.append(Action(text("targeting.act.policies"), reverse("targeting:policies")))
    context = {
        "title": text("targeting.title.decisions"),
        "lead": text("targeting.lead.decisions"),
        "actions": actions,
    }
    return table.respond(request, "pages/table.html", context)


@page(permissions.VIEW_DECISIONS)
def show_decision(request: HttpRequest, number: str) -> HttpResponse:
    """One decision: lane, reasons with values and source, what could not be asked, facts, the random
    stream.
    """
    row = queries.get_visible(number, request.actor)
    language = request.actor.language
    facts = FactsInWords(row, language)
    parts = [Part(Summary(_facts_of(row, request)))]
    if row.is_random:
        parts.append(Part(Alert(text("targeting.note.random"), tone="info")))
    if row.is_timed_out:
        parts.append(Part(Alert(text("targeting.note.timed_out"), tone="warn")))
    parts += _gate_parts(row, facts)
    parts += _reason_parts(row.touching, text("targeting.title.reasons"), facts)
    if not row.touching:
        parts.append(Part(text("targeting.note.no_reason"), text("targeting.title.reasons")))
    parts += _reason_parts(row.noted, text("targeting.title.noted"), facts)
    parts.append(Part(Summary(showing.chance_rows(row), 2), text("targeting.title.streams")))
    parts.append(Part(Summary(showing.score_rows(row), 2), text("targeting.title.scoring")))
    for place, made in enumerate(overrides_of(row.decision_id)):
        heading = "" if place else text("targeting.title.overrides")
        parts.append(Part(showing.override_summary(made, language), heading))
    parts += _stored_facts(row, facts)
    parts.append(Part(Summary(explaining.told_rows(row, language)), text("targeting.field.trader")))
    context = {
        "title": text("targeting.title.decision", number=row.number),
        "status": _lane(row),
        "crumbs": showing.crumbs(Crumb(text("targeting.title.decisions"), reverse("targeting:decisions"))),
        "actions": _acts_on(row, request),
        "parts": parts,
    }
    return render(request, "pages/record.html", context)


@require_POST
@page(permissions.DECIDE)
def decide(request: HttpRequest, consignment_id: int) -> HttpResponse:
    """Decide one accepted consignment."""
    decision = decide_consignment(consignment_id=consignment_id, actor=request.actor, at=request.now)
    return redirect("targeting:decision", number=decision.consignment.number)


def _acts_on(row: DecisionRow, request: HttpRequest) -> list[Action]:
    """Overriding, for those who may ask; what stands against it is said on its own page before the button."""
    if permissions.ASK_OVERRIDE not in request.actor.permissions:
        return []
    return [Action(text("targeting.act.override"), reverse("targeting:override", args=[row.number]))]


def _gate_parts(row: DecisionRow, facts: FactsInWords) -> list[Part]:
    """The gates that are closed, or could not be asked, with values and source."""
    parts = []
    for gate in row.closed:
        purpose = gate["purpose_en"] if facts.language == "en" else gate["purpose_zh"]
        parts.append(Part(Alert(text("targeting.note.held", gate=purpose), tone="bad")))
    parts += [
        Part(Summary(_reason_rows({**gate, "rule": gate["gate"]}, facts)), text("targeting.title.gates"))
        for gate in row.gates
    ]
    return parts


def _facts_of(row: DecisionRow, request: HttpRequest) -> list[SummaryRow]:
    language = request.actor.language
    policy: Any = row.policy
    if permissions.VIEW_POLICIES in request.actor.permissions:
        policy = Link(row.policy, reverse("targeting:policy", args=[row.policy_id]))
    rows = [
        SummaryRow(text("targeting.field.lane"), showing.lane_status(row.lane)),
        SummaryRow(text("targeting.field.lane_now"), _lane(row)),
        SummaryRow(text("targeting.field.policy_lane"), text(f"targeting.lane.{row.policy_lane}")),
        SummaryRow(text("targeting.field.policy"), policy),
        SummaryRow(text("targeting.field.is_random"), _random(row)),
        SummaryRow(text("targeting.field.propensity"), row.propensity),
        SummaryRow(text("targeting.field.decided_at"), moment(row.decided_at)),
        SummaryRow(text("targeting.field.decided_by"), people.name_of_key(row.decided_by, language)),
        SummaryRow(text("targeting.field.promised_until"), moment(row.promised_until)),
        SummaryRow(text("targeting.field.result"), _result(row)),
    ]
    if VIEW_DRAWS in request.actor.permissions:
        url = reverse("assignment:draw", args=[row.draw_id])
        rows.insert(5, SummaryRow(text("targeting.field.proof"), Link(text("targeting.field.proof"), url)))
    return rows


def _reason_parts(reasons: Sequence[dict[str, Any]], heading: str, facts: FactsInWords) -> list[Part]:
    """One block for each reason, under one heading."""
    return [
        Part(Summary(_reason_rows(reason, facts)), heading if place == 0 else "")
        for place, reason in enumerate(reasons)
    ]


def _reason_rows(reason: dict[str, Any], facts: FactsInWords) -> list[SummaryRow]:
    citation = reason["citation"]
    source = " ".join(part for part in (citation["source"], citation["article"]) if part)
    purpose = reason["purpose_en"] if facts.language == "en" else reason["purpose_zh"]
    line = reason["line"]
    return [
        SummaryRow(text("targeting.field.rule"), f"{reason['rule']} ({reason['version']})"),
        SummaryRow(text("targeting.field.purpose"), purpose),
        SummaryRow(text("targeting.field.values"), facts.phrase(reason["values"])),
        SummaryRow(
            text("targeting.field.line"),
            text("targeting.note.line_of", line=line) if line else text("targeting.note.whole"),
        ),
        SummaryRow(text("targeting.field.citation"), source),
    ]


def _stored_facts(row: DecisionRow, facts: FactsInWords) -> list[Part]:
    """The frozen facts: the consignment's own, then each line's."""
    parts = [Part(Summary(facts.rows(row.facts["values"]), 2), text("targeting.title.facts"))]
    for line in row.facts["lines"]:
        heading = text("targeting.note.line_of", line=line["number"])
        parts.append(Part(Summary(facts.rows(line["values"]), 2), heading))
    return parts


def _yes_or_no() -> list[tuple[str, str]]:
    return [("True", text("targeting.random.yes")), ("False", text("targeting.random.no"))]


def _decision_link(row: DecisionRow) -> Link:
    return Link(row.number, reverse("targeting:decision", args=[row.number]))


def _lane(row: DecisionRow) -> Status:
    return showing.lane_status(row.lane_now)


def _rules(row: DecisionRow) -> str:
    return "、".join(reason["rule"] for reason in row.touching)


def _random(row: DecisionRow) -> str:
    return text("targeting.random.yes" if row.is_random else "targeting.random.no")


def _result(row: DecisionRow) -> str:
    return text(f"targeting.result.{row.result or 'none'}")


def _decided_at(row: DecisionRow) -> str:
    return short_moment(row.decided_at)
