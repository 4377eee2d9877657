"""What a calculation answers: values, the method and its version, assumptions, and one plain sentence.

Here live the plain values. The words stand in the catalogues of the methods' rooms; how an answer is printed
is the caller's affair. A question that cannot be asked so raises `Refused` (bad input); one that was asked
well and whose answer is no raises `Unreachable`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from jiangang.methods.findings import EMPTY, Finding, FrozenMap, Refused
from jiangang.methods.texts import Catalogue


class Unreachable(Refused):
    """The question is well put and the answer is no: no sample, plan or way leads there."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence not yet in a language: text key, and the values of its placeholders."""

    key: str
    params: Mapping[str, Any] = EMPTY

    def __post_init__(self) -> None:
        object.__setattr__(self, "params", FrozenMap(self.params))

    def in_words(self, catalogue: Catalogue, language: str) -> str:
        """The sentence in one language; fractions are written as numbers with a point."""
        words = {
            key: float(value) if isinstance(value, Fraction) else value for key, value in self.params.items()
        }
        return catalogue.get(language, self.key, **words)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of one method.

    method: its registered name, such as `sampling.detection`; version: of the method, as registered; values:
    what was asked for, by the names of the command line's JSON; assumptions: what must hold for the values to
    be true; sentence: what may stand on a certificate; findings: warnings and notes that do not prevent it.
    """

    method: str
    version: str
    values: Mapping[str, Any]
    assumptions: tuple[Said, ...]
    sentence: Said
    findings: tuple[Finding, ...] = ()

    def as_dict(self, catalogue: Catalogue, language: str) -> dict[str, Any]:
        """The answer as plain JSON values, the words in one language."""
        found = {"findings": [told(each, catalogue, language) for each in self.findings]}
        return {
            **{key: plain(value) for key, value in self.values.items()},
            "method": self.method,
            "method_version": self.version,
            "assumptions": [each.in_words(catalogue, language) for each in self.assumptions],
            "sentence": self.sentence.in_words(catalogue, language),
            **(found if self.findings else {}),
        }


def told(finding: Finding, catalogue: Catalogue, language: str) -> dict[str, Any]:
    """A finding as plain JSON values with its two sentences: what is wrong, and how to mend it."""
    said = {
        name: catalogue.get(language, key, **finding.params)
        for name, key in (("message", finding.message_key), ("mend", finding.mend_key))
        if catalogue.has("en", key)
    }
    return {**finding.as_dict(), **said}


def plain(value: Any) -> Any:
    """A value as JSON knows it; a decimal that a binary number cannot hold to its last digit stays text."""
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else float(value)
    if isinstance(value, Decimal):
        return float(value) if Decimal(repr(float(value))) == value else format(value, "f")
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if hasattr(value, "item"):  # a number of NumPy's
        return value.item()
    return str(value)
