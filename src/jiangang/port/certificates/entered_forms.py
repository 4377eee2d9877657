"""The form fields of what a drafter enters for a kind, and of the documents that support it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from jiangang.kernel.documents import api as documents
from jiangang.kernel.texts import text
from jiangang.port.certificates.entered import PREFIX
from jiangang.port.certificates.registry import LANGUAGES, Column, Field, Kind
from jiangang.port.certificates.supporting import CaseDocument, Upload
from jiangang.ui.forms import UiForm, UploadField

ENGLISH = "-en"
LONG = 120


def words_of(language: str) -> str:
    """The language of a kind's words (`zh`, `en`) for a language of the screens."""
    return "en" if language == "en" else "zh"


def add_fields(
    form: UiForm, kind: Kind, language: str, found: Sequence[CaseDocument], limits: documents.Limits
) -> None:
    """Put the kind's entered fields on a form, then the documents to choose and one to hand in."""
    for field in kind.entered:
        for name, made in _fields(kind, field, words_of(language)).items():
            made.error_messages["required"] = text("ui.form.fill_in", label=str(made.label))
            form.fields[name] = made
    if not kind.entered:
        return
    if found:
        form.fields["documents"] = forms.MultipleChoiceField(
            label=text("certificates.form.documents"),
            help_text=text("certificates.form.documents_hint"),
            required=False,
            choices=[(str(each.id), each.name) for each in found],
            widget=forms.CheckboxSelectMultiple,
        )
    form.fields["file"] = UploadField(
        label=text("certificates.form.file"),
        required=False,
        max_bytes=limits.max_bytes,
        suffixes=limits.extensions,
    )


def entered_of(kind: Kind, cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, by field of the kind, as `entered.read_entered` takes it."""
    found: dict[str, Any] = {}
    for field in kind.entered:
        typed = cleaned.get(PREFIX + field.name, "")
        if field.type == "name":
            found[field.name] = {"zh": typed, "en": cleaned.get(PREFIX + field.name + ENGLISH, "")}
        else:
            found[field.name] = typed
    return found


def uploads_of(cleaned: Mapping[str, Any]) -> tuple[Upload, ...]:
    """The document that was handed in with the form, if one was."""
    file = cleaned.get("file")
    return (Upload(name=file.name, chunks=file.chunks(), kind=""),) if file else ()


def initial_of(kind: Kind, record: Mapping[str, Any]) -> dict[str, Any]:
    """The form's values for writing a record anew."""
    found: dict[str, Any] = {"documents": [each["id"] for each in record.get("documents", ())]}
    for field in kind.entered:
        value = record.get("entered", {}).get(field.name)
        if value is None:
            continue
        if field.type == "name":
            found[PREFIX + field.name] = value["zh"]
            found[PREFIX + field.name + ENGLISH] = value["en"]
        else:
            found[PREFIX + field.name] = _typed(field, value)
    return found


def _typed(field: Field | Column, value: Any) -> str:
    if field.type == "table" and isinstance(field, Field):
        rows = [
            "\t".join(_typed(column, row.get(column.name, "")) for column in field.columns) for row in value
        ]
        return "\n".join(rows)
    if isinstance(value, Mapping):
        return str(
            value.get("code") or value.get("file") or "/".join(value.get(each, "") for each in LANGUAGES)
        )
    return str(value)


def _fields(kind: Kind, field: Field, language: str) -> dict[str, forms.Field]:
    label, name = kind.label(field.name, language), PREFIX + field.name
    if field.type == "name":
        chinese, english = text("certificates.form.in_chinese"), text("certificates.form.in_english")
        first = _field(kind, field, f"{label} {chinese}", language)
        second = _field(kind, field, f"{label} {english}", language)
        second.required = first.required = False
        return {name: first, name + ENGLISH: second}
    return {name: _field(kind, field, label, language)}


def _field(kind: Kind, field: Field, label: str, language: str) -> forms.Field:
    common: dict[str, Any] = {
        "label": label,
        "help_text": _hint(kind, field, language),
        "required": field.required,
    }
    if field.type == "code" and field.options:
        words = [(code, kind.option(field.name, code)[language]) for code in field.options]
        return forms.ChoiceField(choices=[("", "—"), *words], **common)
    made = forms.CharField(widget=_widget(field), strip=False, **common)
    made.unit = field.unit  # type: ignore[attr-defined]  # shown behind the control by the field template
    return made


def _widget(field: Field) -> forms.Widget:
    if field.type == "date":
        return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    if field.type in ("table", "draught_survey"):
        return forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"})
    if field.type == "text" and field.longest > LONG:
        return forms.Textarea(attrs={"rows": 2})
    mode = {"decimal": "decimal", "count": "numeric"}.get(field.type, "text")
    return forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"})


def _hint(kind: Kind, field: Field, language: str) -> str:
    said = kind.hint(field.name, language)
    if field.columns and not said:
        columns = " | ".join(kind.label(field.name, language, column.name) for column in field.columns)
        said = text("certificates.form.table_hint", columns=columns)
    choices = [
        f"{kind.label(field.name, language, column.name)}: {', '.join(column.options)}"
        for column in field.columns
        if column.options
    ]
    return " ".join(part for part in (said, *choices) if part)
