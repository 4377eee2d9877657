"""The switching rules of ISO 2859-1:1999: one pure step from lot to lot, for each line and class of defect.

Here live the standing of a line and the step. What a lot's plan is, and whether it was accepted, comes from
`attributes` and `stages`; reading files of lots is in `lot_records`. Steady production, the authority's
consent and the maker's action are facts given by people; what is not given is a finding, never a default.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from jiangang.methods.findings import Citation, Finding, Severity
from jiangang.methods.register import method
from jiangang.methods.sampling.acceptance.faults import finding

WINDOW, NOT_ACCEPTED_OF_WINDOW = 5, 2
ACCEPTED_IN_A_ROW = 5
DISCONTINUED_AFTER = 5
SCORE_NEEDED = 30
POINTS_FEW, POINTS = 2, 3
FEW = 1
"""Acceptance numbers up to this score two points, larger ones three."""
LAST_STAGE_THAT_SCORES = {"double": 1, "multiple": 3}
RULES = Citation("ISO 2859-1:1999", article="9.3, 9.4", verified=False)


class Inspection(StrEnum):
    """The severity under which the next lot is inspected; `DISCONTINUED` until the maker has acted."""

    NORMAL = "normal"
    TIGHTENED = "tightened"
    REDUCED = "reduced"
    DISCONTINUED = "discontinued"


class Reason(StrEnum):
    """Why a line changed."""

    TWO_OF_FIVE = "two_of_five"
    FIVE_ACCEPTED = "five_accepted"
    SCORE = "score_reached"
    NOT_ACCEPTED = "lot_not_accepted"
    IRREGULAR = "production_irregular"
    OTHER = "other_conditions"
    FIVE_NOT_ACCEPTED = "five_not_accepted"
    RESUMED = "action_effective"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a line stands for one class of defect before its next lot.

    inspection; score: switching score, kept on normal inspection only; recent: on normal inspection, whether
    the last lots (at most four) were accepted on original inspection; accepted_run: on tightened inspection,
    lots accepted in a row; not_accepted: on tightened inspection, lots not accepted since it began.
    """

    inspection: Inspection = Inspection.NORMAL
    score: int = 0
    recent: tuple[bool, ...] = ()
    accepted_run: int = 0
    not_accepted: int = 0


@dataclass(frozen=True, slots=True)
class LotResult:
    """One lot inspected, or with `accepted` None a fact without a lot.

    resubmitted: not an original inspection, so it never counts; kind: of the plan; accept_number: of a single
    plan; passes_tighter: whether the lot would pass with the AQL one step tighter (single plan with an
    acceptance number of 2 or more); stage: at which a double or multiple plan decided, from 1. Facts: steady
    production and authority_agrees (None: not known); irregular: production irregular or delayed; other:
    other conditions ask for normal inspection; action_effective: the maker has acted, and the authority holds
    that likely to be effective.
    """

    accepted: bool | None
    resubmitted: bool = False
    kind: str = "single"
    accept_number: int | None = None
    passes_tighter: bool | None = None
    stage: int | None = None
    steady: bool | None = None
    authority_agrees: bool | None = None
    irregular: bool = False
    other: bool = False
    action_effective: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """before: the standing under which the lot was inspected; after: that for the next; counted: whether the
    lot moved anything; reasons: of every change; findings: what could not be checked."""

    before: Standing
    after: Standing
    counted: bool
    reasons: tuple[Reason, ...] = ()
    findings: tuple[Finding, ...] = ()


@method(
    "sampling.switching",
    source=(
        "ISO 2859-1:1999, 9.3.1–9.3.4 and 9.4 (GB/T 2828.1-2012, the same clauses)",
        "facts recalled from the standard; wording to be compared with a licensed copy",
    ),
    verified="the facts of the standard's clauses, one by one; random histories against a plain recount",
)
def next_standing(standing: Standing, result: LotResult) -> Step:
    """One step of the switching rules. Pure: the same standing and result give the same step.

    standing: before the lot; result: what happened. Raises nothing; unknown facts come as findings.
    """
    now, reasons = standing, []
    if now.inspection is Inspection.DISCONTINUED and result.action_effective:
        now = Standing(Inspection.TIGHTENED)
        reasons.append(Reason.RESUMED)
    before = now
    counted = result.accepted is not None and not result.resubmitted
    findings: list[Finding] = []
    if now.inspection is Inspection.DISCONTINUED:
        if counted:
            findings.append(_finding("line_discontinued", Severity.WARNING))
        return Step(before, now, False, tuple(reasons), tuple(findings))
    now, reason, found = _STEPS[now.inspection](now, result, counted)
    reasons += [reason] if reason else []
    return Step(before, now, counted, tuple(reasons), tuple(found))


