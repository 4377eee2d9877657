"""What a certificate's record says beyond the case: the paper that it replaces, the originals that it rests
on, a mark of retrospective issue, details for foreign authorities. Read from what the acts have written.
"""

from typing import Any

from jiangang.port.certificates.facts import plain
from jiangang.port.certificates.models import Certificate, ExchangeDetails, OriginalUse
from jiangang.port.certificates.registry import get_kind


def additions_of(certificate: Certificate) -> dict[str, Any]:
    """The further fields of a certificate's record; empty for an ordinary one."""
    found: dict[str, Any] = {}
    order = getattr(certificate, "replacement_order", None)
    if order is not None:
        found["replaces"] = named_replaced(order.replaced, order.reason)
    mark = getattr(certificate, "retrospective", None)
    if mark is not None:
        found["retrospective"] = {
            "mark": get_kind(certificate.kind).retrospective_mark,
            "departed_on": mark.departed_on.isoformat(),
            "reason": mark.reason,
        }
    uses = OriginalUse.objects.select_related("original").filter(certificate=certificate).order_by("pk")
    rested = [_original(use) for use in uses]
    if rested:
        found["based_on"] = rested
    details = ExchangeDetails.objects.filter(certificate=certificate).order_by("-position").first()
    if details is not None:
        found["sps"] = details.said
    return found


def named_replaced(replaced: Certificate, reason: str) -> dict[str, str]:
    """How a record names the certificate that it replaces."""
    return {
        "number": str(replaced.number),
        "issued_on": replaced.signed.issued_on.isoformat(),
        "reason": reason,
    }


def _original(use: OriginalUse) -> dict[str, str]:
    return {
        "issuer": use.original.issuer,
        "number": use.original.number,
        "issued_on": use.original.issued_on.isoformat(),
        "evidence": use.original.evidence,
        "quantity": plain(use.quantity),
        "unit": use.original.unit,
    }
