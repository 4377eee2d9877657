"""Reading a policy from its text (TOML): all faults at once, each at the line of the rule that has it."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import combinations
from typing import Any

from jiangang.methods.findings import Citation, Finding, Refused, Severity
from jiangang.methods.targeting.conditions import OPERATORS, Condition, excludes
from jiangang.methods.targeting.facts import FACTS, Kind
from jiangang.methods.targeting.policy import LANES, Lane, Policy, TargetingRule

LARGEST_TEXT = 1_000_000
CODE = re.compile(r"[a-z0-9][a-z0-9_-]{1,59}")
POLICY_KEYS = frozenset({"code", "name_zh", "name_en", "default_lane", "expected"})
RULE_KEYS = frozenset(
    {
        "code", "lane", "purpose_zh", "purpose_en", "expected", "citation", "when_unknown", "valid_from",
        "valid_until", "all",
    }
)  # fmt: skip
CONDITION_KEYS = frozenset({"fact", "operator", "value"})
CITATION_KEYS = frozenset({"source", "article", "applies", "url", "verified"})
WHEN_UNKNOWN = {"applies": True, "noted": False}


@dataclass(slots=True)
class _Reader:
    """Collects faults while a policy is read; `line` is where the rule being read begins, counted from 1."""

    text: str
    findings: list[Finding] = field(default_factory=list)
    line: int | None = None

    def fault(self, code: str, place: str, severity: Severity = Severity.ERROR, **params: Any) -> None:
        self.findings.append(
            Finding(
                f"methods.targeting.finding.{code}",
                severity,
                place,
                {"place": place, **params},
                row=self.line,
            )
        )

    def known_only(self, values: Mapping[str, Any], known: Iterable[str], place: str) -> None:
        for name in sorted(set(values) - set(known)):
            self.fault("policy_key_unknown", place, name=name)

    def words(self, values: Mapping[str, Any], name: str, place: str) -> str:
        value = values.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.fault("policy_words_missing", f"{place}.{name}")
        return ""

    def code(self, values: Mapping[str, Any], place: str) -> str:
        value = values.get("code")
        if isinstance(value, str) and CODE.fullmatch(value):
            return value
        self.fault("policy_code_wrong", f"{place}.code", value=str(value))
        return ""

    def lane(self, value: object, place: str) -> Lane:
        if isinstance(value, str) and value in LANES:
            return LANES[value]
        self.fault("policy_lane_unknown", place, value=str(value))
        return Lane.RED

    def share(self, value: object, place: str) -> Fraction:
        try:
            share = Fraction(str(value)) if isinstance(value, str | int) else Fraction(-1)
        except (ValueError, ZeroDivisionError):
            share = Fraction(-1)
        if not 0 <= share <= 1:
            self.fault("policy_share_wrong", place, value=str(value))
            return Fraction(0)
        return share

    def day(self, values: Mapping[str, Any], name: str, place: str) -> date | None:
        value = values.get(name)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.fault("policy_day_wrong", f"{place}.{name}", value=str(value))
        return None


def read_policy(text: str) -> tuple[Policy | None, list[Finding]]:
    """The policy of a text, and everything found in it; no policy when something blocks."""
    reader = _Reader(text)
    values = _parse(reader)
    if values is None:
        return None, reader.findings
    reader.known_only(values, {"policy", "rule"}, "policy")
    head, given = values.get("policy"), values.get("rule", [])
    if not isinstance(head, Mapping) or not isinstance(given, list):
        reader.fault("policy_head_missing", "policy")
        return None, reader.findings
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == "[[rule]]"]
    rules = []
    for place, raw in enumerate(given):
        reader.line = lines[place] if place < len(lines) else None
        rules.append(_rule(reader, raw if isinstance(raw, Mapping) else {}, f"rule.{place + 1}"))
    reader.line = None
    policy = _head(reader, head, tuple(rules))
    _check_codes_once(reader, policy)
    _check_lanes(reader, policy)
    blocked = any(finding.blocks for finding in reader.findings)
    return (None if blocked else policy), reader.findings


def get_policy(text: str) -> Policy:
    """The policy of a text that was checked before; raises Refused with everything that is wrong with it."""
    policy, findings = read_policy(text)
    if policy is None:
        raise Refused(findings)
    return policy


def _parse(reader: _Reader) -> dict[str, Any] | None:
    if len(reader.text) > LARGEST_TEXT:
        reader.fault("policy_too_long", "policy", limit=LARGEST_TEXT)
        return None
    try:
        return tomllib.loads(reader.text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, InvalidOperation, RecursionError) as error:
        found = re.search(r"at line (\d+)", str(error))
        reader.line = int(found.group(1)) if found else None
        reader.fault("policy_unreadable", "policy", fault=str(error))
        return None


def _head(reader: _Reader, head: Mapping[str, Any], rules: tuple[TargetingRule, ...]) -> Policy:
    reader.known_only(head, POLICY_KEYS, "policy")
    expected = head.get("expected", {})
    shares = {
        reader.lane(name, "policy.expected"): reader.share(value, f"policy.expected.{name}")
        for name, value in (expected.items() if isinstance(expected, Mapping) else ())
    }
    if shares and sum(shares.values()) != 1:
        reader.fault("policy_shares_not_whole", "policy.expected", total=str(float(sum(shares.values()))))
    return Policy(
        code=reader.code(head, "policy"),
        name_zh=reader.words(head, "name_zh", "policy"),
        name_en=reader.words(head, "name_en", "policy"),
        default_lane=reader.lane(head.get("default_lane"), "policy.default_lane"),
        expected=shares,
        rules=rules,
    )


def _rule(reader: _Reader, raw: Mapping[str, Any], place: str) -> TargetingRule:
    reader.known_only(raw, RULE_KEYS, place)
    valid_from, valid_until = reader.day(raw, "valid_from", place), reader.day(raw, "valid_until", place)
    if valid_from and valid_until and valid_until < valid_from:
        reader.fault("policy_days_crossed", f"{place}.valid_until")
    when_unknown = raw.get("when_unknown")
    if when_unknown not in WHEN_UNKNOWN:
        reader.fault("policy_when_unknown_missing", f"{place}.when_unknown", value=str(when_unknown))
    return TargetingRule(
        code=reader.code(raw, place),
        lane=reader.lane(raw.get("lane"), f"{place}.lane"),
        conditions=_conditions(reader, raw.get("all"), f"{place}.all"),
        purpose_zh=reader.words(raw, "purpose_zh", place),
        purpose_en=reader.words(raw, "purpose_en", place),
        expected=reader.share(raw.get("expected"), f"{place}.expected"),
        citation=_citation(reader, raw.get("citation"), f"{place}.citation"),
        applies_when_unknown=WHEN_UNKNOWN.get(str(when_unknown), False),
        valid_from=valid_from,
        valid_until=valid_until,
    )


def _citation(reader: _Reader, raw: object, place: str) -> Citation:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("source"), str):
        reader.fault("policy_citation_missing", place)
        return Citation("")
    reader.known_only(raw, CITATION_KEYS, place)
    words = {name: str(raw.get(name, "")) for name in ("source", "article", "applies", "url")}
    return Citation(**words, verified=raw.get("verified") is True)


def _conditions(reader: _Reader, raw: object, place: str) -> tuple[Condition, ...]:
    if not isinstance(raw, list) or not raw:
        reader.fault("policy_conditions_missing", place)
        return ()
    read = [
        _condition(reader, one if isinstance(one, Mapping) else {}, f"{place}.{number}")
        for number, one in enumerate(raw, 1)
    ]
    conditions = tuple(one for one in read if one is not None)
    for one, other in combinations(conditions, 2):
        if excludes(one, other):
            reader.fault("policy_contradiction", place, fact=one.fact)
    return conditions


def _condition(reader: _Reader, raw: Mapping[str, Any], place: str) -> Condition | None:
    reader.known_only(raw, CONDITION_KEYS, place)
    name, operator = raw.get("fact"), raw.get("operator")
    if not isinstance(name, str) or name not in FACTS:
        reader.fault("policy_fact_unknown", f"{place}.fact", value=str(name), known=", ".join(FACTS))
        return None
    kind = FACTS[name].kind
    if not isinstance(operator, str) or operator not in OPERATORS or kind not in OPERATORS[operator][0]:
        suited = ", ".join(known for known, (kinds, _) in OPERATORS.items() if kind in kinds)
        reader.fault("policy_operator_wrong", f"{place}.operator", value=str(operator), known=suited)
        return None
    wanted = _wanted(raw.get("value"), kind, operator)
    if wanted is None:
        reader.fault("policy_value_wrong", f"{place}.value", fact=name, value=str(raw.get("value")))
        return None
    return Condition(name, operator, wanted)


def _wanted(raw: object, kind: Kind, operator: str) -> tuple[Any, ...] | None:
    """The values that a condition wants, or None when they do not suit fact and operator."""
    given = raw if isinstance(raw, list) else [] if raw is None else [raw]
    if operator == "missing":
        return None if given else ()
    if not given:
        return None
    if kind is Kind.NUMBER:
        numbers = [_number(one) for one in given]
        return None if len(numbers) != 1 or numbers[0] is None else tuple(numbers)
    wanted = bool if kind is Kind.FLAG else str
    fits = all(isinstance(one, wanted) and one != "" for one in given)
    return tuple(given) if fits else None


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _check_codes_once(reader: _Reader, policy: Policy) -> None:
    seen: set[str] = set()
    for rule in policy.rules:
        if rule.code and rule.code in seen:
            reader.fault("policy_rule_twice", rule.code)
        seen.add(rule.code)


def _check_lanes(reader: _Reader, policy: Policy) -> None:
    """A rule whose lane is no graver than the default changes nothing; that is said, not refused."""
    for rule in policy.rules:
        if rule.lane <= policy.default_lane:
            reader.fault("policy_rule_idle", rule.code, Severity.WARNING, rule=rule.code)
