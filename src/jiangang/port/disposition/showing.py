"""How dispositions are shown: tables, the case, the decision. No reading from the database here."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from jiangang.kernel.texts import text
from jiangang.kernel.workflow import api as workflow
from jiangang.methods.findings import Finding
from jiangang.port.disposition import queries
from jiangang.ui import dates
from jiangang.ui.components import Action, Crumb, Empty, Link, Status, Step, Summary, SummaryRow, Timeline
from jiangang.ui.findings import FindingsList
from jiangang.ui.tables import Column, Filter, Table

TONES = {"release": "good", "refuse": "bad"}


def queue_table(request: HttpRequest, rows: QuerySet) -> Table:
    """The queue."""
    language = request.actor.language
    return Table(
        name="queue",
        columns=[
            Column(
                "consignment",
                text("disposition.queue.consignment"),
                sort="number",
                heading=True,
                render=_case,
            ),
            Column("importer", text("disposition.queue.importer")),
            Column("goods", text("disposition.queue.goods"), sort="hs_code"),
            Column("origin", text("disposition.queue.origin"), sort="origin_country"),
            Column("basis", text("disposition.queue.basis"), render=_basis),
            Column("result", text("disposition.queue.result"), render=lambda row: result(row.conforming)),
            Column("since", text("disposition.queue.since"), sort="accepted_at", render=_since, nowrap=True),
        ],
        rows=rows,
        request=request,
        caption=text("disposition.queue.caption"),
        filters=[Filter("number", text("disposition.queue.consignment"), "number__startswith")],
        default_sort="since",
        shape=lambda found: queries.queue_rows(found, language),
        empty=Empty(text("disposition.queue.empty_title"), text("disposition.queue.empty_body")),
        export="to-be-decided",
    )


def decided_table(request: HttpRequest, rows: QuerySet) -> Table:
    """The decisions."""
    language = request.actor.language
    outcomes = [(each, text(f"disposition.outcome.{each}")) for each in TONES]
    return Table(
        name="decisions",
        columns=[
            Column(
                "number",
                text("disposition.queue.number"),
                sort="disposition__number",
                heading=True,
                render=_notice,
            ),
            Column(
                "consignment", text("disposition.queue.consignment"), sort="disposition__consignment__number"
            ),
            Column(
                "outcome",
                text("disposition.queue.outcome"),
                sort="outcome",
                render=lambda row: outcome(row.outcome),
            ),
            Column("measure", text("disposition.page.measure"), render=_measure),
            Column("by", text("disposition.queue.by"), render=lambda row: row.person_name),
            Column("at", text("disposition.queue.at"), sort="decided_at", render=_at, nowrap=True),
        ],
        rows=rows,
        request=request,
        caption=text("disposition.queue.decided_caption"),
        filters=[
            Filter("outcome", text("disposition.queue.outcome"), "outcome", outcomes),
            Filter(
                "number",
                text("disposition.queue.consignment"),
                "disposition__consignment__number__startswith",
            ),
        ],
        default_sort="-at",
        shape=lambda found: queries.decision_views(found, language),
        export="dispositions",
    )


def list_context(which: str) -> dict[str, Any]:
    """Title of a list and the way to the other."""
    other = ("decided", "disposition:decided") if which == "title" else ("title", "disposition:queue")
    return {
        "title": text(f"disposition.queue.{which}"),
        "actions": [Action(text(f"disposition.queue.{other[0]}"), reverse(other[1]))],
    }


def case_context(
    request: HttpRequest, case: queries.QueueRow, decision: queries.DecisionView | None
) -> dict[str, Any]:
    """Everything that the page of a case shows."""
    language = request.actor.language
    actions = []
    if decision is not None:
        url = reverse("disposition:notice", args=[case.consignment_id])
        actions.append(Action(text("disposition.page.print"), url))
    return {
        "title": text("disposition.page.title", number=case.consignment),
        "case": case,
        "decision": decision,
        "status": outcome(decision.outcome) if decision else Status(text("disposition.state.open"), "info"),
        "crumbs": [
            Crumb(text("disposition.queue.title"), reverse("disposition:queue")),
            Crumb(case.consignment),
        ],
        "actions": actions,
        "facts": _facts(case, decision),
        "decided": _decision(decision, language) if decision else None,
        "sentence": _sentence(decision) if decision else "",
        "history": _history(case.consignment, language),
    }


def findings(found: list[Finding]) -> FindingsList | None:
    """Findings as a list, or nothing."""
    return FindingsList.of(found) if found else None


def outcome(code: str) -> Status:
    """The outcome as a word on a tone."""
    return Status(text(f"disposition.outcome.{code}"), TONES[code])  # type: ignore[arg-type]  # a tone of the table above


def result(conforming: bool | None) -> Status:
    """The inspection's result as a word on a tone; documents where there was none."""
    if conforming is None:
        return Status(text("disposition.queue.documents"))
    name = "conforming" if conforming else "nonconforming"
    return Status(text(f"disposition.queue.{name}"), "good" if conforming else "bad")


