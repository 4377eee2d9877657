"""What a number looks like: a pattern of fixed text and parts, as data. Pure; no storage here.

`{office:6}{class:1}{yy:2}{serial:6}` is the 15-digit number of the former inspection bureaus: office code,
declaration class, two digits of the year, serial. Parts: `serial:N` (exactly one), `yyyy`, `yy`, `mm`, and
any name that the caller gives; `:N` is the width, filled with zeros on the left. `check:mod11_2` is the check
character of ISO 7064 MOD 11-2 over all digits before it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jiangang.methods.findings import Finding, Refused

PART = re.compile(r"\{([a-z_]+)(?::([a-z0-9_]+))?\}")
DATE_PARTS = {"yyyy": "%Y", "yy": "%y", "mm": "%m"}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A read pattern; raises ValueError when it has no serial, or two."""

    text: str

    def __post_init__(self) -> None:
        names = [name for name, _ in PART.findall(self.text)]
        if names.count("serial") != 1:
            raise ValueError(f"pattern {self.text!r} needs exactly one {{serial:N}}")
        rest = PART.sub("", self.text)
        if "{" in rest or "}" in rest:
            raise ValueError(f"pattern {self.text!r} has an unreadable part")

    @property
    def given_parts(self) -> tuple[str, ...]:
        """Names that the caller must give a value for."""
        names = (name for name, _ in PART.findall(self.text))
        return tuple(name for name in names if name not in {"serial", "check", *DATE_PARTS})

    @property
    def last_serial(self) -> int:
        """The greatest serial that the width holds."""
        width = next(width for name, width in PART.findall(self.text) if name == "serial")
        return int("9" * int(width or "18"))

    def scope(self, parts: Mapping[str, str], on: date) -> str:
        """What the serial counts within: every part but the serial and the check, joined."""
        names = (name for name, _ in PART.findall(self.text) if name not in {"serial", "check"})
        return "|".join(f"{name}={self._value(name, '', parts, on)}" for name in names)

    def render(self, serial: int, parts: Mapping[str, str], on: date) -> str:
        """The number's text. Raises Refused when the serial or a part does not fit its width."""
        if serial > self.last_serial:
            raise Refused(
                Finding(
                    "numbering.finding.series_exhausted",
                    params={"pattern": self.text, "last": self.last_serial},
                )
            )
        made = ""
        end = 0
        for match in PART.finditer(self.text):
            made += self.text[end : match.start()]
            end = match.end()
            name, width = match.group(1), match.group(2) or ""
            if name == "serial":
                made += str(serial).zfill(int(width or "0"))
            elif name == "check":
                made += check_character(made)
            else:
                made += self._value(name, width, parts, on)
        return made + self.text[end:]

    def _value(self, name: str, width: str, parts: Mapping[str, str], on: date) -> str:
        if name in DATE_PARTS:
            return on.strftime(DATE_PARTS[name])
        value = parts.get(name, "")
        if not value or (width and len(value) > int(width)):
            raise Refused(
                Finding(
                    "numbering.finding.part_wrong",
                    field=name,
                    params={"part": name, "value": value, "width": width or "–"},
                )
            )
        return value.zfill(int(width)) if width else value


def check_character(text: str) -> str:
    """The ISO 7064 MOD 11-2 check character over the digits of a text (letters and marks are passed over)."""
    total = 0
    for letter in text:
        if letter.isascii() and letter.isdigit():
            total = (total + int(letter)) * 2 % 11
    value = (12 - total) % 11
    return "X" if value == 10 else str(value)