Moved = tuple[Standing, Reason | None, list[Finding]]


def _on_normal(standing: Standing, result: LotResult, counted: bool) -> Moved:
    found: list[Finding] = []
    if counted:
        window = (*standing.recent, bool(result.accepted))[-WINDOW:]
        if window.count(False) >= NOT_ACCEPTED_OF_WINDOW:
            return Standing(Inspection.TIGHTENED), Reason.TWO_OF_FIVE, found
        score, unknown = _score(standing.score, result)
        found += unknown
        standing = replace(standing, score=score, recent=window[-(WINDOW - 1) :])
    if standing.score < SCORE_NEEDED:
        return standing, None, found
    if result.steady and result.authority_agrees and not (result.irregular or result.other):
        return Standing(Inspection.REDUCED), Reason.SCORE, found
    if None in (result.steady, result.authority_agrees):
        found.append(_finding("reduced_not_checked", Severity.NOT_CHECKED, score=standing.score))
    return standing, None, found


def _on_tightened(standing: Standing, result: LotResult, counted: bool) -> Moved:
    if not counted:
        return standing, None, []
    if result.accepted:
        run = standing.accepted_run + 1
        if run >= ACCEPTED_IN_A_ROW:
            return Standing(Inspection.NORMAL), Reason.FIVE_ACCEPTED, []
        return replace(standing, accepted_run=run), None, []
    failed = standing.not_accepted + 1
    if failed >= DISCONTINUED_AFTER:
        return Standing(Inspection.DISCONTINUED), Reason.FIVE_NOT_ACCEPTED, []
    return replace(standing, accepted_run=0, not_accepted=failed), None, []


def _on_reduced(standing: Standing, result: LotResult, counted: bool) -> Moved:
    if counted and not result.accepted:
        return Standing(Inspection.NORMAL), Reason.NOT_ACCEPTED, []
    if result.irregular:
        return Standing(Inspection.NORMAL), Reason.IRREGULAR, []
    if result.other:
        return Standing(Inspection.NORMAL), Reason.OTHER, []
    return standing, None, []


_STEPS = {
    Inspection.NORMAL: _on_normal,
    Inspection.TIGHTENED: _on_tightened,
    Inspection.REDUCED: _on_reduced,
}


def _score(score: int, result: LotResult) -> tuple[int, list[Finding]]:
    """The switching score after a lot (9.3.3.2); 0, and a finding, where a needed fact is not given."""
    if not result.accepted:
        return 0, []
    if result.kind == "single":
        return _score_of_single(score, result)
    if result.stage is None:
        return 0, [_finding("score_not_checked", Severity.NOT_CHECKED, needed="stage")]
    early = result.stage <= LAST_STAGE_THAT_SCORES[result.kind]
    return (score + POINTS if early else 0), []


def _score_of_single(score: int, result: LotResult) -> tuple[int, list[Finding]]:
    if result.accept_number is None:
        return 0, [_finding("score_not_checked", Severity.NOT_CHECKED, needed="accept_number")]
    if result.accept_number <= FEW:
        return score + POINTS_FEW, []
    if result.passes_tighter is None:
        return 0, [_finding("score_not_checked", Severity.NOT_CHECKED, needed="passes_tighter")]
    return (score + POINTS if result.passes_tighter else 0), []


def _finding(code: str, severity: Severity, **params: object) -> Finding:
    return finding(code, params=params, severity=severity, citation=RULES)


__all__ = ["Inspection", "LotResult", "Reason", "Standing", "Step", "next_standing"]
