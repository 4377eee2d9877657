"""What must be true before the office certifies. Pure; a kind names those of these checks that it needs."""

from datetime import date

from jiangang.methods.findings import Finding
from jiangang.methods.rules import Rule, apply
from jiangang.port.certificates.facts import CaseFacts
from jiangang.port.certificates.registry import Kind
from jiangang.port.certificates.rules import common, entered
from jiangang.port.certificates.rules.case import CertificateCase
from jiangang.port.certificates.rules.common import check_withdrawal_reason

__all__ = ["CHECKS", "CertificateCase", "check_case", "check_withdrawal_reason"]

CHECKS: dict[str, Rule[CertificateCase]] = {
    "released": common.check_released,
    "required_fields": common.check_required_fields,
    "lines_whole": common.check_lines_whole,
    "clauses_supported": common.check_clauses_supported,
    "order_of_days": common.check_order_of_days,
    "direction": common.check_direction,
    "accepted": common.check_accepted,
    "inspected": common.check_inspected,
    "failed": common.check_failed,
    "entered_days": entered.check_entered_days,
    "treatment": entered.check_treatment,
    "weighed": entered.check_weighed,
    "loss": entered.check_loss,
    "measure": entered.check_measure,
    "origin_criterion": entered.check_origin_criterion,
    "risks_answered": entered.check_risks_answered,
    "no_risk": entered.check_no_risk,
}


def check_case(kind: Kind, facts: CaseFacts, *, on: date) -> list[Finding]:
    """All findings of the kind's preconditions on a day."""
    findings, _ = apply([CHECKS[name] for name in kind.preconditions], CertificateCase(kind, facts), on)
    return findings
