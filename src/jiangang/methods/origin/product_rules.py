"""Product-specific rules: a set for one agreement and HS edition, and which rule is for a code.

A set is loaded by file. A line that no row covers is `rule not loaded`, never a guess; where rows differ by
the description of the goods, the case names the row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiangang.methods.findings import Citation, Finding, Severity
from jiangang.methods.origin.classification import HsRange
from jiangang.methods.origin.conditions import Condition, parse_condition
from jiangang.methods.origin.reading import Reader
from jiangang.methods.register import method


@dataclass(frozen=True, slots=True)
class ProductRule:
    """One row: codes, condition, a name to choose it by, and whether it is for only a part of its codes
    (`ex`), told by the description.
    """

    name: str
    codes: HsRange
    condition: Condition
    description: str = ""
    partial: bool = False


@dataclass(frozen=True)
class RuleSet:
    """Rows of one agreement in one HS edition, in force between two days. complete: it holds every row of the
    agreement, so that a code without a row has no product rule; example: made up, for learning only.
    """

    agreement: str
    hs_edition: int
    applies_from: date
    applies_until: date | None
    complete: bool
    example: bool
    citation: Citation
    rules: tuple[ProductRule, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a look-up gave: the rule, or why there is none. settled_none: the set is whole and has no row."""

    rule: ProductRule | None
    findings: tuple[Finding, ...] = ()
    settled_none: bool = False


@method(
    "origin.product_rules",
    source="File format of this project, in the shape of the UK tariff service's rules (range, alternatives)",
    verified="Every row of eight published rule sets of the UK tariff service reads in the same shape",
)
def read_rule_set(table: Mapping[str, Any]) -> RuleSet:
    """A set of product-specific rules from parsed TOML or JSON.

    table: `agreement`, `hs_edition`, `from`, `until`, `complete`, `example`, `source`, `verified`, and rows
    `[[rule]]` with `codes` (`8504.40`, `50-63`), `rule` (short form of `conditions`), `name`, `description`,
    `partial`. Raises Refused with every fault. Source: the head of this module.
    """
    reader = Reader(table)
    year = reader.needed_number("hs_edition")
    found = RuleSet(
        agreement=reader.text("agreement"),
        hs_edition=int(year),
        applies_from=reader.day("from", needed=True) or date.min,
        applies_until=reader.day("until"),
        complete=bool(reader.flag("complete")),
        example=bool(reader.flag("example")),
        citation=Citation(
            reader.text("source"), url=reader.text("url", ""), verified=bool(reader.flag("verified"))
        ),
        rules=tuple(rule for part in reader.parts("rule") if (rule := _rule(part)) is not None),
    )
    reader.text("note", "")
    reader.refuse_unknown()
    reader.refuse_faults()
    return found


def find_rule(rules: RuleSet | None, *, code: str, edition: int, on: date, chosen: str = "") -> Found:
    """The most specific row for a code, or findings that say why none can be used.

    code: at least six digits, of the given HS edition; on: the day of the case; chosen: the name of a row,
    where several differ by description.
    """
    if rules is None:
        return Found(None, (_not_loaded(code),))
    if not (rules.applies_from <= on and (rules.applies_until is None or on <= rules.applies_until)):
        params = {"agreement": rules.agreement, "day": on.isoformat(), "from": rules.applies_from.isoformat()}
        return Found(None, (_unknown("methods.origin.finding.rules_not_in_force", "date", params),))
    if edition != rules.hs_edition:
        params = {"goods": str(edition), "rules": str(rules.hs_edition), "hs": code}
        return Found(None, (_unknown("methods.origin.finding.hs_edition_differs", "hs_edition", params),))
    candidates = _candidates(rules, code)
    if chosen:
        return _chosen(candidates, code, chosen)
    if not candidates:
        return Found(None, settled_none=True) if rules.complete else Found(None, (_not_loaded(code),))
    if len(candidates) > 1:
        params = {"hs": code, "names": _names(candidates)}
        return Found(None, (_unknown("methods.origin.finding.rule_ambiguous", "good.rule", params),))
    return Found(candidates[0])


def _rule(part: Reader) -> ProductRule | None:
    codes, text = part.text("codes"), part.text("rule")
    name, description = part.text("name", codes), part.text("description", "")
    partial = bool(part.flag("partial"))
    part.refuse_unknown()
    try:
        return ProductRule(name, HsRange.parse(codes), parse_condition(text), description, partial)
    except ValueError as error:
        params = {"rule": f"{codes}: {text}", "reason": str(error)}
        part.fault("methods.origin.finding.rule_unreadable", "rule", **params)
        return None


def _candidates(rules: RuleSet, code: str) -> list[ProductRule]:
    """The narrowest rows that hold the code: partial ones, and the first that is whole."""
    holding = sorted(
        (each for each in rules.rules if each.codes.holds(code)), key=lambda each: each.codes.width
    )
    found: list[ProductRule] = []
    for each in holding:
        if found and not found[-1].partial and each.codes.width > found[-1].codes.width:
            break
        found.append(each)
    return found


def _chosen(candidates: list[ProductRule], code: str, chosen: str) -> Found:
    named = [each for each in candidates if each.name == chosen]
    if len(named) == 1:
        return Found(named[0])
    params = {"hs": code, "name": chosen, "names": _names(candidates) or "–"}
    return Found(None, (_unknown("methods.origin.finding.rule_not_there", "good.rule", params),))


def _names(candidates: list[ProductRule]) -> str:
    return "; ".join(
        f"{each.name} ({each.description})" if each.description else each.name for each in candidates
    )


def _not_loaded(code: str) -> Finding:
    return _unknown("methods.origin.finding.rule_not_loaded", "good.hs", {"hs": code})


def _unknown(code: str, field: str, params: Mapping[str, Any]) -> Finding:
    return Finding(code, Severity.NOT_CHECKED, field, params)
