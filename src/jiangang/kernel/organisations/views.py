"""Screens of the register of firms and of a firm's own account."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jiangang.kernel.organisations import accounts, forms, operations, permissions, queries
from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import page, public_page, signed_in_page, throttled
from jiangang.kernel.texts import text
from jiangang.methods.findings import Refused
from jiangang.ui.components import Action, Alert, Code, Crumb, Empty, Link, Summary, SummaryRow
from jiangang.ui.pages import Part
from jiangang.ui.tables import Column, Table


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"actor": request.actor, "at": request.now}


@page(permissions.VIEW_FIRMS)
def list_firms(request: HttpRequest) -> HttpResponse:
    """The register, in pinyin order; firms that the reader must keep out of are left out."""
    english = request.actor.language == "en"
    table = Table(
        name="firms",
        columns=[
            Column(
                "name",
                text("organisations.field.name"),
                sort="pinyin",
                heading=True,
                render=_firm_link(english),
            ),
            Column(
                "numbers",
                text("organisations.field.number"),
                render=lambda row: "、".join(
                    number.partition(":")[2] or number for number in row.identifiers
                ),
            ),
            Column("country", text("organisations.field.country"), sort="country"),
        ],
        rows=queries.visible_firms(request.actor),
        shape=queries.firm_rows,
        request=request,
        caption=text("organisations.title.list"),
        default_sort="name",
    )
    actions = []
    if permissions.REGISTER_FIRM in request.actor.permissions:
        actions.append(
            Action(text("organisations.act.register"), reverse("organisations:register"), "primary")
        )
    if permissions.VOUCH_RECOVERY in request.actor.permissions:
        actions.append(Action(text("organisations.title.recoveries"), reverse("organisations:recoveries")))
    return table.respond(
        request, "pages/table.html", {"title": text("organisations.title.list"), "actions": actions}
    )


def _firm_link(english: bool) -> Any:
    def link(row: queries.FirmRow) -> Link:
        name = (row.name_en or row.name_zh) if english else (row.name_zh or row.name_en)
        return Link(name, reverse("organisations:firm", args=[row.firm_id]))

    return link


@page(permissions.VIEW_FIRMS)
def show_firm(request: HttpRequest, firm_id: int) -> HttpResponse:
    """One firm: its numbers and, for the counter, its account."""
    found = queries.find_visible_firm(request.actor, firm_id)
    if found is None:
        raise Http404
    members = people.list_members(firm_id, request.actor.on, language=request.actor.language)
    rows = [SummaryRow(*_scheme_and_number(number)) for number in found.identifiers]
    rows.append(SummaryRow(text("organisations.field.country"), found.country))
    colleagues = [
        SummaryRow(text(f"organisations.post.{m.post}"), f"{m.name} ({m.username})") for m in members
    ]
    actions = []
    if not members and permissions.VOUCH_RECOVERY in request.actor.permissions:
        actions.append(
            Action(
                text("organisations.act.open_account"), reverse("organisations:open_account", args=[firm_id])
            )
        )
    names = [name for name in (found.name_zh, found.name_en) if name]
    if request.actor.language == "en":
        names.reverse()
    context = {
        "title": names[0],
        "lead": names[-1] if len(names) > 1 else "",
        "crumbs": [Crumb(text("organisations.title.list"), reverse("organisations:list"))],
        "actions": actions,
        "parts": [Part(Summary(rows)), Part(Summary(colleagues), text("organisations.title.members"))],
    }
    return render(request, "pages/record.html", context)


def _scheme_and_number(identifier: str) -> tuple[str, str]:
    scheme, _, number = identifier.rpartition(":")
    known = scheme in forms.SCHEMES
    return (text(f"organisations.scheme.{scheme}") if known else text("organisations.field.number"), number)


@page(permissions.REGISTER_FIRM)
def register(request: HttpRequest) -> HttpResponse:
    """Register a firm under its number."""
    form = forms.FirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.register_firm(**form.cleaned_data, **_by(request))
        except Refused as refusal:
            form.add_findings(refusal.findings, fields={"identifier": "value"})
        else:
            return redirect("organisations:list")
    return _form(request, form, "register", cancel="organisations:list")


@page(permissions.VOUCH_RECOVERY)
def open_account(request: HttpRequest, firm_id: int) -> HttpResponse:
    """Open a firm's account with its two administrators."""
    if queries.find_visible_firm(request.actor, firm_id) is None:
        raise Http404
    form = forms.AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        first, second = (
            accounts.NewMember(
                data[f"{which}_name"],
                data[f"{which}_username"],
                data[f"{which}_password"],
                "firm_administrator",
            )
            for which in ("first", "second")
        )
        try:
            accounts.open_firm_account(firm_id=firm_id, first=first, second=second, **_by(request))
        except Refused as refusal:
            form.add_findings(refusal.findings)
        else:
            return redirect("organisations:firm", firm_id=firm_id)
    return _form(request, form, "open_account", cancel="organisations:list")


