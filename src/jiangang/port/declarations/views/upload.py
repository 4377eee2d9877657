"""Taking in a file by a screen: choose, see what was read, file; then what came of each row."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from jiangang.kernel.documents import api as documents
from jiangang.kernel.permissions import Actor, page, public_page
from jiangang.kernel.texts import text
from jiangang.methods.findings import Finding, NotFound, Refused
from jiangang.port.declarations import forms, permissions, queries, showing
from jiangang.port.declarations.limits import limits
from jiangang.port.declarations.operations.bulk import look_through
from jiangang.port.declarations.operations.drafts import save_draft
from jiangang.port.declarations.operations.uploading import file_upload, notices_of_draft, read_upload
from jiangang.port.declarations.reading.maps import packaged_maps
from jiangang.ui import dates
from jiangang.ui.components import Action, Crumb, Link, Summary, SummaryRow
from jiangang.ui.findings import FindingsList, show
from jiangang.ui.pages import Part
from jiangang.ui.tables import Column, Table

TEMPLATE_MAP = "standard"


@page(permissions.IMPORT_NOTICES)
def desk_upload(request: HttpRequest) -> HttpResponse:
    """Choose a file at the counter."""
    return _upload(request)


@page(permissions.IMPORT_NOTICES)
def portal_upload(request: HttpRequest) -> HttpResponse:
    """Choose a file of one's own firm's notices."""
    return _upload(request)


@page(permissions.IMPORT_NOTICES)
def desk_preview(request: HttpRequest, key: str) -> HttpResponse:
    """What was read from a file, before it is filed."""
    return _preview(request, key)


@page(permissions.IMPORT_NOTICES)
def portal_preview(request: HttpRequest, key: str) -> HttpResponse:
    """What was read from a file, before it is filed."""
    return _preview(request, key)


@require_safe
@page(permissions.IMPORT_NOTICES)
def desk_run(request: HttpRequest, run_id: int) -> HttpResponse:
    """What came of a file."""
    return _run(request, run_id)


@require_safe
@page(permissions.IMPORT_NOTICES)
def portal_run(request: HttpRequest, run_id: int) -> HttpResponse:
    """What came of a file of one's own firm."""
    return _run(request, run_id)


@require_safe
@public_page("the heading of an empty table tells nothing about anybody")
def template(request: HttpRequest) -> HttpResponse:
    """An empty table with the headings of our own map."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="notices.csv"'
    csv.writer(response).writerow(packaged_maps()[TEMPLATE_MAP].columns)
    return response


def _upload(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by AccessMiddleware
    face: Any = "public" if actor.is_trade else "dense"
    told = {"language": actor.language, "on": actor.on, "face": face}
    form = forms.FileForm(request.POST or None, request.FILES or None, **told)
    if request.method == "POST":
        form.add_dropped(documents.refused_uploads(request))
        if form.is_valid():
            answer = _read(request, form, actor)
            if answer is not None:
                return answer
    context = {
        "layout": showing.layout_of(actor),
        "title": text("declarations.upload.title"),
        "lead": text("declarations.upload.lead"),
        "crumbs": showing.crumbs(actor, Crumb(text("declarations.upload.title"))),
        "form": form,
        "before": Link(text("declarations.upload.template"), showing.template_address()),
        "submit_label": text("declarations.upload.read"),
        "cancel_url": showing.address(actor, "list"),
        "multipart": True,
    }
    return render(request, "pages/form.html", context, status=422 if form.errors else 200)


def _read(request: HttpRequest, form: forms.FileForm, actor: Actor) -> HttpResponse | None:
    """Read the file into a draft; None when it cannot be read, with the reasons at the form."""
    upload = form.cleaned_data["file"]
    column_map = packaged_maps()[form.cleaned_data["map"]]
    key = uuid4().hex
    try:
        read = read_upload(upload.read(), documents.clean_name(upload.name), column_map)
        save_draft(request_key=key, form=read, actor=actor, at=request.now)  # type: ignore[attr-defined]  # by middleware
    except Refused as refusal:
        form.add_findings(refusal.findings)
        return None
    return redirect(showing.address(actor, "preview", key))


def _preview(request: HttpRequest, key: str) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # by middleware
    draft = queries.find_draft(key, actor)
    if draft is None or "notices" not in draft.form:
        raise NotFound(queries.unknown_draft())
    at = request.now  # type: ignore[attr-defined]  # by middleware
    if request.method == "POST":
        run = file_upload(request_key=key, actor=actor, at=at)
        words = {"filed": run.filed, "known": run.known, "refused": run.refused}
        messages.success(request, text("declarations.upload.done", **words))
        return redirect(showing.address(actor, "run", run.pk))
    form = draft.form
    seen = look_through(notices_of_draft(form, actor), actor=actor, at=at)
    words = {"name": form["name"], "notices": len(form["notices"]), "rows": form["rows"]}
    found = (*queries.stored_findings(form["findings"]), *seen.findings)
    context = {
        "layout": showing.layout_of(actor),
        "title": text("declarations.upload.preview_title", **words),
        "lead": text("declarations.upload.preview_lead"),
        "crumbs": showing.crumbs(actor, Crumb(form["name"])),
        "actions": [Action(text("declarations.upload.confirm"), request.path, "primary", post=True)],
        "counts": [
            text(f"declarations.upload.{name}", count=getattr(seen, name))
            for name in ("good", "bad", "known")
        ],
        "first": _first_rows(form["notices"], request),
    }
    return _findings_table(request, found).respond(request, "declarations/preview.html", context)


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row of a preview."""

    row: int
    key: str
    importer: str
    hs_code: str
    origin: str
    net_mass: str
    value: str


