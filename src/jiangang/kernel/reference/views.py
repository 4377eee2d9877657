"""Screens: what stands, choosing a file, seeing what it would change, loading it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jiangang.kernel.calendar import api as calendar
from jiangang.kernel.codes import api as codes
from jiangang.kernel.documents import api as documents
from jiangang.kernel.money import api as money
from jiangang.kernel.permissions import Actor, page
from jiangang.kernel.reference import forms, operations, queries, showing
from jiangang.kernel.texts import text
from jiangang.methods.findings import Forbidden, NotFound, Refused
from jiangang.ui.components import Action, Crumb

FORMS = {"codes": forms.CodesForm, "rates": forms.RatesForm, "calendar": forms.CalendarForm}
LISTS = {
    "codes": "codes:editions",
    "rates": "reference:rate_list",
    "calendar": "reference:calendar_list",
}


@page(codes.LOAD_CODES)
def codes_file(request: HttpRequest) -> HttpResponse:
    """Choose a file of an edition of a code list."""
    return _file(request, "codes")


@page(codes.LOAD_CODES)
def codes_preview(request: HttpRequest, load_id: int) -> HttpResponseBase:
    """What a file would change in a code list; loading it."""
    return _preview(request, "codes", load_id)


@require_safe
@page(money.ENTER_RATES)
def rate_list(request: HttpRequest) -> HttpResponseBase:
    """The exchange rates that stand."""
    return _list(request, "rates")


@page(money.ENTER_RATES)
def rates_file(request: HttpRequest) -> HttpResponse:
    """Choose a file of exchange rates."""
    return _file(request, "rates")


@page(money.ENTER_RATES)
def rates_preview(request: HttpRequest, load_id: int) -> HttpResponseBase:
    """What a file of exchange rates would change; loading it."""
    return _preview(request, "rates", load_id)


@require_safe
@page(calendar.LOAD_CALENDAR)
def calendar_list(request: HttpRequest) -> HttpResponseBase:
    """The years of the working-day calendar."""
    return _list(request, "calendar")


@page(calendar.LOAD_CALENDAR)
def calendar_file(request: HttpRequest) -> HttpResponse:
    """Choose a file of years of the working-day calendar."""
    return _file(request, "calendar")


@page(calendar.LOAD_CALENDAR)
def calendar_preview(request: HttpRequest, load_id: int) -> HttpResponseBase:
    """What a file would change in the working-day calendar; loading it."""
    return _preview(request, "calendar", load_id)


def _list(request: HttpRequest, kind: str) -> HttpResponseBase:
    table = showing.rates_table(request) if kind == "rates" else showing.years_table(request)
    context = {
        "title": text(f"reference.{kind}.title"),
        "lead": text(f"reference.{kind}.lead"),
        "actions": [Action(text("reference.act.load"), reverse(f"reference:{kind}"), "primary")],
    }
    return table.respond(request, "pages/table.html", context)


def _file(request: HttpRequest, kind: str) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by AccessMiddleware
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FORMS[kind](*sent, on=actor.on, language=actor.language)
    if request.method == "POST":
        form.add_dropped(documents.refused_uploads(request))
        load_id = _received(request, form) if form.is_valid() else None
        if load_id is not None:
            return redirect(f"reference:{kind}_preview", load_id)
    title = text(f"reference.{kind}.load")
    context = {
        "title": title,
        "lead": text("reference.act.lead"),
        "crumbs": [Crumb(_list_title(kind), reverse(LISTS[kind])), Crumb(title)],
        "form": form,
        "multipart": True,
        "submit_label": text("reference.act.look_through"),
        "cancel_url": reverse(LISTS[kind]),
    }
    return render(request, "pages/form.html", context, status=422 if form.errors else 200)


def _received(request: HttpRequest, form: forms.ReferenceForm) -> int | None:
    """Hand the file in; None with the reasons at the form when it is refused."""
    file = form.cleaned_data["file"]
    try:
        load = operations.receive_file(
            kind=form.kind,
            words=form.words,
            name=documents.clean_name(file.name),
            content=file.read(),
            actor=request.actor,  # type: ignore[attr-defined]  # by middleware
            at=request.now,  # type: ignore[attr-defined]  # by middleware
        )
    except (Forbidden, NotFound):
        raise
    except Refused as refusal:
        form.add_findings(refusal.findings[: showing.MOST_SHOWN])
        return None
    return int(load.pk)


def _preview(request: HttpRequest, kind: str, load_id: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # by middleware
    load = queries.get_load(load_id, kind)
    if request.method == "POST":
        done = operations.carry_out(load_id=load.pk, actor=actor, at=request.now)  # type: ignore[attr-defined]
        messages.success(request, showing.outcome_words(done))
        return redirect(LISTS[kind])
    preview = showing.look_through(load)
    context = {
        "title": text("reference.preview.title", name=load.document.name),
        "crumbs": [Crumb(_list_title(kind), reverse(LISTS[kind])), Crumb(load.document.name)],
        **showing.preview_context(load, preview, request),
    }
    return showing.findings_table(preview, request).respond(request, "reference/preview.html", context)


def _list_title(kind: str) -> str:
    return text("codes.page.title" if kind == "codes" else f"reference.{kind}.title")
