"""Screens of the people room: staff and their posts, what posts hold, and a person's own account."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jiangang.kernel.people import forms, operations, permissions, queries
from jiangang.kernel.people.models import Person
from jiangang.kernel.permissions import Permission, page, signed_in_page
from jiangang.kernel.texts import text
from jiangang.methods.findings import Refused
from jiangang.ui.components import Action, Code, Crumb, Empty, Link, SummaryRow
from jiangang.ui.components import Summary as SummaryList
from jiangang.ui.dates import day
from jiangang.ui.forms import UiForm
from jiangang.ui.pages import Part
from jiangang.ui.tables import Column, Table

REVEAL = "privacy.personal.reveal"
"""By its name: the room of privacy lies above this one."""


@page(permissions.VIEW_PEOPLE)
def list_people(request: HttpRequest) -> HttpResponse:
    """Staff with their posts of today."""
    rows = queries.list_staff(request.actor.on, request.actor.language)
    table = Table(
        name="people",
        columns=[
            Column("code", text("people.field.code"), sort="code"),
            Column("name", text("people.field.name"), sort="name", heading=True, render=_person_link),
            Column("posts", text("people.field.post")),
            Column("unit", text("people.field.unit"), sort="unit"),
            Column("username", text("people.field.username")),
        ],
        rows=rows,
        request=request,
        caption=text("people.title.list"),
        default_sort="code",
    )
    actions = [Action(text("people.title.grants"), reverse("people:grants"))]
    if _may(request, "add"):
        actions.insert(0, Action(text("people.act.add"), reverse("people:add"), "primary"))
    return table.respond(
        request, "pages/table.html", {"title": text("people.title.list"), "actions": actions}
    )


def _person_link(row: queries.PersonRow) -> Link:
    return Link(row.name, reverse("people:person", args=[row.person_id]))


@page(permissions.VIEW_PEOPLE)
def show_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """A person's posts, qualifications and absences, each with its dates."""
    try:
        found = queries.get_person_page(person_id, request.actor.language)
    except Person.DoesNotExist as missing:
        raise Http404 from missing
    acts = [
        Action(text(f"people.act.{act}"), reverse(f"people:{act}", args=[person_id]))
        for act in ("appoint", "qualify", "absence", "reset_password" if found.username else "sign_in")
        if _may(request, act)
    ]
    contacts = [(each, getattr(found, each)) for each in ("phone", "email") if getattr(found, each)]
    acts += [_reveal(person_id, each) for each, _ in contacts if REVEAL in request.actor.permissions]
    trainings = [
        SummaryRow(q.code, " ".join((_span(q.valid_from, q.valid_until), q.evidence)))
        for q in found.qualifications
    ]
    absences = [SummaryRow(_span(a.first_day, a.last_day), a.reason) for a in found.absences]
    return render(
        request,
        "people/person.html",
        {
            "title": found.name,
            "crumbs": _crumbs(),
            "lead": f"{found.code} · {found.username}",
            "actions": acts,
            "table": _postings(request, found),
            "parts": [
                _listed(
                    [SummaryRow(text(f"people.field.{each}"), value) for each, value in contacts], "contacts"
                ),
                _listed(trainings, "qualifications"),
                _listed(absences, "absences"),
            ],
        },
    )


def _postings(request: HttpRequest, found: queries.PersonPage) -> Table:
    return Table(
        name="postings",
        prefixed=True,
        columns=[
            Column("post", text("people.field.post"), heading=True),
            Column("place", text("people.field.unit")),
            Column("valid_from", text("people.field.valid_from")),
            Column(
                "valid_until",
                text("people.field.valid_until"),
                render=_until_or_end if _may(request, "end") else None,
            ),
        ],
        rows=list(found.postings),
        request=request,
        caption=text("people.title.postings"),
    )


def _reveal(person_id: int, field: str) -> Action:
    """The way to the clear value, which asks for a reason and is entered in the ledger."""
    return Action(
        text(f"people.act.reveal_{field}"),
        reverse("privacy:reveal", args=["people.Person", person_id, field]),
    )


def _may(request: HttpRequest, act: str) -> bool:
    needed = permissions.RESET_PASSWORD if act == "reset_password" else permissions.CHANGE_PEOPLE
    return needed in request.actor.permissions


def _span(first: Any, last: Any) -> str:
    return f"{day(first)} – {day(last)}"


def _listed(rows: list[SummaryRow], what: str) -> Part:
    body = SummaryList(rows) if rows else Empty(text(f"people.note.no_{what}"))
    return Part(body, text(f"people.title.{what}"))


def _until_or_end(row: queries.PostingRow) -> Any:
    if row.valid_until:
        return row.valid_until
    return Link(text("people.act.end_posting"), reverse("people:end_posting", args=[row.posting_id]))


def _crumbs() -> list[Crumb]:
    return [Crumb(text("people.title.list"), reverse("people:list"))]


