"""Who calls the machine API of certificates: what they may see, and the words that every act takes."""

from typing import Any

from django.http import HttpRequest

from jiangang.kernel.permissions import check
from jiangang.port.certificates import permissions, queries


def view_of(request: HttpRequest, certificate_id: int) -> queries.CertificateView:
    """The certificate as the caller may see it, the office's or one's own firm's; NotFound, Forbidden."""
    actor: Any = request.actor  # type: ignore[attr-defined]  # set by the middleware
    if actor.is_trade:
        return queries.get_own(certificate_id, actor)
    return queries.get_certificate(certificate_id, desk_of(request))


def desk_of(request: HttpRequest) -> Any:
    """The caller, when they may see certificates at the desk; raises Forbidden."""
    actor: Any = request.actor  # type: ignore[attr-defined]  # set by the middleware
    check(actor, permissions.VIEW)
    return actor


def who(request: HttpRequest) -> dict[str, Any]:
    """Actor and moment, as every operation takes them."""
    return {"actor": request.actor, "at": request.now}  # type: ignore[attr-defined]  # set by the middleware
