"""Whether a document may still be put with a notice. Pure; what the file itself is like the documents room
says.
"""

from collections.abc import Collection
from dataclasses import dataclass

from jiangang.methods.findings import Finding

OPEN_STATES = frozenset({"submitted", "returned", "accepted", "targeted", "awaiting_inspection", "inspected"})
"""Until the consignment is decided: what is decided stands on what was there."""


@dataclass(frozen=True, slots=True)
class AttachingFacts:
    """What is known when a document is put with a draft (state empty) or a filed notice.

    kinds: codes that may be chosen on the day; count: documents there already, replaced ones left out.
    """

    kind: str
    kinds: Collection[str]
    count: int
    most: int
    state: str = ""
    number: str = ""
    replacing: bool = False


def check_attaching(facts: AttachingFacts) -> list[Finding]:
    """Findings on a document to be put with a notice, whatever is in it."""
    found = []
    if facts.kind not in facts.kinds:
        code = "kind_missing" if not facts.kind else "kind_unknown"
        params = {"kind": facts.kind}
        found.append(Finding(f"declarations.finding.document_{code}", field="kind", params=params))
    if facts.state and facts.state not in OPEN_STATES:
        params = {"number": facts.number}
        found.append(Finding("declarations.finding.documents_closed", params=params))
    if not facts.replacing and facts.count >= facts.most:
        limit = {"limit": facts.most}
        found.append(Finding("declarations.finding.documents_too_many", field="file", params=limit))
    return found
