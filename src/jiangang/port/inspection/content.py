"""What a result says, as frozen values: from the form, the machine API or the rehearsal to the operation.
Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jiangang.methods.findings import EMPTY


@dataclass(frozen=True, slots=True)
class FoundContent:
    """One thing found. `units_affected` is the number of opened units in which it was seen, None if not
    counted.
    """

    category: str
    severity: str
    description: str
    taxon: str = ""
    units_affected: int | None = None


@dataclass(frozen=True, slots=True)
class ResultContent:
    """A result: outcome of each point of the checklist, notes beside points, and what was found."""

    conforming: bool
    units_opened: int
    answers: Mapping[str, str]
    notes: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    found: tuple[FoundContent, ...] = ()
    remarks: str = ""
