"""Screens of the office's settings."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jiangang.kernel.office import operations, permissions, queries
from jiangang.kernel.office.forms import SettingForm
from jiangang.kernel.office.leading import leads_of
from jiangang.kernel.office.settings_list import BY_KEY, SETTINGS
from jiangang.kernel.permissions import Actor, page
from jiangang.kernel.texts import text
from jiangang.methods.findings import Refused
from jiangang.ui.components import Crumb, Link, Summary, SummaryRow
from jiangang.ui.pages import Part

KEPT_AS_FOUNDED = frozenset({"demo", "demo_day", "demo_password"})


@page(permissions.VIEW_SETTINGS)
def settings_list(request: HttpRequest) -> HttpResponse:
    """Every setting in force today, with a way to change it."""
    values = queries.all_settings(request.actor.on)
    may_change = permissions.CHANGE_SETTINGS in request.actor.permissions
    rows = [
        SummaryRow(
            text(f"office.setting.{setting.key}"),
            _shown(values[setting.key], setting.choices),
            reverse("office:change", args=[setting.key]) if may_change else "",
        )
        for setting in SETTINGS
        if setting.key not in KEPT_AS_FOUNDED
    ]
    return render(
        request,
        "pages/record.html",
        {
            "title": text("office.title.settings"),
            "lead": text("office.hint.dated"),
            "parts": [Part(Summary(rows)), *_leading(request.actor)],
        },
    )


def _leading(actor: Actor) -> list[Part]:
    """The lists of data that an administrator loads."""
    rows = [
        SummaryRow(text(lead.label), Link(text("office.act.open"), reverse(lead.url_name)))
        for lead in leads_of(actor)
    ]
    return [Part(Summary(rows), text("office.title.reference"))] if rows else []


def _shown(value: object, choices: tuple[str, ...]) -> str:
    if isinstance(value, bool):
        return text("office.choice.yes" if value else "office.choice.no")
    return text(f"office.choice.{value}") if value in choices else str(value)


@page(permissions.CHANGE_SETTINGS)
def change_setting(request: HttpRequest, key: str) -> HttpResponse:
    """Set a setting from a day on."""
    if key not in BY_KEY or key in KEPT_AS_FOUNDED:
        raise Http404
    now = queries.get_setting(key, request.actor.on)
    shown = ("yes" if now else "no") if isinstance(now, bool) else now
    form = SettingForm(
        request.POST or None, setting=BY_KEY[key], initial={"value": shown, "valid_from": request.actor.on}
    )
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_setting(key=key, **form.cleaned_data, actor=request.actor, at=request.now)
        except Refused as refusal:
            form.add_findings(refusal.findings)
        else:
            return redirect("office:settings")
    context = {
        "title": text("office.title.change", name=text(f"office.setting.{key}")),
        "form": form,
        "submit_label": text("office.act.change"),
        "crumbs": [Crumb(text("office.title.settings"), reverse("office:settings"))],
        "cancel_url": reverse("office:settings"),
    }
    return render(request, "pages/form.html", context, status=422 if form.is_bound else 200)
