"""Legal profiles: which acts need how many hands and which hands stay apart, read from
`data/profiles/*.toml`.

Pure data with dates and citations; another office's profile is another file, and no code changes.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data" / "profiles"


@dataclass(frozen=True, slots=True)
class Separation:
    """Nobody lends both hands to one case."""

    hand_a: str
    hand_b: str
    valid_from: date
    valid_until: date | None
    citation: str


@dataclass(frozen=True, slots=True)
class Count:
    """An act of this hand needs so many different people."""

    hand: str
    hands: int
    valid_from: date
    valid_until: date | None
    citation: str


@dataclass(frozen=True, slots=True)
class KindHands:
    """The hands that are lent to records of a kind; one of which nothing is said has the usual ones."""

    workflow: str
    kind: str
    hands: tuple[str, ...]
    valid_from: date
    valid_until: date | None
    citation: str


@dataclass(frozen=True, slots=True)
class Profile:
    """One legal profile."""

    code: str
    separations: tuple[Separation, ...]
    counts: tuple[Count, ...]
    kinds: tuple[KindHands, ...] = ()

    @property
    def hands(self) -> frozenset[str]:
        """Every hand that the profile speaks of."""
        apart = {hand for rule in self.separations for hand in (rule.hand_a, rule.hand_b)}
        of_kinds = {hand for rule in self.kinds for hand in rule.hands}
        return frozenset(apart | {rule.hand for rule in self.counts} | of_kinds)


def read_profile(text: str) -> Profile:
    """A profile from TOML; ValueError says what is wrong in it."""
    values = tomllib.loads(text)
    _only(values, {"code", "separate", "count", "kind"})
    pairs: dict[tuple[str, str, date], Separation] = {}
    for rule in values.get("separate", []):
        _only(rule, {"hands", "from", "until", "citation", "verified"})
        if len(set(rule["hands"])) < 2:
            raise ValueError("a separation names two hands or more")
        for first, second in combinations(sorted(rule["hands"]), 2):
            separation = Separation(first, second, rule["from"], rule.get("until"), rule["citation"])
            pairs.setdefault((first, second, rule["from"]), separation)
    counts = []
    for rule in values.get("count", []):
        _only(rule, {"hand", "hands", "from", "until", "citation", "verified"})
        if rule["hands"] < 1:
            raise ValueError("an act needs at least one hand")
        counts.append(Count(rule["hand"], rule["hands"], rule["from"], rule.get("until"), rule["citation"]))
    return Profile(str(values["code"]), tuple(pairs.values()), tuple(counts), _kinds(values.get("kind", [])))


def _kinds(tables: list[Any]) -> tuple[KindHands, ...]:
    found = []
    for rule in tables:
        _only(rule, {"workflow", "kind", "hands", "from", "until", "citation", "verified"})
        if not rule["hands"]:
            raise ValueError("a kind has at least one hand")
        hands = tuple(rule["hands"])
        found.append(
            KindHands(
                rule["workflow"], rule["kind"], hands, rule["from"], rule.get("until"), rule["citation"]
            )
        )
    return tuple(found)


@cache
def all_profiles() -> tuple[Profile, ...]:
    """Every profile in the data folder, by code."""
    found = [read_profile(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.toml")]
    return tuple(sorted(found, key=lambda profile: profile.code))


def _only(values: Mapping[str, Any], known: set[str]) -> None:
    strange = sorted(set(values) - known)
    if strange:
        raise ValueError(f"unknown keys in a legal profile: {', '.join(strange)}")
