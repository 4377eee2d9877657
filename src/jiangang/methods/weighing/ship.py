"""The ship of a draught survey: lengths, marks, densities, and by which convention her table gives the LCF.

Where a mark stands and how the LCF is counted are always named by the user: a wrong guess turns the sign of
the first trim correction, which is hundreds of tonnes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from jiangang.methods.weighing.reading import Reader
from jiangang.methods.weighing.tables import Number

CONVENTIONS = (
    "midship_aft_positive",
    "midship_forward_positive",
    "from_aft_perpendicular",
    "from_forward_perpendicular",
)
PLACES = ("forward", "midship", "aft")


@dataclass(frozen=True, slots=True)
class Ship:
    """What a survey must know of the ship; lengths in metres, masses in tonnes, densities in t/m³.

    marks: how far forward of its perpendicular (or of midship) each mark stands, aft being negative;
    keel_plate: thickness to subtract where the marks read to the underside of the keel and the table is
    moulded; breadth and lightship may be unknown.
    """

    name: str
    lbp: float
    table_density: float
    lcf_convention: str
    marks: dict[str, float]
    keel_plate: float = 0.0
    breadth: float | None = None
    lightship: float | None = None

    @property
    def between_marks(self) -> float:
        """LBM: from the forward to the aft marks, in metres."""
        return self.lbp + self.marks["forward"] - self.marks["aft"]

    def with_marks(self, marks: Mapping[str, float]) -> "Ship":
        """The same ship read at other marks; those that are not named stay."""
        return replace(self, marks={**self.marks, **marks}) if marks else self

    def aft_of_midship(self, lcf: Number) -> Number:
        """The table's LCF as metres aft of midship, by the convention that the user named."""
        if self.lcf_convention == "midship_aft_positive":
            return lcf
        if self.lcf_convention == "midship_forward_positive":
            return -lcf
        if self.lcf_convention == "from_aft_perpendicular":
            return self.lbp / 2 - lcf
        return lcf - self.lbp / 2

    @property
    def lcf_formula(self) -> str:
        """How `aft_of_midship` turns the table's value, in symbols."""
        return {
            "midship_aft_positive": "{LCF_table}",
            "midship_forward_positive": "−{LCF_table}",
            "from_aft_perpendicular": "{LBP} / 2 − {LCF_table}",
            "from_forward_perpendicular": "{LCF_table} − {LBP} / 2",
        }[self.lcf_convention]


def read_ship(reader: Reader) -> Ship:
    """A ship from the table `[ship]`; faults are noted on the reader."""
    marks = reader.table("marks")
    ship = Ship(
        reader.text("name"),
        reader.number("lbp", above=0),
        reader.number("table_density", low=0.9, high=1.1),
        reader.choice("lcf_convention", CONVENTIONS, missing="methods.weighing.finding.convention_missing"),
        read_marks(marks),
        reader.given("keel_plate", 0.0, low=0, high=0.2),
        reader.optional("breadth", above=0),
        reader.optional("lightship", above=0),
    )
    reader.text("imo")
    reader.close()
    if ship.between_marks <= 0:
        reader.tell("methods.weighing.finding.marks_cross", "marks", length=ship.between_marks)
    return ship


def read_marks(reader: Reader, *, partly: bool = False) -> dict[str, float]:
    """How far forward of its perpendicular each mark stands; `partly`: only those that are named."""
    found = {place: _mark(reader.table(place)) for place in PLACES if reader.has(place) or not partly}
    reader.close()
    return found


def _mark(reader: Reader) -> float:
    distance = reader.number("distance", low=0)
    if distance == 0 and not reader.has("side"):
        reader.close()
        return 0.0
    side = reader.choice("side", ("forward", "aft"))
    reader.close()
    return distance if side == "forward" else -distance
