"""The public's page: is this paper valid? Answers in plain sentences, never with a cross alone."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from jiangang.kernel.office.api import local_day
from jiangang.kernel.permissions import public_page, throttled
from jiangang.kernel.texts import text
from jiangang.methods.findings import Refused
from jiangang.port.certificates import forms, life_showing, queries, showing, verifying
from jiangang.port.certificates.asking import sentences_of
from jiangang.port.certificates.life import Life
from jiangang.port.certificates.registry import get_kind
from jiangang.ui import dates
from jiangang.ui.components import Alert, Summary, SummaryRow

BAD = ("withdrawn", "replaced", "broken")
TONES = {"valid": "good", "withdrawn": "bad", "replaced": "bad", "expired": "warn", "unknown": "warn"}


@require_safe
@public_page("whoever holds a paper of the office may ask whether it is valid")
@throttled(name="verify", per_minute=60)
def verify(request: HttpRequest) -> HttpResponse:
    """Ask by number and code, typed or from the QR code; the address can be kept and shared."""
    asked = "n" in request.GET
    form = forms.VerifyForm(request.GET if asked else None)
    context: dict[str, Any] = {"title": text("certificates.verify.title"), "form": form}
    if asked and form.is_valid():
        on = local_day(request.now)
        answer = queries.verify_paper(form.cleaned_data["n"], form.cleaned_data["c"], on=on)
        context |= _answer(answer, _language(), request.now)
    response = render(request, "certificates/verify.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@public_page("whoever scans the code of a paper is led here by their camera")
@throttled(name="verify", per_minute=60)
def verify_code(request: HttpRequest, message: str) -> HttpResponse:
    """What a QR code says, and whether the paper is valid; the whole code is in the address."""
    address = request.build_absolute_uri("/").rstrip("/").upper()
    context: dict[str, Any] = {"title": text("certificates.verify.title"), "form": forms.VerifyForm(None)}
    try:
        answer = verifying.verify_code(f"{address}/C/{message}", request.now)  # type: ignore[attr-defined]
        context |= _verdict(answer, request.now)  # type: ignore[attr-defined]
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
    found, said = answer.verdict, answer.verdict.sentence
    tone = "good" if found.is_valid else "bad" if found.state in BAD else "warn"
    title = text(f"certificates.verify.{found.state}")
    rows = [
        SummaryRow(text(f"certificates.field.{name}"), value)
        for name, value in answer.fields.items()
        if value
    ]
    return {
        "answer": Alert(text(said.key, **said.params), title, tone, urgent=True),  # type: ignore[arg-type]  # a tone
        "kind": text("certificates.verify.says") if rows else "",
        "facts": Summary(rows) if rows else None,
        "at": text("certificates.verify.answered_at", at=dates.moment(now)),
    }


def _language() -> str:
    """The language of the page; whoever asks has not signed in, and so has none of their own."""
    return "en" if (translation.get_language() or "").startswith("en") else "zh-hans"


def _life(life: Life | None, language: str) -> dict[str, Any]:
    if life is None:
        return {}
    return {"life_notes": sentences_of(life, language), "chain": life_showing.chain(life)}


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