@page(permissions.MANAGE_OWN_FIRM)
def own_account(request: HttpRequest) -> HttpResponse:
    """A firm's administrator sees the colleagues, takes one on, and who asked for a way back in."""
    form = forms.MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            accounts.add_member(new=accounts.NewMember(**form.cleaned_data), **_by(request))
        except Refused as refusal:
            form.add_findings(refusal.findings)
        else:
            return redirect("organisations:own_account")
    context = {
        "form": form,
        "members": people.list_members(
            request.actor.firm_id, request.actor.on, language=request.actor.language
        ),
        "recoveries": queries.open_recoveries(request.now, firm_id=request.actor.firm_id),
    }
    return render(request, "organisations/own_account.html", context, status=422 if form.is_bound else 200)


@page(permissions.MANAGE_OWN_FIRM)
def end_member(request: HttpRequest, posting_id: int) -> HttpResponse:
    """End a colleague's post."""
    if request.method == "POST":
        accounts.end_member(posting_id=posting_id, **_by(request))
    return redirect("organisations:own_account")


@page(permissions.VOUCH_RECOVERY)
def recoveries(request: HttpRequest) -> HttpResponse:
    """Who asked for a way back in, for the counter."""
    title = text("organisations.title.recoveries")
    table = Table(
        name="recoveries",
        columns=[
            Column("username", text("organisations.field.username"), heading=True),
            Column("asked_at", text("organisations.field.asked_at"), sort="asked_at"),
            Column("vouch", text("organisations.act.vouch"), render=_vouch_link),
        ],
        rows=queries.open_recoveries(request.now),
        request=request,
        caption=title,
        default_sort="asked_at",
        empty=Empty(text("organisations.note.no_recoveries")),
    )
    lead = text("organisations.hint.recoveries")
    return table.respond(request, "pages/table.html", {"title": title, "lead": lead})


def _vouch_link(row: queries.RecoveryRow) -> Link:
    return Link(text("organisations.act.vouch"), reverse("organisations:vouch", args=[row.recovery_id]))


@signed_in_page("the operation lets only the firm's other administrator or a vouching post pass")
def vouch(request: HttpRequest, recovery_id: int) -> HttpResponse:
    """Vouch for somebody; the code is shown on the answer, once."""
    if queries.find_recovery(request.actor, recovery_id, may_vouch=_may_vouch(request)) is None:
        raise Http404
    form = forms.VouchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            code = accounts.vouch(recovery_id=recovery_id, **form.cleaned_data, **_by(request))
        except Refused as refusal:
            form.add_findings(refusal.findings)
        else:
            parts = [
                Part(Alert(text("organisations.hint.hand_over"), tone="good")),
                Part(Code(code, block=True)),
            ]
            context = {"title": text("organisations.title.code"), "parts": parts, "layout": _layout(request)}
            return render(request, "pages/record.html", context)
    return _form(request, form, "vouch", cancel="front")


def _may_vouch(request: HttpRequest) -> bool:
    return permissions.VOUCH_RECOVERY in request.actor.permissions


def _layout(request: HttpRequest) -> str:
    return "layouts/portal.html" if request.actor.is_trade else "layouts/desk.html"


def _form(request: HttpRequest, form: Any, act: str, *, cancel: str) -> HttpResponse:
    context = {
        "title": text(f"organisations.act.{act}"),
        "form": form,
        "submit_label": text(f"organisations.act.{act}"),
        "cancel_url": reverse(cancel),
        "layout": _layout(request),
    }
    return render(request, "pages/form.html", context, status=422 if form.is_bound else 200)


@public_page("somebody who cannot sign in must be able to ask for a way back and to use the code")
@throttled(name="recover", per_minute=30)
def recover(request: HttpRequest) -> HttpResponse:
    """Ask for a way back, or set a new password with the code."""
    asking = request.POST.get("step") == "ask"
    ask_form = forms.AskForm(request.POST if asking else None, prefix="ask")
    code_form = forms.CodeForm(request.POST if request.POST.get("step") == "code" else None, prefix="code")
    noted = False
    if asking and ask_form.is_valid():
        accounts.ask_recovery(**ask_form.cleaned_data, **_by(request))
        noted = True
    if code_form.is_bound and code_form.is_valid():
        try:
            accounts.use_code(**code_form.cleaned_data, **_by(request))
        except Refused as refusal:
            code_form.add_findings(refusal.findings)
        else:
            return redirect("account_login")
    context = {"ask_form": ask_form, "code_form": code_form, "noted": noted, "forms": [ask_form, code_form]}
    bad = bool((asking and ask_form.errors) or (code_form.is_bound and code_form.errors))
    return render(request, "organisations/recover.html", context, status=422 if bad else 200)
