"""What verification answers: faults that name table and row, and the report around them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

MOST_FAULTS = 1000


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as the ledger says: the table, the row's key (empty for the whole), and what."""

    table: str
    row: str
    what: str


@dataclass(slots=True)
class Report:
    """The answer of one verification. Only the first thousand faults are listed; `faults_found` counts
    all.
    """

    size: int = 0
    root: str = ""
    faults: list[Fault] = field(default_factory=list)
    faults_found: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether nothing at all was found."""
        return self.faults_found == 0

    def add(self, faults: Iterable[Fault]) -> None:
        """Note faults, listing no more than the first thousand."""
        for fault in faults:
            self.faults_found += 1
            if len(self.faults) < MOST_FAULTS:
                self.faults.append(fault)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "ok": self.ok,
            "size": self.size,
            "root": self.root,
            "faults": [asdict(fault) for fault in self.faults],
            "faults_found": self.faults_found,
            **{name: self.counts[name] for name in ("rows", "checkpoints", "tiles", "personal", "erased")},
            "seconds": round(self.seconds, 3),
        }
