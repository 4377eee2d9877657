"""What a policy says, in words: each criterion as one block, and the difference of two versions by
meaning.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import unified_diff
from fractions import Fraction

from jiangang.kernel.permissions import Actor
from jiangang.kernel.texts import text
from jiangang.methods.targeting.conditions import Condition
from jiangang.methods.targeting.criteria import Gate, TargetingRule
from jiangang.methods.targeting.facts import FACTS, Fact
from jiangang.methods.targeting.policy import Policy
from jiangang.port.targeting.firm_names import firms_shown
from jiangang.ui.components import SummaryRow
from jiangang.ui.dates import day as written_day
from jiangang.ui.findings import citation_words

SAID = (
    "import", "export", "known", "unknown", "not_checked", "unrated", "trusted", "normal", "watched",
    "qualifying", "reduced", "locked", "owed",
)  # fmt: skip
"""Codes among the facts that have words in the texts."""
LONGEST_SHOWN = 20
"""Lines of a table with a fault that are shown below its heading."""


@dataclass(frozen=True, slots=True)
class Change:
    """A criterion that two versions do not have in common: `kind` is added, removed or changed."""

    kind: str
    code: str
    before: str
    after: str


def percent(share: Fraction) -> str:
    """A share as people read it."""
    return f"{float(share):.2%}".replace(".00%", "%")


def days(first: date | None, last: date | None) -> str:
    """The days in force, in words."""
    if first is None and last is None:
        return text("targeting.days.always")
    if last is None:
        return text("targeting.days.from", first=written_day(first))
    if first is None:
        return text("targeting.days.until", last=written_day(last))
    return text("targeting.days.between", first=written_day(first), last=written_day(last))


def fact_words(fact: Fact, language: str) -> str:
    """The name of a fact: the policy's own where it has one, else the office's."""
    if fact.name in FACTS and not (fact.name_en or fact.name_zh):
        return text(f"targeting.fact.{fact.name}")
    return (fact.name_en if language == "en" else fact.name_zh) or fact.name


def condition_words(conditions: Sequence[Condition], actor: Actor) -> str:
    """Conditions that hold together as one phrase, firms by their names."""
    firms = firms_shown((value for one in conditions for value in one.wanted), actor)
    comma, said = text("targeting.note.list_comma"), []
    for one in conditions:
        operator = text(f"targeting.operator.{one.operator}")
        wanted = comma.join(_value_words(value, firms) for value in one.wanted)
        said.append(" ".join([fact_words(one.about, actor.language), operator, wanted]).strip())
    return "; ".join(said)


def _value_words(value: object, firms: Mapping[str, str]) -> str:
    """A value that a policy names, in words where it has some."""
    if isinstance(value, bool):
        return text("targeting.answer.yes") if value else text("targeting.answer.no")
    return text(f"targeting.said.{value}") if value in SAID else firms.get(str(value), str(value))


def _on_days(said: str, first: date | None, last: date | None) -> str:
    return text("targeting.note.on_days", said=said, days=days(first, last))


def rule_rows(rule: TargetingRule, actor: Actor) -> list[SummaryRow]:
    """One criterion as its page shows it."""
    conditions = [condition_words(rule.conditions, actor)] if rule.conditions else []
    if rule.watched is not None:
        firms = firms_shown((entry.value for entry in rule.entries), actor)
        names = text("targeting.note.list_comma").join(
            _on_days(firms.get(entry.value, entry.value), entry.valid_from, entry.valid_until)
            for entry in rule.entries
        )
        conditions.append(
            f"{fact_words(rule.watched, actor.language)} {text('targeting.operator.in')} {names}"
        )
    return [
        SummaryRow(text("targeting.field.rule"), rule.code),
        SummaryRow(text("targeting.field.nature"), text(f"targeting.nature.{rule.nature.value}")),
        SummaryRow(text("targeting.field.lane"), text(f"targeting.lane.{rule.lane.code}")),
        SummaryRow(
            text("targeting.field.purpose"), rule.purpose_en if actor.language == "en" else rule.purpose_zh
        ),
        SummaryRow(text("targeting.field.conditions"), "; ".join(conditions)),
        SummaryRow(text("targeting.field.when_unknown"), _unknown(applies=rule.applies_when_unknown)),
        SummaryRow(text("targeting.field.expected"), percent(rule.expected)),
        SummaryRow(text("targeting.field.days"), days(rule.valid_from, rule.valid_until)),
        *_terms(rule),
        SummaryRow(text("targeting.field.citation"), citation_words(rule.citation)),
    ]


def gate_rows(gate: Gate, actor: Actor) -> list[SummaryRow]:
    """One gate as its page shows it."""
    permits = [
        _on_days(condition_words(permit.conditions, actor), permit.valid_from, permit.valid_until)
        for permit in gate.permits
    ]
    return [
        SummaryRow(text("targeting.field.rule"), gate.code),
        SummaryRow(text("targeting.field.nature"), text("targeting.nature.gate")),
        SummaryRow(
            text("targeting.field.purpose"), gate.purpose_en if actor.language == "en" else gate.purpose_zh
        ),
        SummaryRow(text("targeting.field.conditions"), condition_words(gate.conditions, actor)),
        SummaryRow(text("targeting.field.permits"), " / ".join(permits)),
        SummaryRow(text("targeting.field.when_unknown"), _unknown(applies=gate.applies_when_unknown)),
        SummaryRow(text("targeting.field.days"), days(gate.valid_from, gate.valid_until)),
        SummaryRow(text("targeting.field.citation"), citation_words(gate.citation)),
    ]


def head_rows(policy: Policy) -> list[SummaryRow]:
    """The policy as a whole: default lane, expected shares, random share, capacity."""
    shares = text("targeting.note.list_comma").join(
        f"{text(f'targeting.lane.{lane.code}')} {percent(share)}" for lane, share in policy.expected.items()
    )
    rows = [
        SummaryRow(text("targeting.field.default_lane"), text(f"targeting.lane.{policy.default_lane.code}")),
        SummaryRow(text("targeting.field.expected_lanes"), shares),
    ]
    if policy.random_share is not None:
        rows.append(SummaryRow(text("targeting.field.propensity"), percent(policy.random_share)))
    if policy.capacities:
        hours = "; ".join(
            text(
                "targeting.note.capacity",
                section=one.section,
                day=text(f"targeting.weekday.{one.day}"),
                hours=str(float(one.hours)),
                each=str(float(one.hours_per_check)),
            )
            for one in policy.capacities
        )
        rows.append(SummaryRow(text("targeting.field.capacity"), hours))
    return rows


def changes(before: Policy, after: Policy, actor: Actor) -> list[Change]:
    """What one version says otherwise than another, criterion by criterion, in the order of the later one."""
    old, new = dict(_said(before, actor)), dict(_said(after, actor))
    found = [
        Change("changed" if code in old else "added", code, old.get(code, ""), said)
        for code, said in new.items()
        if old.get(code) != said
    ]
    return found + [Change("removed", code, said, "") for code, said in old.items() if code not in new]


def text_changes(before: str, after: str, names: tuple[str, str]) -> str:
    """The lines by which two texts differ (unified diff); empty for the same text."""
    found = unified_diff(
        before.splitlines(), after.splitlines(), fromfile=names[0], tofile=names[1], lineterm=""
    )
    return "\n".join(found)


def numbered(written: str, lines: list[int]) -> str:
    """The tables of a text that have faults, line by line with their numbers; the line named is marked."""
    all_lines = written.splitlines()
    shown: set[int] = set()
    for line in lines:
        shown.add(line)
        for number in range(line + 1, min(line + LONGEST_SHOWN, len(all_lines)) + 1):
            if all_lines[number - 1].lstrip().startswith("["):
                break
            shown.add(number)
    marked = set(lines)
    return "\n".join(
        f"{'>' if n in marked else ' '} {n:>4}  {all_lines[n - 1]}"
        for n in sorted(shown)
        if n <= len(all_lines)
    )


def _said(policy: Policy, actor: Actor) -> Iterator[tuple[str, str]]:
    yield "policy", _sentence(head_rows(policy))
    for gate in policy.gates:
        yield gate.code, _sentence(gate_rows(gate, actor)[1:])
    for rule in policy.rules:
        yield rule.code, _sentence(rule_rows(rule, actor)[1:])


def _sentence(rows: list[SummaryRow]) -> str:
    return "; ".join(f"{row.label}: {row.value}" for row in rows if row.value)


def _unknown(*, applies: bool) -> str:
    return text("targeting.when_unknown.applies" if applies else "targeting.when_unknown.noted")


def _terms(rule: TargetingRule) -> list[SummaryRow]:
    rows = []
    if rule.rate != 1:
        rows.append(SummaryRow(text("targeting.field.rate"), percent(rule.rate)))
    if rule.tests:
        rows.append(
            SummaryRow(text("targeting.field.tests"), text("targeting.note.list_comma").join(rule.tests))
        )
    if rule.section:
        rows.append(SummaryRow(text("targeting.field.section"), rule.section))
    if rule.programme is not None:
        terms = rule.programme
        said = text(
            "targeting.note.programme",
            qualify=terms.qualify,
            normal=percent(terms.normal),
            reduced=percent(terms.reduced),
        )
        rows.append(SummaryRow(text("targeting.field.programme"), said))
    return rows
