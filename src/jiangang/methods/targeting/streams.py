"""Why one admissible consignment is checked, and how probable that was before anything was drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from jiangang.methods.register import method
from jiangang.methods.targeting.criteria import Lane
from jiangang.methods.targeting.policy import Reason, Verdict

__all__ = ["Settled", "inclusion", "settle"]

NEVER, ALWAYS = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Settled:
    """What the policy alone makes of a consignment once its lot is known.

    lane: the gravest that it asks for; is_mandatory: inspected by a criterion that binds, or that took it at
    a rate; is_chosen: by one that does neither; mandatory, rule: the chances of the two before the lot was
    drawn.
    """

    lane: Lane
    is_mandatory: bool
    is_chosen: bool
    mandatory: Fraction
    rule: Fraction


@method(
    "targeting.settle",
    source="the rates of the office's policy, one lot for all criteria of a consignment",
    verified="targeting.batch settles columns the same way (tests/unit/methods/targeting/test_streams.py)",
)
def settle(verdict: Verdict, lot: Fraction) -> Settled:
    """Lane and streams of a verdict with the committed lot, from 0 to below 1, for its rates."""
    binding = [one.rate for one in verdict.reasons if _inspects(one, binds=True)]
    others = [one.rate for one in verdict.reasons if _inspects(one, binds=False)]
    mandatory, rule = max(binding, default=NEVER), max(others, default=NEVER)
    return Settled(verdict.lane_at(lot), lot < mandatory, lot < rule, mandatory, rule)


@method(
    "targeting.inclusion",
    source="independent draws: 1 − Π(1 − pᵢ); the criteria of a policy share one lot, so the greater counts",
    verified="10,000 consignments: shares taken agree (tests/integration/targeting/test_rates.py)",
)
def inclusion(chances: Mapping[str, Fraction]) -> Fraction:
    """The probability that any stream takes a consignment, from those of each.

    chances: `random`, `mandatory`, `rule`, `exploit`, `explore`; a missing one is 0. The policy's own two
    share one lot. Raises ValueError outside 0 to 1.
    """
    if any(not 0 <= chance <= 1 for chance in chances.values()):
        raise ValueError("a chance is from 0 to 1")
    policy = max(chances.get("mandatory", NEVER), chances.get("rule", NEVER))
    passed = 1 - policy
    for name in ("random", "exploit", "explore"):
        passed *= 1 - chances.get(name, NEVER)
    return 1 - passed


def _inspects(reason: Reason, *, binds: bool) -> bool:
    """Whether a reason asks for inspection; whom a rate below 1 takes is inspected whatever the nature."""
    rule = reason.rule
    is_binding = rule.nature.binds or reason.rate < 1
    return rule.lane is Lane.RED and is_binding is binds and rule.touches(reason.answer)
