"""Documents with a notice: handing in and handing out, and the part of the notice's form that takes them."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from jiangang.kernel.documents import api as documents
from jiangang.kernel.permissions import Actor, check, page, signed_in_page
from jiangang.kernel.texts import text
from jiangang.methods.findings import Finding, Forbidden, NotFound, Refused
from jiangang.port.declarations import api, attachments, permissions, queries, showing
from jiangang.port.declarations.forms import DocumentForm
from jiangang.port.declarations.models import Consignment
from jiangang.ui.components import Crumb

OWN_DRAFT = "a draft belongs to the person who writes it, and only that person's query finds it"
PREFIX = "document"


@page(permissions.ATTACH_DOCUMENT)
def desk_attach(request: HttpRequest, number: str) -> HttpResponse:
    """Put a document with a filed notice at the counter."""
    return _attach(request, number)


@page(permissions.ATTACH_DOCUMENT)
def portal_attach(request: HttpRequest, number: str) -> HttpResponse:
    """Put a document with a filed notice of one's own firm."""
    return _attach(request, number)


@require_safe
@page(documents.VIEW_DOCUMENTS)
def desk_document(request: HttpRequest, number: str, attachment_id: int) -> HttpResponseBase:
    """A document of a notice, for staff who may read documents and notices."""
    check(request.actor, permissions.VIEW_NOTICES)  # type: ignore[attr-defined]  # set by AccessMiddleware
    return _document(request, number, attachment_id)


@require_safe
@page(permissions.FILE_NOTICE)
def portal_document(request: HttpRequest, number: str, attachment_id: int) -> HttpResponseBase:
    """A document of a notice of one's own firm; another firm's is not found."""
    return _document(request, number, attachment_id)


@require_safe
@signed_in_page(OWN_DRAFT)
def draft_document(request: HttpRequest, key: str, attachment_id: int) -> HttpResponseBase:
    """A document of one's own draft."""
    draft = queries.find_draft(key, request.actor)  # type: ignore[attr-defined]  # by middleware
    return documents.handed_out(*attachments.open_draft_attachment(draft, attachment_id))


def _document(request: HttpRequest, number: str, attachment_id: int) -> FileResponse:
    consignment = queries.find_scoped(number, request.actor)  # type: ignore[attr-defined]  # by middleware
    return documents.handed_out(*attachments.open_attachment(consignment, attachment_id))


def _attach(request: HttpRequest, number: str) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # by middleware
    consignment = queries.find_scoped(number, actor)
    before = _replaced(request, consignment)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = document_form(actor, *sent, initial={"kind": before.kind if before else ""})
    if request.method == "POST":
        form.add_dropped(documents.refused_uploads(request))
        if form.is_valid() and _handed_in(request, form, consignment, before.id if before else None):
            return redirect(showing.address(actor, "detail", number))
    name = "replace_title" if before else "title"
    told = {"number": number, "name": before.name if before else ""}
    context = {
        "layout": showing.layout_of(actor),
        "title": text(f"declarations.document.{name}", **told),
        "lead": text("declarations.document.lead_replace" if before else "declarations.document.lead"),
        "crumbs": showing.crumbs(actor, Crumb(number, showing.address(actor, "detail", number))),
        "form": form,
        "multipart": True,
        "submit_label": text("declarations.document.attach"),
        "cancel_url": showing.address(actor, "detail", number),
    }
    return render(request, "pages/form.html", context, status=422 if form.errors else 200)


def _replaced(request: HttpRequest, consignment: Consignment) -> attachments.AttachmentRow | None:
    """The document whose place is to be taken, named in the address."""
    wanted = request.GET.get("replaces", "")
    if not wanted:
        return None
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 18):
        raise NotFound(Finding("declarations.finding.document_unknown"))
    return attachments.get_attachment(consignment, int(wanted))


