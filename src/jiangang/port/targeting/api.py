"""What other rooms may use of targeting: deciding, policies, outcomes, reading a decision."""

from jiangang.port.targeting.listening import decide_accepted
from jiangang.port.targeting.operations.deciding import DECIDED, DecisionOutcome, decide, decide_many
from jiangang.port.targeting.operations.outcomes import record_outcome
from jiangang.port.targeting.operations.policies import activate_policy, propose_policy
from jiangang.port.targeting.queries import DecisionRow, find_decision, policy_in_force

__all__ = [
    "DECIDED",
    "DecisionOutcome",
    "DecisionRow",
    "activate_policy",
    "decide",
    "decide_accepted",
    "decide_many",
    "find_decision",
    "policy_in_force",
    "propose_policy",
    "record_outcome",
]
