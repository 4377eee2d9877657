"""Screens of the audit: the samples and what waits, one act with its verdict, drawing a sample."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jiangang.integrity.assignment.api import VIEW_DRAWS
from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import page
from jiangang.kernel.texts import text
from jiangang.methods.findings import Forbidden, NotFound, Refused
from jiangang.port.targeting import audits, forms, permissions, showing
from jiangang.port.targeting.audits import ItemRow
from jiangang.port.targeting.operations.auditing import draw_audit, record_audit
from jiangang.ui.components import Action, Crumb, Empty, Link, Status, Summary, SummaryRow
from jiangang.ui.dates import day as written_day
from jiangang.ui.dates import moment, short_moment
from jiangang.ui.tables import Column, Filter, Table


@page(permissions.VIEW_AUDIT)
def list_audits(request: HttpRequest) -> HttpResponse:
    """Every act that a draw has chosen, those without a verdict first."""
    language = request.actor.language
    verdicts = [
        (each, text(f"targeting.verdict.{each}")) for each in ("justified", "doubtful", "wrong", "open")
    ]
    table = Table(
        name="audits",
        columns=[
            Column("code", text("targeting.field.kind"), heading=True, render=_item_link),
            Column(
                "number",
                text("targeting.field.number"),
                render=lambda row: showing.decision_link(row.number),
            ),
            Column(
                "acted_by",
                text("targeting.field.acted_by"),
                render=lambda row: people.name_of_key(row.acted_by, language),
            ),
            Column(
                "acted_at",
                text("targeting.field.acted_at"),
                render=lambda row: short_moment(row.acted_at),
            ),
            Column("days", text("targeting.field.audit_days"), render=_sample),
            Column("verdict", text("targeting.field.verdict"), render=_verdict),
        ],
        filters=[Filter("verdict", text("targeting.field.verdict"), audits.with_verdict, verdicts)],
        rows=audits.visible_items(request.actor),
        shape=audits.shape_items,
        request=request,
        caption=text("targeting.title.audit"),
        empty=Empty(text("targeting.note.none")),
        export="audits",
    )
    actions = []
    if permissions.DRAW_AUDIT in request.actor.permissions:
        actions.append(Action(text("targeting.title.audit_draw"), reverse("targeting:audit_draw")))
    context = {
        "title": text("targeting.title.audit"),
        "lead": text("targeting.lead.audit"),
        "crumbs": showing.crumbs(),
        "actions": actions,
    }
    return table.respond(request, "pages/table.html", context)


@page(permissions.RECORD_AUDIT)
def record(request: HttpRequest, item_id: int) -> HttpResponse:
    """One act: what was done and why, and the verdict on it."""
    item = audits.get_item(item_id, request.actor)
    form = forms.AuditForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record_audit(
                item_id=item_id,
                **form.cleaned_data,
                is_correction=bool(item.verdict),
                actor=request.actor,
                at=request.now,
            )
        except (Forbidden, NotFound):
            raise
        except Refused as refusal:
            form.add_findings(refusal.findings)
        else:
            messages.success(request, text("targeting.note.audit_recorded"))
            return redirect("targeting:audit")
    context = {
        "title": text("targeting.title.audit_item", code=item.code),
        "lead": text("targeting.lead.audit"),
        "crumbs": showing.crumbs(Crumb(text("targeting.title.audit"), reverse("targeting:audit"))),
        "before": _before(request, item),
        "form": form,
        "submit_label": text("targeting.act.correct_audit" if item.verdict else "targeting.act.record_audit"),
        "cancel_url": reverse("targeting:audit"),
    }
    return render(request, "targeting/act.html", context, status=422 if form.is_bound else 200)


@page(permissions.DRAW_AUDIT)
def draw(request: HttpRequest) -> HttpResponse:
    """Draw the sample of some days that are over."""
    first, last = audits.next_days(request.actor.on)
    form = forms.DaysForm(request.POST or None, initial={"first_day": first, "last_day": last})
    if request.method == "POST" and form.is_valid():
        try:
            made = draw_audit(**form.cleaned_data, actor=request.actor, at=request.now)
        except Forbidden:
            raise
        except Refused as refusal:
            form.add_findings(refusal.findings)
        else:
            count = made.items.count()
            messages.success(request, text("targeting.note.audit_drawn", count=count, pool=made.pool_size))
            return redirect("targeting:audit")
    context = {
        "title": text("targeting.title.audit_draw"),
        "lead": text("targeting.hint.audit_days"),
        "crumbs": showing.crumbs(Crumb(text("targeting.title.audit"), reverse("targeting:audit"))),
        "before": [],
        "form": form,
        "submit_label": text("targeting.act.draw_audit"),
        "cancel_url": reverse("targeting:audit"),
    }
    return render(request, "targeting/act.html", context, status=422 if form.is_bound else 200)


def _before(request: HttpRequest, item: ItemRow) -> list[Any]:
    language = request.actor.language
    rows = [
        SummaryRow(text("targeting.field.kind"), text(f"targeting.kind.{item.kind}")),
        SummaryRow(text("targeting.field.number"), showing.decision_link(item.number)),
        SummaryRow(text("targeting.field.acted_by"), people.name_of_key(item.acted_by, language)),
        SummaryRow(text("targeting.field.acted_at"), moment(item.acted_at)),
        SummaryRow(text("targeting.field.verdict"), _verdict(item)),
    ]
    if item.words:
        rows.append(SummaryRow(text("targeting.field.words"), item.words))
    if item.draw_id and VIEW_DRAWS in request.actor.permissions:
        proof = text("targeting.field.proof")
        rows.append(SummaryRow(proof, Link(proof, reverse("assignment:draw", args=[item.draw_id]))))
    found: list[Any] = [Summary(rows)]
    if item.override is not None:
        found.append(showing.override_summary(item.override, language))
    return found


def _item_link(row: ItemRow) -> Link:
    return Link(
        text(f"targeting.kind.{row.kind}"), reverse("targeting:audit_item", args=[row.item_id]), note=row.code
    )


def _sample(row: ItemRow) -> str:
    return f"{written_day(row.first_day)} – {written_day(row.last_day)}"


def _verdict(row: ItemRow) -> Status:
    return Status(text(f"targeting.verdict.{row.verdict or 'open'}"), showing.VERDICT_TONES[row.verdict])
