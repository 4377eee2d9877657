"""Permissions of targeting."""

from jiangang.kernel.permissions import Permission

VIEW_DECISIONS = Permission("targeting.decision.view")
DECIDE = Permission("targeting.decision.make")
VIEW_POLICIES = Permission("targeting.policy.view")
PROPOSE_POLICY = Permission("targeting.policy.propose")
ACTIVATE_POLICY = Permission("targeting.policy.activate", signing=True)
RECORD_OUTCOME = Permission("targeting.outcome.record")
ASK_OVERRIDE = Permission("targeting.override.ask")
ANSWER_OVERRIDE = Permission("targeting.override.answer")
RELEASE_OVERDUE = Permission("targeting.timeout.release")
DRAW_AUDIT = Permission("targeting.audit.draw")
VIEW_AUDIT = Permission("targeting.audit.view")
RECORD_AUDIT = Permission("targeting.audit.record")
VIEW_COVERAGE = Permission("targeting.coverage.view")
COMPUTE_THRESHOLDS = Permission("targeting.threshold.compute")
EXPLAIN_TO_TRADE = Permission("targeting.explanation.read")
