"""What the model in force says of consignments at the time of deciding; nothing where none is in force.

The life of models is elsewhere; here is the one place where deciding asks for a score.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from jiangang.methods.targeting.facts import ConsignmentFacts


@dataclass(frozen=True, slots=True)
class Scored:
    """A calibrated score from 0 to 1, the worth of opening (score × value of the finding), and the features.

    features: as text, so that a decision stores exactly what was seen; model: which one scored; promise: of
    exploring, 1 for a usual consignment.
    """

    model: str
    score: float
    worth: float
    features: Mapping[str, str]
    promise: float = 1.0


Scorer = Callable[[Sequence[ConsignmentFacts], datetime, Sequence[date] | None], Sequence[Scored] | None]
"""Takes frozen facts, the moment whose model counts, and the days as of which each is asked (those of the
moment where none are given).
"""

SCORERS: list[Scorer] = []
"""Asked before those that the wiring names, in this order; the first answer counts."""


@cache
def wired_scorers() -> tuple[Scorer, ...]:
    """Those that `config/wiring.py` names; looked up when first asked, so that starting does not wait."""
    return tuple(import_string(name) for name in import_string(settings.SCORERS))


def scores_of(
    facts: Sequence[ConsignmentFacts], at: datetime, days: Sequence[date] | None = None
) -> Sequence[Scored] | None:
    """The scores of consignments in their order, by the model of a moment and what was known before each
    day; None where no model scores.
    """
    for scorer in (*SCORERS, *wired_scorers()):
        found = scorer(facts, at, days)
        if found is not None:
            return found
    return None
