"""The machine API of the acts that move a certificate: the operations, hands and refusals of the screens."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from jiangang.port.certificates import queries
from jiangang.port.certificates.callers import who
from jiangang.port.certificates.operations import drafting, issuing, signing, withdrawing

router = Router()


class MovedOut(Schema):
    """A certificate after an act."""

    certificate_id: int
    number: str
    state: str


class OpinionIn(Schema):
    """What the hand remarks; may be empty, except where something is sent back."""

    opinion: str = ""


class EndIn(Schema):
    """Why a certificate is withdrawn, in words that the public page can print."""

    reason: str


class RedraftIn(Schema):
    """A text written anew; entered, documents: null keeps what the earlier text says."""

    remarks: str = ""
    spellings: list[tuple[str, str]] = []
    fallback_fonts: list[str] = []
    entered: dict[str, Any] | None = None
    documents: list[int] | None = None


@router.post("/{int:certificate_id}/redraft", response=MovedOut)
def redraft(request: HttpRequest, certificate_id: int, order: RedraftIn) -> dict[str, Any]:
    """Draft anew what was sent back."""
    return _moved(drafting.redraft_certificate, request, certificate_id, **order.dict())


@router.post("/{int:certificate_id}/review", response=MovedOut)
def review(request: HttpRequest, certificate_id: int, order: OpinionIn) -> dict[str, Any]:
    """Pass a draft on to be signed."""
    return _moved(drafting.review_certificate, request, certificate_id, opinion=order.opinion)


@router.post("/{int:certificate_id}/send-back", response=MovedOut)
def send_back(request: HttpRequest, certificate_id: int, order: OpinionIn) -> dict[str, Any]:
    """Give a draft back to be written anew; the opinion says why."""
    return _moved(drafting.send_back_certificate, request, certificate_id, opinion=order.opinion)


@router.post("/{int:certificate_id}/abandon", response=MovedOut)
def abandon(request: HttpRequest, certificate_id: int) -> dict[str, Any]:
    """Give up a draft."""
    return _moved(drafting.abandon_certificate, request, certificate_id)


@router.post("/{int:certificate_id}/sign", response=MovedOut)
def sign(request: HttpRequest, certificate_id: int, order: OpinionIn) -> dict[str, Any]:
    """Sign: the number is taken, the record is fixed and entered in the register."""
    return _moved(signing.sign_certificate, request, certificate_id, opinion=order.opinion)


@router.post("/{int:certificate_id}/issue", response=MovedOut)
def issue(request: HttpRequest, certificate_id: int) -> dict[str, Any]:
    """Hand the certificate out; 409 while it waits for the register: ask again in a few seconds."""
    return _moved(issuing.issue_certificate, request, certificate_id)


@router.post("/{int:certificate_id}/withdraw", response=MovedOut)
def withdraw(request: HttpRequest, certificate_id: int, order: EndIn) -> dict[str, Any]:
    """Withdraw a certificate."""
    return _moved(withdrawing.withdraw_certificate, request, certificate_id, reason=order.reason)


def _moved(operation: Any, request: HttpRequest, certificate_id: int, **words: Any) -> dict[str, Any]:
    operation(certificate_id=certificate_id, **words, **who(request))
    row = queries.get_certificate(certificate_id, request.actor).row  # type: ignore[attr-defined]  # by middleware
    return {"certificate_id": row.certificate_id, "number": row.number, "state": row.state}
