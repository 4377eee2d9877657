"""What is said of a decision: to staff everything, to the trader what may be told. No reading of lists
here.
"""

from typing import Any

from jiangang.kernel.permissions import Actor
from jiangang.kernel.texts import text
from jiangang.methods.targeting.explaining import TraderExplanation, explain_to_trader
from jiangang.methods.targeting.wording import Wording
from jiangang.port.declarations.api import ConsignmentRow
from jiangang.port.targeting import permissions
from jiangang.port.targeting.queries import DecisionRow, find_decision, get_policy_row, read_once
from jiangang.ui.components import Summary, SummaryRow
from jiangang.ui.pages import Part
from jiangang.ui.wording import catalogue


def told_of(row: DecisionRow, language: str) -> TraderExplanation:
    """The release-safe explanation of a decision in a language, by the version that made it."""
    schema = read_once(get_policy_row(row.policy_id).text).schema
    lane = row.lane_now if row.is_admissible else "not_admissible"
    return explain_to_trader(lane, [*row.gates, *row.reasons], Wording(catalogue(), language, schema))


def told_dict(row: DecisionRow, language: str) -> dict[str, Any]:
    """The same as plain values, for the API and the command line."""
    told = told_of(row, language)
    return {
        "number": row.number,
        "sentences": list(told.sentences),
        "what_lowers": list(told.lowers),
        "withheld": told.withheld or None,
    }


def told_rows(row: DecisionRow, language: str) -> list[SummaryRow]:
    """The same as the rows of a page."""
    told = told_of(row, language)
    rows = [
        SummaryRow(text("targeting.told.why" if place else "targeting.told.what"), sentence)
        for place, sentence in enumerate(told.sentences)
    ]
    if told.withheld:
        rows.append(SummaryRow(text("targeting.told.withheld"), told.withheld))
    return rows + [SummaryRow(text("targeting.told.lower"), one) for one in told.lowers]


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
        "promised_until": row.promised_until,
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
    return [Part(Summary(told_rows(decision, actor.language)), text("targeting.told.title"))]
