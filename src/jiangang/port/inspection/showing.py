"""How inspections are shown: tables, facts, results, buttons. No reading from the database here."""

from typing import Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from jiangang.kernel.permissions import Actor
from jiangang.kernel.texts import text
from jiangang.methods.findings import Finding
from jiangang.port.inspection import permissions, queries
from jiangang.port.inspection.checklists import get_checklist
from jiangang.port.inspection.workflow import INSPECTION, TONES
from jiangang.ui import dates
from jiangang.ui.components import Action, Crumb, Empty, Link, Status, Step, Summary, SummaryRow, Timeline
from jiangang.ui.findings import FindingsList
from jiangang.ui.tables import Column, Filter, Table

NEXT = {
    "assigned": ("start", permissions.RECORD, True),
    "on_site": ("record", permissions.RECORD, False),
    "awaiting_second_hand": ("confirm", permissions.CONFIRM, False),
    "concluded": ("correct", permissions.CORRECT, False),
}
"""State → the act that comes next, who may do it, whether its button posts at once."""


def table(request: HttpRequest, rows: QuerySet, name: str) -> Table:
    """A table of inspections."""
    language = request.actor.language
    states = [(state, text(f"inspection.state.{state}")) for state in INSPECTION.states]
    return Table(
        name=f"inspections-{name}",
        columns=[
            Column("number", text("inspection.list.number"), sort="number", heading=True, render=_link),
            Column("consignment", text("inspection.list.consignment"), sort="consignment__number"),
            Column("importer", text("inspection.list.importer")),
            Column("place", text("inspection.list.place"), sort="consignment__inspection_place"),
            Column("units_planned", text("inspection.list.units"), sort="units_planned", align="end"),
            Column(
                "state", text("inspection.list.state"), sort="state", render=lambda row: status(row.state)
            ),
            Column(
                "result", text("inspection.list.result"), render=lambda row: result_status(row.conforming)
            ),
            Column(
                "opened_at", text("inspection.list.opened"), sort="opened_at", render=_opened, nowrap=True
            ),
        ],
        rows=rows,
        request=request,
        caption=text("inspection.list.caption"),
        filters=[
            Filter("state", text("inspection.list.state"), "state", states),
            Filter("consignment", text("inspection.list.consignment"), "consignment__number__startswith"),
        ],
        default_sort="-opened_at",
        shape=lambda found: queries.rows_of(found, language),
        empty=Empty(text("inspection.list.empty_title"), text("inspection.list.empty_body")),
        export="inspections",
    )


def awaiting_table(request: HttpRequest, rows: list[queries.AwaitingRow]) -> Table:
    """Consignments without inspectors, each with its button."""
    return Table(
        name="awaiting",
        columns=[
            Column("number", text("inspection.list.consignment"), sort="number", heading=True),
            Column("importer", text("inspection.list.importer"), sort="importer"),
            Column("place", text("inspection.list.place"), sort="place"),
            Column("goods", text("inspection.page.goods"), sort="goods"),
            Column("packages", text("inspection.awaiting.packages"), sort="packages", align="end"),
            Column("act", text("inspection.awaiting.draw"), render=_draw_link),
        ],
        rows=rows,
        request=request,
        caption=text("inspection.awaiting.title"),
        empty=Empty(text("inspection.awaiting.empty_title"), text("inspection.awaiting.empty_body")),
    )


def list_context(request: HttpRequest, which: str) -> dict[str, Any]:
    """Title and ways on of the two lists."""
    actor: Actor = request.actor
    ways = []
    if permissions.VIEW_ALL in actor.permissions and which != "all":
        ways.append(Action(text("inspection.list.all"), reverse("inspection:all")))
    if permissions.VIEW in actor.permissions and which != "mine":
        ways.append(Action(text("inspection.list.mine"), reverse("inspection:mine")))
    if permissions.OPEN in actor.permissions:
        ways.append(Action(text("inspection.awaiting.title"), reverse("inspection:awaiting")))
    return {"title": text(f"inspection.list.{which}"), "actions": ways}


def record_context(
    request: HttpRequest, found: queries.InspectionView, stand: list[Finding]
) -> dict[str, Any]:
    """Everything that the page of an inspection shows; `stand` keeps this reader from the next act."""
    language = request.actor.language
    return {
        "title": text("inspection.list.number") + " " + found.number,
        "found": found,
        "status": status(found.state),
        "crumbs": crumbs(request.actor, found),
        "actions": [] if stand else actions(request.actor, found),
        "against": FindingsList.of(stand) if stand and found.state != "concluded" else None,
        "facts": facts(found, language),
        "results": [result_parts(found, result, language) for result in found.results],
        "evidence": found.evidence,
        "history": timeline(queries.steps_of(found.inspection_id), language),
    }


