"""What the model in force says of consignments at the time of deciding; nothing where none is in force.

The life of models is elsewhere; here is the one place where deciding asks for a score.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from jiangang.methods.targeting.facts import ConsignmentFacts
from jiangang.port.declarations.api import ConsignmentRow


@dataclass(frozen=True, slots=True)
class Scored:
    """A calibrated score from 0 to 1, the worth of opening (score × value of the finding), and the features.

    features: as text, so that a decision stores exactly what was seen; model: which one scored.
    """

    model: str
    score: float
    worth: float
    features: Mapping[str, str]


Scorer = Callable[[Sequence[ConsignmentRow], Sequence[ConsignmentFacts], datetime], Sequence[Scored] | None]

SCORERS: list[Scorer] = []
"""Asked in this order, the first answer counts; empty in an office without a model."""


def scores_of(
    rows: Sequence[ConsignmentRow], facts: Sequence[ConsignmentFacts], at: datetime
) -> Sequence[Scored] | None:
    """The scores of consignments in their order by what was known before `at`; None where no model scores."""
    for scorer in SCORERS:
        found = scorer(rows, facts, at)
        if found is not None:
            return found
    return None
