"""What one must say to found an office: its names and code, zone and profile, units, first administrator."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A unit of the tree; `parent` is another unit's code, empty for the root."""

    code: str
    kind: str
    name_en: str
    name_zh: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Administrator:
    """The first person, who takes on the others."""

    code: str
    name_zh: str
    username: str
    password: str
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class OfficePlan:
    """An office to be founded on a day. `settings` are values of `kernel.office.settings_list` keys."""

    opens_on: date
    settings: dict[str, Any]
    units: tuple[UnitPlan, ...]
    administrator: Administrator
    administrator_unit: str
    extra_grants: dict[str, tuple[str, ...]] = field(default_factory=dict)
