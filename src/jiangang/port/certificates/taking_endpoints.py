"""The machine API of papers that go out: their files, each fetch of which is entered, and the print log."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from jiangang.port.certificates import life_queries, queries
from jiangang.port.certificates.callers import view_of, who
from jiangang.port.certificates.operations import printing, taking

router = Router()


class PrintingIn(Schema):
    """A printing; a firm gives no serial and prints only the certificate itself."""

    copies: int
    printer: str
    serial: str = ""
    reason: str = ""
    derived_id: int | None = None


class PrintingOut(Schema):
    """One printing."""

    position: int
    paper: str
    face: str
    copies: int
    printer: str
    serial: str
    reason: str
    printed_at: datetime
    printed_by: str


class FileOut(Schema):
    """One file that was taken: of which paper, and the SHA-256 of its bytes."""

    position: int
    paper: str
    face: str
    digest: str
    taken_at: datetime
    taken_by: str


@router.get("/{int:certificate_id}/pdf")
def pdf(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """The PDF that was handed out, which leaves a row in the print log; the marked draft before, without."""
    if view_of(request, certificate_id).paper_digest:
        _take(request, certificate_id, None)
    return HttpResponse(queries.pdf_of(certificate_id), content_type="application/pdf")


@router.get("/{int:certificate_id}/papers/{int:derived_id}")
def derived_pdf(request: HttpRequest, certificate_id: int, derived_id: int) -> HttpResponse:
    """A copy or an endorsement as PDF; it leaves a row in the print log."""
    view_of(request, certificate_id)
    _take(request, certificate_id, derived_id)
    _, content = life_queries.derived_pdf(certificate_id, derived_id)
    return HttpResponse(content, content_type="application/pdf")


@router.get("/{int:certificate_id}/files", response=list[FileOut])
def list_files(request: HttpRequest, certificate_id: int) -> list[life_queries.FileRow]:
    """The print log of files: who took which, and when."""
    view_of(request, certificate_id)
    return list(life_queries.life_view(certificate_id).files)


@router.post("/{int:certificate_id}/printings", response=list[PrintingOut])
def record_printing(
    request: HttpRequest, certificate_id: int, order: PrintingIn
) -> list[life_queries.PrintRow]:
    """Put a printing on record; gives the whole print log."""
    actor: Any = request.actor  # type: ignore[attr-defined]  # set by the middleware
    words = order.dict()
    if actor.is_trade:
        own = {name: words[name] for name in ("copies", "printer", "reason")}
        printing.record_own_printing(certificate_id=certificate_id, **own, **who(request))
    else:
        printing.record_printing(certificate_id=certificate_id, **words, **who(request))
    return list(life_queries.life_view(certificate_id).printings)


@router.get("/{int:certificate_id}/printings", response=list[PrintingOut])
def list_printings(request: HttpRequest, certificate_id: int) -> list[life_queries.PrintRow]:
    """The print log of sheets."""
    view_of(request, certificate_id)
    return list(life_queries.life_view(certificate_id).printings)


def _take(request: HttpRequest, certificate_id: int, derived_id: int | None) -> None:
    actor: Any = request.actor  # type: ignore[attr-defined]  # set by the middleware
    take = taking.take_own_file if actor.is_trade else taking.take_file
    take(certificate_id=certificate_id, derived_id=derived_id, **who(request))