def _facts(case: queries.QueueRow, decision: queries.DecisionView | None) -> Summary:
    rows = [
        SummaryRow(text("disposition.queue.consignment"), case.consignment),
        SummaryRow(text("disposition.queue.importer"), case.importer),
        SummaryRow(text("disposition.queue.goods"), case.goods),
        SummaryRow(text("disposition.queue.origin"), case.origin),
        SummaryRow(text("disposition.queue.basis"), _basis(case)),
        SummaryRow(text("disposition.queue.result"), result(case.conforming)),
    ]
    if decision is not None and decision.basis == "inspection":
        rows = rows[:4]
    return Summary(rows, columns=2)


def _decision(decision: queries.DecisionView, language: str) -> Summary:
    nothing = "—"
    at = dates.moment(decision.decided_at)
    if decision.recorded_at.date() > decision.decided_at.date():
        later = text("disposition.page.recorded_later", at=dates.moment(decision.recorded_at))
        at = f"{at} ({later})"
    measure = text(f"disposition.measure.{decision.measure}") if decision.measure else nothing
    values = {
        "number": decision.number,
        "outcome": outcome(decision.outcome),
        "measure": measure,
        "legal_basis": decision.basis_in(language) or nothing,
        "reason": decision.reason or nothing,
        "by": decision.person_name,
        "at": at,
    }
    return Summary([SummaryRow(text(f"disposition.page.{key}"), value) for key, value in values.items()])


def _sentence(decision: queries.DecisionView) -> str:
    if decision.outcome == "release":
        return text("disposition.page.paper_release")
    measure = text(f"disposition.measure.{decision.measure}")
    return text("disposition.page.paper_refuse", measure=measure)


def _history(case: str, language: str) -> Timeline:
    return Timeline(
        [
            Step(text(step.act_key), "done", step.at, step.person_name(language), step.opinion)
            for step in workflow.history(case)
        ]
    )


def _case(row: queries.QueueRow) -> Link:
    return Link(row.consignment, reverse("disposition:show", args=[row.consignment_id]))


def _notice(row: queries.DecisionView) -> Link:
    return Link(row.number, reverse("disposition:show", args=[row.consignment_id]))


def _basis(row: queries.QueueRow) -> str:
    if row.inspection:
        return text("disposition.basis.inspection", number=row.inspection)
    lane = text(f"disposition.lane.{row.lane or 'none'}")
    return f"{text('disposition.basis.documents')} · {lane}"


def _since(row: queries.QueueRow) -> str:
    return dates.short_moment(row.since)


def _at(row: queries.DecisionView) -> str:
    return dates.short_moment(row.decided_at)


def _measure(row: queries.DecisionView) -> str:
    return text(f"disposition.measure.{row.measure}") if row.measure else ""
