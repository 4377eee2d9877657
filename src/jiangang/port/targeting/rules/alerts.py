"""An alert or watch-list on its own: put together from a form's answers, read, added to a policy. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from jiangang.methods.findings import Finding, Severity
from jiangang.methods.targeting.criteria import Lane, Nature, TargetingRule
from jiangang.methods.targeting.facts import FACTS, Schema
from jiangang.methods.targeting.policy import Policy
from jiangang.methods.targeting.reading import read_policy

HEAD = """[policy]
code = "alert"
name_zh = "预警"
name_en = "Alert"
default_lane = "green"
"""
LONGEST_DAYS = 366
NATURES = (Nature.ALERT, Nature.WATCH)


@dataclass(frozen=True, slots=True)
class AlertWords:
    """An alert as a form asks for it: what is looked for, where it leads, how long, why, and by which source.

    conditions: fact, operator and values as typed; watched: for a watch-list the fact whose values are the
    `names`, empty for an alert; expected: the share of consignments it is meant to touch.
    """

    lane: str
    purpose_zh: str
    purpose_en: str
    source: str
    valid_from: date
    valid_until: date
    conditions: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    watched: str = ""
    names: tuple[str, ...] = ()
    expected: str = "0.001"
    when_unknown: str = "noted"


def compose_alert(code: str, words: AlertWords) -> str:
    """The alert as a table in the language of the policies."""
    nature = Nature.WATCH if words.watched else Nature.ALERT
    lines = [
        f"[[{nature.value}]]",
        f"code = {_quoted(code)}",
        f"lane = {_quoted(words.lane)}",
        f"purpose_zh = {_quoted(words.purpose_zh)}",
        f"purpose_en = {_quoted(words.purpose_en)}",
        f"expected = {_quoted(words.expected)}",
        f"when_unknown = {_quoted(words.when_unknown)}",
        f"valid_from = {words.valid_from.isoformat()}",
        f"valid_until = {words.valid_until.isoformat()}",
        'release = "withheld"',
        f"citation = {{ source = {_quoted(words.source)}, verified = false }}",
    ]
    if words.conditions:
        lines.append(f"all = [{', '.join(_condition(*one) for one in words.conditions)}]")
    if words.watched:
        lines.append(f"fact = {_quoted(words.watched)}")
        lines.append("entries = [")
        lines += [f"  {_entry(name, words)}," for name in words.names]
        lines.append("]")
    return "\n".join(lines) + "\n"


def read_alert(text: str, schema: Schema = FACTS) -> tuple[TargetingRule | None, list[Finding]]:
    """The one criterion of an alert's text, with everything found in it, lines counted in the text itself."""
    policy, findings = read_policy(f"{HEAD}{text}", schema)
    before = HEAD.count("\n")
    found = [replace(one, row=one.row - before if one.row else None) for one in findings]
    if policy is None:
        return None, found
    rules = policy.rules
    if len(rules) != 1 or policy.gates or policy.capacities or rules[0].nature not in NATURES:
        return None, [*found, Finding("targeting.finding.alert_not_one", field="text")]
    return rules[0], found


def check_alert(rule: TargetingRule, today: date) -> list[Finding]:
    """An alert leads to a check, begins no earlier than today, and ends within a year."""
    found = []
    first, last = rule.valid_from, rule.valid_until
    if rule.lane is Lane.GREEN:
        found.append(Finding("targeting.finding.alert_without_check", field="lane"))
    if first is None or last is None:
        return [*found, Finding("targeting.finding.alert_without_end", field="valid_until")]
    if first < today:
        found.append(Finding("targeting.finding.alert_in_past", field="valid_from", params={"day": today}))
    if (last - first).days >= LONGEST_DAYS:
        params = {"days": LONGEST_DAYS}
        found.append(Finding("targeting.finding.alert_too_long", field="valid_until", params=params))
    return found


def with_alerts(policy: Policy, alerts: Iterable[TargetingRule]) -> Policy:
    """The policy with alerts added to its criteria."""
    added = tuple(alerts)
    return replace(policy, rules=(*policy.rules, *added)) if added else policy


def codes_to_look_up(rule: TargetingRule) -> list[tuple[str, Sequence[str]]]:
    """Code lists and the values that an alert names of them."""
    found: list[tuple[str, Sequence[str]]] = [
        (one.about.codes, [str(value) for value in one.wanted])
        for one in rule.conditions
        if one.about.codes and one.operator in ("prefix", "in", "not_in")
    ]
    if rule.watched is not None and rule.watched.codes:
        found.append((rule.watched.codes, [entry.value for entry in rule.entries]))
    return found


def code_finding(rule: TargetingRule, scheme: str, value: str, *, is_unknown: bool) -> Finding:
    """That a code is in no list in force, or could not be looked up."""
    severity = Severity.WARNING if is_unknown else Severity.NOT_CHECKED
    state = "unknown" if is_unknown else "not_checked"
    params = {"rule": rule.code, "value": value, "scheme": scheme}
    return Finding(f"targeting.finding.policy_code_{state}", severity, params=params)


def _condition(fact: str, operator: str, values: tuple[str, ...]) -> str:
    if operator == "missing":
        return f'{{ fact = {_quoted(fact)}, operator = "missing" }}'
    known = FACTS.get(fact)
    wanted = (
        f"[{', '.join('true' if value in ('yes', 'true', '1') else 'false' for value in values)}]"
        if known is not None and known.kind.value == "flag"
        else f"[{', '.join(map(_quoted, values))}]"
    )
    return f"{{ fact = {_quoted(fact)}, operator = {_quoted(operator)}, value = {wanted} }}"


def _entry(name: str, words: AlertWords) -> str:
    days = f"valid_from = {words.valid_from.isoformat()}, valid_until = {words.valid_until.isoformat()}"
    return f"{{ value = {_quoted(name)}, {days} }}"


def _quoted(value: str) -> str:
    """A text as TOML writes it; control characters are escaped."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return (
        '"'
        + "".join(f"\\u{ord(one):04x}" if ord(one) < 32 or ord(one) == 127 else one for one in escaped)
        + '"'
    )
