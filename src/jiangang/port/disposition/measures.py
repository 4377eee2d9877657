"""What may follow a refusal, as dated data with its legal basis. Pure."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "measures.toml"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: its code (a text key `disposition.measure.<code>`), legal basis in both languages,
    dates.
    """

    code: str
    basis_zh: str
    basis_en: str
    valid_from: date
    valid_until: date | None

    def in_force(self, on: date) -> bool:
        """Whether it may be ordered on a day."""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


@cache
def all_measures() -> dict[str, Measure]:
    """Every measure by its code."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        each["code"]: Measure(
            each["code"], each["basis_zh"], each["basis_en"], each["from"], each.get("until")
        )
        for each in table["measure"]
    }


def measures_on(on: date) -> list[Measure]:
    """The measures that may be ordered on a day."""
    return [measure for measure in all_measures().values() if measure.in_force(on)]
