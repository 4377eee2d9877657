"""Reading a policy from its text (TOML): all faults at once, each at the line of the table that has it.

Tables: `policy`, `fact`, `gate` with its `permit`s, `capacity`, and the criteria `rule`, `local`,
`mandatory`, `alert`, `watch`, `campaign`, `standing`. What they say of one another is checked in `checking`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.register import method
from jiangang.methods.targeting.checking import check_over, check_together
from jiangang.methods.targeting.criteria import Capacity, Nature, TargetingRule
from jiangang.methods.targeting.facts import FACTS, LATER, Fact, Kind, Level, Schema
from jiangang.methods.targeting.policy import WEEKDAYS, Policy
from jiangang.methods.targeting.reader import Reader
from jiangang.methods.targeting.reading_criteria import read_gate, read_rule

POLICY_KEYS = frozenset(
    {"code", "name_zh", "name_en", "default_lane", "expected", "facts", "random_share"}
)  # fmt: skip
FACT_KEYS = frozenset({"name", "kind", "level", "codes", "values", "name_zh", "name_en"})
CAPACITY_KEYS = frozenset(
    {"section", "day", "hours", "hours_per_check", "arrivals", "valid_from", "valid_until"}
)  # fmt: skip
LISTS = ("fact", "gate", "capacity", *(nature.value for nature in Nature))
Made = TypeVar("Made")


@method(
    "targeting.policy_text",
    source="the policy language of this house: docs/how-to and examples/policies",
    verified="one test for each fault, with its line",
)
def read_policy(
    text: str, schema: Schema = FACTS, on: date | None = None
) -> tuple[Policy | None, list[Finding]]:
    """The policy of a text, and everything found in it; no policy when something blocks.

    schema: the facts that the office knows; `[[fact]]` adds to it, and `facts = "own"` leaves it out; on: the
    day from which a new text is to decide: what is over by then can never be reached and is refused. A text
    of before is read without it.
    """
    reader = Reader(text, schema=schema)
    values = reader.parse()
    if values is None:
        return None, reader.findings
    reader.known_only(values, {"policy", *LISTS}, "policy")
    head = values.get("policy")
    if not isinstance(head, Mapping) or not all(isinstance(values.get(name, []), list) for name in LISTS):
        reader.fault("policy_head_missing", "policy")
        return None, reader.findings
    reader.schema = _schema(reader, head, values)
    permits = iter(_permit_lines(reader, values))
    gates = _each(reader, values, "gate", lambda raw, place: read_gate(reader, raw, place, permits))
    lines: dict[str, int | None] = {}
    rules: list[tuple[int, TargetingRule]] = []
    for nature in Nature:
        for line, rule in _each(reader, values, nature.value, _rule_reader(reader, nature)):
            rules.append((line, rule))
            lines.setdefault(rule.code, line or None)
    for line, gate in gates:
        lines.setdefault(gate.code, line or None)
    rules.sort(key=lambda pair: pair[0])
    capacities = _each(reader, values, "capacity", lambda raw, place: _capacity(reader, raw, place))
    reader.line = None
    policy = replace(
        _head(reader, head),
        rules=tuple(rule for _, rule in rules),
        gates=tuple(gate for _, gate in gates),
        capacities=tuple(one for _, one in capacities),
        schema=reader.schema,
    )
    check_together(reader, policy, lines, [line for line, _ in capacities])
    if on is not None:
        check_over(reader, policy, lines, on)
    blocked = any(finding.blocks for finding in reader.findings)
    return (None if blocked else policy), reader.findings


def get_policy(text: str, schema: Schema = FACTS) -> Policy:
    """The policy of a text that was checked before; raises Refused with everything that is wrong with it."""
    policy, findings = read_policy(text, schema)
    if policy is None:
        raise Refused(findings)
    return policy


def _each(
    reader: Reader, values: Mapping[str, Any], table: str, read: Callable[[Mapping[str, Any], str], Made]
) -> list[tuple[int, Made]]:
    """Each table of a name with its line, 0 where the text does not show it."""
    given, lines, made = values.get(table, []), reader.lines_of(table), []
    for place, raw in enumerate(given):
        reader.line = lines[place] if len(lines) == len(given) else None
        # What is read may move the reader's line on, so it is taken before.
        line = reader.line or 0
        made.append((line, read(raw if isinstance(raw, Mapping) else {}, f"{table}.{place + 1}")))
    return made


def _permit_lines(reader: Reader, values: Mapping[str, Any]) -> list[int]:
    """The lines of all permits, where each has its own heading; those written inside a gate have none."""
    gates = [gate for gate in values.get("gate", []) if isinstance(gate, Mapping)]
    lists = [gate.get("permit", []) for gate in gates]
    count = sum(len(permits) for permits in lists if isinstance(permits, list))
    lines = reader.lines_of("gate.permit")
    return lines if len(lines) == count else []


def _rule_reader(reader: Reader, nature: Nature) -> Callable[[Mapping[str, Any], str], TargetingRule]:
    return lambda raw, place: read_rule(reader, nature, raw, place)


def _head(reader: Reader, head: Mapping[str, Any]) -> Policy:
    reader.known_only(head, POLICY_KEYS, "policy")
    expected = head.get("expected", {})
    shares = {
        reader.lane(name, "policy.expected"): reader.share(value, f"policy.expected.{name}")
        for name, value in (expected.items() if isinstance(expected, Mapping) else ())
    }
    if shares and sum(shares.values()) != 1:
        total = str(float(sum(shares.values())))
        reader.fault("policy_shares_not_whole", "policy.expected", total=total)
    random_share = head.get("random_share")
    return Policy(
        code=reader.code(head, "policy"),
        name_zh=reader.words(head, "name_zh", "policy"),
        name_en=reader.words(head, "name_en", "policy"),
        default_lane=reader.lane(head.get("default_lane"), "policy.default_lane"),
        expected=shares,
        rules=(),
        random_share=None if random_share is None else reader.share(random_share, "policy.random_share"),
    )


def _schema(reader: Reader, head: Mapping[str, Any], values: Mapping[str, Any]) -> Schema:
    """The facts that the text may use: the office's and its own, or only its own."""
    which = head.get("facts", "office")
    if which not in ("office", "own"):
        reader.fault("policy_facts_wrong", "policy.facts", value=str(which))
    schema: dict[str, Fact] = {} if which == "own" else dict(reader.schema)
    for line, fact in _each(reader, values, "fact", lambda raw, place: _fact(reader, raw, place)):
        known = schema.get(fact.name)
        if known is not None and not (fact.name in LATER and known is reader.schema.get(fact.name)):
            reader.line = line or None
            reader.fault("policy_fact_twice", fact.name)
        schema[fact.name] = fact
    reader.line = None
    return schema


