"""What other rooms may use of targeting: deciding, policies, outcomes, reading a decision."""

from jiangang.port.targeting.listening import decide_accepted
from jiangang.port.targeting.operations.deciding import (
    CONSEQUENCES,
    DECIDED,
    DecisionOutcome,
    consequences_actor,
    decide,
    decide_many,
    prepare_decisions,
    random_share,
)
from jiangang.port.targeting.operations.outcomes import record_outcome
from jiangang.port.targeting.operations.policies import activate_policy, propose_policy
from jiangang.port.targeting.queries import DecisionRow, find_decision, policy_in_force

__all__ = [
    "CONSEQUENCES",
    "DECIDED",
    "DecisionOutcome",
    "DecisionRow",
    "activate_policy",
    "consequences_actor",
    "decide",
    "decide_accepted",
    "decide_many",
    "find_decision",
    "policy_in_force",
    "prepare_decisions",
    "propose_policy",
    "random_share",
    "record_outcome",
]
