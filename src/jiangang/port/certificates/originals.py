"""Reading originals: how much one covers, what others hold of it, and how an own one ended."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from jiangang.methods.findings import Finding
from jiangang.port.certificates.life import valid_until_of
from jiangang.port.certificates.models import Certificate, Original, OriginalUse
from jiangang.port.certificates.rules.life import Use, check_use
from jiangang.port.certificates.workflow import ENDED


def taken_of(original: Original, *, besides: Certificate | None = None) -> Decimal:
    """How much certificates that are not ended hold of an original, besides one and the one it replaces."""
    uses = OriginalUse.objects.filter(original=original).exclude(certificate__state__in=ENDED)
    if besides is not None:
        order = getattr(besides, "replacement_order", None)
        uses = uses.exclude(certificate_id__in=[besides.pk, *([order.replaced_id] if order else [])])
    return uses.aggregate(total=Sum("quantity"))["total"] or Decimal(0)


def balance_of(original: Original) -> Decimal:
    """What is left of an original, in its own unit."""
    return original.quantity - taken_of(original)


def ending_of(own: Certificate | None, today: date) -> str:
    """How an original of our own ended: `withdrawn`, `replaced`, `expired`; empty while it is in force."""
    if own is None:
        return ""
    if own.state != "issued":
        return own.state
    last = valid_until_of(own)
    return "expired" if last is not None and last < today else ""


def use_of(original: Original, certificate: Certificate, quantity: Decimal, unit: str, today: date) -> Use:
    """The facts for the rule, of a certificate that takes, or would take, so much of an original."""
    others = OriginalUse.objects.filter(certificate=certificate, original__unit="KGM")
    if not original._state.adding:
        others = others.exclude(original=original)
    return Use(
        issuer=original.issuer,
        number=original.number,
        issued_on=original.issued_on,
        evidence=original.evidence,
        covered=original.quantity,
        covered_unit=original.unit,
        taken=Decimal(0) if original._state.adding else taken_of(original, besides=certificate),
        quantity=quantity,
        unit=unit,
        today=today,
        goods_kg=_goods_kg(certificate),
        others_kg=others.aggregate(total=Sum("quantity"))["total"] or Decimal(0),
        ended=ending_of(original.own, today),
    )


def check_uses(certificate: Certificate, today: date) -> list[Finding]:
    """All findings on what a certificate takes of its originals, as they stand now."""
    uses = OriginalUse.objects.select_related("original__own").filter(certificate=certificate)
    return [
        finding
        for use in uses.order_by("pk")
        for finding in check_use(use_of(use.original, certificate, use.quantity, use.original.unit, today))
    ]


def own_original(number: str) -> tuple[Certificate, dict[str, Any]] | None:
    """A certificate of this office that is in force, with its signed record; None for any other number."""
    found = Certificate.objects.select_related("signed").filter(number=number, state="issued").first()
    return (found, found.signed.record) if found is not None else None


def _goods_kg(certificate: Certificate) -> Decimal | None:
    record = certificate.texts.order_by("-version").values_list("record", flat=True).first()
    mass = str((record or {}).get("total_net_mass_kg") or "")
    return Decimal(mass) if mass else None
