"""Reading one criterion or one gate of a policy's text; each nature has its own entries and its own needs."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from jiangang.methods.targeting.criteria import (
    ALWAYS,
    Gate,
    Nature,
    Permit,
    Release,
    TargetingRule,
    WatchEntry,
)
from jiangang.methods.targeting.facts import Fact, Kind
from jiangang.methods.targeting.reader import Reader
from jiangang.methods.targeting.standing import Programme, State

COMMON = frozenset(
    {
        "code", "purpose_zh", "purpose_en", "citation", "when_unknown", "valid_from", "valid_until", "all",
        "release", "told_zh", "told_en",
    }
)  # fmt: skip
RULE_KEYS = COMMON | {"lane", "expected"}
OWN_KEYS: dict[Nature, frozenset[str]] = {
    Nature.RULE: frozenset({"rate"}),
    Nature.LOCAL: frozenset({"rate", "section"}),
    Nature.MANDATORY: frozenset(),
    Nature.ALERT: frozenset(),
    Nature.WATCH: frozenset({"fact", "entries"}),
    Nature.CAMPAIGN: frozenset({"rate", "tests"}),
    Nature.STANDING: frozenset({"state", "entity", "qualify", "normal", "reduced"}),
}
GATE_KEYS = COMMON | {"permit"}
PERMIT_KEYS = frozenset({"all", "valid_from", "valid_until"})
ENTRY_KEYS = frozenset({"value", "valid_from", "valid_until"})
ENDING = frozenset({Nature.ALERT, Nature.CAMPAIGN})


def read_rule(reader: Reader, nature: Nature, raw: Mapping[str, Any], place: str) -> TargetingRule:
    """One criterion. All but plain rules say from when on; alerts and campaigns also until when."""
    reader.known_only(raw, RULE_KEYS | OWN_KEYS[nature], place)
    first, last = reader.days(raw, place, begins=nature is not Nature.RULE, ends=nature in ENDING)
    release, told_zh, told_en = reader.release(
        raw, place, Release.WITHHELD if nature is Nature.RULE else None
    )
    watched = reader.fact(raw.get("fact"), f"{place}.fact") if nature is Nature.WATCH else None
    conditions = reader.conditions(raw.get("all"), f"{place}.all", needed=nature is not Nature.WATCH)
    return TargetingRule(
        code=reader.code(raw, place),
        lane=reader.lane(raw.get("lane"), f"{place}.lane"),
        conditions=conditions,
        purpose_zh=reader.words(raw, "purpose_zh", place),
        purpose_en=reader.words(raw, "purpose_en", place),
        expected=reader.share(raw.get("expected"), f"{place}.expected"),
        citation=reader.citation(raw.get("citation"), f"{place}.citation"),
        applies_when_unknown=reader.when_unknown(raw, place),
        valid_from=first,
        valid_until=last,
        nature=nature,
        rate=_rate(reader, nature, raw, place),
        release=release,
        told_zh=told_zh,
        told_en=told_en,
        section=reader.code(raw, place, "section") if nature is Nature.LOCAL else "",
        tests=_texts(reader, raw, "tests", place) if "tests" in raw and nature is Nature.CAMPAIGN else (),
        watched=watched,
        entries=_entries(reader, raw, watched, place) if nature is Nature.WATCH else (),
        programme=_programme(reader, raw, place) if nature is Nature.STANDING else None,
    )


def read_gate(reader: Reader, raw: Mapping[str, Any], place: str, permit_lines: Iterator[int]) -> Gate:
    """One gate with what it permits; a gate without permits lets nothing through that it guards."""
    reader.known_only(raw, GATE_KEYS, place)
    first, last = reader.days(raw, place, begins=True)
    release, told_zh, told_en = reader.release(raw, place, None)
    gate = Gate(
        code=reader.code(raw, place),
        conditions=reader.conditions(raw.get("all"), f"{place}.all"),
        permits=(),
        purpose_zh=reader.words(raw, "purpose_zh", place),
        purpose_en=reader.words(raw, "purpose_en", place),
        citation=reader.citation(raw.get("citation"), f"{place}.citation"),
        applies_when_unknown=reader.when_unknown(raw, place),
        valid_from=first,
        valid_until=last,
        release=release,
        told_zh=told_zh,
        told_en=told_en,
    )
    given = raw.get("permit", [])
    if not isinstance(given, list):
        reader.fault("policy_permits_wrong", f"{place}.permit")
        return gate
    permits = []
    for number, one in enumerate(given, 1):
        # Permits written inside the gate have no line of their own.
        reader.line = next(permit_lines, reader.line)
        permits.append(_permit(reader, one if isinstance(one, Mapping) else {}, f"{place}.permit.{number}"))
    return replace(gate, permits=tuple(permits))


def _permit(reader: Reader, raw: Mapping[str, Any], place: str) -> Permit:
    reader.known_only(raw, PERMIT_KEYS, place)
    first, last = reader.days(raw, place)
    return Permit(reader.conditions(raw.get("all"), f"{place}.all"), first, last)


def _rate(reader: Reader, nature: Nature, raw: Mapping[str, Any], place: str) -> Fraction:
    if "rate" not in OWN_KEYS[nature] or (nature is not Nature.CAMPAIGN and "rate" not in raw):
        return ALWAYS
    return reader.share(raw.get("rate"), f"{place}.rate")


def _texts(reader: Reader, raw: Mapping[str, Any], name: str, place: str) -> tuple[str, ...]:
    given = raw.get(name)
    if isinstance(given, list) and given and all(isinstance(one, str) and one.strip() for one in given):
        return tuple(one.strip() for one in given)
    reader.fault("policy_words_missing", f"{place}.{name}")
    return ()


def _entries(
    reader: Reader, raw: Mapping[str, Any], watched: Fact | None, place: str
) -> tuple[WatchEntry, ...]:
    """The names on a watch-list; each expires."""
    given = raw.get("entries")
    if not isinstance(given, list) or not given:
        reader.fault("policy_entries_missing", f"{place}.entries")
        return ()
    if watched is not None and watched.kind is not Kind.CODE:
        reader.fault("policy_fact_kind_wrong", f"{place}.fact", value=watched.name, known=Kind.CODE.value)
    made = []
    for number, one in enumerate(given, 1):
        here, values = f"{place}.entries.{number}", one if isinstance(one, Mapping) else {}
        reader.known_only(values, ENTRY_KEYS, here)
        first, last = reader.days(values, here, begins=True, ends=True)
        value = reader.words(values, "value", here)
        if watched is not None and value:
            reader.listed(watched, [value], "in", f"{here}.value")
        made.append(WatchEntry(value, first or date.min, last or date.max))
    return tuple(made)


def _programme(reader: Reader, raw: Mapping[str, Any], place: str) -> Programme | None:
    """The terms of an earned reduction; the reduced rate is below the normal one."""
    fact = reader.fact(raw.get("state"), f"{place}.state")
    entity = _texts(reader, raw, "entity", place)
    for name in entity:
        reader.fact(name, f"{place}.entity")
    normal = reader.share(raw.get("normal"), f"{place}.normal")
    reduced = reader.share(raw.get("reduced"), f"{place}.reduced")
    if reduced >= normal:
        reader.fault("policy_reduction_none", f"{place}.reduced", normal=str(normal), reduced=str(reduced))
    qualify = int(reader.positive(raw.get("qualify"), f"{place}.qualify", whole=True))
    if fact is None:
        return None
    if fact.kind is not Kind.CODE:
        reader.fault("policy_fact_kind_wrong", f"{place}.state", value=fact.name, known=Kind.CODE.value)
    reader.listed(fact, [state.value for state in State], "in", f"{place}.state")
    return Programme(fact, entity, qualify, normal, reduced)
