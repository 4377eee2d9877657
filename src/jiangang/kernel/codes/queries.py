"""Looking codes up as at a day, with an answer that says known, unknown or not checked.

Rows are kept per process under their edition's id and load time, so nothing stale can be answered: editions
never change, and which editions there are is asked each time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import Q

from jiangang.kernel.codes.models import Code, Coverage, Edition
from jiangang.kernel.codes.schemes import Scheme, get_scheme

KEPT_ROWS = 50_000
COLUMNS = ("code", "parent", "name_en", "name_zh", "valid_from", "valid_until", "withdrawn", "extra")


class CodeState(StrEnum):
    """What a look-up says of a code."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True)
class EditionRow:
    """An edition as others see it."""

    id: int
    scheme: str
    name: str
    revision: int
    valid_from: date
    valid_until: date | None
    coverage: str
    source: str
    licence: str
    size: int
    loaded_at: datetime


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code as others see it; `name` gives the reader's language, falling back to the other."""

    code: str
    parent: str
    name_en: str
    name_zh: str
    valid_from: date | None
    valid_until: date | None
    withdrawn: bool
    extra: dict[str, Any]

    def name(self, language: str) -> str:
        """The name in a language (`zh-hans` or `en`); in the other one where it has none, else the code."""
        first, second = (
            (self.name_zh, self.name_en) if language.startswith("zh") else (self.name_en, self.name_zh)
        )
        return first or second or self.code

    def in_force(self, on: date) -> bool:
        """Whether the code itself is in force on a day, within its edition."""
        started = self.valid_from is None or self.valid_from <= on
        return started and (self.valid_until is None or on <= self.valid_until)


@dataclass(frozen=True, slots=True)
class CodeAnswer:
    """The answer to one look-up: what was asked, how it stands, the row and the edition that say so."""

    scheme: str
    asked: str
    state: CodeState
    code: CodeRow | None = None
    edition: EditionRow | None = None

    @property
    def is_known(self) -> bool:
        """Whether the code stands in an edition in force."""
        return self.state is CodeState.KNOWN


_kept: dict[tuple[int, datetime, str], CodeRow | None] = {}


def look_up(scheme: str, code: str, on: date) -> CodeAnswer:
    """Answer for one code of a scheme as at a day. Raises NotFound for a scheme that does not exist."""
    return look_up_many(scheme, (code,), on)[code]


def look_up_many(scheme: str, codes: Iterable[str], on: date) -> dict[str, CodeAnswer]:
    """Answers for many codes at once, by the code as it was given; two queries at most per edition."""
    form = get_scheme(scheme)
    asked = {code: form.normalise(code) for code in codes}
    open_codes = {code: wanted for code, wanted in asked.items() if wanted}
    answers = {code: CodeAnswer(scheme, code, CodeState.UNKNOWN) for code in asked if code not in open_codes}
    editions = list_editions(scheme, on)
    for edition in editions:
        rows = _rows(edition, {each for wanted in open_codes.values() for each in form.candidates(wanted)})
        for code, wanted in list(open_codes.items()):
            row = _first_in_force(form, rows, wanted, on)
            if row is not None:
                answers[code] = CodeAnswer(scheme, code, CodeState.KNOWN, row, edition)
            elif edition.coverage == Coverage.COMPLETE:
                answers[code] = CodeAnswer(scheme, code, CodeState.UNKNOWN, None, edition)
            else:
                continue
            del open_codes[code]
    nearest = editions[0] if editions else None
    for code in open_codes:
        answers[code] = CodeAnswer(scheme, code, CodeState.NOT_CHECKED, None, nearest)
    return answers


def _first_in_force(form: Scheme, rows: dict[str, CodeRow], wanted: str, on: date) -> CodeRow | None:
    found = (rows.get(each) for each in form.candidates(wanted))
    return next((row for row in found if row is not None and row.in_force(on)), None)


def list_editions(scheme: str, on: date | None = None) -> list[EditionRow]:
    """Editions of a scheme, the one to ask first in front; with a day, only those in force on it.

    Of the complete editions only the latest counts; a seed or partial edition stays behind it.
    """
    rows = Edition.objects.filter(code_list__scheme=get_scheme(scheme).code)
    if on is not None:
        rows = rows.filter(Q(valid_until=None) | Q(valid_until__gte=on), valid_from__lte=on)
    found = [_edition_row(row, scheme) for row in rows.order_by("-valid_from", "-id")]
    found.sort(key=lambda edition: edition.coverage != Coverage.COMPLETE)
    return found


def edition_in_force(scheme: str, on: date) -> EditionRow | None:
    """The edition that is asked first on a day, or None when no list is loaded for that day."""
    return next(iter(list_editions(scheme, on)), None)


def list_codes(scheme: str, on: date, *, parent: str | None = None, limit: int = 5_000) -> list[CodeRow]:
    """Codes of the edition in force on a day, in order; with `parent` only those under it."""
    edition = edition_in_force(scheme, on)
    if edition is None:
        return []
    rows = Code.objects.filter(edition_id=edition.id, withdrawn=False)
    if parent is not None:
        rows = rows.filter(parent=parent)
    found = (CodeRow(*values) for values in rows.order_by("code").values_list(*COLUMNS)[:limit])
    return [row for row in found if row.in_force(on)]


def search_codes(scheme: str, on: date, query: str, *, limit: int = 20) -> list[CodeRow]:
    """Codes that begin with the query, or whose name in either language holds it; for look-ahead fields."""
    edition = edition_in_force(scheme, on)
    form = get_scheme(scheme)
    wanted = query.strip()
    if edition is None or not wanted:
        return []
    rows = Code.objects.filter(edition_id=edition.id, withdrawn=False).filter(
        Q(code__startswith=form.normalise(wanted))
        | Q(name_en__icontains=wanted)
        | Q(name_zh__contains=wanted)
    )
    return [CodeRow(*values) for values in rows.order_by("code").values_list(*COLUMNS)[:limit]]


def name_of(scheme: str, code: str, on: date, language: str) -> str:
    """The name of a code in a language; the code itself where it is not known."""
    answer = look_up(scheme, code, on)
    return answer.code.name(language) if answer.code is not None else code


def _edition_row(row: Edition, scheme: str) -> EditionRow:
    return EditionRow(
        id=row.pk,
        scheme=scheme,
        name=row.name,
        revision=row.revision,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        coverage=row.coverage,
        source=row.source,
        licence=row.licence,
        size=row.size,
        loaded_at=row.loaded_at,
    )


def _rows(edition: EditionRow, wanted: set[str]) -> dict[str, CodeRow]:
    """Rows of an edition by code, from memory where they were read before."""
    found: dict[str, CodeRow | None] = {}
    missing = []
    for code in wanted:
        key = (edition.id, edition.loaded_at, code)
        try:  # one step, so that another thread may empty the memory at any time
            found[code] = _kept[key]
        except KeyError:
            missing.append(code)
    if missing:
        if len(_kept) + len(missing) > KEPT_ROWS:
            _kept.clear()
        values = Code.objects.filter(edition_id=edition.id, code__in=missing).values_list(*COLUMNS)
        read = {row[0]: CodeRow(*row) for row in values}
        for code in missing:
            found[code] = _kept[edition.id, edition.loaded_at, code] = read.get(code)
    return {code: row for code, row in found.items() if row is not None}
