"""Rules of origin as the UK tariff service publishes them: schemes, rows of rules, and which can be read.

A second data model to read from, and a test of the first. Rules are sentences in prose; those that are one
of a few fixed sentences become conditions, all others stay for a person: the row is then `rule not loaded`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiangang.methods.findings import Finding, Refused, Severity
from jiangang.methods.origin.classification import HsRange
from jiangang.methods.origin.conditions import Condition, Either, parse_condition
from jiangang.methods.origin.product_rules import ProductRule
from jiangang.methods.register import method

TAG, LINK = re.compile(r"<[^>]+>"), re.compile(r"\[([^\]]*)\]\([^)]*\)")
PERCENT = r"\**(?P<percent>\d+(?:\.\d+)?)%\**"
LEVELS = {"chapter": "CC", "heading": "CTH", "subheading": "CTSH"}
SENTENCES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        (r"(?P<short>CC|CTH|CTSH): All non-originating materials used in the production of the good have "
         r"undergone a change in tariff classification at the \d-digit level \([a-z ]+\)\.?", "{short}"),
        (r"Manufacture from materials of any heading, except that of the (?:product|good)\.", "CTH"),
        (r"Manufacture from materials of any subheading, except that of the (?:product|good)\.", "CTSH"),
        (r"Manufacture from materials of any heading\.", "AH"),
        (r"Manufacture in which the value of all the materials used does not exceed " + PERCENT
         + r" of the ex-works price of the (?:product|good)\.", "MAXNOM{percent}.ex_works"),
        (r"A maximum of " + PERCENT + r" of the ex-works price \(EXW\) is made up of non-originating parts "
         r"\(MAXNOM\)\.", "MAXNOM{percent}.ex_works"),
        (r"Your goods contain a Regional Value Content \(RVC\) of at least " + PERCENT
         + r" of the Free on Board \(FOB\) cost of the goods\.", "RVC{percent}"),
        (r"The good has a Regional Value Content \(RVC\) as calculated under Article [\d.]+ of the Origin "
         r"Reference Document of not less than " + PERCENT + r", whether using the build-up method or "
         r"build-down method \(RVC\d+\)\.", "RVC{percent}.build_up.build_down"),
        (r"A change to a good of (?:chapter|heading|subheading) [\d.]+(?: (?:to|through)"
         r"(?: (?:chapter|heading|subheading))? [\d.]+)? from any other "
         r"(?P<level>chapter|heading|subheading)\.", "{level}"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class UkRule:
    """One sentence, cleaned of marks, with the classes that the publisher gives it."""

    text: str
    classes: tuple[str, ...]
    operator: str

    def condition(self) -> Condition | None:
        """The condition, where the sentence is one of the fixed ones."""
        for pattern, form in SENTENCES:
            if found := pattern.fullmatch(self.text):
                parts = found.groupdict()
                if "level" in parts:
                    parts["level"] = LEVELS[parts["level"]]
                return parse_condition(form.format(**parts))
        return None


@dataclass(frozen=True, slots=True)
class UkRow:
    """A row: heading as printed, range of codes, description, alternatives; partial: `ex`."""

    heading: str
    codes: HsRange
    description: str
    rules: tuple[UkRule, ...]

    @property
    def partial(self) -> bool:
        """Whether the row is for only a part of its codes."""
        return self.heading.strip().lower().startswith("ex")

    def as_rule(self) -> ProductRule | None:
        """The row as a product rule; None while one of its sentences is for a person to read.

        Several sentences are alternatives only where each after the first says `or`.
        """
        if any(each.operator != "or" for each in self.rules[1:]):
            return None
        conditions = [each.condition() for each in self.rules]
        whole = tuple(each for each in conditions if each is not None)
        if not whole or len(whole) < len(conditions):
            return None
        condition = whole[0] if len(whole) == 1 else Either(whole)
        return ProductRule(self.heading, self.codes, condition, self.description, self.partial)


@dataclass(frozen=True, slots=True)
class UkScheme:
    """A scheme: code, title, dates, countries, and for each kind of cumulation its countries."""

    code: str
    title: str
    applies_from: date | None
    applies_until: date | None
    countries: frozenset[str]
    cumulation: Mapping[str, frozenset[str]]


@method(
    "origin.uk_rules",
    source="Data model of the UK trade tariff service (MIT licence, Crown copyright)",
    verified="All 44 schemes and eight rule sets; translated kinds equal the publisher's classes",
)
def read_uk_rule_set(table: Mapping[str, Any]) -> tuple[UkRow, ...]:
    """The rows of a rule set from parsed JSON (`rule_sets`: heading, subdivision, min, max, rules).

    Raises Refused with the number of every row that has not that shape.
    """
    rows, findings = [], []
    for number, each in enumerate(table.get("rule_sets", ()), 1):
        try:
            rows.append(_row(each))
        except (KeyError, TypeError, ValueError) as error:
            params = {"reason": str(error) or type(error).__name__}
            findings.append(
                Finding("methods.origin.finding.row_unreadable", field="rule_sets", params=params, row=number)
            )
    if findings or not rows:
        raise Refused(findings or [Finding("methods.origin.finding.no_rules", field="rule_sets")])
    return tuple(rows)


def translate_rows(rows: Iterable[UkRow]) -> tuple[tuple[ProductRule, ...], tuple[Finding, ...]]:
    """Product rules of the rows that can be read, and a finding for every other row, with its number."""
    rules, findings = [], []
    for number, row in enumerate(rows, 1):
        rule = row.as_rule()
        if rule is not None:
            rules.append(rule)
            continue
        unread = next((each.text for each in row.rules if each.condition() is None), row.rules[-1].text)
        params = {"heading": row.heading, "text": unread[:120]}
        findings.append(
            Finding(
                "methods.origin.finding.rule_needs_reading", Severity.NOT_CHECKED, "rules", params, row=number
            )
        )
    return tuple(rules), tuple(findings)


def read_uk_schemes(table: Mapping[str, Any]) -> tuple[UkScheme, ...]:
    """The schemes of the service from its parsed JSON; raises KeyError or ValueError for another shape."""
    return tuple(
        UkScheme(
            each["scheme_code"],
            each["title"],
            _day(each.get("validity_start_date")),
            _day(each.get("validity_end_date")),
            frozenset(each.get("countries", ())),
            {
                kind: frozenset(group.get("countries", ()))
                for kind, group in (each.get("cumulation_methods") or {}).items()
            },
        )
        for each in table["schemes"]
    )


def _row(each: Mapping[str, Any]) -> UkRow:
    rules = tuple(
        UkRule(_clean(rule["rule"]), tuple(rule.get("class") or ()), rule.get("operator") or "")
        for rule in each["rules"]
    )
    if not rules:
        raise ValueError("rules")
    return UkRow(
        each["heading"], _codes(each["min"], each["max"]), _clean(each.get("subdivision") or ""), rules
    )


def _codes(first: str, last: str) -> HsRange:
    """Ten-digit ends cut to the prefixes they stand for: 0100000000–0199999999 is 01."""
    if len(first) != 10 or len(last) != 10:
        raise ValueError(f"{first}–{last}")
    while len(first) > 2 and first.endswith("00") and last.endswith("99"):
        first, last = first[:-2], last[:-2]
    return HsRange(first, last)


def _clean(text: str) -> str:
    plain = LINK.sub(r"\1", TAG.sub("", text)).replace("&nbsp;", " ")
    return " ".join(plain.split())


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
