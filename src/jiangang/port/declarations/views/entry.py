"""Entering and correcting a notice by form, at the counter and by the trade; drafts saved as they are
typed.
"""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from jiangang.kernel.permissions import Actor, page, signed_in_page
from jiangang.kernel.texts import text
from jiangang.methods.findings import NotFound, Refused
from jiangang.port.declarations import (
    api,
    attachments,
    permissions,
    queries,
    showing,
    showing_documents,
)
from jiangang.port.declarations.forms import NoticeSheet, sheet_data
from jiangang.port.declarations.limits import limits
from jiangang.port.declarations.models import Consignment
from jiangang.port.declarations.views import attaching
from jiangang.ui import dates
from jiangang.ui.components import Crumb
from jiangang.ui.error_summary import error_summary

OWN_DRAFT = "a draft belongs to the person who writes it, and only that person's query finds it"


@page(permissions.ENTER_NOTICE)
def desk_new(request: HttpRequest) -> HttpResponse:
    """Enter a notice that a firm brings on paper."""
    return _new(request, api.enter_notice)


@page(permissions.FILE_NOTICE)
def portal_new(request: HttpRequest) -> HttpResponse:
    """File a notice for one's own firm, or as its agent."""
    return _new(request, api.file_notice)


@page(permissions.CORRECT_NOTICE)
def desk_correct(request: HttpRequest, number: str) -> HttpResponse:
    """Correct a notice at the counter."""
    return _correct(request, number)


@page(permissions.CORRECT_NOTICE)
def portal_correct(request: HttpRequest, number: str) -> HttpResponse:
    """Correct a notice of one's own firm."""
    return _correct(request, number)


@require_POST
@signed_in_page(OWN_DRAFT)
def save_draft(request: HttpRequest, key: str) -> HttpResponse:
    """Save what the form holds now; answers with a line for the form (called as one types, or by a
    button).
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by AccessMiddleware
    corrects = request.POST.get("corrects", "")
    consignment = queries.find_scoped(corrects, actor) if corrects else None
    typed = not request.headers.get("HX-Request")
    step = attaching.take(request, key[:60], consignment) if typed else attaching.Step()
    for words in step.words:
        messages.error(request, words)
    try:
        draft = api.save_draft(
            request_key=key[:60],
            form=attaching.typed(request),
            corrects_id=consignment.pk if consignment else None,
            actor=actor,
            at=request.now,  # type: ignore[attr-defined]  # by middleware
        )
    except Refused:
        return HttpResponse(text("declarations.form.not_saved"), status=409)
    if typed:
        messages.success(request, text("declarations.form.saved", at=dates.short_moment(draft.saved_at)))
        return redirect(showing.address(actor, "list"))
    return HttpResponse(text("declarations.form.saved", at=dates.short_moment(draft.saved_at)))


@require_POST
@signed_in_page(OWN_DRAFT)
def set_aside(request: HttpRequest, key: str) -> HttpResponse:
    """Take a draft off the list; it is kept."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # by middleware
    draft = queries.find_draft(key, actor)
    if draft is not None:
        api.set_draft_aside(draft_id=draft.pk, actor=actor, at=request.now)  # type: ignore[attr-defined]  # by middleware
        messages.success(request, text("declarations.form.set_aside_done"))
    return redirect(showing.address(actor, "list"))


def _new(request: HttpRequest, file: Any) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # by middleware
    key = _key(request)
    step = _documents(request, key)
    if step.answer is not None:
        return step.answer
    if request.method == "POST" and not step.refused and not _only_fills_in(request):
        draft = queries.find_draft(key, actor)
        sheet = _sheet(request, actor)
        try:
            filing = file(
                payload=sheet.payload,
                source="form",
                request_key=key,
                draft_id=draft.pk if draft and draft.filed_as_id is None else None,
                actor=actor,
                at=request.now,  # type: ignore[attr-defined]  # by middleware
            )
        except Refused as refusal:
            sheet.add_findings(refusal.findings)
            return _page(request, sheet, key, step)
        said = "replayed" if filing.replayed else "filed"
        messages.success(request, text(f"declarations.form.{said}", number=filing.consignment.number))
        return redirect(showing.address(actor, "detail", filing.consignment.number))
    return _page(request, _sheet(request, actor), key, step)


