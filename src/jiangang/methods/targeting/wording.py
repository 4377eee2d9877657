"""Parts of a policy in words: facts, conditions, lanes, days, shares. One catalogue, any language.

Conditions are taken in the form in which decisions store them, so that an old decision reads as it was made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from jiangang.methods.targeting.facts import FACTS, Schema
from jiangang.methods.texts import Catalogue

MOST_VALUES = 12
"""Values that a condition lists in words before it only counts the rest."""


@dataclass(frozen=True)
class Wording:
    """A language, its texts, and the facts that a policy knows by names of its own."""

    catalogue: Catalogue
    language: str
    schema: Schema | None = None

    @property
    def is_chinese(self) -> bool:
        """Whether the language is Chinese."""
        return self.language.startswith("zh")

    def say(self, key: str, **params: object) -> str:
        """A text of this room."""
        return self.catalogue.get(self.language, key, **params)

    def of(self, zh: str, en: str) -> str:
        """That of two given texts which is in the language."""
        return zh if self.is_chinese else en

    def list(self, parts: Sequence[str]) -> str:
        """Parts one after another."""
        return ("、" if self.is_chinese else ", ").join(parts)

    def fact(self, name: str) -> str:
        """A fact's name: the policy's own, else the office's, else as it is written."""
        declared = (self.schema or FACTS).get(name)
        own = self.of(declared.name_zh, declared.name_en) if declared else ""
        key = f"methods.targeting.fact.{name}"
        return own or (self.catalogue.get(self.language, key) if self.catalogue.has("en", key) else name)

    def condition(self, condition: Mapping[str, Any]) -> str:
        """One condition as `Condition.as_dict` has it."""
        wanted = [self.value(one) for one in condition["wanted"]]
        shown = self.list(wanted[:MOST_VALUES])
        if len(wanted) > MOST_VALUES:
            shown = self.say("methods.targeting.words.and_more", shown=shown, count=len(wanted) - MOST_VALUES)
        fact = self.fact(condition["fact"])
        return self.say(f"methods.targeting.operator.{condition['operator']}", fact=fact, values=shown)

    def conditions(self, conditions: Sequence[Mapping[str, Any]]) -> str:
        """Conditions that must hold together."""
        return ("；" if self.is_chinese else "; ").join(map(self.condition, conditions))

    def value(self, value: object) -> str:
        """A value of a fact or of a criterion's entry."""
        if value is None or value == "" or value == ():
            return self.say("methods.targeting.words.nothing")
        if isinstance(value, bool):
            return self.say("methods.targeting.words.yes" if value else "methods.targeting.words.no")
        if isinstance(value, Fraction):
            return self.share(value)
        if isinstance(value, Decimal):
            return format(value, "f")
        if isinstance(value, date):
            return value.isoformat()
        return self.list([self.value(one) for one in value]) if isinstance(value, tuple) else str(value)

    def share(self, share: Fraction) -> str:
        """A share as a percentage, exactly where it has an end, else to four figures."""
        number = Decimal(share.numerator * 100) / Decimal(share.denominator)
        return f"{number.normalize():f} %" if len(number.as_tuple().digits) < 9 else f"{number:.4g} %"

    def lane(self, code: str) -> str:
        """A lane by its code."""
        return self.say(f"methods.targeting.lane.{code}")
