"""Dated rules: pure functions from facts to findings, with citation and dates of force.

Here live the decorator, the registry that documentation lists, and the one way to apply rules as at a day.
The rules themselves live in each room's `rules.py`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from inspect import getdoc
from typing import Any, Generic, TypeVar

from jiangang.methods.findings import Citation, Finding

Facts = TypeVar("Facts")


@dataclass(frozen=True, eq=False)
class Rule(Generic[Facts]):
    """One version of one rule; call it with facts to get all its findings.

    applies_from and applies_until are the first and the last day in force, both included; an
    applies_until of None means that the rule is in force until another version replaces it.
    """

    check: Callable[[Facts], list[Finding]]
    name: str
    version: str
    applies_from: date
    applies_until: date | None
    citation: Citation

    def __post_init__(self) -> None:
        if isinstance(self.applies_from, datetime) or isinstance(self.applies_until, datetime):
            raise TypeError(f"rule {self.name}: dates of force are days, not moments")
        if self.applies_until is not None and self.applies_until < self.applies_from:
            raise ValueError(f"rule {self.name} would end before it begins")
        if not self.explanation:
            raise ValueError(f"rule {self.name} needs a docstring: the documentation prints it")

    def __call__(self, facts: Facts) -> list[Finding]:
        return self.check(facts)

    @property
    def versioned_name(self) -> str:
        """Name and version as a decision stores them: `declarations.check_mass@2018-01-01`."""
        return f"{self.name}@{self.version}"

    @property
    def explanation(self) -> str:
        """The docstring of the rule."""
        return getdoc(self.check) or ""

    def in_force(self, on: date) -> bool:
        """Whether the rule is in force on that day (first and last day included)."""
        return self.applies_from <= on and (self.applies_until is None or on <= self.applies_until)


_registered: dict[str, Rule[Any]] = {}


def rule(
    *,
    applies_from: date,
    applies_until: date | None = None,
    citation: Citation,
    name: str = "",
    version: str = "",
    register: bool = True,
) -> Callable[[Callable[[Facts], list[Finding]]], Rule[Facts]]:
    """Make a pure function `facts -> list[Finding]` a dated rule and register it.

    The name is `<room>.<function>` unless given; two versions of one rule share a name. The version is the
    first day in force unless given. `register=False` keeps a rule out of `all_rules()`.
    Raises ValueError when name and version are already taken by another function. Source: DESIGN law 2 and 5.
    """

    def decorate(check: Callable[[Facts], list[Finding]]) -> Rule[Facts]:
        made = Rule(
            check=check,
            name=name or f"{_room(check.__module__)}.{check.__name__}",
            version=version or applies_from.isoformat(),
            applies_from=applies_from,
            applies_until=applies_until,
            citation=citation,
        )
        # A Rule is frozen, but must still look like its function to help(), doctest and mypy's readers.
        made.__dict__.update(
            {key: getattr(check, key) for key in ("__module__", "__name__", "__qualname__", "__doc__")}
        )
        if register:
            _register(made)
        return made

    return decorate


def _room(module: str) -> str:
    parts = module.split(".")
    return parts[parts.index("rules") - 1] if "rules" in parts[1:] else parts[-1]


def _register(made: Rule[Any]) -> None:
    known = _registered.get(made.versioned_name)
    if known is not None and _place(known) != _place(made):
        raise ValueError(f"two rules are called {made.versioned_name}: {_place(known)} and {_place(made)}")
    _registered[made.versioned_name] = made


def _place(known: Rule[Any]) -> str:
    return f"{known.check.__module__}.{known.check.__qualname__}"


def all_rules() -> tuple[Rule[Any], ...]:
    """Every registered rule of the modules loaded so far, ordered by name and first day in force."""
    return tuple(
        sorted(
            _registered.values(),
            key=lambda known: (known.name, known.applies_from, known.version),
        )
    )


def apply(rules: Iterable[Rule[Facts]], facts: Facts, on: date) -> tuple[list[Finding], tuple[str, ...]]:
    """Apply those rules that are in force on a day, and return all findings and which rules were applied.

    Findings come in the order of the rules; one without a citation takes that of its rule. The second value
    holds `name@version` of each applied rule, for the record of the decision.
    Raises ValueError when two versions of one rule are in force on that day. Source: DESIGN laws 2 and 5.
    """
    findings: list[Finding] = []
    applied: dict[str, str] = {}
    for each in rules:
        if not each.in_force(on):
            continue
        if each.name in applied:
            raise ValueError(
                f"{applied[each.name]} and {each.versioned_name} are both in force on {on.isoformat()}"
            )
        applied[each.name] = each.versioned_name
        findings += [
            found if found.citation is not None else replace(found, citation=each.citation)
            for found in each.check(facts)
        ]
    return findings, tuple(applied.values())