def _handed_in(
    request: HttpRequest, form: DocumentForm, consignment: Consignment, replaces_id: int | None
) -> bool:
    """Hand the file in; False with the reasons at the form when it is refused."""
    who: dict[str, Any] = {"actor": request.actor, "at": request.now}  # type: ignore[attr-defined]  # by middleware
    try:
        done = api.attach_document(
            consignment_id=consignment.pk, handed=form.handed(), replaces_id=replaces_id, **who
        )
    except (Forbidden, NotFound):
        raise
    except Refused as refusal:
        form.add_findings(refusal.findings)
        return False
    said = "there_already" if done.replayed else "attached"
    messages.success(request, text(f"declarations.document.{said}"))
    return True


@dataclass(frozen=True, slots=True)
class Step:
    """What came of the documents part when the notice's form was sent. `answer` ends the request."""

    form: DocumentForm | None = None
    refused: bool = False
    answer: HttpResponse | None = None

    @property
    def words(self) -> list[str]:
        """Why the file was refused."""
        errors = self.form.errors.values() if self.form is not None and self.refused else ()
        return [str(message) for messages_of in errors for message in messages_of]


def document_form(actor: Actor, *sent: Any, **words: Any) -> DocumentForm:
    """The form of one document for an actor."""
    face: Any = "public" if actor.is_trade else "dense"
    return DocumentForm(*sent, language=actor.language, on=actor.on, face=face, **words)


def take(request: HttpRequest, key: str, consignment: Consignment | None = None) -> Step:
    """Take a file that came with the notice's form into its draft, whichever button was pressed.

    It is kept before anything else is looked at: a browser would not send it again by itself.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]  # by middleware
    if permissions.ATTACH_DOCUMENT not in actor.permissions:
        return Step()
    draft = queries.find_draft(key, actor)
    if request.method != "POST" or (draft is not None and draft.filed_as_id is not None):
        return Step(document_form(actor, prefix=PREFIX, needed=False))
    asked = "attach" in request.POST
    form = document_form(actor, request.POST, request.FILES, prefix=PREFIX, needed=asked)
    form.add_dropped(dropped := documents.refused_uploads(request))
    if not (asked or form.is_sent or dropped):
        kind = request.POST.get(f"{PREFIX}-kind", "")
        return Step(document_form(actor, prefix=PREFIX, needed=False, initial={"kind": kind}))
    if not form.is_valid() or not _into_draft(request, form, key, consignment):
        return Step(form, refused=True)
    messages.success(request, text("declarations.document.with_draft"))
    if asked:
        place = showing.draft_page(actor, key, consignment.number if consignment else "")
        return Step(answer=redirect(f"{place}#documents"))
    return Step(document_form(actor, prefix=PREFIX, needed=False))


def _into_draft(request: HttpRequest, form: DocumentForm, key: str, consignment: Consignment | None) -> bool:
    try:
        api.attach_to_draft(
            request_key=key,
            form=typed(request),
            corrects_id=consignment.pk if consignment else None,
            handed=form.handed(),
            actor=request.actor,  # type: ignore[attr-defined]  # by middleware
            at=request.now,  # type: ignore[attr-defined]  # by middleware
        )
    except (Forbidden, NotFound):
        raise
    except Refused as refusal:
        form.add_findings(refusal.findings)
        return False
    return True


def typed(request: HttpRequest) -> dict[str, str]:
    """What a draft keeps of the notice's form: everything typed, no token, no button, no file."""
    buttons = {"csrfmiddlewaretoken", "attach", "take_off", "add_line", "send", f"{PREFIX}-file"}
    return {name: str(value) for name, value in request.POST.items() if name not in buttons}


def take_off(request: HttpRequest, key: str) -> None:
    """Take a document off one's own draft, named by the button that was pressed."""
    wanted = request.POST.get("take_off", "")
    held = attachments.attachments_of_draft(queries.find_draft(key, request.actor))  # type: ignore[attr-defined]
    row = next((each for each in held if str(each.id) == wanted), None)
    if row is not None:
        api.take_off_draft(attachment_id=row.id, actor=request.actor, at=request.now)  # type: ignore[attr-defined]
        messages.success(request, text("declarations.document.taken_off"))
