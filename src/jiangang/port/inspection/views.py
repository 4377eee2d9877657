"""Screens of inspection for the desk and the phone: lists, the record, the result form, the second hand."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.forms import BaseFormSet, formset_factory
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from jiangang.kernel.documents import api as documents
from jiangang.kernel.permissions import page, signed_in_page
from jiangang.kernel.texts import text
from jiangang.methods.findings import Forbidden, NotFound, Refused
from jiangang.port.inspection import forms, hands, operations, permissions, queries, showing
from jiangang.port.inspection.checklists import get_checklist
from jiangang.port.inspection.sample import units_for
from jiangang.ui.components import Crumb
from jiangang.ui.forms import UiForm, UiRenderer


@page(permissions.VIEW)
def list_mine(request: HttpRequest) -> HttpResponse:
    """The inspections that the signed-in person is on."""
    table = showing.table(request, queries.list_mine(request.actor), "mine")
    return table.respond(request, "pages/table.html", showing.list_context(request, "mine"))


@page(permissions.VIEW_ALL)
def list_all(request: HttpRequest) -> HttpResponse:
    """Every inspection that the actor may see."""
    table = showing.table(request, queries.list_all(request.actor), "all")
    return table.respond(request, "pages/table.html", showing.list_context(request, "all"))


@page(permissions.OPEN)
def list_awaiting(request: HttpRequest) -> HttpResponse:
    """Consignments that are to be inspected and have no inspectors yet."""
    table = showing.awaiting_table(request, queries.list_awaiting(request.actor))
    context = {
        "title": text("inspection.awaiting.title"),
        "lead": text("inspection.awaiting.lead"),
        "crumbs": [showing.home(request.actor), Crumb(text("inspection.awaiting.title"))],
    }
    return table.respond(request, "pages/table.html", context)


@page(permissions.OPEN)
def assign(request: HttpRequest, consignment_id: int) -> HttpResponse:
    """Draw the inspectors of a consignment and say how many packages they open."""
    found = queries.get_awaiting(consignment_id, request.actor)
    form = forms.AssignForm(_sent(request), language=request.actor.language)
    form.fields["units"].initial = units_for(found.packages or 0)
    if request.method == "POST" and form.is_valid():
        words = {"consignment_id": consignment_id, **form.cleaned_data}
        if _done(form, operations.assign_inspection, request, words):
            messages.success(request, text("inspection.awaiting.assigned", number=found.number))
            return redirect("inspection:awaiting")
    context = {
        "title": text("inspection.awaiting.assign", number=found.number),
        "lead": text("inspection.awaiting.assign_lead"),
        "form": form,
        "submit_label": text("inspection.awaiting.draw"),
        "cancel_url": reverse("inspection:awaiting"),
        "crumbs": [Crumb(text("inspection.awaiting.title"), reverse("inspection:awaiting"))],
    }
    return render(request, "pages/form.html", context, status=422 if form.errors else 200)


@signed_in_page("the query lets in the drawn inspectors and who may see all records, nobody else")
def show(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """One inspection with its results; the acts that are possible, or why they are not."""
    found = queries.get_inspection(inspection_id, request.actor)
    stand = hands.standing_of(inspection_id, request.actor, request.now)
    return render(request, "inspection/inspection.html", showing.record_context(request, found, stand))


@require_POST
@page(permissions.RECORD)
def start(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """Arrived on site."""
    started = operations.start_inspection(inspection_id=inspection_id, actor=request.actor, at=request.now)
    messages.success(request, text("inspection.form.started", number=started.number))
    return redirect("inspection:record", inspection_id)


@page(permissions.RECORD)
def record(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """The result form. A person with an interest, or not drawn, is refused with the reason."""
    return _result(request, inspection_id, correcting=False)


@page(permissions.CORRECT)
def correct(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """The result form again, to correct what is concluded."""
    return _result(request, inspection_id, correcting=True)


@page(permissions.CONFIRM)
def confirm(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """The second inspector reads the result and confirms or disputes it."""
    found = queries.get_inspection(inspection_id, request.actor)
    stand = hands.standing_of(inspection_id, request.actor, request.now)
    if stand:
        raise Forbidden(stand)
    form = forms.OpinionForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        disputes = "dispute" in request.POST
        act = operations.dispute_result if disputes else operations.confirm_result
        words = {"opinion": form.cleaned_data["opinion"], "actor": request.actor, "at": request.now}
        try:
            act(inspection_id=inspection_id, **words)
        except (Forbidden, NotFound):
            raise
        except Refused as refusal:
            form.add_findings(refusal.findings)
        else:
            said = "disputed" if disputes else "confirmed"
            messages.success(request, text(f"inspection.form.{said}", number=found.number))
            return redirect("inspection:show", inspection_id)
    context = {**showing.record_context(request, found, []), "form": form}
    return render(request, "inspection/confirm.html", context, status=422 if form.errors else 200)


@page(permissions.RECORD)
def add_evidence(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """Add a photograph or paper."""
    found = queries.get_inspection(inspection_id, request.actor)
    stand = hands.standing_of(inspection_id, request.actor, request.now)
    if stand and found.state != "awaiting_second_hand":
        raise Forbidden(stand)
    form = forms.EvidenceForm(
        _sent(request), request.FILES or None, limits=documents.limits(request.actor.on)
    )
    if request.method == "POST":
        form.add_findings(documents.refused_uploads(request))
        if form.is_valid():
            file = form.cleaned_data["file"]
            upload = documents.Upload(
                name=file.name,
                chunks=file.chunks(),
                kind="inspection.evidence",
                subject=f"inspection:{found.number}",
            )
            words = {"inspection_id": inspection_id, "upload": upload}
            if _done(form, operations.add_evidence, request, words):
                messages.success(request, text("inspection.form.evidence_added", number=found.number))
                return redirect("inspection:show", inspection_id)
    context = {
        "title": text("inspection.do.add_evidence"),
        "form": form,
        "multipart": True,
        "submit_label": text("inspection.do.add_evidence"),
        "cancel_url": reverse("inspection:show", args=[inspection_id]),
        "crumbs": showing.crumbs(request.actor, found),
    }
    return render(request, "pages/form.html", context, status=422 if form.errors else 200)


def _result(request: HttpRequest, inspection_id: int, *, correcting: bool) -> HttpResponse:
    found = hands.get_form(inspection_id, request.actor, request.now)
    form = _form(request, found, correcting)
    rows = _rows(request, found, correcting)
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        things = tuple(row.content() for row in rows.forms if row.is_filled)
        words: dict[str, Any] = {
            "inspection_id": inspection_id,
            "content": form.content(things),
            "request_key": form.cleaned_data["request_key"],
        }
        if correcting:
            words["reason"] = form.cleaned_data["reason"]
        act = operations.correct_result if correcting else operations.record_result
        if _done(form, act, request, words):
            messages.success(request, text("inspection.form.sent", number=found.number))
            return redirect("inspection:show", inspection_id)
    title = "inspection.form.correct_title" if correcting else "inspection.form.title"
    context = {
        "title": text(title, number=found.number),
        "found": found,
        "facts": showing.facts(found, request.actor.language),
        "form": form,
        "rows": rows,
        "crumbs": showing.crumbs(request.actor, found),
        "cancel_url": reverse("inspection:show", args=[inspection_id]),
    }
    wrong = form.is_bound and (form.errors or rows.errors and any(rows.errors))
    return render(request, "inspection/result.html", context, status=422 if wrong else 200)


def _form(request: HttpRequest, found: queries.InspectionView, correcting: bool) -> forms.ResultForm:
    initial: dict[str, Any] = {"request_key": str(uuid4())}
    if correcting and found.result:
        initial |= forms.initial_of(found.result)
    return forms.ResultForm(
        _sent(request),
        initial=initial,
        checklist=get_checklist(found.checklist),
        language=request.actor.language,
        units_planned=found.units_planned,
        correcting=correcting,
    )


def _rows(
    request: HttpRequest, found: queries.InspectionView, correcting: bool
) -> "BaseFormSet[forms.FoundForm]":
    made = formset_factory(forms.FoundForm, extra=forms.FOUND_ROWS, max_num=50, renderer=UiRenderer())
    return made(
        _sent(request),
        prefix="found",
        initial=forms.found_initial(found.result if correcting else None),
        form_kwargs={"checklist": get_checklist(found.checklist), "language": request.actor.language},
    )


def _done(form: UiForm, act: Any, request: HttpRequest, words: dict[str, Any]) -> bool:
    """Whether the act went through; what stood against it is on the form. Whoever may not at all is
    refused.
    """
    try:
        act(**words, actor=request.actor, at=request.now)
    except (Forbidden, NotFound):
        raise
    except Refused as refusal:
        form.add_findings(refusal.findings)
        return False
    return True


def _sent(request: HttpRequest) -> QueryDict | None:
    """What the form was sent with; None when it is only opened. An empty sending is a sending too."""
    return request.POST if request.method == "POST" else None
