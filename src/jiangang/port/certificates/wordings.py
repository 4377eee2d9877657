"""Values of a record in words, in each language: days, amounts, and what the drafter entered. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from jiangang.port.certificates.registry import LANGUAGES, Column, Field, Kind

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day_in(language: str, day: date) -> str:
    """A day in words: `2026年11月23日`, `23 November 2026`."""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def grouped(digits: str) -> str:
    """Digits in threes: `24012.5` → `24,012.5`."""
    whole, point, rest = digits.partition(".")
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}{int(whole.lstrip('-')):,}{point}{rest}" if whole.lstrip("-") else digits


def shown(field: Field | Column, value: Any, language: str) -> str:
    """A value that was entered, in words; a table as the number of its rows; empty for none."""
    if not value:
        return ""
    if field.type == "date":
        return day_in(language, date.fromisoformat(value))
    if field.type in ("decimal", "count"):
        return " ".join(part for part in (grouped(value), field.unit) if part)
    if field.type == "table":
        return str(len(value))
    if field.type == "draught_survey":
        return f"{grouped(value.get('cargo', ''))} t"
    if isinstance(value, Mapping):
        return str(value.get(language) or value.get("en") or value.get("zh") or value.get("code", ""))
    return str(value)


def shown_entered(kind: Kind, record: Mapping[str, Any]) -> dict[str, Any]:
    """What was entered, as papers and screens read it, by field: `label`, `zh`, `en`, and of a table
    `columns` (labels) and `rows` (of cells, each in both languages).
    """
    entered = record.get("entered", {})
    found = {}
    for field in kind.entered:
        value = entered.get(field.name)
        found[field.name] = {
            "label": {language: kind.label(field.name, language) for language in LANGUAGES},
            **{language: shown(field, value, language) for language in LANGUAGES},
            "type": field.type,
            "columns": [
                {language: kind.label(field.name, language, column.name) for language in LANGUAGES}
                for column in field.columns
            ],
            "rows": [[_cell(column, row.get(column.name)) for column in field.columns] for row in value or ()]
            if field.type == "table"
            else [],
            **({"survey": _survey(value or {})} if field.type == "draught_survey" else {}),
        }
    return found


def _cell(column: Column, value: Any) -> dict[str, str]:
    return {language: shown(column, value, language) for language in LANGUAGES}


def _survey(value: Mapping[str, Any]) -> dict[str, Any]:
    """The results of a draught survey as they are printed: digits in threes, without the survey's file."""
    if not value:
        return {}
    surveys = {
        name: {key: grouped(digits) for key, digits in results.items()}
        for name, results in value["surveys"].items()
    }
    short = {
        key: said if key == "basis" else grouped(said) for key, said in value.get("shortage", {}).items()
    }
    return {"surveys": surveys, **({"shortage": short} if short else {})}
