"""Recomputing the thresholds, so that single decisions keep the expected rates and the hours of the
sections.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.targeting.batch import Columns, screen
from jiangang.methods.targeting.facts import ConsignmentFacts
from jiangang.methods.targeting.policy import Lane, Policy
from jiangang.methods.targeting.thresholds import Cut, fit_cut, target_share
from jiangang.port.targeting import permissions
from jiangang.port.targeting.models import Decision, Threshold
from jiangang.port.targeting.operations.deciding import random_share
from jiangang.port.targeting.queries import PolicyInForce, get_policy_in_force
from jiangang.port.targeting.replaying import LEAST, WINDOW
from jiangang.port.targeting.scorers import scores_of
from jiangang.port.targeting.scores.queries import model_in_force

PLACES = Decimal("0.00000001")
ENOUGH = 200
"""So many arrivals that the model has not learnt from are enough to leave the others out."""


@dataclass(frozen=True, slots=True)
class Window:
    """The decisions of the days before, of one section: facts as they stood, and what the model of the day
    says of each by what was known before it was decided.

    arrivals: all decisions of the days; the rest only of those that thresholds are fitted to.
    """

    first: date
    last: date
    arrivals: int
    facts: Sequence[ConsignmentFacts]
    worth: NDArray[np.float64]
    promise: NDArray[np.float64]
    model: str


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was found for one section."""

    policy_id: int
    section: str
    window: Window
    target: Fraction
    cut: Cut
    admissible: int


@operation(permission=permissions.COMPUTE_THRESHOLDS)
def compute_thresholds(*, day: date, actor: Actor, at: datetime) -> list[Threshold]:
    """Compute the thresholds of the policy in force on a day from the arrivals of the 28 days before it.

    One row for each section that had arrivals enough; none where neither the policy nor the hours set a
    share. Facts are those that the decisions froze, asked with the present policy, so a new version has its
    thresholds at once. Raises Refused when no policy is in force.
    """
    policy = get_policy_in_force(day)
    share = random_share(day)
    exploring = Fraction(str(office.get_setting("exploring_share", day)))
    rows = []
    for section, window in _windows(policy, day, at):
        target = _target(policy.text, section, window, day)
        if target is None or len(window.facts) < LEAST:
            continue
        before = _before(policy.text, window.facts, share, day)
        admissible = ~np.isnan(before)
        if not admissible.any():
            continue
        cut = fit_cut(
            before[admissible], window.worth[admissible], target, exploring, window.promise[admissible]
        )
        fitted = Fitted(policy.policy_id, section, window, target, cut, int(admissible.sum()))
        rows.append(_row(fitted, share, actor=actor, at=at))
    made = Threshold.objects.bulk_create(rows)
    if made:
        ledger.append(
            actor=actor, at=at, act="targeting.threshold.compute", subject=f"policy:{policy.name}", rows=made
        )
    return made


def _windows(policy: PolicyInForce, day: date, at: datetime) -> Iterable[tuple[str, Window]]:
    zone = office.time_zone(day)
    first = day - timedelta(days=WINDOW)
    begin, end = (datetime.combine(one, datetime.min.time(), zone) for one in (first, day))
    rows = Decision.objects.filter(decided_at__gte=begin, decided_at__lt=end).order_by("section", "id")
    schema = policy.text.schema
    found: dict[str, list[tuple[ConsignmentFacts, date]]] = {}
    for section, facts, decided_at in rows.values_list("section", "facts", "decided_at"):
        kept = ConsignmentFacts.from_dict(_known(facts, schema), schema)
        found.setdefault(section, []).append((kept, office.local_day(decided_at)))
    for section, each in found.items():
        used = _unlearnt(each, day)
        every = [facts for facts, _ in used]
        scored = scores_of(every, at, [decided for _, decided in used])
        worth = [one.worth for one in scored] if scored else [np.nan] * len(every)
        promise = [one.promise for one in scored] if scored else [1.0] * len(every)
        model = scored[0].model if scored else ""
        last = day - timedelta(days=1)
        worths, promises = np.array(worth), np.array(promise)
        yield section, Window(first, last, len(each), every, worths, promises, model)


def _unlearnt(each: list[tuple[ConsignmentFacts, date]], day: date) -> list[tuple[ConsignmentFacts, date]]:
    """Those decided after the last result that the model of the day knows, where they are enough.

    Of what it has learnt from, a model is surer than it will be of what is to come.
    """
    model = model_in_force(day)
    fresh = [] if model is None else [one for one in each if one[1] > model.last_day]
    return fresh if len(fresh) >= ENOUGH else each


def _known(facts: dict[str, Any], schema: Any) -> dict[str, Any]:
    """Stored facts without those that the present policy's schema does not have."""

    def kept(values: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if name in schema}

    lines = [{**line, "values": kept(line["values"])} for line in facts["lines"]]
    return {**facts, "values": kept(facts["values"]), "lines": lines}


def _target(policy: Policy, section: str, window: Window, day: date) -> Fraction | None:
    wanted = {section} if section else {one.section for one in policy.capacities}
    capacities = [one for name in sorted(wanted) if (one := policy.capacity_on(name, day)) is not None]
    checks = sum(one.checks for one in capacities) if capacities else None
    stated = sum(one.arrivals for one in capacities)
    arrivals = Fraction(stated) if stated else Fraction(window.arrivals, WINDOW)
    return target_share(policy.expected.get(Lane.RED), checks, arrivals)


def _before(
    policy: Policy, facts: Sequence[ConsignmentFacts], share: Fraction, day: date
) -> NDArray[np.float64]:
    """For each the chance that random stream or policy takes it; NaN where a gate is closed."""
    answers = screen(policy, Columns.of_facts(facts), day)
    before = 1 - (1 - float(share)) * (1 - answers.red_chances)
    return np.where(answers.admissible, before, np.nan)


def _row(fitted: Fitted, share: Fraction, *, actor: Actor, at: datetime) -> Threshold:
    window, cut = fitted.window, fitted.cut
    return Threshold(
        policy_id=fitted.policy_id,
        section=fitted.section,
        model=window.model,
        first_day=window.first,
        last_day=window.last,
        arrivals=window.arrivals,
        target=str(fitted.target.limit_denominator(10**9)),
        cut=None if cut.worth is None else Decimal(cut.worth).quantize(PLACES),
        explore=str(cut.explore),
        inputs={"random_share": str(share), "admissible": fitted.admissible, "used": len(window.facts)},
        outcome={"before": f"{cut.before:.6f}", "expected": f"{cut.expected:.6f}"},
        computed_at=at,
        computed_by=actor.key,
    )
