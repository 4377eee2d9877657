"""What other rooms may use of the code lists: dated look-ups, findings for a field, names, loading."""

from collections.abc import Iterable
from datetime import date

from jiangang.kernel.codes.operations import (
    EditionOrder,
    LoadReport,
    load_edition,
    load_seeds,
)
from jiangang.kernel.codes.permissions import LOAD_CODES
from jiangang.kernel.codes.previewing import CodeChange, EditionPreview, preview_edition
from jiangang.kernel.codes.queries import (
    CodeAnswer,
    CodeRow,
    CodeState,
    EditionRow,
    edition_in_force,
    list_codes,
    list_editions,
    look_up,
    look_up_many,
    name_of,
    search_codes,
)
from jiangang.kernel.codes.reading import read_map
from jiangang.kernel.codes.rules import CodeFacts, findings_of
from jiangang.kernel.codes.schemes import Scheme, all_schemes, get_scheme
from jiangang.methods.findings import Finding

__all__ = [
    "LOAD_CODES",
    "CodeAnswer",
    "CodeChange",
    "CodeRow",
    "CodeState",
    "EditionOrder",
    "EditionPreview",
    "EditionRow",
    "LoadReport",
    "Scheme",
    "all_schemes",
    "check_answer",
    "check_code",
    "check_codes",
    "edition_in_force",
    "get_scheme",
    "list_codes",
    "list_editions",
    "load_edition",
    "load_seeds",
    "look_up",
    "look_up_many",
    "name_of",
    "preview_edition",
    "read_map",
    "search_codes",
]


def check_code(
    scheme: str, value: str, on: date, field: str, row: int | None = None, *, strict: bool = False
) -> list[Finding]:
    """Findings for one code of a field as at a day; an empty value gives none.

    Not loaded: `NOT_CHECKED`. Outside the loaded edition or malformed: `WARNING`, an error when `strict`.
    """
    if not value.strip():
        return []
    return check_answer(look_up(scheme, value, on), on=on, field=field, row=row, strict=strict)


def check_codes(
    scheme: str, values: Iterable[tuple[str, str, int | None]], on: date, *, strict: bool = False
) -> list[Finding]:
    """Findings for many codes at once; each is (value, field, row)."""
    asked = [(value, field, row) for value, field, row in values if value.strip()]
    answers = look_up_many(scheme, {value for value, _, _ in asked}, on)
    return [
        finding
        for value, field, row in asked
        for finding in check_answer(answers[value], on=on, field=field, row=row, strict=strict)
    ]


def check_answer(
    answer: CodeAnswer, *, on: date, field: str, row: int | None = None, strict: bool = False
) -> list[Finding]:
    """Findings for a look-up that was made before, so that a bulk import asks the database once."""
    form = get_scheme(answer.scheme)
    facts = CodeFacts(
        scheme=answer.scheme,
        value=answer.asked,
        on=on,
        state=answer.state.value,
        well_formed=form.is_well_formed(form.normalise(answer.asked)),
        edition=answer.edition.name if answer.edition else "",
        withdrawn=bool(answer.code and answer.code.withdrawn),
    )
    return findings_of(facts, field=field, row=row, strict=strict)
