"""Findings as people read them: words of severity, message, mend and citation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jiangang.methods.findings import Citation, Finding, Severity
from jiangang.ui.components import Component, Tone
from jiangang.ui.wording import text

TONES: dict[Severity, Tone] = {
    Severity.ERROR: "bad",
    Severity.WARNING: "warn",
    Severity.NOTE: "info",
    Severity.NOT_CHECKED: "neutral",
}
ORDER = tuple(TONES)


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """One finding in words. `citation` is the source and article, `row` the line of the file or grid, `place`
    its name in words: a row of a file or a line of goods.
    """

    severity: str
    tone: Tone
    message: str
    mend: str
    citation: str
    citation_url: str
    field: str
    row: int | None
    place: str


def show(finding: Finding, *, of_lines: bool = False) -> ShownFinding:
    """The finding in the active language; of_lines: its row is a line of goods, not a row of a file."""
    source = finding.citation
    return ShownFinding(
        severity=text(f"ui.severity.{finding.severity.value}"),
        tone=TONES[finding.severity],
        message=text(finding.message_key, **finding.params),
        mend=text(finding.mend_key, **finding.params),
        citation=citation_words(source) if source else "",
        citation_url=source.url if source else "",
        field=finding.field,
        row=finding.row,
        place=_place(finding.row, of_lines=of_lines),
    )


def _place(row: int | None, *, of_lines: bool) -> str:
    if row is None:
        return ""
    return text("ui.findings.line" if of_lines else "ui.findings.row", row=row)


def citation_words(citation: Citation) -> str:
    """Source and article as one phrase."""
    if not citation.article:
        return citation.source
    return text("ui.findings.citation", source=citation.source, article=citation.article)


def sentence(finding: Finding) -> str:
    """Message and mend as one paragraph, as it stands beside a field."""
    shown = show(finding)
    return text("ui.findings.sentence", message=shown.message, mend=shown.mend)


@dataclass(frozen=True)
class FindingsList(Component):
    """Findings, the gravest first, with what to do and by which rule."""

    template = "ui/components/findings.html"
    items: Sequence[ShownFinding]

    @classmethod
    def of(cls, findings: Iterable[Finding], *, of_lines: bool = False) -> "FindingsList":
        """The list of these findings; within a severity their order is kept.

        of_lines: where a notice was typed, a finding's row is its line of goods.
        """
        ranked = sorted(findings, key=lambda finding: ORDER.index(finding.severity))
        return cls([show(finding, of_lines=of_lines) for finding in ranked])
