"""Two policies compared: by their lines, and by what they mean.

A criterion is the same one when it has the same code and nature; what was moved in the text has not changed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from difflib import unified_diff
from enum import StrEnum
from typing import Any

from jiangang.methods.findings import Citation
from jiangang.methods.register import method
from jiangang.methods.targeting.conditions import Condition
from jiangang.methods.targeting.criteria import Gate, Lane, Nature, Permit, Release, TargetingRule, WatchEntry
from jiangang.methods.targeting.facts import Fact
from jiangang.methods.targeting.policy import Policy
from jiangang.methods.targeting.standing import Programme
from jiangang.methods.targeting.wording import Wording


class Kind(StrEnum):
    """What became of a criterion."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One entry before and after; `before` is None where the whole criterion is new."""

    name: str
    before: Any
    after: Any

    def in_words(self, words: Wording) -> str:
        """Such as: expected share: 10 % → 20 %."""
        name = words.say(f"methods.targeting.entry.{self.name}")
        return words.say(
            "methods.targeting.words.became",
            name=name,
            before=_say(self.before, words),
            after=_say(self.after, words),
        )


@dataclass(frozen=True, slots=True)
class Change:
    """A criterion, gate, capacity, fact or the head of the policy that is new, gone or different."""

    kind: Kind
    subject: str
    code: str
    purpose_zh: str = ""
    purpose_en: str = ""
    fields: tuple[FieldChange, ...] = ()

    def in_words(self, words: Wording) -> str:
        """One sentence."""
        what = words.say(f"methods.targeting.subject.{self.subject}", code=self.code)
        if self.kind is Kind.CHANGED:
            listed = ("；" if words.is_chinese else "; ").join(one.in_words(words) for one in self.fields)
            return words.say("methods.targeting.words.changed", what=what, fields=listed)
        return words.say(
            f"methods.targeting.words.{self.kind.value}",
            what=what,
            purpose=words.of(self.purpose_zh, self.purpose_en),
        )


@method(
    "targeting.policy_difference",
    source="the policy language of this house; lines as in POSIX diff -u (IEEE Std 1003.1)",
)
def diff_policies(old: Policy, new: Policy) -> list[Change]:
    """What `new` says and `old` does not: head, facts, capacities, gates, criteria, in this order."""
    head = _changed(_head(old), _head(new))
    found = [Change(Kind.CHANGED, "policy", new.code, fields=head)] if head else []
    found += _compare(_facts(old), _facts(new))
    found += _compare(_capacities(old), _capacities(new))
    found += _compare(_gates(old), _gates(new))
    return found + _compare(_rules(old), _rules(new))


def diff_texts(old: str, new: str, before: str = "", after: str = "") -> list[str]:
    """The lines by which two texts differ (unified diff); `before` and `after` name the versions."""
    return list(unified_diff(old.splitlines(), new.splitlines(), before, after, lineterm=""))


def _head(policy: Policy) -> dict[str, Any]:
    names = ("code", "name_zh", "name_en", "default_lane", "random_share")
    return {name: getattr(policy, name) for name in names} | {"lanes": tuple(sorted(policy.expected.items()))}


def _facts(policy: Policy) -> dict[tuple[str, str], Any]:
    return {("fact", name): fact for name, fact in policy.schema.items()}


def _capacities(policy: Policy) -> dict[tuple[str, str], Any]:
    named = ((f"{one.section} {one.day} {one.valid_from or ''}".strip(), one) for one in policy.capacities)
    return {("capacity", name): one for name, one in named}


def _gates(policy: Policy) -> dict[tuple[str, str], Any]:
    return {("gate", gate.code): gate for gate in policy.gates}


def _rules(policy: Policy) -> dict[tuple[str, str], Any]:
    return {(rule.nature.value, rule.code): rule for rule in policy.rules}


def _compare(old: Mapping[tuple[str, str], Any], new: Mapping[tuple[str, str], Any]) -> list[Change]:
    """Removed ones first, then what is new or different in the order of the new text."""
    gone = [_whole(Kind.REMOVED, key, one) for key, one in old.items() if key not in new]
    found = []
    for key, one in new.items():
        if key not in old:
            found.append(_whole(Kind.ADDED, key, one))
        elif old[key] != one:
            found.append(Change(Kind.CHANGED, *key, fields=_changed(_entries(old[key]), _entries(one))))
    return gone + found


def _whole(kind: Kind, key: tuple[str, str], one: Any) -> Change:
    return Change(kind, *key, getattr(one, "purpose_zh", ""), getattr(one, "purpose_en", ""))


def _entries(one: TargetingRule | Gate | Fact) -> dict[str, Any]:
    return {each.name: getattr(one, each.name) for each in fields(one)}


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(name, old.get(name), value) for name, value in new.items() if old.get(name) != value
    )


def _say(value: Any, words: Wording) -> str:
    """An entry in words."""
    for kind, say in SAID.items():
        if isinstance(value, kind):
            return say(value, words)
    if isinstance(value, tuple) and value:
        return _several(value, words)
    return words.value(value)


def _citation(value: Citation, words: Wording) -> str:
    return words.value(" ".join(part for part in (value.source, value.article) if part))


def _permit(value: Permit, words: Wording) -> str:
    return _say(value.conditions, words) + _days(value, words)


def _programme(value: Programme, words: Wording) -> str:
    entity = words.list([words.fact(name) for name in value.entity])
    normal, reduced = words.share(value.normal), words.share(value.reduced)
    return words.say(
        "methods.targeting.words.programme",
        qualify=value.qualify,
        normal=normal,
        reduced=reduced,
        entity=entity,
    )


SAID: dict[type, Callable[[Any, Wording], str]] = {
    Lane: lambda value, words: words.lane(value.code),
    Condition: lambda value, words: words.condition(value.as_dict()),
    Citation: _citation,
    Nature: lambda value, words: words.say(f"methods.targeting.nature.{value.value}"),
    Release: lambda value, words: words.say(f"methods.targeting.release.{value.value}"),
    WatchEntry: lambda value, words: words.say(
        "methods.targeting.words.entry", value=value.value, first=value.valid_from, last=value.valid_until
    ),
    Permit: _permit,
    Programme: _programme,
    Fact: lambda value, words: words.fact(value.name),
    frozenset: lambda value, words: words.list(sorted(map(str, value))) or words.value(None),
}
"""How each kind of entry is said."""


def _several(values: Iterable[Any], words: Wording) -> str:
    return ("；" if words.is_chinese else "; ").join(
        f"{_say(one[0], words)} {_say(one[1], words)}" if isinstance(one, tuple) else _say(one, words)
        for one in values
    )


def _days(permit: Permit, words: Wording) -> str:
    if permit.valid_from is None and permit.valid_until is None:
        return ""
    first, last = words.value(permit.valid_from), words.value(permit.valid_until)
    return words.say("methods.targeting.words.days", first=first, last=last)
