"""What must hold when a certificate is signed, beyond its case: earlier papers, departure, exchange."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from jiangang.kernel.office.api import local_day
from jiangang.methods.findings import Finding
from jiangang.port.certificates.models import Certificate
from jiangang.port.certificates.operations.acting import finding_of
from jiangang.port.certificates.originals import check_uses
from jiangang.port.certificates.registry import Kind
from jiangang.port.certificates.rules.life import check_departure
from jiangang.port.certificates.sps import check_exchangeable


def against_signing(
    certificate: Certificate, kind: Kind, record: Mapping[str, Any], at: datetime
) -> list[Finding]:
    """All findings: the replaced one is no longer in force, goods left unmarked, an original ended or is used
    up, foreign authorities would miss something.
    """
    findings = []
    order = getattr(certificate, "replacement_order", None)
    if order is not None and order.replaced.state != "issued":
        findings.append(
            finding_of("replaced_ended", number=order.replaced.number, state=order.replaced.state)
        )
    departed = str(record.get("departed_on") or "")
    findings += check_departure(
        date.fromisoformat(departed) if departed else None,
        after_days=kind.retrospective_after_days,
        is_marked="retrospective" in record,
        today=local_day(at),
    )
    return findings + check_uses(certificate, local_day(at)) + check_exchangeable(kind, record)
