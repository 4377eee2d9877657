"""What is said of a decision: to staff everything, to the trader what may be told. No reading of lists
here.
"""

from typing import Any

from jiangang.kernel.permissions import Actor
from jiangang.kernel.texts import text
from jiangang.port.declarations.api import ConsignmentRow
from jiangang.port.targeting import permissions
from jiangang.port.targeting.queries import DecisionRow, find_decision, get_policy_row, read_once
from jiangang.port.targeting.telling import Decided, Told, tell
from jiangang.ui.components import Summary, SummaryRow
from jiangang.ui.pages import Part


def told_of(row: DecisionRow, language: str) -> Told:
    """The release-safe explanation of a decision in a language."""
    policy = read_once(get_policy_row(row.policy_id).text)
    return tell(Decided(row.lane_now, row.reasons, row.gates, policy), language)


def as_dict(row: DecisionRow) -> dict[str, Any]:
    """Everything about a decision as plain values, for staff: reasons, gates, streams, chances, values."""
    return {
        "number": row.number,
        "lane": row.lane,
        "lane_now": row.lane_now,
        "policy_lane": row.policy_lane,
        "policy": row.policy,
        "admissible": row.is_admissible,
        "gates": list(row.gates),
        "random": row.is_random,
        "propensity": row.propensity,
        "streams": list(row.streams),
        "chances": row.chances,
        "inclusion": row.inclusion,
        "draw": row.draw_id,
        "model": row.model or None,
        "score": row.score,
        "worth": row.worth,
        "threshold": row.threshold,
        "features": row.features,
        "reasons": list(row.reasons),
        "facts": row.facts,
        "due_at": row.due_at,
        "decided_at": row.decided_at,
        "decided_by": row.decided_by,
        "result": row.result or None,
    }


def parts_of_notice(row: ConsignmentRow, actor: Actor) -> list[Part]:
    """What the page of a notice says of targeting, to the firm that filed it; staff have a page of their
    own.
    """
    if not actor.is_trade or permissions.EXPLAIN_TO_TRADE not in actor.permissions:
        return []
    decision = find_decision(row.number)
    if decision is None:
        return []
    told = told_of(decision, actor.language)
    rows = [SummaryRow(text("targeting.told.what"), told.sentence)]
    rows += [SummaryRow(text("targeting.told.why"), why) for why in told.reasons]
    if told.is_withheld:
        rows.append(SummaryRow(text("targeting.told.withheld"), text("targeting.told.withheld_body")))
    rows.append(SummaryRow(text("targeting.told.lower"), told.what_lowers))
    return [Part(Summary(rows), text("targeting.told.title"))]
