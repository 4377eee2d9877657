"""What targeting keeps: policies and their activations, decisions, and what came of them."""

from jiangang.port.targeting.models.decisions import Decision, Outcome
from jiangang.port.targeting.models.policies import Policy, PolicyActivation

__all__ = ["Decision", "Outcome", "Policy", "PolicyActivation"]
