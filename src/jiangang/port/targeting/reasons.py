"""Why a lane may be overridden, as dated data. Pure."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "override_reasons.toml"


@dataclass(frozen=True, slots=True)
class OverrideReason:
    """One reason: its code, for which direction (`up`, `down`, `both`), its words, its dates."""

    code: str
    direction: str
    words_zh: str
    words_en: str
    valid_from: date
    valid_until: date | None

    def serves(self, direction: str, on: date) -> bool:
        """Whether it may be given for a direction on a day."""
        in_force = self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)
        return in_force and self.direction in (direction, "both")

    def words_in(self, language: str) -> str:
        """The words in a language."""
        return self.words_en if language == "en" else self.words_zh


@cache
def all_reasons() -> dict[str, OverrideReason]:
    """Every reason by its code, those of the past too."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        each["code"]: OverrideReason(
            each["code"],
            each["direction"],
            each["words_zh"],
            each["words_en"],
            each["from"],
            each.get("until"),
        )
        for each in table["reason"]
    }


def reasons_on(on: date) -> list[OverrideReason]:
    """The reasons that may be given on a day for either direction."""
    return [one for one in all_reasons().values() if one.serves("up", on) or one.serves("down", on)]


def words_of(code: str, language: str) -> str:
    """The words of a reason; the code itself where the list has lost it."""
    found = all_reasons().get(code)
    return found.words_in(language) if found else code
