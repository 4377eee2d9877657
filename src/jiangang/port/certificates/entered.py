"""What the drafter enters where no department answers yet: read field by field, made plain, every fault told.

Pure. What is read stands in the record as it is returned here, and reads the same again: texts as they are,
days as ISO dates, decimals as plain digits, codes and names with their words in both languages, tables as
rows of such values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from jiangang.methods.findings import Finding, Severity
from jiangang.methods.identifiers import check_number, normalise_number
from jiangang.methods.papers import plain_name, plain_number
from jiangang.port.certificates.facts import CaseFacts, facts_from_json, plain
from jiangang.port.certificates.registry import Column, Field, Kind
from jiangang.port.certificates.surveys import read_survey

Lists = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Dated code lists by name: code → names `zh` and `en`."""
PREFIX = "entered-"
"""Fields of findings and forms that stand for what is entered begin so."""
DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日")
MOST_ROWS = 60
MISSING = tuple(
    f"certificates.finding.{each}" for each in ("entered_missing", "treatment_incomplete", "weight_missing")
)
SEPARATORS = ("\t", "|", "｜")


@dataclass(frozen=True, slots=True)
class Entered:
    """What was read: values by field, and findings (notes on letters that were changed among them)."""

    values: Mapping[str, Any]
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _Place:
    """Where a value stands, and the findings about it."""

    kind: Kind
    lists: Lists | None
    name: str
    column: str = ""
    row: int | None = None
    findings: list[Finding] | None = None

    def find_fault(self, code: str, severity: Severity = Severity.ERROR, **params: object) -> None:
        words = {"field": f"{self.label('zh')} {self.label('en')}", **params}
        found = Finding(f"certificates.finding.{code}", severity, PREFIX + self.name, words, row=self.row)
        self.add([found])

    def add(self, findings: Sequence[Finding]) -> None:
        if self.findings is not None:
            self.findings += [replace(each, field=PREFIX + self.name, row=self.row) for each in findings]

    def label(self, language: str) -> str:
        label = self.kind.label(self.name, language)
        if not self.column:
            return label
        return f"{label}: {self.kind.label(self.name, language, self.column)}"

    @property
    def options_of(self) -> str:
        return f"{self.name}.{self.column}" if self.column else self.name


def read_entered(kind: Kind, raw: Mapping[str, Any], *, lists: Lists | None = None) -> Entered:
    """Read what was entered for a kind.

    raw: by field, as typed (a table as text, one row a line, columns divided by tab or `|`) or as an earlier
    reading returned it. lists: the code lists of the day; None takes codes of lists as they were frozen.
    Findings name field and row. A field that was left empty is not among the values: whether it was needed is
    a precondition of the kind.
    """
    findings: list[Finding] = []
    known = {field.name: field for field in kind.entered}
    for name in sorted(set(raw) - set(known)):
        params = {"field": name, "fields": ", ".join(known) or "—"}
        findings.append(Finding("certificates.finding.entered_unknown", field="entered", params=params))
    values = {}
    for name, field in known.items():
        place = _Place(kind, lists, name, findings=findings)
        value = _read(field, raw.get(name), place)
        if value not in (None, "", [], {}):
            values[name] = value
    return Entered(values, tuple(findings))


def once_a_field(findings: Sequence[Finding]) -> list[Finding]:
    """The findings without "is missing" about a field whose value is there and could not be read."""
    unread = {each.field for each in findings if each.blocks and each.code not in MISSING}
    return [each for each in findings if each.code not in MISSING or each.field not in unread]


def example_facts(kind: Kind, data: Mapping[str, Any]) -> tuple[CaseFacts, list[Finding]]:
    """The facts of an example of a kind, with what its drafter entered, and the findings of reading that."""
    facts = facts_from_json(data)
    read = read_entered(kind, facts.entered)
    return replace(facts, entered=read.values), [each for each in read.findings if each.blocks]


def _read(field: Field | Column, raw: Any, place: _Place) -> Any:
    if raw is None or raw == "":
        return None
    if isinstance(field, Field) and field.type == "table":
        return _table(field, raw, place)
    readers = {
        "text": _text,
        "number": _number,
        "name": _name,
        "date": _day,
        "decimal": _decimal,
        "count": _count,
        "code": _code,
        "draught_survey": _survey,
    }
    return readers[field.type](field, raw, place)


def _text(field: Field | Column, raw: Any, place: _Place) -> str:
    captured = plain_name(str(raw).replace("\r\n", "\n"))
    place.add(captured.findings(PREFIX + place.name))
    if len(captured.text) > field.longest:
        place.find_fault("entered_too_long", length=len(captured.text), longest=field.longest)
    return captured.text


