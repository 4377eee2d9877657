"""Rules about what goes into a policy change or an outcome. Pure."""

from dataclasses import dataclass
from datetime import date

from jiangang.methods.findings import Citation, Finding

RANDOM_CHECK = Citation(
    "国务院办公厅关于推广随机抽查规范事中事后监管的通知",
    "国办发〔2015〕58号",
    "random checks cannot be waived by those who are checked or who check",
    verified=False,
)


@dataclass(frozen=True, slots=True)
class ActivationFacts:
    """What is known when a version is to decide: who proposed it, who activates it, from when to when.

    was_decided_otherwise: a policy was in force on one of the days from `valid_from` to the day before `day`.
    """

    proposed_by: str
    activated_by: str
    day: date
    valid_from: date
    valid_until: date | None
    is_active_already: bool
    was_decided_otherwise: bool


def check_activation(facts: ActivationFacts) -> list[Finding]:
    """Two different people, days in order, once, and no past day on which another version decided."""
    found = []
    if facts.activated_by == facts.proposed_by:
        found.append(Finding("targeting.finding.same_hand"))
    if facts.valid_from < facts.day and facts.was_decided_otherwise:
        found.append(
            Finding("targeting.finding.from_in_the_past", field="valid_from", params={"day": facts.day})
        )
    if facts.valid_until is not None and facts.valid_until < facts.valid_from:
        found.append(Finding("targeting.finding.policy_days_crossed", field="valid_until"))
    if facts.is_active_already:
        found.append(Finding("targeting.finding.active_already", field="valid_from"))
    return found


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a version has shown before it decides, and what it needs to, by the office's data of the day.

    signers: keys of those who have signed; has_history: something was decided before, so that a back-test
    and a shadow period are needed; tested: whether a back-test reaches far enough back; days_in_shadow: None
    where no shadow period was begun.
    """

    signatures_needed: int
    signers: frozenset[str]
    has_history: bool
    backtest_days: int
    tested: bool
    shadow_days: int
    days_in_shadow: int | None

    def signatures_missing(self, also: str = "") -> int:
        """How many more people sign, when `also` does."""
        return max(self.signatures_needed - len(self.signers | ({also} if also else set())), 0)


def check_readiness(facts: Readiness, activator: str = "") -> list[Finding]:
    """All that a version still lacks: signatures, back-test, shadow period. A first policy needs signatures
    only.

    activator: who would activate it, and sign by that.
    """
    found = []
    missing = facts.signatures_missing(activator)
    if missing:
        params = {"needed": facts.signatures_needed, "missing": missing}
        found.append(Finding("targeting.finding.signatures_missing", params=params))
    if not facts.has_history:
        return found
    if not facts.tested:
        found.append(Finding("targeting.finding.backtest_missing", params={"days": facts.backtest_days}))
    if facts.days_in_shadow is None:
        found.append(Finding("targeting.finding.shadow_missing", params={"days": facts.shadow_days}))
    elif facts.days_in_shadow < facts.shadow_days:
        params = {"days": facts.shadow_days, "left": facts.shadow_days - facts.days_in_shadow}
        found.append(Finding("targeting.finding.shadow_short", params=params))
    return found


@dataclass(frozen=True, slots=True)
class OutcomeFacts:
    """What is known when an outcome is recorded: the decision's lane and the results stated so far."""

    result: str
    reason: str
    lane: str
    standing: str
    replaces: bool


def check_outcome(facts: OutcomeFacts) -> list[Finding]:
    """A known result; a missed check says why; a second, different result is a correction that says so."""
    found = []
    if facts.result not in ("clean", "found", "missed"):
        found.append(
            Finding("targeting.finding.result_unknown", field="result", params={"result": facts.result})
        )
    if facts.result == "missed" and not facts.reason.strip():
        found.append(
            Finding("targeting.finding.missed_without_reason", field="reason", citation=RANDOM_CHECK)
        )
    if facts.standing and not facts.replaces:
        found.append(Finding("targeting.finding.outcome_known", params={"result": facts.standing}))
    if facts.replaces and not facts.reason.strip():
        found.append(Finding("targeting.finding.correction_without_reason", field="reason"))
    return found
