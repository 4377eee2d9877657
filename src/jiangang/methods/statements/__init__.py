"""Reading figures out of prose: repair of damaged text, then every claim, typed and exact. Pure."""

from jiangang.methods.statements.approximations import Approximation, get_extent
from jiangang.methods.statements.claims import Claim, Kind, Place, Reading, Repair, Repaired, Unrepaired
from jiangang.methods.statements.encodings import Decoded, read_bytes
from jiangang.methods.statements.extents import Extent
from jiangang.methods.statements.numbers import Number
from jiangang.methods.statements.periods import Period
from jiangang.methods.statements.reading import read_statement
from jiangang.methods.statements.repairing import repair_text

__all__ = [
    "Approximation",
    "Claim",
    "Decoded",
    "Extent",
    "Kind",
    "Number",
    "Period",
    "Place",
    "Reading",
    "Repair",
    "Repaired",
    "Unrepaired",
    "get_extent",
    "read_bytes",
    "read_statement",
    "repair_text",
]