def _correct(request: HttpRequest, number: str) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # by middleware
    consignment = queries.find_scoped(number, actor)
    key = _key(request)
    step = _documents(request, key, consignment)
    if step.answer is not None:
        return step.answer
    if request.method == "POST" and not step.refused and not _only_fills_in(request):
        draft = queries.find_draft(key, actor)
        sheet = _sheet(request, actor)
        try:
            api.correct_notice(
                consignment_id=consignment.pk,
                payload=sheet.payload,
                request_key=key,
                draft_id=draft.pk if draft and draft.filed_as_id is None else None,
                actor=actor,
                at=request.now,  # type: ignore[attr-defined]  # by middleware
            )
        except Refused as refusal:
            sheet.add_findings(refusal.findings)
            return _page(request, sheet, key, step, corrects=number)
        messages.success(request, text("declarations.form.corrected", number=number))
        return redirect(showing.address(actor, "detail", number))
    current = queries.notices_of(consignment)[0]
    sheet = _sheet(request, actor, filed=sheet_data(current.payload))
    return _page(request, sheet, key, step, corrects=number)


def _documents(request: HttpRequest, key: str, consignment: Consignment | None = None) -> attaching.Step:
    """The documents part of the form, before anything else of it."""
    if request.method == "POST" and "take_off" in request.POST:
        attaching.take_off(request, key)
    return attaching.take(request, key, consignment)


def _only_fills_in(request: HttpRequest) -> bool:
    """Whether a button was pressed that changes the form and files nothing."""
    return bool({"add_line", "take_off", "attach"} & request.POST.keys())


def _sheet(request: HttpRequest, actor: Actor, filed: dict[str, str] | None = None) -> NoticeSheet:
    """The form as it was sent, as a draft holds it, as it was filed, or empty."""
    face: Any = "public" if actor.is_trade else "dense"
    if request.method == "POST":
        return NoticeSheet(request.POST, face=face, more_lines=1 if "add_line" in request.POST else 0)
    wanted = request.GET.get("draft", "")
    if wanted:
        draft = queries.find_draft(wanted, actor)
        if draft is None:
            raise NotFound(queries.unknown_draft())
        return NoticeSheet(draft.form, face=face)
    return NoticeSheet(filed or {}, face=face)


def _key(request: HttpRequest) -> str:
    """The form's own key: made once, kept through refusals and drafts, so that a double click files once."""
    return (request.POST.get("request_key") or request.GET.get("draft") or uuid4().hex)[:60]


def _page(
    request: HttpRequest, sheet: NoticeSheet, key: str, step: attaching.Step, *, corrects: str = ""
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # by middleware
    refused = step.refused or any(form.is_bound and form.findings and form.errors for form in sheet.forms)
    held = attachments.attachments_of_draft(queries.find_draft(key, actor))
    name = "form.title_correct" if corrects else "form.title"
    title = text(f"declarations.{name}", number=corrects) if corrects else text(f"declarations.{name}")
    context = {
        "layout": showing.layout_of(actor),
        "title": title,
        "crumbs": showing.crumbs(actor, Crumb(corrects or title)),
        "sheet": sheet,
        "forms": sheet.forms,
        "summary": error_summary(*sheet.forms, step.form if step.refused else None),
        "document_form": step.form,
        "documents": showing_documents.of_draft(held, key, actor),
        "documents_hint": text("declarations.hint.documents", limit=limits().documents.most),
        "notes": [form.notes for form in sheet.forms if form.findings],
        "request_key": key,
        "corrects": corrects,
        "draft_url": showing.draft_address("save_draft", key),
        "lines_hint": text("declarations.hint.lines", limit=limits().notice.lines),
        "send": text("declarations.form.send_correction" if corrects else "declarations.form.send"),
    }
    return render(request, "declarations/form.html", context, status=422 if refused else 200)
