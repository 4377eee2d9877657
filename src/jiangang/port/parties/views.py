"""Screens of the standing of firms, for the desk."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jiangang.kernel.organisations import api as organisations
from jiangang.kernel.permissions import Actor, page
from jiangang.kernel.texts import text
from jiangang.methods.findings import Finding, Refused
from jiangang.port.parties import operations, permissions, queries
from jiangang.port.parties.forms import StandingForm
from jiangang.ui import dates
from jiangang.ui.components import Action, Crumb, Empty, Status
from jiangang.ui.tables import Column, Filter, Table

TONES = {"trusted": "good", "normal": "neutral", "watched": "warn", "unrated": "neutral"}
SCHEMES_OF_NUMBERS = ("uscc", "lei", "declared")


@require_safe
@page(permissions.VIEW_STANDINGS)
def list_standings(request: HttpRequest) -> HttpResponse:
    """Standings, all of them or those in force on a day."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by AccessMiddleware
    on = _day(request.GET.get("on", ""))
    table = Table(
        name="standings",
        columns=[
            Column("firm_name", text("parties.list.firm"), heading=True),
            Column("label", text("parties.list.category"), render=_status),
            Column("scheme", text("parties.list.scheme"), sort="scheme"),
            Column(
                "valid_from", text("parties.list.valid_from"), sort="valid_from", render=_from, nowrap=True
            ),
            Column("valid_until", text("parties.list.valid_until"), render=_until, nowrap=True),
            Column("reason", text("parties.list.reason")),
            Column("set_at", text("parties.list.set_at"), sort="set_at", render=_set_at, nowrap=True),
        ],
        rows=queries.standings(actor, on=on),
        request=request,
        caption=text("parties.list.caption"),
        filters=[Filter("on", text("parties.list.as_at"), lambda rows, day: rows, kind="day")],
        default_sort="-valid_from",
        shape=lambda rows: queries.shape_standings(rows, actor.language),
        empty=Empty(text("parties.list.empty_title"), text("parties.list.empty_body")),
        export="standings",
    )
    may_set = permissions.SET_STANDING in actor.permissions
    context = {
        "title": text("parties.list.title"),
        "lead": text("parties.list.lead"),
        "actions": [Action(text("parties.list.set"), reverse("parties:set"), "primary")] if may_set else [],
    }
    return table.respond(request, "pages/table.html", context)


@page(permissions.SET_STANDING)
def set_standing(request: HttpRequest) -> HttpResponse:
    """Grade a firm."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # by middleware
    form = StandingForm(request.POST or None, language=actor.language)
    if request.method == "POST" and form.is_valid() and _set(request, form, actor):
        messages.success(request, text("parties.list.set_done"))
        return redirect("parties:list")
    context = {
        "title": text("parties.form.title"),
        "crumbs": [
            Crumb(text("parties.list.title"), reverse("parties:list")),
            Crumb(text("parties.form.title")),
        ],
        "form": form,
        "submit_label": text("parties.list.set"),
        "cancel_url": reverse("parties:list"),
    }
    return render(request, "pages/form.html", context, status=422 if form.errors else 200)


def _set(request: HttpRequest, form: StandingForm, actor: Actor) -> bool:
    number = form.cleaned_data["firm"].strip().upper()
    found = (organisations.find_firm(scheme, number) for scheme in SCHEMES_OF_NUMBERS)
    firm = next((each for each in found if each is not None), None)
    if firm is None:
        form.add_findings([Finding("parties.finding.firm_unknown", field="firm")])
        return False
    try:
        operations.set_standing(firm_id=firm.pk, **form.asked, actor=actor, at=request.now)  # type: ignore[attr-defined]  # by middleware
    except Refused as refusal:
        form.add_findings(refusal.findings)
        return False
    return True


def _day(raw: str) -> date | None:
    try:
        return date.fromisoformat(raw) if raw else None
    except ValueError:
        return None


def _status(row: queries.StandingRow) -> Status:
    label = f"{row.label} ({text('parties.list.replaced')})" if row.is_replaced else row.label
    return Status(label, TONES[row.treatment])  # type: ignore[arg-type]  # the values are tones


def _from(row: queries.StandingRow) -> str:
    return dates.short_day(row.valid_from)


def _until(row: queries.StandingRow) -> str:
    return dates.short_day(row.valid_until)


def _set_at(row: queries.StandingRow) -> str:
    return dates.short_moment(row.set_at)