def _form_page(
    request: HttpRequest,
    form: UiForm,
    act: Callable[[dict[str, Any]], Any],
    *,
    key: str,
    done: str,
) -> HttpResponse:
    """A form that does one operation: on success on to `done`, else the findings at their fields."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refusal:
            form.add_findings(refusal.findings)
        else:
            return redirect(done)
    status = 422 if form.is_bound else 200
    return render(
        request,
        "pages/form.html",
        {
            "title": text(f"people.act.{key}"),
            "form": form,
            "submit_label": text(f"people.act.{key}"),
            "crumbs": _crumbs(),
            "cancel_url": done,
        },
        status=status,
    )


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"actor": request.actor, "at": request.now}


@page(permissions.CHANGE_PEOPLE)
def add(request: HttpRequest) -> HttpResponse:
    """Take somebody on."""
    return _form_page(
        request,
        forms.PersonForm(request.POST or None),
        lambda data: operations.add_person(new=operations.NewPerson(**data), **_by(request)),
        key="add",
        done=reverse("people:list"),
    )


@page(permissions.CHANGE_PEOPLE)
def appoint(request: HttpRequest, person_id: int) -> HttpResponse:
    """Give a person a post."""
    language = request.actor.language
    form = forms.AppointForm(
        request.POST or None,
        posts=queries.post_choices(language),
        units=queries.unit_choices(request.actor.on, language),
    )
    return _form_page(
        request,
        form,
        lambda data: operations.appoint(person_id=person_id, **data, **_by(request)),
        key="appoint",
        done=reverse("people:person", args=[person_id]),
    )


@page(permissions.CHANGE_PEOPLE)
def end_posting(request: HttpRequest, posting_id: int) -> HttpResponse:
    """End a post on a day."""
    return _form_page(
        request,
        forms.EndPostingForm(request.POST or None),
        lambda data: operations.end_posting(posting_id=posting_id, **data, **_by(request)),
        key="end_posting",
        done=reverse("people:list"),
    )


@page(permissions.CHANGE_PEOPLE)
def qualify(request: HttpRequest, person_id: int) -> HttpResponse:
    """Record a qualification."""
    return _form_page(
        request,
        forms.QualifyForm(request.POST or None),
        lambda data: operations.qualify(person_id=person_id, **data, **_by(request)),
        key="qualify",
        done=reverse("people:person", args=[person_id]),
    )


@page(permissions.CHANGE_PEOPLE)
def absence(request: HttpRequest, person_id: int) -> HttpResponse:
    """Record days off duty."""
    return _form_page(
        request,
        forms.AbsenceForm(request.POST or None),
        lambda data: operations.record_absence(person_id=person_id, **data, **_by(request)),
        key="absence",
        done=reverse("people:person", args=[person_id]),
    )


@page(permissions.CHANGE_PEOPLE)
def sign_in(request: HttpRequest, person_id: int) -> HttpResponse:
    """Open a sign-in for a person."""
    return _form_page(
        request,
        forms.SignInForm(request.POST or None),
        lambda data: operations.open_sign_in(person_id=person_id, **data, **_by(request)),
        key="sign_in",
        done=reverse("people:person", args=[person_id]),
    )


@page(permissions.RESET_PASSWORD)
def reset_password(request: HttpRequest, person_id: int) -> HttpResponse:
    """Set a new first password."""
    return _form_page(
        request,
        forms.PasswordForm(request.POST or None),
        lambda data: operations.reset_password(person_id=person_id, **data, **_by(request)),
        key="reset_password",
        done=reverse("people:person", args=[person_id]),
    )


@page(permissions.VIEW_PEOPLE)
def grants(request: HttpRequest) -> HttpResponse:
    """What each kind of post holds today."""
    rows = queries.grants_in_force(request.actor.on)
    codes = tuple(sorted({row.post_kind_id for row in rows}))
    names = dict(zip(codes, queries.post_names(codes, request.actor.language), strict=True))
    table = Table(
        name="grants",
        columns=[
            Column("words", text("people.field.may"), render=_permission_words, heading=True),
            Column(
                "post_kind_id",
                text("people.field.post"),
                sort="post_kind_id",
                render=lambda row: names[row.post_kind_id],
            ),
            Column("permission", text("people.field.permission"), sort="permission", render=_permission_code),
            Column("valid_from", text("people.field.valid_from"), sort="valid_from"),
        ],
        rows=rows,
        request=request,
        caption=text("people.title.grants"),
        default_sort="permission",
        page_size=50,
    )
    may = permissions.CHANGE_GRANTS in request.actor.permissions
    actions = [Action(text("people.act.grant"), reverse("people:grant"), "primary")] if may else []
    context = {"title": text("people.title.grants"), "crumbs": _crumbs(), "actions": actions}
    return table.respond(request, "pages/table.html", context)


def _permission_words(row: Any) -> str:
    known = {str(code): code for code in Permission.all()}
    return text(known[row.permission].text_key) if row.permission in known else row.permission


def _permission_code(row: Any) -> Code:
    return Code(row.permission)


@page(permissions.CHANGE_GRANTS)
def grant(request: HttpRequest) -> HttpResponse:
    """Let a kind of post hold a permission."""
    form = forms.GrantForm(
        request.POST or None,
        posts=queries.post_choices(request.actor.language),
        permissions=[(str(code), f"{text(code.text_key)} ({code})") for code in Permission.all()],
    )
    return _form_page(
        request,
        form,
        lambda data: operations.grant(**data, **_by(request)),
        key="grant",
        done=reverse("people:grants"),
    )


@signed_in_page("a person sees their own posts, sessions and keys")
def account(request: HttpRequest) -> HttpResponse:
    """A person's own account; a new key is shown on the answer of its own making, once."""
    form = forms.KeyForm(request.POST or None)
    made = ""
    if request.method == "POST" and form.is_valid():
        made = operations.make_own_key(name=form.cleaned_data["name"], **_by(request))
        form = forms.KeyForm()
    return render(
        request,
        "people/account.html",
        {
            "form": form,
            "made": made,
            "keys": queries.own_keys(request.actor.person_id),
            "postings": queries.get_person_page(request.actor.person_id, request.actor.language).postings,
        },
        status=422 if form.is_bound and form.errors else 200,
    )


@signed_in_page("a person revokes a key of their own")
def revoke_key(request: HttpRequest, key_id: int) -> HttpResponse:
    """Revoke one of one's own keys."""
    if request.method == "POST":
        operations.revoke_own_key(key_id=key_id, **_by(request))
    return redirect("people:account")
