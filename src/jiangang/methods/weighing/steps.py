"""The steps of a calculation as a person would write them down: formula, numbers, value, unit.

Every number that an answer prints can be followed by hand; the steps are written from the values that the
calculation itself used, never computed a second time.
"""

from collections.abc import Mapping
from dataclasses import dataclass

PLACES = {
    "m": 4, "t": 2, "t/cm": 3, "t·m/cm": 3, "t/m³": 4, "m³": 4, "‰": 4, "°": 3, "cm": 2, "USD": 2, "": 4,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the calculation.

    step: its name (text key `methods.weighing.step.<step>`); formula: in symbols; numbers: the same with the
    numbers put in; value: the outcome, unrounded; unit: of the value; survey: `initial`, `final` or empty.
    """

    step: str
    formula: str
    numbers: str
    value: float
    unit: str
    survey: str = ""

    def as_dict(self) -> dict[str, object]:
        """The step as plain JSON values."""
        return {
            **({"survey": self.survey} if self.survey else {}),
            "step": self.step,
            "formula": self.formula,
            "numbers": self.numbers,
            "value": self.value,
            "unit": self.unit,
        }


@dataclass(frozen=True, slots=True)
class Sheet:
    """Writes the steps of one survey; `survey` stands in each of them."""

    survey: str
    steps: list[Step]

    def write(self, step: str, formula: str, value: object, unit: str, **numbers: object) -> None:
        """Add a step; `numbers` fills the placeholders of the formula, such as `{T}`, with numbers.

        A placeholder is shown by its name in the formula and by its number in `numbers`.
        """
        names = {name: name for name in numbers}
        put_in = {name: shown(number) for name, number in numbers.items()}
        self.steps.append(
            Step(step, _fill(formula, names), _fill(formula, put_in), float(value), unit, self.survey)  # type: ignore[arg-type] # a float or a NumPy number
        )


def shown(number: object, places: int = 4) -> str:
    """A number for reading: at most four decimals, without trailing noughts, a negative one in brackets."""
    text = f"{float(number):.{places}f}".rstrip("0").rstrip(".")  # type: ignore[arg-type] # a float or a NumPy number
    text = "0" if text in {"-0", ""} else text
    return f"(−{text[1:]})" if text.startswith("-") else text


def rounded(value: float, unit: str) -> str:
    """A value as a report prints it: by its unit, with thousands separated."""
    return f"{value:,.{PLACES.get(unit, 2)}f}".replace("-", "−")


def _fill(formula: str, words: Mapping[str, str]) -> str:
    for name, word in words.items():
        formula = formula.replace(f"{{{name}}}", word)
    return formula
