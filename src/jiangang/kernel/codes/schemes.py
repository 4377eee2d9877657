"""The schemes of codes: how a code of each is written. The lists themselves are dated data."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jiangang.methods.findings import Finding, NotFound


@dataclass(frozen=True, slots=True)
class Scheme:
    """One scheme: its names, the standard behind it, and the form of a code (see `schemes.toml`)."""

    code: str
    name_en: str
    name_zh: str
    standard: str
    pattern: str
    strip: str = ""
    prefix: int = 0

    def normalise(self, value: str) -> str:
        """The value as lists hold it: upper case, without surrounding blanks and the scheme's separators."""
        kept = value.strip().upper()
        return kept.translate({ord(letter): None for letter in self.strip}) if self.strip else kept

    def is_well_formed(self, code: str) -> bool:
        """Whether a normalised code has the form of the scheme."""
        return re.fullmatch(self.pattern, code, re.ASCII) is not None

    def candidates(self, code: str) -> tuple[str, ...]:
        """The code, and the shorter one that answers for it when only that is listed (HS: six digits)."""
        return (code, code[: self.prefix]) if self.prefix and len(code) > self.prefix else (code,)


@cache
def all_schemes() -> dict[str, Scheme]:
    """Every scheme by its code."""
    with (Path(__file__).parent / "schemes.toml").open("rb") as stream:
        return {code: Scheme(code=code, **values) for code, values in tomllib.load(stream).items()}


def get_scheme(code: str) -> Scheme:
    """The scheme; raises NotFound with the list of those that exist."""
    schemes = all_schemes()
    if code not in schemes:
        raise NotFound(
            Finding("codes.finding.scheme_unknown", params={"scheme": code, "schemes": ", ".join(schemes)})
        )
    return schemes[code]
