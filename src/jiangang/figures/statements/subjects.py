"""What claims can be about: subjects, read from the `subjects.toml` of the rooms. No database, no Django."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = "subjects.toml"
OWN = Path(__file__).parent / "data" / FILE
BROAD = 1
"""Weight of a subject that needs no words of its own (a rank, whatever it ranks)."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A figure, or a register that is not built (`figure` is empty then), and the words that tell of it."""

    figure: str
    register: str
    names: dict[str, str]
    kinds: frozenset[str]
    units: frozenset[str]
    words: tuple[str, ...]
    excluded: tuple[str, ...]
    parts: tuple[str, ...]

    @property
    def key(self) -> str:
        """The figure's code or the register's key."""
        return self.figure or self.register

    def weigh(self, kind: str, unit: str, near: str, clause: str) -> int:
        """How well a claim fits: letters of the words found, those near the number twice; 0 for not at all.

        near: the words that the number is said of; clause: the clause around it; both in lower case.
        """
        if kind not in self.kinds or (self.units and unit not in self.units):
            return 0
        if any(word in clause for word in self.excluded):
            return 0
        if not self.words:
            return BROAD
        found = [word for word in self.words if word in clause]
        return sum(
            len(word) * (2 if word in near else 1) * (2 if not word.isascii() else 1) for word in found
        )

    def find_part(self, clause: str) -> str:
        """The word that says the claim is about a part which the figure does not separate; empty for none."""
        return next((word for word in self.parts if word in clause), "")


def read_subjects(folders: Iterable[Path]) -> tuple[Subject, ...]:
    """The subjects of this room and of every folder that has a `subjects.toml`.

    Raises ValueError for a subject without figure or register, and for one that stands there twice.
    """
    paths = [OWN, *(path for folder in folders if (path := folder / FILE).is_file())]
    found: dict[str, Subject] = {}
    for path in paths:
        for row in tomllib.loads(path.read_text(encoding="utf-8")).get("subject", ()):
            subject = _read(row)
            if not subject.key or subject.key in found:
                raise ValueError(
                    f"{path.name}: the subject {subject.key or row} has no key or stands there twice"
                )
            found[subject.key] = subject
    return tuple(found.values())


def _read(row: dict[str, Any]) -> Subject:
    return Subject(
        figure=row.get("figure", ""),
        register=row.get("register", ""),
        names={"zh-hans": row.get("zh", ""), "en": row.get("en", "")},
        kinds=frozenset(row["kinds"]),
        units=frozenset(row.get("units", ())),
        words=tuple(word.lower() for word in row["any"]),
        excluded=tuple(word.lower() for word in row.get("not", ())),
        parts=tuple(word.lower() for word in row.get("part", ())),
    )
