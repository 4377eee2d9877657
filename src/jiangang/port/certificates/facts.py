"""What a certificate may speak of: frozen facts of one case, with references to the records behind them.
Pure.

A kind sees these facts and nothing else; whoever calls it has asked the departments.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Name:
    """A name in both languages; either may be empty."""

    zh: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of goods. Quantity in `unit`, net mass in kilograms; None where the notice does not say."""

    number: int
    hs_code: str
    goods: Name
    origin: Name
    quantity: Decimal | None
    unit: str
    net_mass_kg: Decimal | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A record that supports a clause: which register, its number, the ledger entry that holds it."""

    kind: str
    number: str
    ledger: int


@dataclass(frozen=True, slots=True)
class InspectionFacts:
    """What the inspection of the case found."""

    number: str
    concluded_on: date
    conforming: bool
    units_planned: int
    units_opened: int


@dataclass(frozen=True, slots=True)
class SupportingDocument:
    """A document of the case that supports what the drafter entered: its id, name, SHA-256, ledger entry."""

    id: int
    name: str
    sha256: str
    ledger: int

    def as_evidence(self) -> Evidence:
        """The document as a record that supports clauses."""
        return Evidence("document", f"{self.name} · SHA-256 {self.sha256[:16]}", self.ledger)


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """All that a certificate of one consignment or vessel may say.

    direction: `import` or `export`; measure: what the decision on the case ordered; entered: what the drafter
    entered, by field, in the form of `entered.read_entered`; documents: what supports it.
    """

    consignment: str = ""
    consignor: Name = Name()
    consignee: Name = Name()
    origin: Name = Name()
    lines: tuple[Line, ...] = ()
    dispatched_from: Name = Name()
    port: Name = Name()
    conveyance: str = ""
    transport_document: str = ""
    containers: tuple[str, ...] = ()
    arrived_on: date | None = None
    packages: int | None = None
    released_on: date | None = None
    inspection: InspectionFacts | None = None
    evidence: tuple[Evidence, ...] = ()
    drafted_on: date | None = None
    direction: str = ""
    measure: str = ""
    entered: Mapping[str, Any] = field(default_factory=dict)
    documents: tuple[SupportingDocument, ...] = ()

    @property
    def total_net_mass_kg(self) -> Decimal | None:
        """Sum of the lines' net masses; None when one of them is unknown."""
        masses = [line.net_mass_kg for line in self.lines]
        return None if not masses or None in masses else sum((m for m in masses if m is not None), Decimal(0))

    def holds(self, condition: str) -> bool:
        """Whether a clause's condition is true of the case.

        `always`, `inspected`, `document_released`; of what was entered `entered.FIELD` (it says something),
        `without.FIELD` (it says nothing), `entered.FIELD=CODE|CODE` (it says one of these codes); FIELD may
        go into a map: `a.b`.
        """
        source, dot, wanted = condition.partition(".")
        if dot:
            return self._says(wanted) == (source == "entered")
        return {
            "always": True,
            "inspected": self.inspection is not None,
            "document_released": self.inspection is None,
        }[condition]

    def _says(self, wanted: str) -> bool:
        path, equals, codes = wanted.partition("=")
        value: Any = self.entered
        for name in path.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        return bool(value) and (not equals or code_of(value) in codes.split("|"))


def plain(value: Decimal) -> str:
    """Plain digits without needless zeros: `24000`, `0.5`."""
    shown = format(value, "f")
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def code_of(value: Any) -> str:
    """The code of a value that is one of a list; the value itself when it is none."""
    return str(value.get("code", "")) if isinstance(value, Mapping) else str(value)


def facts_from_json(data: Mapping[str, Any]) -> CaseFacts:
    """Facts from plain JSON values, as the examples of the kinds hold them."""
    found: dict[str, Any] = {
        **data,
        **{key: Name(**data[key]) for key in ("consignor", "consignee", "origin") if key in data},
        **{key: Name(**data[key]) for key in ("dispatched_from", "port") if key in data},
        **{key: _day(data[key]) for key in ("arrived_on", "released_on", "drafted_on") if key in data},
        "lines": tuple(_line(line) for line in data.get("lines", ())),
        "containers": tuple(data.get("containers", ())),
        "evidence": tuple(Evidence(**each) for each in data.get("evidence", ())),
        "documents": tuple(SupportingDocument(**each) for each in data.get("documents", ())),
    }
    inspection = data.get("inspection")
    if inspection is not None:
        found["inspection"] = InspectionFacts(
            **{**inspection, "concluded_on": _day(inspection["concluded_on"])}
        )
    return CaseFacts(**found)


def _line(data: Mapping[str, Any]) -> Line:
    return Line(
        number=data["number"],
        hs_code=data["hs_code"],
        goods=Name(**data["goods"]),
        origin=Name(**data["origin"]),
        quantity=_decimal(data["quantity"]),
        unit=data["unit"],
        net_mass_kg=_decimal(data["net_mass_kg"]),
    )


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