def _number(field: Field | Column, raw: Any, place: _Place) -> str:
    captured = plain_number(str(raw))
    place.add(captured.findings(PREFIX + place.name))
    if len(captured.text) > field.longest:
        place.find_fault("entered_too_long", length=len(captured.text), longest=field.longest)
    if not field.scheme:
        return captured.text
    number = normalise_number(field.scheme, captured.text)
    place.add(check_number(field.scheme, number))
    return number


def _name(field: Field | Column, raw: Any, place: _Place) -> dict[str, str]:
    parts = raw if isinstance(raw, Mapping) else dict(zip(("zh", "en"), str(raw).split("/", 1), strict=False))
    found = {language: _text(field, parts.get(language, "") or "", place) for language in ("zh", "en")}
    return found if any(found.values()) else {}


def _day(field: Field | Column, raw: Any, place: _Place) -> str:
    if isinstance(raw, date):
        return raw.isoformat()
    typed = plain_number(str(raw)).text
    for form in DAYS:
        try:
            return datetime.strptime(typed, form).date().isoformat()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    place.find_fault("entered_no_day", value=str(raw)[:60])
    return ""


def _decimal(field: Field | Column, raw: Any, place: _Place) -> str:
    captured = plain_number(str(raw))
    place.add(captured.findings(PREFIX + place.name))
    value = _digits(captured.text)
    if value is None:
        place.find_fault("entered_no_number", value=str(raw)[:60])
        return ""
    limits = {"above": field.above, "least": field.least, "most": field.most}
    below = (field.above and value <= Decimal(field.above)) or (field.least and value < Decimal(field.least))
    if below or (field.most and value > Decimal(field.most)):
        said = "; ".join(f"{LIMITS[name]} {limit}" for name, limit in limits.items() if limit)
        place.find_fault("entered_out_of_range", value=captured.text, limits=said)
    return plain(value)


LIMITS = {"above": ">", "least": "≥", "most": "≤"}


def _count(field: Field | Column, raw: Any, place: _Place) -> str:
    found = _decimal(field, raw, place)
    if "." in found:
        place.find_fault("entered_no_whole_number", value=found)
    return found


def _digits(typed: str) -> Decimal | None:
    whole = typed.partition(".")[0].lstrip("+-").split(",")
    if len(whole) > 1 and 0 < len(whole[0]) <= 3 and all(len(part) == 3 for part in whole[1:]):
        typed = typed.replace(",", "")
    try:
        value = Decimal(typed)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) < 24 else None


def _code(field: Field | Column, raw: Any, place: _Place) -> dict[str, str]:
    captured = plain_number(str(raw.get("code", "") if isinstance(raw, Mapping) else raw))
    place.add(captured.findings(PREFIX + place.name))
    typed = captured.text
    if field.list:
        if place.lists is None and isinstance(raw, Mapping):
            return {"code": typed, "zh": str(raw.get("zh", "")), "en": str(raw.get("en", ""))}
        known = (place.lists or {}).get(field.list, {})
        wanted = typed.upper()
        if wanted in known:
            return {"code": wanted, **known[wanted]}
        place.find_fault("entered_not_listed", value=typed, list=field.list)
        return {}
    for code in field.options:
        option = place.kind.option(place.options_of, code)
        if typed.casefold() in {plain_number(word).text.casefold() for word in option.values()}:
            return option
    place.find_fault("entered_no_option", value=typed, options=", ".join(field.options))
    return {}


def _survey(field: Field | Column, raw: Any, place: _Place) -> dict[str, Any]:
    found, findings = read_survey(raw)
    place.add(findings)
    return found


def _table(field: Field, raw: Any, place: _Place) -> list[dict[str, Any]]:
    rows = list(_typed_rows(field, raw)) if isinstance(raw, str) else list(enumerate(raw, start=1))
    if len(rows) > MOST_ROWS:
        place.find_fault("entered_too_many_rows", rows=len(rows), most=MOST_ROWS)
        rows = rows[:MOST_ROWS]
    found = []
    for number, cells in rows:
        if isinstance(cells, list | tuple):
            if len(cells) > len(field.columns):
                here = replace(place, row=number)
                here.find_fault("entered_too_many_columns", columns=len(field.columns), given=len(cells))
            names = [column.name for column in field.columns]
            cells = dict(zip(names, cells, strict=False))
        found.append(_row(field, number, dict(cells), place))
    return found


def _typed_rows(field: Field, raw: str) -> Any:
    for number, line in enumerate(raw.replace("\r\n", "\n").split("\n"), start=1):
        if line.strip():
            separator = next((each for each in SEPARATORS if each in line), SEPARATORS[0])
            yield number, [cell.strip() for cell in line.split(separator)]


def _row(field: Field, number: int, cells: dict[str, Any], place: _Place) -> dict[str, Any]:
    found = {}
    for column in field.columns:
        here = replace(place, column=column.name, row=number)
        value = _read(column, cells.get(column.name), here)
        if value is None and column.required:
            here.find_fault("entered_cell_missing")
        found[column.name] = "" if value is None else value
    return found
