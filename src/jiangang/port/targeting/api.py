"""What other rooms may use of targeting: deciding, policies, outcomes, reading a decision."""

from jiangang.port.targeting.explaining import parts_of_notice
from jiangang.port.targeting.lanes import lanes_now
from jiangang.port.targeting.listening import decide_accepted
from jiangang.port.targeting.operations.auditing import draw_audit, record_audit
from jiangang.port.targeting.operations.deciding import (
    CONSEQUENCES,
    DECIDED,
    DecisionOutcome,
    consequences_actor,
    decide,
    decide_many,
    random_share,
)
from jiangang.port.targeting.operations.moving import LANE_CHANGED
from jiangang.port.targeting.operations.outcomes import record_outcome
from jiangang.port.targeting.operations.overdue import release_overdue
from jiangang.port.targeting.operations.overriding import answer_override, ask_override
from jiangang.port.targeting.operations.policies import activate_policy, propose_policy, sign_policy
from jiangang.port.targeting.operations.preparing import prepare_decisions
from jiangang.port.targeting.operations.raising import RAISED, raise_lane
from jiangang.port.targeting.operations.standings import standing_after_outcome
from jiangang.port.targeting.operations.thresholds import compute_thresholds
from jiangang.port.targeting.queries import (
    DecisionRow,
    find_decision,
    later_releases,
    policy_in_force,
)
from jiangang.port.targeting.scorers import SCORERS, Scored
from jiangang.port.targeting.scores.queries import model_in_force
from jiangang.port.targeting.training import TRAINERS, Labelled, Trained, Trainer

__all__ = [
    "CONSEQUENCES",
    "DECIDED",
    "DecisionOutcome",
    "DecisionRow",
    "LANE_CHANGED",
    "Labelled",
    "RAISED",
    "SCORERS",
    "Scored",
    "TRAINERS",
    "Trained",
    "Trainer",
    "activate_policy",
    "answer_override",
    "ask_override",
    "compute_thresholds",
    "consequences_actor",
    "decide",
    "decide_accepted",
    "decide_many",
    "draw_audit",
    "find_decision",
    "lanes_now",
    "later_releases",
    "model_in_force",
    "parts_of_notice",
    "policy_in_force",
    "prepare_decisions",
    "propose_policy",
    "raise_lane",
    "random_share",
    "record_audit",
    "record_outcome",
    "release_overdue",
    "sign_policy",
    "standing_after_outcome",
]
