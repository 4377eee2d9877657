"""A thing's name in both languages, so that one sentence takes the right one: `{unit}` or `{unit:zh}`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """English and Chinese name; in a text pattern the format `zh` chooses the Chinese one."""

    en: str
    zh: str

    def __format__(self, spec: str) -> str:
        return self.zh if spec == "zh" else self.en

    def __str__(self) -> str:
        return self.en
