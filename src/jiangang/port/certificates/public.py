"""The public's page: is this paper valid? Answers in plain sentences, never with a cross alone."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jiangang.kernel.office.api import local_day
from jiangang.kernel.permissions import public_page, throttled
from jiangang.kernel.texts import text
from jiangang.port.certificates import forms, queries, showing
from jiangang.port.certificates.registry import get_kind
from jiangang.ui import dates
from jiangang.ui.components import Alert

TONES = {"valid": "good", "withdrawn": "bad", "unknown": "warn"}


@require_safe
@public_page("whoever holds a paper of the office may ask whether it is valid")
@throttled(name="verify", per_minute=60)
def verify(request: HttpRequest) -> HttpResponse:
    """Ask by number and code, typed or from the QR code; the address can be kept and shared."""
    asked = "n" in request.GET
    form = forms.VerifyForm(request.GET if asked else None)
    context: dict[str, Any] = {"title": text("certificates.verify.title"), "form": form}
    if asked and form.is_valid():
        answer = queries.verify_paper(form.cleaned_data["n"], form.cleaned_data["c"])
        context |= _answer(answer, request.actor.language, request.now)
    response = render(request, "certificates/verify.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _answer(answer: queries.Verified, language: str, now: datetime) -> dict[str, Any]:
    office = answer.record["office"] if answer.record else {}
    body = text(
        f"certificates.verify.{answer.state}_body",
        number=answer.number,
        office=office.get("name_en" if language == "en" else "name_zh", ""),
        issued_on=dates.day(answer.issued_on),
        withdrawn_on=dates.day(local_day(answer.withdrawn_at)) if answer.withdrawn_at else "",
        reason=answer.reason,
    )
    return {
        "answer": Alert(body, text(f"certificates.verify.{answer.state}"), TONES[answer.state], urgent=True),  # type: ignore[arg-type]  # a tone of the table above
        "kind": get_kind(answer.title_kind).title(language) if answer.title_kind else "",
        "facts": showing.facts(answer.record) if answer.record and answer.state == "valid" else None,
        "at": text("certificates.verify.answered_at", at=dates.moment(now)),
    }
