"""Checking a statement: each claim matched with a figure of the office, computed over its period, graded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.urls import reverse

from jiangang.figures.cards import query_of
from jiangang.figures.queries import compute, get_figure, records_of, window_of
from jiangang.figures.statements.grading import Grade, Verdict, compare, in_unit_of
from jiangang.figures.statements.matching import Match, match_claim
from jiangang.figures.statements.subjects import Subject, read_subjects
from jiangang.kernel.figures import Figure, find_figure
from jiangang.kernel.office.api import clock
from jiangang.kernel.texts import text
from jiangang.methods.answers import plain
from jiangang.methods.statements import Claim, Kind, Reading
from jiangang.ui.wording import active_language

EARLIEST = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Row:
    """A claim with its figure, its grade and where the records open."""

    claim: Claim
    figure: str
    grade: Grade
    records_url: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The row as plain JSON values, the reason in the reader's language."""
        claim = self.claim
        return {
            "claim": claim.number,
            "quote": claim.quote,
            "kind": claim.kind.value,
            "figure": self.figure or None,
            "claimed": plain(claim.value),
            "unit": claim.unit or None,
            "computed": plain(self.grade.computed),
            "verdict": self.grade.verdict.value,
            "reason": text(self.grade.reason, **self.grade.params),
            "records_url": self.records_url or None,
            "words": claim.words,
            "holds_for": None if claim.extent is None else str(claim.extent),
            "period": None if claim.period is None else claim.period.words,
            "repeats": claim.repeats,
            "place": [claim.raw_place.start, claim.raw_place.end],
        }


def check_reading(reading: Reading, *, as_at: date) -> list[Row]:
    """A row for each claim, in the order of the text; a repeated claim has the grade of the first."""
    subjects = all_subjects()
    rows: dict[int, Row] = {}
    for claim in reading.claims:
        if claim.repeats is not None:
            first = rows[claim.repeats]
            params = {"number": claim.repeats, "reason": text(first.grade.reason, **first.grade.params)}
            said = replace(first.grade, reason="figures.statement.reason.repeats", params=params)
            rows[claim.number] = replace(first, claim=claim, grade=said)
        else:
            rows[claim.number] = _check(claim, subjects, as_at)
    return list(rows.values())


@cache
def all_subjects() -> tuple[Subject, ...]:
    """The subjects of all installed rooms; those of figures that this office does not have are left out."""
    folders = [Path(config.path) for config in apps.get_app_configs() if config.name.startswith("jiangang.")]
    found = read_subjects(folders)
    return tuple(each for each in found if not each.figure or find_figure(each.figure) is not None)


def _check(claim: Claim, subjects: Sequence[Subject], as_at: date) -> Row:
    if claim.kind is Kind.PRAISE:
        return Row(claim, "", Grade(Verdict.OPINION, "figures.statement.reason.opinion"))
    match = match_claim(claim, subjects)
    refusal = _before_computing(claim, match)
    figure = match.subject.figure if match.subject else ""
    if refusal is not None or match.subject is None:
        return Row(claim, figure, refusal or _no_register(claim, None))
    return _compute(claim, get_figure(match.subject.figure), as_at)


def _before_computing(claim: Claim, match: Match) -> Grade | None:
    """Why a claim is not computed at all; None when there is a figure for it."""
    if match.subject is None or not match.subject.figure:
        return _no_register(claim, match.subject)
    if match.rivals:
        figures = ", ".join(
            text(f"{get_figure(each.figure).text_key}.title") for each in (match.subject, *match.rivals)
        )
        return Grade(Verdict.AMBIGUOUS, "figures.statement.reason.several_figures", {"figures": figures})
    if match.beyond:
        return Grade(Verdict.NOT_COMPUTABLE, "figures.statement.reason.beyond", {"words": match.beyond})
    if match.part:
        return Grade(Verdict.NOT_COMPUTABLE, "figures.statement.reason.part", {"words": match.part})
    return None


def _no_register(claim: Claim, subject: Subject | None) -> Grade:
    named = subject.names.get(active_language(), "") or subject.names["en"] if subject else ""
    what = named or f"“{(claim.subject or claim.words)[:24]}”"
    return Grade(Verdict.NOT_COMPUTABLE, "figures.statement.reason.no_register", {"subject": what})


def _compute(claim: Claim, figure: Figure, as_at: date) -> Row:
    period = claim.period
    days = period.find_days(as_at) if period is not None else None
    if period is None or days is None or period.now:
        return Row(claim, figure.code, Grade(Verdict.AMBIGUOUS, "figures.statement.reason.no_period"))
    window = window_of(*days)
    url = f"{reverse('figures:figure', args=[figure.code])}?{query_of(window)}"
    begins = _records_begin(figure, as_at)
    if begins is None or begins > window.first:
        said = begins.isoformat() if begins else text("figures.statement.never")
        params = {"day": said, "first": window.first.isoformat()}
        return Row(
            claim,
            figure.code,
            Grade(Verdict.NOT_COMPUTABLE, "figures.statement.reason.begins_later", params),
            url,
        )
    value = compute(figure, window, as_of=clock()).value
    number = None if value.number is None else in_unit_of(claim, Fraction(value.number), figure.kind.value)
    if number is None:
        return Row(
            claim, figure.code, Grade(Verdict.NOT_COMPUTABLE, "figures.statement.reason.no_record"), url
        )
    return Row(claim, figure.code, compare(claim, number, start_is_stated=period.years is None), url)


def _records_begin(figure: Figure, as_at: date) -> date | None:
    """The first of the month of the figure's first record: before it the office kept none, and nought says
    nothing.
    """
    window = window_of(EARLIEST, as_at)
    first = records_of(figure, window).values_list("moment", flat=True).first()
    return None if first is None else first.astimezone(window.zone).date().replace(day=1)
