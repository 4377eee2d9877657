"""What is observed on an SPS certificate: a finding with the Hub's area and level."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from jiangang.methods.findings import Finding, Severity


class Area(StrEnum):
    """Where an observation belongs, in the words of the Hub's ValidatePhytoXML."""

    MANDATORY = "MandatoryElements"
    MAPPING = "Mapping"
    SCHEMA = "Schema"


class Level(StrEnum):
    """How much it weighs, in the words of the Hub."""

    SEVERE = "SEVERE"
    WARNING = "WARNING"
    INFO = "INFO"


SEVERITIES = {Level.SEVERE: Severity.ERROR, Level.WARNING: Severity.WARNING, Level.INFO: Severity.NOTE}


@dataclass(frozen=True, slots=True)
class Observation:
    """One finding with its area and level; its field is the path of the element."""

    area: Area
    level: Level
    finding: Finding

    @property
    def code(self) -> str:
        """The last word of the finding's code, such as `out_of_order`."""
        return self.finding.code.rpartition(".")[2]

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {"area": self.area.value, "level": self.level.value, **self.finding.as_dict()}


def observed(area: Area, level: Level, name: str, where: str = "", /, **params: Any) -> Observation:
    """An observation whose words stand under `methods.papers.sps.finding.<name>`."""
    code = f"methods.papers.sps.finding.{name}"
    return Observation(area, level, Finding(code, SEVERITIES[level], where, params))


def severe(observations: Iterable[Observation]) -> list[Observation]:
    """Those that weigh most."""
    return [each for each in observations if each.level is Level.SEVERE]
