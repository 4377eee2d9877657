"""Pages of privacy: showing one masked value for a reason, and the retention schedule."""

from operator import itemgetter
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jiangang.kernel.permissions import page
from jiangang.kernel.privacy import api, permissions
from jiangang.kernel.texts import lazy_text, text
from jiangang.methods.findings import NotFound, Refused
from jiangang.ui.components import Pairs, SummaryRow
from jiangang.ui.forms import UiForm
from jiangang.ui.pages import Part
from jiangang.ui.tables import Column, Table


class RevealForm(UiForm):
    """The reason, without which nothing is shown."""

    reason = forms.CharField(label=lazy_text("privacy.field.reason"), max_length=300, widget=forms.Textarea)


@never_cache
@page(permissions.REVEAL)
def reveal(request: HttpRequest, model: str, key: str, field: str) -> HttpResponse:
    """Ask for a reason; then show the value once."""
    form = RevealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            value = api.reveal(
                model=model,
                key=key,
                field=field,
                reason=form.cleaned_data["reason"],
                actor=request.actor,  # type: ignore[attr-defined]  # set by AccessMiddleware
                at=request.now,  # type: ignore[attr-defined]  # set by AccessMiddleware
            )
        except NotFound as error:
            raise Http404 from error
        except Refused as refusal:
            form.add_findings(refusal.findings)
        else:
            parts = [Part(Pairs([SummaryRow(text("privacy.page.revealed"), value)]))]
            context: dict[str, Any] = {"title": text("privacy.page.reveal"), "parts": parts}
            return render(request, "pages/record.html", context)
    context = {
        "title": text("privacy.page.reveal"),
        "lead": text("privacy.page.reveal_lead"),
        "form": form,
        "submit_label": text("privacy.act.reveal"),
    }
    return render(request, "pages/form.html", context, status=422 if form.is_bound else 200)


@require_safe
@page(permissions.VIEW_RETENTION)
def retention(request: HttpRequest) -> HttpResponse:
    """Every model with personal data, and how long they are kept today."""
    rules = {rule.model: rule for rule in api.rules_in_force(request.actor.on)}  # type: ignore[attr-defined]  # set by AccessMiddleware
    fields: dict[str, list[str]] = {}
    for each in api.list_personal_fields():
        fields.setdefault(each.model, []).append(each.field)
    rows = [_row(model, names, rules.get(model)) for model, names in sorted(fields.items())]
    keys = ("model", "fields", "keep_days", "counted", "basis", "verified")
    table = Table(
        name="retention",
        columns=[
            Column(
                key,
                text(f"privacy.column.{key}"),
                heading=key == "model",
                render=itemgetter(key),
            )
            for key in keys
        ],
        rows=rows,
        request=request,
        caption=text("privacy.page.retention"),
    )
    return table.respond(request, "pages/table.html", {"title": text("privacy.page.retention")})


def _row(model: str, fields: list[str], rule: Any) -> dict[str, str]:
    if rule is None:
        kept, counted, basis, verified = text("privacy.word.no_rule"), "", "", ""
    else:
        kept = text("privacy.word.for_good") if rule.keep_days is None else str(rule.keep_days)
        counted = f"{rule.way} {rule.counted_from}".strip()
        basis, verified = rule.basis, text("privacy.word.yes" if rule.verified else "privacy.word.no")
    return {
        "model": model,
        "fields": ", ".join(fields),
        "keep_days": kept,
        "counted": counted,
        "basis": basis,
        "verified": verified,
    }