def _first_rows(notices: Sequence[dict[str, Any]], request: HttpRequest) -> Table:
    rows = [
        ReadRow(
            row=row,
            key=each["key"],
            importer=each["payload"].get("importer_number", ""),
            hs_code=line.get("hs_code", ""),
            origin=line.get("origin", ""),
            net_mass=line.get("net_mass", ""),
            value=f"{line.get('value', '')} {line.get('currency', '')}".strip(),
        )
        for each in notices[: limits().file.preview_rows]
        for row, line in zip(each["rows"], each["payload"]["lines"], strict=False)
    ]
    labels = {"importer": "importer_number"}
    columns = [
        Column("row", text("declarations.upload.row"), align="end", heading=True),
        Column("key", text("declarations.upload.key")),
        *(
            Column(name, text(f"declarations.field.{labels.get(name, name)}"))
            for name in ("importer", "hs_code", "origin", "net_mass", "value")
        ),
    ]
    return Table(
        name="first",
        columns=columns,
        rows=rows,
        request=request,
        caption=text("declarations.upload.preview_caption"),
        prefixed=True,
    )


def _findings_table(request: HttpRequest, findings: Sequence[Finding]) -> Table:
    rows = [show(each) for each in sorted(findings, key=lambda each: (not each.blocks, each.row or 0))]
    return Table(
        name="findings",
        columns=[
            Column("row", text("declarations.upload.row"), sort="row", align="end", heading=True),
            Column("severity", text("declarations.upload.severity"), sort="severity"),
            Column("message", text("declarations.upload.message")),
            Column("mend", text("declarations.upload.mend")),
        ],
        rows=rows,
        request=request,
        caption=text("declarations.upload.findings_caption"),
        export="findings",
    )


def _run(request: HttpRequest, run_id: int) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # by middleware
    run = queries.find_run(run_id, actor)
    done = text("declarations.upload.done", filed=run.filed, known=run.known, refused=run.refused)
    parts = [
        Part(Summary([SummaryRow(text("declarations.field.file"), run.source_name), SummaryRow("", done)]))
    ]
    if run.findings:
        parts.append(Part(FindingsList.of(run.findings)))
    refused = [
        finding for row in queries.refused_of_run(run_id) for finding in row.findings if finding.blocks
    ]
    if refused:
        parts.append(Part(FindingsList.of(refused), text("declarations.upload.refused_caption")))
    context = {
        "layout": showing.layout_of(actor),
        "title": text("declarations.upload.run_title", name=run.source_name),
        "lead": text("declarations.upload.run_lead", at=dates.moment(run.started_at)),
        "crumbs": showing.crumbs(actor, Crumb(run.source_name)),
        "parts": parts,
    }
    return render(request, "pages/record.html", context)
