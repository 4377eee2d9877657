"""Findings on a terminal: what was found and what to do, in its language, with or without Django."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from jiangang.config.supervision.words import language, sentence
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.texts import Catalogue

PACKAGE = Path(__file__).resolve().parent.parent
METHODS = PACKAGE / "methods"


def print_refusal(refusal: Refused, to: IO[str] | None = None) -> None:
    """Write all findings of a refusal, one line each, on standard error."""
    print_findings(refusal.findings, to)


def print_findings(findings: Iterable[Finding], to: IO[str] | None = None) -> None:
    """Write findings, one line each: row, field, what was found, what to do, and where that is written."""
    found = tuple(findings)
    words = _catalogue({finding.code.partition(".")[0] for finding in found})
    for finding in found:
        print(finding_line(finding, words), file=to or sys.stderr)


def finding_line(finding: Finding, words: Catalogue) -> str:
    """One finding as one line."""
    parts = []
    if finding.row is not None:
        parts.append(sentence("cli.refused_row", row=finding.row))
    if finding.field:
        parts.append(f"[{finding.field}] ")
    told = [key for key in (finding.message_key, finding.mend_key) if words.has("en", key)]
    said = [words.get(language(), key, **finding.params) for key in told or [finding.code]]
    parts.append(" ".join(said))
    if finding.citation:
        parts.append(f" ({finding.citation.source} {finding.citation.article})".replace(" )", ")"))
    return "".join(parts)


def _catalogue(rooms: set[str]) -> Catalogue:
    catalogue = Catalogue()
    for folder in PACKAGE.glob("**/texts"):
        room = "methods" if METHODS in folder.parents else folder.parent.name
        if room in rooms and (folder / "en.toml").exists():
            catalogue.load(room, folder)
    return catalogue
