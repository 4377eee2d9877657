"""Rules about declaring and ending an interest, and why an interest keeps a person away. Pure."""

from dataclasses import dataclass
from datetime import date

from jiangang.methods.findings import Citation, Finding
from jiangang.methods.rules import rule

RECUSAL_LAW = Citation(
    "中华人民共和国公务员法 (Civil Servant Law of the PRC, 2018 revision)",
    "art. 76 (第七十六条)",
    "own interest, interest of kin, any other circumstance that may affect fair duty; before 2019 the law of "
    "2005",
)
INFORMING_LAW = Citation(
    "中华人民共和国公务员法 (Civil Servant Law of the PRC, 2018 revision)",
    "art. 77 (第七十七条)",
    "the person applies; an interested party may apply; others may inform",
)
LAW_OF_2005 = date(2006, 1, 1)
"""First day in force of the Civil Servant Law of 2005, which held the same duties."""

KINDS = ("self", "kin", "shareholding", "former_employer", "other")
SOURCES = ("self", "interested_party", "other")
NOTE_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class DeclarationFacts:
    """What is declared: `day` is the office's day of the act, `for_oneself` whether declarer and person are
    one.
    """

    day: date
    kind: str
    source: str
    valid_from: date
    valid_until: date | None
    note: str
    for_oneself: bool


@rule(applies_from=LAW_OF_2005, citation=INFORMING_LAW)
def check_declaration(facts: DeclarationFacts) -> list[Finding]:
    """An interest has a known kind and source, dates in order, and a source that agrees with who declares
    it.
    """
    found = []
    if facts.kind not in KINDS:
        found.append(Finding("interests.finding.kind_unknown", field="kind", params={"kind": facts.kind}))
    if facts.source not in SOURCES:
        found.append(
            Finding("interests.finding.source_unknown", field="source", params={"source": facts.source})
        )
    if facts.for_oneself and facts.source in SOURCES and facts.source != "self":
        found.append(Finding("interests.finding.source_not_self", field="source"))
    if facts.valid_until is not None and facts.valid_until < facts.valid_from:
        found.append(Finding("interests.finding.dates_crossed", field="valid_until"))
    if len(facts.note) > NOTE_LENGTH:
        found.append(Finding("interests.finding.note_too_long", field="note", params={"limit": NOTE_LENGTH}))
    return found


@dataclass(frozen=True, slots=True)
class EndingFacts:
    """What is known when an interest is to be ended: `ends_on` is the last day on which it counts."""

    day: date
    valid_from: date
    valid_until: date | None
    ends_on: date
    is_ended: bool


@rule(applies_from=LAW_OF_2005, citation=RECUSAL_LAW)
def check_ending(facts: EndingFacts) -> list[Finding]:
    """An interest ends once, not in the past (what it barred stays barred) and not later than it would
    anyway.
    """
    if facts.is_ended:
        return [Finding("interests.finding.ended_already", field="ends_on")]
    found = []
    if facts.ends_on < facts.day:
        found.append(
            Finding("interests.finding.ends_in_the_past", field="ends_on", params={"day": facts.day})
        )
    if facts.valid_until is not None and facts.ends_on > facts.valid_until:
        found.append(
            Finding("interests.finding.ends_later", field="ends_on", params={"until": facts.valid_until})
        )
    return found


def recused() -> Finding:
    """Why an actor is kept from a firm's case. It names neither the firm, nor the tie, nor who told the
    office.
    """
    return Finding("interests.finding.recused", citation=RECUSAL_LAW)


DECLARATION_RULES = (check_declaration,)
ENDING_RULES = (check_ending,)
