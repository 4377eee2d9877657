"""What targeting keeps: policies, thresholds, decisions, what came of them, overrides, and their audit."""

from jiangang.port.targeting.models.auditing import AuditItem, AuditResult, AuditSample
from jiangang.port.targeting.models.decisions import Decision, Outcome
from jiangang.port.targeting.models.overrides import Override, OverrideAnswer, TimeoutRelease
from jiangang.port.targeting.models.policies import Policy, PolicyActivation
from jiangang.port.targeting.models.thresholds import Threshold

__all__ = [
    "AuditItem",
    "AuditResult",
    "AuditSample",
    "Decision",
    "Outcome",
    "Override",
    "OverrideAnswer",
    "Policy",
    "PolicyActivation",
    "Threshold",
    "TimeoutRelease",
]
