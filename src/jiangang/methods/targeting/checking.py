"""What the criteria of a policy say of one another: twice, idle, contradicted, unreachable, rates too high.

Shadowing and exclusion are found where they are plain from the conditions themselves; a rule that a reader
of the text could not see to be unreachable is not refused.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import combinations
from typing import Any

from jiangang.methods.findings import Severity
from jiangang.methods.targeting.conditions import Condition
from jiangang.methods.targeting.criteria import ALWAYS, Gate, Lane, Nature, TargetingRule
from jiangang.methods.targeting.implying import all_imply, find_contradiction
from jiangang.methods.targeting.policy import Policy
from jiangang.methods.targeting.reader import Reader

Lines = Mapping[str, int | None]
EVER, NEVER = date.min, date.max


def check_together(reader: Reader, policy: Policy, lines: Lines, capacity_lines: Sequence[int]) -> None:
    """Every check of the policy as a whole, each fault at the line of the criterion that has it."""
    _check_codes_once(reader, policy, lines)
    for rule in policy.rules:
        reader.line = lines.get(rule.code)
        if rule.lane <= policy.default_lane:
            reader.fault("policy_rule_idle", rule.code, Severity.WARNING, rule=rule.code)
        if rule.nature is Nature.WATCH and rule.entries:
            _check_entries(reader, rule)
    if not any(finding.blocks for finding in reader.findings):
        _check_reach(reader, policy, lines)
        _check_rates(reader, policy, lines)
        _check_capacity(reader, policy, capacity_lines)
    reader.line = None


def check_over(reader: Reader, policy: Policy, lines: Lines, on: date) -> None:
    """Criteria and gates whose last day lies before the day from which the text is to decide."""
    over = [rule.code for rule in policy.rules if rule.valid_until and rule.valid_until < on]
    over += [gate.code for gate in policy.gates if gate.valid_until and gate.valid_until < on]
    for code in over:
        reader.line = lines.get(code)
        reader.fault("policy_rule_over", code, rule=code, day=on)
    reader.line = None


def _check_codes_once(reader: Reader, policy: Policy, lines: Lines) -> None:
    seen: set[str] = set()
    for code in (*(gate.code for gate in policy.gates), *(rule.code for rule in policy.rules)):
        if code and code in seen:
            reader.line = lines.get(code)
            reader.fault("policy_rule_twice", code)
        seen.add(code)


def _check_entries(reader: Reader, rule: TargetingRule) -> None:
    """A watch-list with no entry on any day that it is in force is never asked."""
    first, last = _days(rule)
    if all(entry.valid_until < first or last < entry.valid_from for entry in rule.entries):
        reader.fault("policy_dates_never", rule.code, rule=rule.code)


def _check_reach(reader: Reader, policy: Policy, lines: Lines) -> None:
    """Rules that a gate never lets come to be asked, and rules that add nothing to another."""
    for place, rule in enumerate(policy.rules):
        reader.line = lines.get(rule.code)
        gate = next((gate for gate in policy.gates if _keeps_out(gate, rule)), None)
        if gate is not None:
            against = rule.nature is Nature.MANDATORY
            code = "policy_gate_against_mandatory" if against else "policy_rule_excluded"
            reader.fault(code, rule.code, rule=rule.code, gate=gate.code)
            continue
        earlier, later = policy.rules[:place], policy.rules[place + 1 :]
        other = next((one for one in earlier if _covers(one, rule)), None) or next(
            (one for one in later if _covers(one, rule) and not _covers(rule, one)), None
        )
        if other is not None:
            reader.fault("policy_rule_shadowed", rule.code, rule=rule.code, other=other.code)


def _keeps_out(gate: Gate, rule: TargetingRule) -> bool:
    """Whether the gate is closed to every line that the rule touches, on every day of the rule.

    A rule that does not say since when is taken to be meant for the days of the gate; it says until when if
    it ends before. A mandatory rule contradicts the gate on any day that they have in common.
    """
    first, last = _days(rule)
    days = (first if rule.valid_from else max(first, _days(gate)[0]), last)
    meant = _meet(days, _days(gate)) if rule.nature is Nature.MANDATORY else _within(days, _days(gate))
    if not meant or days[0] > days[1] or not all_imply(rule.conditions, gate.conditions):
        return False
    if rule.applies_when_unknown and not gate.applies_when_unknown:
        return False
    return not any(
        _meet(_days(rule), (permit.valid_from or EVER, permit.valid_until or NEVER))
        and find_contradiction((*rule.conditions, *permit.conditions)) is None
        for permit in gate.permits
    )


def _covers(other: TargetingRule, rule: TargetingRule) -> bool:
    """Whether whatever `rule` takes is taken already by `other`, at least as gravely and as surely."""
    plain = other.watched is None and other.programme is None and other.rate == ALWAYS
    as_strong = other.nature.binds or not rule.nature.binds
    if not plain or not as_strong or other.lane < rule.lane or rule.tests or rule.programme or rule.section:
        return False
    if not _within(_days(rule), _days(other)):
        return False
    if rule.applies_when_unknown and not other.applies_when_unknown:
        return False
    conditions = (*rule.conditions, *_watched(rule))
    return all_imply(conditions, other.conditions)


def _watched(rule: TargetingRule) -> tuple[Condition, ...]:
    if rule.watched is None:
        return ()
    names = tuple(dict.fromkeys(entry.value for entry in rule.entries))
    return (Condition(rule.watched.name, "in", names, rule.watched),)


def _check_rates(reader: Reader, policy: Policy, lines: Lines) -> None:
    """Shares expected of rules must find room in the shares expected of their lanes."""
    if not policy.expected:
        return
    reader.line = None
    if policy.random_share is not None and policy.random_share > _room(policy, Lane.RED):
        reader.fault(
            "policy_rates_too_high", "policy.random_share", **_too_high(policy, Lane.RED, policy.random_share)
        )
    for rules, share in _apart(policy.rules):
        lane = min(rule.lane for rule in rules)
        if lane > policy.default_lane and share > _room(policy, lane):
            reader.line = lines.get(rules[-1].code)
            place = ", ".join(rule.code for rule in rules)
            reader.fault("policy_rates_too_high", place, **_too_high(policy, lane, share))


def _room(policy: Policy, lane: Lane) -> Fraction:
    return sum((share for one, share in policy.expected.items() if one >= lane), Fraction(0))


def _too_high(policy: Policy, lane: Lane, share: Fraction) -> dict[str, Any]:
    return {"share": str(float(share)), "lane": lane.code, "room": str(float(_room(policy, lane)))}


def _apart(rules: Sequence[TargetingRule]) -> Iterator[tuple[tuple[TargetingRule, ...], Fraction]]:
    """Each rule, and each two that never touch the same line of a consignment, with what they take.

    Two rules on two lines can still touch one consignment, so that pairs are asked only where all their
    conditions are about the consignment as a whole.
    """
    for rule in rules:
        yield (rule,), _taken(rule)
    whole = [rule for rule in rules if not rule.asks_lines and rule.watched is None]
    for one, other in combinations(whole, 2):
        together = _meet(_days(one), _days(other)) and not (
            one.applies_when_unknown and other.applies_when_unknown
        )
        if together and find_contradiction((*one.conditions, *other.conditions)) is not None:
            yield (one, other), _taken(one) + _taken(other)


def _taken(rule: TargetingRule) -> Fraction:
    return rule.expected * (rule.programme.reduced if rule.programme else rule.rate)


def _check_capacity(reader: Reader, policy: Policy, lines: Sequence[int]) -> None:
    """Where arrivals are stated, the hours must be enough for the inspections that are expected of them."""
    red = policy.expected.get(Lane.RED)
    for place, one in enumerate(policy.capacities):
        reader.line = lines[place] or None
        if one.arrivals and red is not None and red * one.arrivals > one.checks:
            reader.fault(
                "policy_capacity_short", one.section, wanted=str(float(red * one.arrivals)), checks=one.checks
            )


def _days(one: TargetingRule | Gate) -> tuple[date, date]:
    return one.valid_from or EVER, one.valid_until or NEVER


def _within(inner: tuple[date, date], outer: tuple[date, date]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _meet(one: tuple[date, date], other: tuple[date, date]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
