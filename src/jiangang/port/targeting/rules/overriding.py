"""What stands against overriding a lane, letting go after the promised time, and auditing. Pure."""

from dataclasses import dataclass, field
from datetime import date, datetime

from jiangang.methods.findings import Citation, Finding
from jiangang.port.targeting.reasons import all_reasons
from jiangang.port.targeting.rules.stated import RANDOM_CHECK

LANES = ("green", "yellow", "red")
OPEN_STATES = ("targeted", "awaiting_inspection")
OFFICE = Citation(
    "office order", "targeting 4", "who may change a lane, and who looks at it again", verified=False
)


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A decided consignment as it stands: its lane now, why it is checked, how far it has come."""

    number: str
    lane: str
    state: str
    is_random: bool
    is_held: bool
    is_mandatory: bool
    is_alerted: bool
    has_begun: bool
    is_overridden: bool = False
    is_pending: bool = False

    @property
    def high_risk(self) -> bool:
        """Whether lowering it takes two people: it is to be inspected, or an alert touches it."""
        return self.lane == "red" or self.is_alerted


@dataclass(frozen=True, slots=True)
class OverrideFacts:
    """What somebody wants: another lane for a case, with a reason, on a day."""

    case: CaseFacts
    to_lane: str
    reason_code: str
    words: str
    on: date

    @property
    def direction(self) -> str:
        """`up` or `down`."""
        lowers = LANES.index(self.to_lane) < LANES.index(self.case.lane)
        return "down" if lowers else "up"


def check_case(case: CaseFacts) -> list[Finding]:
    """What stands against any override of a case, so that it is said before the button is shown."""
    found = []
    if case.is_held:
        found.append(_finding("override_of_held", OFFICE, number=case.number))
    if case.is_random:
        found.append(_finding("override_of_random", RANDOM_CHECK, number=case.number))
    if case.state not in OPEN_STATES:
        found.append(_finding("override_too_late", OFFICE, number=case.number, state=case.state))
    elif case.has_begun:
        found.append(_finding("inspection_begun", OFFICE, number=case.number))
    if case.is_overridden:
        found.append(_finding("overridden_already", OFFICE, number=case.number))
    if case.is_pending:
        found.append(_finding("override_pending", OFFICE, number=case.number))
    return found


def check_override(facts: OverrideFacts) -> list[Finding]:
    """The case may be overridden, to another lane, for a reason in force for that direction, with words."""
    found = check_case(facts.case)
    if facts.to_lane not in LANES or facts.to_lane == facts.case.lane:
        found.append(_finding("override_lane", OFFICE, field="to_lane", lane=facts.to_lane))
        return found
    if facts.case.is_held:
        return found
    reason = all_reasons().get(facts.reason_code)
    if reason is None or not reason.serves(facts.direction, facts.on):
        found.append(_finding("override_reason", OFFICE, field="reason_code", reason=facts.reason_code))
    if not facts.words.strip():
        found.append(_finding("override_words", OFFICE, field="words"))
    return found


def needs_second(facts: OverrideFacts) -> bool:
    """Whether another person has to grant it: less checking where the risk is high."""
    return facts.direction == "down" and facts.case.high_risk


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """The second hand: whose word it is, whether the override still waits, what stands against the case."""

    asked_by: str
    answered_by: str
    is_granted: bool
    words: str
    is_answered: bool
    against: tuple[Finding, ...] = field(default=())


def check_answer(facts: AnswerFacts) -> list[Finding]:
    """Another person, once; a refusal says why; a granted one still stands against nothing."""
    found = []
    if facts.answered_by == facts.asked_by:
        found.append(_finding("override_same_hand", OFFICE))
    if facts.is_answered:
        found.append(_finding("override_answered", OFFICE))
    if not facts.is_granted and not facts.words.strip():
        found.append(_finding("override_refusal_words", OFFICE, field="words"))
    return found + (list(facts.against) if facts.is_granted else [])


@dataclass(frozen=True, slots=True)
class OverdueFacts:
    """A case that nobody acted on, and until when somebody was promised to."""

    case: CaseFacts
    promised_until: datetime | None
    at: datetime
    words: str


def check_overdue(facts: OverdueFacts) -> list[Finding]:
    """The promised time is over; no random unit, no binding check and nothing held runs out."""
    case, found = facts.case, []
    if facts.promised_until is None or facts.at <= facts.promised_until:
        found.append(_finding("not_overdue", OFFICE, number=case.number))
    if case.is_random:
        found.append(_finding("timeout_of_random", RANDOM_CHECK, number=case.number))
    if case.is_held or case.is_mandatory or case.is_alerted:
        found.append(_finding("timeout_of_binding", OFFICE, number=case.number))
    if case.state not in OPEN_STATES or case.has_begun:
        found.append(_finding("timeout_too_late", OFFICE, number=case.number))
    if case.is_pending:
        found.append(_finding("override_pending", OFFICE, number=case.number))
    if not facts.words.strip():
        found.append(_finding("timeout_words", OFFICE, field="words"))
    return found


@dataclass(frozen=True, slots=True)
class AuditFacts:
    """What somebody found on an audited act, and who acted."""

    verdict: str
    words: str
    audited_by: str
    acted_by: frozenset[str]
    standing: str
    is_correction: bool


def check_audit(facts: AuditFacts) -> list[Finding]:
    """A known verdict with words, by somebody who did not act; a second one is a correction that says so."""
    found = []
    if facts.verdict not in ("justified", "doubtful", "wrong"):
        found.append(_finding("audit_verdict", OFFICE, field="verdict", verdict=facts.verdict))
    if not facts.words.strip():
        found.append(_finding("audit_words", OFFICE, field="words"))
    if facts.audited_by in facts.acted_by:
        found.append(_finding("audit_own_act", OFFICE))
    if facts.standing and not facts.is_correction:
        found.append(_finding("audited_already", OFFICE, verdict=facts.standing))
    return found


def _finding(name: str, citation: Citation, *, field: str = "", **params: object) -> Finding:
    return Finding(f"targeting.finding.{name}", field=field, params=params, citation=citation)
