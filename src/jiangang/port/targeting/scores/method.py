"""The office's own method of scoring, between the department's records and `methods.targeting.trained`.

`METHOD` trains, `ask` scores; `config/wiring.py` names both. A model is read once in each process and kept by
its digest; only bytes that the office's own training has kept are read, and they hold numbers, never code.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

import numpy as np

from jiangang.kernel.office import api as office
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.targeting.facts import ConsignmentFacts
from jiangang.methods.targeting.trained import Lesson, Scorer, Told, learn
from jiangang.port.targeting.models import ScoringModel
from jiangang.port.targeting.rules.worth import finding_value, read_values
from jiangang.port.targeting.scorers import Scored
from jiangang.port.targeting.scores.queries import model_in_force
from jiangang.port.targeting.scores.rows import lay_out
from jiangang.port.targeting.training import Labelled, Trained

EPOCH = date(1970, 1, 1)
KEPT = 4
DIGITS = 6


class BlendedMethod:
    """Trains the blended score on what the office has inspected."""

    def train(self, rows: Sequence[Labelled], *, known_by: date, rng_seed: int) -> Trained:
        """A scorer and its card from the rows that were decided and known by a day, and from no other.

        Raises Refused below 100 consignments or 5 findings.
        """
        known = [row for row in rows if row.known_on <= known_by and row.decided_on <= known_by]
        laid = lay_out([row.facts for row in known])
        lesson = Lesson(
            frame=laid.frame,
            labels=np.array([float(row.found) for row in known])[laid.units],
            decided=np.array([_day(row.decided_on) for row in known], np.int64)[laid.units],
            known=np.array([_day(row.known_on) for row in known], np.int64)[laid.units],
            units=laid.units,
            expected=np.array([np.nan if row.expected is None else row.expected for row in known])[
                laid.units
            ],
        )
        scorer = learn(lesson, _day(known_by), rng_seed)
        return Trained(scorer.as_bytes(), scorer.card())


METHOD = BlendedMethod()


def ask(
    facts: Sequence[ConsignmentFacts], at: datetime, days: Sequence[date] | None = None
) -> list[Scored] | None:
    """What the model in force at a moment says; None where none is. See `scorers.Scorer`.

    Raises Refused when the kept bytes are not what was kept.
    """
    model = model_in_force(office.local_day(at))
    if model is None or not facts:
        return None
    scorer = read_scorer(model.pk, model.digest)
    laid = lay_out([one.as_dict() for one in facts], scorer.columns)
    asked = [office.local_day(at)] * len(facts) if days is None else list(days)
    told = scorer.tell(laid.frame, np.array([_day(day) for day in asked], np.int64)[laid.units])
    values = read_values(str(office.get_setting("finding_values", office.local_day(at))))
    return [
        _scored(str(model), told, line, finding_value(one, values))
        for one, line in zip(facts, _likeliest(told, laid.units, len(facts)), strict=True)
    ]


@lru_cache(maxsize=KEPT)
def read_scorer(model_id: int, digest: str) -> Scorer:
    """The scorer of a kept model, once in each process; raises Refused for other bytes than were kept."""
    content = bytes(ScoringModel.objects.values_list("content", flat=True).get(pk=model_id))
    if sha256(content).hexdigest() != digest:
        raise Refused(Finding("targeting.finding.model_damaged"))
    return Scorer.of_bytes(content)


def _likeliest(told: Told, units: Any, count: int) -> list[int]:
    """The row that speaks for each consignment: its line of the greatest score, the first of equal ones."""
    order = np.lexsort((np.arange(len(units)), -told.lifted, units))
    found = np.searchsorted(units[order], np.arange(count))
    return [int(each) for each in order[found]]


def _scored(model: str, told: Told, row: int, value: float) -> Scored:
    features = {name: f"{each:.{DIGITS}g}" for name, each in told.values(row).items()}
    features["promise"] = f"{told.promise[row]:.{DIGITS}g}"
    features["value"] = f"{value:g}"
    if told.lifted[row] > told.score[row]:
        features["alarm"] = f"{told.lifted[row]:.{DIGITS}g}"
    lifted = float(told.lifted[row])
    return Scored(model, float(told.score[row]), lifted * value, features, float(told.promise[row]))


def _day(day: date) -> int:
    return (day - EPOCH).days
