"""What targeting keeps: policies and what they had to show, alerts, decisions and what came of them,
standings,
models.
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
from jiangang.port.targeting.models.decisions import Decision, Outcome
from jiangang.port.targeting.models.policies import Policy, PolicyActivation, PolicySignature
from jiangang.port.targeting.models.scoring import ModelActivation, ModelProposal, ScoringModel
from jiangang.port.targeting.models.standings import StandingEvent
from jiangang.port.targeting.models.trials import BackTest, ShadowAnswer, ShadowEnd, ShadowPeriod

__all__ = [
    "Alert",
    "AlertEnd",
    "AlertScreening",
    "AlertSignature",
    "AlertStart",
    "AlertTouch",
    "BackTest",
    "Decision",
    "LaneRaise",
    "ModelActivation",
    "ModelProposal",
    "Outcome",
    "Policy",
    "PolicyActivation",
    "PolicySignature",
    "ScoringModel",
    "ShadowAnswer",
    "ShadowEnd",
    "ShadowPeriod",
    "StandingEvent",
]