def actions(actor: Actor, found: queries.InspectionView) -> list[Action]:
    """The next act, and adding evidence."""
    if found.state not in NEXT:
        return []
    act, permission, posts = NEXT[found.state]
    made = []
    if permission in actor.permissions and (act != "correct" or found.consignment_state == "inspected"):
        url = reverse(f"inspection:{act}", args=[found.inspection_id])
        tone: Literal["primary", "secondary"] = "secondary" if act == "correct" else "primary"
        made.append(Action(text(f"inspection.do.{act}"), url, tone, post=posts))
    if permissions.RECORD in actor.permissions and found.state != "assigned":
        url = reverse("inspection:evidence", args=[found.inspection_id])
        made.append(Action(text("inspection.do.add_evidence"), url))
    return made


def facts(found: queries.InspectionView, language: str) -> Summary:
    """The case in terms and values."""
    nothing = text("inspection.page.none")
    rows = [
        (text("inspection.list.consignment"), found.consignment),
        (text("inspection.list.importer"), found.importer),
        (text("inspection.list.place"), found.place),
        (text("inspection.page.goods"), found.goods),
        (text("inspection.page.origin"), found.origin),
        (text("inspection.page.containers"), ", ".join(found.containers)),
        (text("inspection.page.inspectors"), ", ".join(name for _, name in found.inspectors)),
        (text("inspection.page.checklist"), get_checklist(found.checklist).title(language)),
        (text("inspection.page.units_planned"), dates.number(found.units_planned)),
        (text("inspection.page.opened_at"), dates.moment(found.opened_at)),
        (text("inspection.page.started_at"), dates.moment(found.started_at)),
        (text("inspection.page.concluded_at"), dates.moment(found.concluded_at)),
    ]
    return Summary([SummaryRow(label, value or nothing) for label, value in rows], columns=2)


def result_parts(found: queries.InspectionView, result: queries.ResultView, language: str) -> dict[str, Any]:
    """One result as the page shows it."""
    checklist = get_checklist(found.checklist)
    later = result.recorded_at.date() > result.done_at.date()
    return {
        "title": text("inspection.page.version", version=result.version),
        "status": result_status(result.conforming),
        "replaced": result is not found.result,
        "replaced_by": result.version + 1,
        "reason": result.reason,
        "by": result.person_name,
        "at": dates.moment(result.done_at),
        "later": dates.moment(result.recorded_at) if later else "",
        "units": f"{result.units_opened} / {found.units_planned}",
        "remarks": result.remarks,
        "answers": [
            (checklist.item(each.item, language), _outcome(each.outcome), each.note)
            for each in result.answers
        ],
        "things": [
            {
                "category": checklist.category(each.category, language),
                "severity": text(f"inspection.severity.{each.severity}"),
                "taxon": each.taxon,
                "description": each.description,
                "units": each.units_affected,
            }
            for each in result.found
        ],
    }


def timeline(steps: list[Any], language: str) -> Timeline:
    """What was done to the inspection, by whom."""
    return Timeline(
        [
            Step(text(step.act_key), "done", step.at, step.person_name(language), step.opinion)
            for step in steps
        ]
    )


def status(state: str) -> Status:
    """The state as a word on a tone."""
    return Status(text(f"inspection.state.{state}"), TONES[state])  # type: ignore[arg-type]  # a tone of the table above


def result_status(conforming: bool | None) -> Status:
    """The result as a word on a tone."""
    if conforming is None:
        return Status(text("inspection.result.none"))
    name = "conforming" if conforming else "nonconforming"
    return Status(text(f"inspection.result.{name}"), "good" if conforming else "bad")


def home(actor: Actor) -> Crumb:
    """The list that this reader comes from."""
    name = "mine" if permissions.VIEW in actor.permissions else "all"
    return Crumb(text(f"inspection.list.{name}"), reverse(f"inspection:{name}"))


def crumbs(actor: Actor, found: queries.InspectionView) -> list[Crumb]:
    """The way back from a page of an inspection."""
    return [home(actor), Crumb(found.number, reverse("inspection:show", args=[found.inspection_id]))]


def _link(row: queries.InspectionRow) -> Link:
    return Link(row.number, reverse("inspection:show", args=[row.inspection_id]))


def _opened(row: queries.InspectionRow) -> str:
    return dates.short_moment(row.opened_at)


def _draw_link(row: queries.AwaitingRow) -> Link:
    return Link(text("inspection.awaiting.draw"), reverse("inspection:assign", args=[row.consignment_id]))


def _outcome(outcome: str) -> Status:
    tone = {"conforming": "good", "nonconforming": "bad"}.get(outcome, "neutral")
    return Status(text(f"inspection.outcome.{outcome}"), tone)  # type: ignore[arg-type]  # a tone of the table above
