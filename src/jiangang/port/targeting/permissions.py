"""Permissions of targeting."""

from jiangang.kernel.permissions import Permission

VIEW_DECISIONS = Permission("targeting.decision.view")
DECIDE = Permission("targeting.decision.make")
VIEW_POLICIES = Permission("targeting.policy.view")
PROPOSE_POLICY = Permission("targeting.policy.propose")
TEST_POLICY = Permission("targeting.policy.test")
SIGN_POLICY = Permission("targeting.policy.sign", signing=True)
ACTIVATE_POLICY = Permission("targeting.policy.activate", signing=True)
RECORD_OUTCOME = Permission("targeting.outcome.record")
VIEW_ALERTS = Permission("targeting.alert.view")
PROPOSE_ALERT = Permission("targeting.alert.propose")
SIGN_ALERT = Permission("targeting.alert.sign")
END_ALERT = Permission("targeting.alert.end")
RAISE_LANE = Permission("targeting.lane.raise")
VIEW_STANDINGS = Permission("targeting.standing.view")
LOCK_STANDING = Permission("targeting.standing.lock")
OVERRIDE_CHECK = Permission("targeting.standing.override")
VIEW_MODELS = Permission("targeting.model.view")
TRAIN_MODEL = Permission("targeting.model.train")
PROPOSE_MODEL = Permission("targeting.model.propose")
ACTIVATE_MODEL = Permission("targeting.model.activate", signing=True)
