"""Permissions of targeting."""

from jiangang.kernel.permissions import Permission

VIEW_DECISIONS = Permission("targeting.decision.view")
DECIDE = Permission("targeting.decision.make")
VIEW_POLICIES = Permission("targeting.policy.view")
PROPOSE_POLICY = Permission("targeting.policy.propose")
ACTIVATE_POLICY = Permission("targeting.policy.activate", signing=True)
RECORD_OUTCOME = Permission("targeting.outcome.record")
