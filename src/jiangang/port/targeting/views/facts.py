"""Facts of a decision in words: names by the policy that decided, firms by their names."""

from collections.abc import Iterator
from typing import Any

from jiangang.kernel.texts import text
from jiangang.methods.targeting.facts import FACTS, Kind
from jiangang.methods.targeting.standing import State
from jiangang.port.targeting.firm_names import firms_among
from jiangang.port.targeting.meaning import fact_words
from jiangang.port.targeting.queries import DecisionRow, get_policy_row, read_once
from jiangang.ui.components import SummaryRow

SAID = ("import", "export", "known", "not_checked", "unrated", "trusted", "normal", "watched")
"""Codes among the facts that have words in the texts."""

STATES = frozenset(state.value for state in State)
"""Where somebody stands in a programme of earned reduction."""


class FactsInWords:
    """The facts that a decision froze, for readers of a language."""

    def __init__(self, row: DecisionRow, language: str) -> None:
        self.language = language
        policy = read_once(get_policy_row(row.policy_id).text)
        self._schema = {**FACTS, **policy.schema}
        self._states = {rule.terms.fact.name for rule in policy.rules if rule.programme is not None}
        self._firms = firms_among(_all_values(row), language)

    def name(self, name: str) -> str:
        """What a fact is called; its own name where the policy of the time does not declare it."""
        fact = self._schema.get(name)
        return name if fact is None else fact_words(fact, self.language)

    def value(self, name: str, value: Any) -> str:
        """A fact's value as people say it."""
        if value is None or value == "":
            return text("targeting.answer.unknown")
        if isinstance(value, bool):
            return text("targeting.answer.yes") if value else text("targeting.answer.no")
        if name in self._states and value in STATES:
            return text(f"targeting.standing_state.{value}")
        if name in self._schema and self._schema[name].kind is Kind.NUMBER:
            return _short(str(value))
        return text(f"targeting.said.{value}") if value in SAID else self._firms.get(str(value), str(value))

    def rows(self, values: dict[str, Any]) -> list[SummaryRow]:
        """A row for each fact."""
        return [SummaryRow(self.name(name), self.value(name, value)) for name, value in values.items()]

    def phrase(self, values: dict[str, Any]) -> str:
        """All of them in one line."""
        return "; ".join(f"{self.name(name)}: {self.value(name, value)}" for name, value in values.items())


def _short(number: str) -> str:
    """A number without the zeros that its column adds at the end."""
    return number.rstrip("0").rstrip(".") if "." in number else number


def _all_values(row: DecisionRow) -> Iterator[Any]:
    yield from row.facts["values"].values()
    for line in row.facts["lines"]:
        yield from line["values"].values()
    for reason in (*row.reasons, *row.gates):
        yield from reason["values"].values()
