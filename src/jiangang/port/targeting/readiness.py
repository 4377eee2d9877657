"""Reading what a version has shown before it decides: signatures, back-tests, days in shadow."""

from datetime import datetime

from jiangang.kernel.office import api as office
from jiangang.kernel.workflow import api as workflow
from jiangang.port.targeting.models import BackTest, Decision, Policy, ShadowPeriod
from jiangang.port.targeting.rules.stated import Readiness

SIGN_POLICY_HAND, SIGN_ALERT_HAND = "sign_policy", "sign_alert"
"""Hands of the legal profiles; without an entry there two people are needed."""
HANDS = 2


def hands_for(hand: str, at: datetime) -> int:
    """How many people's signatures the legal profile of the day asks for."""
    return workflow.hands_needed(hand, at)[0] or HANDS


def readiness_of(policy: Policy, at: datetime) -> Readiness:
    """What the version has shown by now, and what the office's data of the day ask for."""
    day = office.local_day(at)
    reach = int(office.get_setting("policy_backtest_days", day))
    return Readiness(
        signatures_needed=hands_for(SIGN_POLICY_HAND, at),
        signers=frozenset(policy.signatures.values_list("signed_by", flat=True)),
        has_history=Decision.objects.exists(),
        backtest_days=reach,
        tested=any(_reaches(test, reach) for test in policy.backtests.all()),
        shadow_days=int(office.get_setting("policy_shadow_days", day)),
        days_in_shadow=_days_in_shadow(policy, at),
    )


def _reaches(test: BackTest, reach: int) -> bool:
    """Whether a back-test covers the days asked for, or all that were ever decided."""
    if (test.last_day - test.first_day).days + 1 >= reach:
        return True
    first = Decision.objects.order_by("decided_at").values_list("decided_at", flat=True).first()
    return first is not None and test.first_day <= office.local_day(first)


def _days_in_shadow(policy: Policy, at: datetime) -> int | None:
    period = ShadowPeriod.objects.select_related("end").filter(policy=policy).first()
    if period is None:
        return None
    ended = getattr(period, "end", None)
    until = min(office.local_day(at), ended.last_day) if ended else office.local_day(at)
    return (until - period.first_day).days
