"""Screens of the exchange: papers that came in, envelopes that go out, those that did not arrive."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from jiangang.kernel.permissions import page
from jiangang.kernel.texts import text
from jiangang.methods.findings import Forbidden, NotFound, Refused
from jiangang.port.exchange import forms, permissions, queries, showing
from jiangang.port.exchange.operations import settling


@page(permissions.VIEW)
def list_papers(request: HttpRequest) -> HttpResponse:
    """Papers that came in."""
    table = showing.papers_table(request, queries.list_papers(request.actor))
    return table.respond(request, "pages/table.html", showing.list_context("papers"))


@page(permissions.VIEW)
def list_envelopes(request: HttpRequest) -> HttpResponse:
    """Envelopes that go out."""
    table = showing.envelopes_table(request, queries.list_envelopes(request.actor), "envelopes")
    return table.respond(request, "pages/table.html", showing.list_context("envelopes"))


@page(permissions.VIEW)
def list_dead(request: HttpRequest) -> HttpResponse:
    """Envelopes that did not arrive and wait for a person."""
    table = showing.envelopes_table(request, queries.list_envelopes(request.actor, dead=True), "undelivered")
    return table.respond(request, "pages/table.html", showing.list_context("dead"))


@require_safe
@page(permissions.VIEW)
def show_paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """One paper: what it says, what was observed, what may be done."""
    return _paper_page(request, paper_id, forms.ReasonForm())


@require_safe
@page(permissions.VIEW)
def paper_xml(request: HttpRequest, paper_id: int) -> HttpResponse:
    """The bytes as they came."""
    found = queries.get_paper(paper_id, request.actor)
    return _file(found.xml, f"paper-{paper_id}.xml")


@require_POST
@page(permissions.DRAFT)
def draft_notice(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Copy the paper into a draft notice and go on there."""
    try:
        key = settling.draft_notice(paper_id=paper_id, actor=request.actor, at=request.now)
    except (Forbidden, NotFound):
        raise
    except Refused as refusal:
        form = forms.ReasonForm()
        return _paper_page(request, paper_id, form, refusal)
    return redirect(f"{reverse('declarations:desk_new')}?draft={key}")


@require_POST
@page(permissions.DRAFT)
def note_paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Take note."""

    def act() -> None:
        settling.note_paper(paper_id=paper_id, actor=request.actor, at=request.now)

    return _done(request, act, lambda refusal: _paper_page(request, paper_id, forms.ReasonForm(), refusal))


@require_POST
@page(permissions.REJECT)
def reject_paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Reject, with the reason."""
    form = forms.ReasonForm(request.POST)
    if not form.is_valid():
        return _paper_page(request, paper_id, form, status=422)

    def act() -> None:
        settling.reject_paper(
            paper_id=paper_id, reason=form.cleaned_data["reason"], actor=request.actor, at=request.now
        )

    return _done(request, act, lambda refusal: _paper_page(request, paper_id, form, refusal))


@require_safe
@page(permissions.VIEW)
def show_envelope(request: HttpRequest, envelope_id: int) -> HttpResponse:
    """One envelope: what the Hub says, every try, what may be done."""
    return _envelope_page(request, envelope_id, forms.ReasonForm())


@require_safe
@page(permissions.VIEW)
def envelope_xml(request: HttpRequest, envelope_id: int) -> HttpResponse:
    """The bytes that are sent."""
    found = queries.get_envelope(envelope_id, request.actor)
    return _file(found.xml, f"envelope-{envelope_id}.xml")


@require_POST
@page(permissions.SETTLE)
def send_again(request: HttpRequest, envelope_id: int) -> HttpResponse:
    """Put it back into the queue."""

    def act() -> None:
        settling.send_again(envelope_id=envelope_id, actor=request.actor, at=request.now)

    return _done(
        request, act, lambda refusal: _envelope_page(request, envelope_id, forms.ReasonForm(), refusal)
    )


@require_POST
@page(permissions.SETTLE)
def give_up(request: HttpRequest, envelope_id: int) -> HttpResponse:
    """Give it up, with the reason."""
    form = forms.ReasonForm(request.POST)
    if not form.is_valid():
        return _envelope_page(request, envelope_id, form, status=422)

    def act() -> None:
        settling.give_up(
            envelope_id=envelope_id, reason=form.cleaned_data["reason"], actor=request.actor, at=request.now
        )

    return _done(request, act, lambda refusal: _envelope_page(request, envelope_id, form, refusal))


def _done(
    request: HttpRequest, act: Callable[[], None], refused: Callable[[Refused], HttpResponse]
) -> HttpResponse:
    """Do it and go back to the record, or show the page with what was against it."""
    try:
        act()
    except (Forbidden, NotFound):
        raise
    except Refused as refusal:
        return refused(refusal)
    messages.success(request, text("exchange.form.done"))
    return redirect(request.path.rsplit("/", 2)[0] + "/")


def _paper_page(
    request: HttpRequest,
    paper_id: int,
    form: forms.ReasonForm,
    refusal: Refused | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    found = queries.get_paper(paper_id, request.actor)
    return _page(request, showing.paper_context(found, request.actor), form, refusal, status)


def _envelope_page(
    request: HttpRequest,
    envelope_id: int,
    form: forms.ReasonForm,
    refusal: Refused | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    found = queries.get_envelope(envelope_id, request.actor)
    return _page(request, showing.envelope_context(found, request.actor), form, refusal, status)


def _page(
    request: HttpRequest,
    context: dict[str, Any],
    form: forms.ReasonForm,
    refusal: Refused | None,
    status: int,
) -> HttpResponse:
    context |= {"form": form, "against": showing.findings(refusal.findings) if refusal else None}
    return render(request, "exchange/record.html", context, status=422 if refusal else status)


def _file(content: bytes, name: str) -> HttpResponse:
    """As a download, never shown: what came from outside is no page of ours."""
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
