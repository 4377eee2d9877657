"""The policy editor: a text typed or as a file, its faults with their lines, its meaning, its differences."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jiangang.kernel.permissions import page
from jiangang.kernel.texts import text
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.targeting.policy import Policy
from jiangang.port.targeting import forms, meaning, permissions, queries
from jiangang.port.targeting.operations.policies import examine_policy, propose_policy
from jiangang.port.targeting.policy_views import difference_parts
from jiangang.ui.components import Alert, Code, Crumb, Summary
from jiangang.ui.pages import Part


@page(permissions.PROPOSE_POLICY)
def propose(request: HttpRequest) -> HttpResponse:
    """Write a version, look at what it means, propose it; the form begins with the text in force."""
    if request.method != "POST":
        current = queries.policy_in_force(request.actor.on)
        before = queries.get_policy_row(current.policy_id).text if current else ""
        return _editor(request, forms.ProposeForm(initial={"text": before}), [], None)
    form = forms.ProposeForm(request.POST, request.FILES)
    if not form.is_valid():
        return _editor(request, _typed(form, request), [], None, status=422)
    written = form.cleaned_data["text"]
    if request.POST.get("act") != "propose":
        read, findings = examine_policy(written, request.actor.on)
        shown = _typed(form, request)
        shown.add_findings(findings)
        return _editor(request, shown, findings, read, status=422 if read is None else 200)
    try:
        made = propose_policy(**form.cleaned_data, actor=request.actor, at=request.now)
    except Refused as refusal:
        shown = _typed(form, request)
        shown.add_findings(refusal.findings)
        return _editor(request, shown, refusal.findings, None, status=422)
    messages.success(request, text("targeting.note.proposed", name=made))
    return redirect("targeting:policy", policy_id=made.pk)


def _typed(form: Any, request: HttpRequest) -> Any:
    """The form again with the text in its box, where it came out of a file; its faults stay with it."""
    given = request.POST.copy()
    if form.cleaned_data.get("text"):
        given["text"] = form.cleaned_data["text"]
    again = forms.ProposeForm(given)
    again.is_valid()
    for name, errors in form.errors.items():
        for error in errors:
            if error not in again.errors.get(name, []):
                again.add_error(name if name in again.fields else None, error)
    return again


def _editor(
    request: HttpRequest, form: Any, findings: Any, read: Policy | None, *, status: int = 200
) -> HttpResponse:
    written = form.cleaned_data.get("text", "") if form.is_bound else ""
    context = {
        "title": text("targeting.title.propose"),
        "lead": text("targeting.lead.propose"),
        "form": form,
        "faults": _faults(written, findings),
        "parts": _preview(request, written, read) if read is not None else [],
        "crumbs": [Crumb(text("targeting.title.policies"), reverse("targeting:policies"))],
        "cancel_url": reverse("targeting:policies"),
    }
    return render(request, "targeting/editor.html", context, status=status)


def _faults(written: str, findings: Any) -> Any:
    """The lines that have faults, with their numbers and what stands around them."""
    lines = sorted({one.row for one in findings if isinstance(one, Finding) and one.row})
    shown = meaning.numbered(written, lines)
    return Code(shown, label=text("targeting.title.faulty_lines"), block=True) if shown else ""


def _preview(request: HttpRequest, written: str, read: Policy) -> list[Part]:
    """What a text means, and how it differs from the version in force and the latest one."""
    parts = [Part(Alert(text("targeting.note.preview"), tone="info"), text("targeting.title.preview"))]
    for kind, other in queries.to_compare_text(read.code, request.actor.on):
        parts += difference_parts(kind, other, written, text("targeting.note.this_text"), request)
    parts.append(Part(Summary(meaning.head_rows(read)), text("targeting.title.rules")))
    parts += [Part(Summary(meaning.gate_rows(gate, request.actor))) for gate in read.gates]
    parts += [Part(Summary(meaning.rule_rows(rule, request.actor))) for rule in read.rules]
    return parts
