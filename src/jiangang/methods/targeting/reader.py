"""Reading single values of a policy's text: each fault is kept with the line of the table that has it."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from jiangang.methods.findings import Citation, Finding, Severity
from jiangang.methods.targeting.conditions import OPERATORS, Condition
from jiangang.methods.targeting.criteria import LANES, Lane, Release
from jiangang.methods.targeting.facts import FACTS, Fact, Kind, Schema
from jiangang.methods.targeting.implying import find_contradiction

LARGEST_TEXT = 1_000_000
CODE = re.compile(r"[a-z0-9][a-z0-9_-]{1,59}")
HEADER = re.compile(r"\s*\[\[\s*([a-z_]+(?:\s*\.\s*[a-z_]+)?)\s*\]\]\s*(?:#.*)?$")
CONDITION_KEYS = frozenset({"fact", "operator", "value"})
CITATION_KEYS = frozenset({"source", "article", "applies", "url", "verified"})
WHEN_UNKNOWN = {"applies": True, "noted": False}
RELEASES = {release.value: release for release in Release}


@dataclass(slots=True)
class Reader:
    """Collects faults while a policy is read; `line` is where the table being read begins, counted from 1."""

    text: str
    findings: list[Finding] = field(default_factory=list)
    line: int | None = None
    schema: Schema = field(default_factory=lambda: FACTS)

    def fault(self, code: str, place: str, severity: Severity = Severity.ERROR, **params: Any) -> None:
        """Keep a fault."""
        self.findings.append(
            Finding(
                f"methods.targeting.finding.{code}",
                severity,
                place,
                {"place": place, **params},
                row=self.line,
            )
        )

    def parse(self) -> dict[str, Any] | None:
        """The text as TOML, or None with the fault."""
        if len(self.text) > LARGEST_TEXT:
            self.fault("policy_too_long", "policy", limit=LARGEST_TEXT)
            return None
        try:
            return tomllib.loads(self.text, parse_float=Decimal)
        except (tomllib.TOMLDecodeError, InvalidOperation, RecursionError) as error:
            found = re.search(r"at line (\d+)", str(error))
            self.line = int(found.group(1)) if found else None
            self.fault("policy_unreadable", "policy", fault=str(error))
            return None

    def lines_of(self, table: str) -> list[int]:
        """The lines on which the tables of a name begin; headings inside texts of many lines do not count."""
        found, inside = [], ""
        for number, line in enumerate(self.text.splitlines(), 1):
            header = None if inside else HEADER.match(line)
            if header and re.sub(r"\s", "", header[1]) == table:
                found.append(number)
            for mark in re.findall(r'"""|\'\'\'', line):
                inside = "" if inside == mark else inside or mark
        return found

    def known_only(self, values: Mapping[str, Any], known: Iterable[str], place: str) -> None:
        """Names that nothing reads are faults."""
        for name in sorted(set(values) - set(known)):
            self.fault("policy_key_unknown", place, name=name)

    def words(self, values: Mapping[str, Any], name: str, place: str) -> str:
        """A text that must be there."""
        value = values.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.fault("policy_words_missing", f"{place}.{name}")
        return ""

    def code(self, values: Mapping[str, Any], place: str, name: str = "code") -> str:
        """The code of a criterion or policy."""
        value = values.get(name)
        if isinstance(value, str) and CODE.fullmatch(value):
            return value
        self.fault("policy_code_wrong", f"{place}.{name}", value=str(value))
        return ""

    def lane(self, value: object, place: str) -> Lane:
        """A lane by its name."""
        if isinstance(value, str) and value in LANES:
            return LANES[value]
        self.fault("policy_lane_unknown", place, value=str(value))
        return Lane.RED

    def share(self, value: object, place: str) -> Fraction:
        """A number from 0 to 1, in quotes."""
        try:
            share = Fraction(str(value)) if isinstance(value, str | int) else Fraction(-1)
        except (ValueError, ZeroDivisionError):
            share = Fraction(-1)
        if not 0 <= share <= 1:
            self.fault("policy_share_wrong", place, value=str(value))
            return Fraction(0)
        return share

    def positive(self, value: object, place: str, *, whole: bool = False) -> Fraction:
        """A number above 0: hours, counts."""
        number = as_number(value)
        if number is None or number <= 0 or (whole and number != number.to_integral_value()):
            self.fault("policy_number_wrong", place, value=str(value))
            return Fraction(1)
        return Fraction(number)

    def day(self, values: Mapping[str, Any], name: str, place: str, *, needed: bool = False) -> date | None:
        """A day; None where it is not stated, which is a fault where it is needed."""
        value = values.get(name)
        if value is None and needed:
            self.fault("policy_day_missing", f"{place}.{name}")
            return None
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.fault("policy_day_wrong", f"{place}.{name}", value=str(value))
        return None

    def days(
        self, values: Mapping[str, Any], place: str, *, begins: bool = False, ends: bool = False
    ) -> tuple[date | None, date | None]:
        """First and last day, in order."""
        first = self.day(values, "valid_from", place, needed=begins)
        last = self.day(values, "valid_until", place, needed=ends)
        if first and last and last < first:
            self.fault("policy_days_crossed", f"{place}.valid_until")
        return first, last

    def when_unknown(self, values: Mapping[str, Any], place: str) -> bool:
        """What an unknown answer counts as."""
        given = values.get("when_unknown")
        if given not in WHEN_UNKNOWN:
            self.fault("policy_when_unknown_missing", f"{place}.when_unknown", value=str(given))
        return WHEN_UNKNOWN.get(str(given), False)

    def release(
        self, values: Mapping[str, Any], place: str, default: Release | None
    ) -> tuple[Release, str, str]:
        """What a trader may be told, and the sentence in both languages where there is one."""
        given = values.get("release", default.value if default else None)
        if given not in RELEASES:
            self.fault("policy_release_wrong", f"{place}.release", value=str(given))
        release = RELEASES.get(str(given), Release.WITHHELD)
        if release is not Release.SENTENCE:
            return release, "", ""
        return release, self.words(values, "told_zh", place), self.words(values, "told_en", place)

    def citation(self, raw: object, place: str) -> Citation:
        """Where a criterion stands written."""
        if not isinstance(raw, Mapping) or not isinstance(raw.get("source"), str):
            self.fault("policy_citation_missing", place)
            return Citation("")
        self.known_only(raw, CITATION_KEYS, place)
        words = {name: str(raw.get(name, "")) for name in ("source", "article", "applies", "url")}
        return Citation(**words, verified=raw.get("verified") is True)

    def conditions(self, raw: object, place: str, *, needed: bool = True) -> tuple[Condition, ...]:
        """Conditions that must hold together, and can."""
        if raw is None and not needed:
            return ()
        if not isinstance(raw, list) or not raw:
            self.fault("policy_conditions_missing", place)
            return ()
        read = [
            self._condition(one if isinstance(one, Mapping) else {}, f"{place}.{number}")
            for number, one in enumerate(raw, 1)
        ]
        conditions = tuple(one for one in read if one is not None)
        fact = find_contradiction(conditions)
        if fact is not None:
            self.fault("policy_contradiction", place, fact=fact)
        return conditions

    def fact(self, name: object, place: str) -> Fact | None:
        """A fact of the schema by its name."""
        if isinstance(name, str) and name in self.schema:
            return self.schema[name]
        self.fault("policy_fact_unknown", place, value=str(name), known=", ".join(self.schema))
        return None

    def _condition(self, raw: Mapping[str, Any], place: str) -> Condition | None:
        self.known_only(raw, CONDITION_KEYS, place)
        operator, fact = raw.get("operator"), self.fact(raw.get("fact"), f"{place}.fact")
        if fact is None:
            return None
        if (
            not isinstance(operator, str)
            or operator not in OPERATORS
            or fact.kind not in OPERATORS[operator][0]
        ):
            suited = ", ".join(known for known, (kinds, _) in OPERATORS.items() if fact.kind in kinds)
            self.fault("policy_operator_wrong", f"{place}.operator", value=str(operator), known=suited)
            return None
        wanted = _wanted(raw.get("value"), fact.kind, operator)
        if wanted is None:
            self.fault("policy_value_wrong", f"{place}.value", fact=fact.name, value=str(raw.get("value")))
            return None
        self.listed(fact, wanted, operator, f"{place}.value")
        return Condition(fact.name, operator, wanted, fact)

    def listed(self, fact: Fact, wanted: Iterable[Any], operator: str, place: str) -> None:
        """Codes outside the fact's closed list are faults."""
        for value in wanted if fact.values else ():
            fits = (
                any(known.startswith(str(value)) for known in fact.values)
                if operator == "prefix"
                else value in fact.values
            )
            if not fits:
                self.fault("policy_code_unlisted", place, fact=fact.name, value=str(value))


def as_number(value: object) -> Decimal | None:
    """A finite number, exactly as written; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _wanted(raw: object, kind: Kind, operator: str) -> tuple[Any, ...] | None:
    """The values that a condition wants, or None when they do not suit fact and operator."""
    given = raw if isinstance(raw, list) else [] if raw is None else [raw]
    if operator == "missing":
        return None if given else ()
    if not given:
        return None
    if kind is Kind.NUMBER:
        numbers = [as_number(one) for one in given]
        return None if len(numbers) != 1 or numbers[0] is None else tuple(numbers)
    wanted = bool if kind is Kind.FLAG else str
    fits = all(isinstance(one, wanted) and one != "" for one in given)
    return tuple(given) if fits else None
