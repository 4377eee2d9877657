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
from jiangang.port.targeting.operations.policies import activate_policy, propose_policy, sign_policy
from jiangang.port.targeting.operations.raising import RAISED, raise_lane
from jiangang.port.targeting.operations.standings import standing_after_outcome
from jiangang.port.targeting.queries import DecisionRow, find_decision, policy_in_force
from jiangang.port.targeting.scores.queries import model_in_force
from jiangang.port.targeting.training import TRAINERS, Labelled, Trained, Trainer

__all__ = [
    "CONSEQUENCES",
    "DECIDED",
    "RAISED",
    "TRAINERS",
    "DecisionOutcome",
    "DecisionRow",
    "Labelled",
    "Trained",
    "Trainer",
    "activate_policy",
    "consequences_actor",
    "decide",
    "decide_accepted",
    "decide_many",
    "find_decision",
    "model_in_force",
    "policy_in_force",
    "prepare_decisions",
    "propose_policy",
    "raise_lane",
    "random_share",
    "record_outcome",
    "sign_policy",
    "standing_after_outcome",
]
