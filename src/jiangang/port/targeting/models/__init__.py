"""What targeting keeps: policies and what they had to show, alerts, thresholds, decisions and what came of
them, overrides and their audit, standings, models.
"""

from jiangang.port.targeting.models.alerts import (
    Alert,
    AlertEnd,
    AlertScreening,
    AlertSignature,
    AlertStart,
    AlertTouch,
    LaneRaise,
)
from jiangang.port.targeting.models.auditing import AuditItem, AuditResult, AuditSample
from jiangang.port.targeting.models.decisions import Decision, Outcome
from jiangang.port.targeting.models.overrides import Override, OverrideAnswer, TimeoutRelease
from jiangang.port.targeting.models.policies import Policy, PolicyActivation, PolicySignature
from jiangang.port.targeting.models.scoring import ModelActivation, ModelProposal, ScoringModel
from jiangang.port.targeting.models.standings import StandingEvent
from jiangang.port.targeting.models.thresholds import Threshold
from jiangang.port.targeting.models.trials import BackTest, ShadowAnswer, ShadowEnd, ShadowPeriod

__all__ = [
    "Alert",
    "AlertEnd",
    "AlertScreening",
    "AlertSignature",
    "AlertStart",
    "AlertTouch",
    "AuditItem",
    "AuditResult",
    "AuditSample",
    "BackTest",
    "Decision",
    "LaneRaise",
    "ModelActivation",
    "ModelProposal",
    "Outcome",
    "Override",
    "OverrideAnswer",
    "Policy",
    "PolicyActivation",
    "PolicySignature",
    "ScoringModel",
    "ShadowAnswer",
    "ShadowEnd",
    "ShadowPeriod",
    "StandingEvent",
    "Threshold",
    "TimeoutRelease",
]