def _fact(reader: Reader, raw: Mapping[str, Any], place: str) -> Fact:
    reader.known_only(raw, FACT_KEYS, place)
    kind, level = raw.get("kind"), raw.get("level", Level.CONSIGNMENT.value)
    if kind not in set(Kind):
        reader.fault("policy_fact_kind_wrong", f"{place}.kind", value=str(kind), known=", ".join(Kind))
    if level not in set(Level):
        reader.fault("policy_fact_kind_wrong", f"{place}.level", value=str(level), known=", ".join(Level))
    values = raw.get("values", [])
    if not isinstance(values, list) or not all(isinstance(one, str) and one for one in values):
        reader.fault("policy_value_wrong", f"{place}.values", fact=str(raw.get("name")), value=str(values))
        values = []
    return Fact(
        name=reader.code(raw, place, "name"),
        kind=Kind(kind) if kind in set(Kind) else Kind.CODE,
        level=Level(level) if level in set(Level) else Level.CONSIGNMENT,
        codes=str(raw.get("codes", "")),
        values=frozenset(values),
        name_zh=reader.words(raw, "name_zh", place),
        name_en=reader.words(raw, "name_en", place),
    )


def _capacity(reader: Reader, raw: Mapping[str, Any], place: str) -> Capacity:
    reader.known_only(raw, CAPACITY_KEYS, place)
    day = raw.get("day", "all")
    if day not in (*WEEKDAYS, "all"):
        reader.fault(
            "policy_weekday_wrong", f"{place}.day", value=str(day), known=", ".join((*WEEKDAYS, "all"))
        )
    arrivals = raw.get("arrivals")
    first, last = reader.days(raw, place)
    return Capacity(
        section=reader.code(raw, place, "section"),
        day=str(day),
        hours=reader.positive(raw.get("hours"), f"{place}.hours"),
        hours_per_check=reader.positive(raw.get("hours_per_check"), f"{place}.hours_per_check"),
        arrivals=0 if arrivals is None else int(reader.positive(arrivals, f"{place}.arrivals", whole=True)),
        valid_from=first,
        valid_until=last,
    )
