"""The public's page: is this paper valid? Answers in plain sentences, never with a cross alone. It sets no
cookie: the language is the browser's, or `lang` in the address.
"""

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from jiangang.kernel.office.api import local_day
from jiangang.kernel.permissions import public_page, throttled
from jiangang.kernel.texts import text
from jiangang.methods.findings import Refused
from jiangang.port.certificates import forms, queries, showing, verifying
from jiangang.port.certificates.life import Life
from jiangang.port.certificates.registry import all_kinds, get_kind
from jiangang.port.certificates.telling import sentences_of
from jiangang.ui import dates
from jiangang.ui.components import Alert, Summary, SummaryRow

BAD = ("withdrawn", "replaced", "broken")
View = Callable[..., HttpResponse]
NO_COOKIE = {"language_in_address": True}
TONES = {"valid": "good", "withdrawn": "bad", "replaced": "bad", "expired": "warn", "unknown": "warn"}


def in_asked_language(view: View) -> View:
    """Answer in the language that the address names, else in the browser's."""

    @functools.wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get("lang", "")
        if asked not in dict(settings.LANGUAGES):
            return view(request, *args, **kwargs)
        with translation.override(asked):
            return view(request, *args, **kwargs)

    return run


@require_safe
@public_page("whoever holds a paper of the office may ask whether it is valid")
@throttled(name="verify", per_minute=60)
@in_asked_language
def verify(request: HttpRequest) -> HttpResponse:
    """Ask by number and code, typed or from the QR code; the address can be kept and shared."""
    asked = "n" in request.GET
    form = forms.VerifyForm(request.GET if asked else None)
    context: dict[str, Any] = {"title": text("certificates.verify.title"), "form": form, **NO_COOKIE}
    if asked and form.is_valid():
        asked_for = verifying.Question(number=form.cleaned_data["n"], code=form.cleaned_data["c"])
        on = local_day(request.now)  # type: ignore[attr-defined]
        answer = queries.verify_paper(asked_for.number, asked_for.code, on=on)
        context |= _answer(answer, _language(), request.now)
        (found,) = verifying.verify_many([asked_for], request.now)
        context |= _chain(found)
    response = render(request, "certificates/verify.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@public_page("whoever scans the code of a paper is led here by their camera")
@throttled(name="verify", per_minute=60)
@in_asked_language
def verify_code(request: HttpRequest, message: str) -> HttpResponse:
    """What a QR code says, and whether the paper is valid; the whole code is in the address."""
    address = request.build_absolute_uri("/")
    context: dict[str, Any] = {"title": text("certificates.verify.title"), "form": forms.VerifyForm(None)}
    context |= NO_COOKIE
    try:
        answer = verifying.verify_scanned(message, address, request.now)  # type: ignore[attr-defined]
        context |= _verdict(answer, request.now)  # type: ignore[attr-defined]
        context |= _chain(answer)
        context |= _life(answer.life, _language())
    except Refused as refusal:
        found = refusal.findings[0]
        words = text(found.message_key, **found.params)
        context["answer"] = Alert(words, text("certificates.verify.unknown"), "warn", urgent=True)
    response = render(request, "certificates/verify.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@public_page("a verifier without network carries the list of what is no longer in force")
@throttled(name="status", per_minute=60)
def status(request: HttpRequest) -> HttpResponse:
    """The signed status list (COSE)."""
    return _list(verifying.published_status(request.now), "application/cose")  # type: ignore[attr-defined]


@require_safe
@public_page("programs of others check the status of a credential")
@throttled(name="status", per_minute=60)
def status_credential(request: HttpRequest) -> HttpResponse:
    """The status list as W3C's credential."""
    made = verifying.published_status_credential(request.now)  # type: ignore[attr-defined]
    return _list(made.encode(), "application/vc+jwt")


def _list(content: bytes, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Cache-Control"] = "public, max-age=300"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _verdict(answer: verifying.Answer, now: datetime) -> dict[str, Any]:
    language = _language()
    found, said = answer.verdict, answer.verdict.sentence
    tone = "good" if found.is_valid else "bad" if found.state in BAD else "warn"
    title = text(f"certificates.verify.{found.state}")
    rows = [
        SummaryRow(text(f"certificates.field.{name}"), _said(name, value, language))
        for name, value in answer.fields.items()
        if value
    ]
    return {
        "answer": Alert(text(said.key, **said.params), title, tone, urgent=True),  # type: ignore[arg-type]  # a tone
        "kind": text("certificates.verify.says") if rows else "",
        "facts": Summary(rows) if rows else None,
        "at": text("certificates.verify.answered_at", at=dates.moment(now)),
    }


def _said(name: str, value: str, language: str) -> str:
    """A field in words: the kind by its title."""
    known = all_kinds()
    return known[value].title(language) if name == "kind" and value in known else value


def _language() -> str:
    return "en" if (translation.get_language() or "").startswith("en") else "zh-hans"


def _chain(found: verifying.Answer | Refused) -> dict[str, Any]:
    """Papers before and after, each with its address where the asker may open it."""
    if isinstance(found, Refused):
        return {}
    sides = {"replaces": found.chain.replaces, "replaced_by": found.chain.replaced_by}
    page = reverse("certificates:verify")
    return {
        name: [
            {
                "number": each.number,
                "url": f"{page}?{urlencode({'n': each.number, 'c': each.code})}" if each.code else "",
            }
            for each in links
        ]
        for name, links in sides.items()
    }


def _life(life: Life | None, language: str) -> dict[str, Any]:
    return {"life_notes": sentences_of(life, language)} if life is not None else {}


def _answer(answer: queries.Verified, language: str, now: datetime) -> dict[str, Any]:
    office = answer.record["office"] if answer.record else {}
    body = text(
        f"certificates.verify.{answer.state}_body",
        number=answer.number,
        office=office.get("name_en" if language == "en" else "name_zh", ""),
        issued_on=dates.day(answer.issued_on),
        withdrawn_on=dates.day(local_day(answer.withdrawn_at)) if answer.withdrawn_at else "",
        reason=answer.reason,
        successor=answer.life.replaced_by,
        valid_until=dates.day(answer.valid_until) if answer.valid_until else "",
    )
    return {
        "answer": Alert(body, text(f"certificates.verify.{answer.state}"), TONES[answer.state], urgent=True),  # type: ignore[arg-type]  # a tone of the table above
        "kind": get_kind(answer.title_kind).title(language) if answer.title_kind else "",
        "facts": showing.facts(answer.record) if answer.record and answer.state == "valid" else None,
        "at": text("certificates.verify.answered_at", at=dates.moment(now)),
        **_life(answer.life if answer.state != "unknown" else None, language),
    }
