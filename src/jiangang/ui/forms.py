"""Forms whose fields render themselves: label, hint, error and control, tied together for screen readers.

A screen's form extends `UiForm`; a template prints `{{ form.arrival.as_field_group }}`, or `{{ form }}` for
all fields, and `{% ui_error_summary form %}` on top. Rules are not here: an operation's findings come back
through `form.add_findings`.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Literal

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest

from jiangang.methods.findings import Finding, Forbidden, NotFound, Refused
from jiangang.ui.dates import size
from jiangang.ui.findings import FindingsList, sentence
from jiangang.ui.wording import text

Face = Literal["dense", "public"]

CHOICE_WIDGETS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


class UiBoundField(BoundField):
    """A field on its form, with what the field template asks of it."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        self.help_text = " ".join(
            str(part) for part in (field.help_text, getattr(field, "limits", "")) if part
        )

    @property
    def hint(self) -> str:
        """What is said between label and control: the help text, and the limits of an upload."""
        return str(self.help_text)

    @property
    def dense(self) -> bool:
        """Whether the form marks what is required (dense) or what is optional (public)."""
        return getattr(self.form, "face", "dense") == "dense"

    @property
    def is_group(self) -> bool:
        """Whether the control is a group of radio buttons or check boxes."""
        return isinstance(self.field.widget, CHOICE_WIDGETS)

    @property
    def is_checkbox(self) -> bool:
        """Whether the control is one check box, whose label follows it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def unit(self) -> str:
        """The unit shown behind the control."""
        return str(getattr(self.field, "unit", ""))

    @property
    def described_by(self) -> str:
        """Ids of hint and error, for a `<fieldset>`."""
        return self.aria_describedby or ""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Django's attributes and the classes of the design."""
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if not widget.is_hidden:
            names = [widget.attrs.get("class", ""), attrs.get("class", ""), _control_class(widget)]
            names.append("is-invalid" if self.errors else "")
            attrs["class"] = " ".join(filter(None, names))
            if self.field.required and not self.is_group:
                attrs.setdefault("aria-required", "true")
            if isinstance(self.field, UploadField):
                attrs["data-max-bytes"] = str(self.field.max_bytes)
                attrs["data-too-large"] = text("ui.upload.chosen_too_large", limit=size(self.field.max_bytes))
        return attrs


def _control_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


class UiRenderer(DjangoTemplates):
    """Renders forms by the templates of the design; may also be `settings.FORM_RENDERER`."""

    form_template_name = "ui/fields/form.html"
    formset_template_name = "ui/fields/formset.html"
    field_template_name = "ui/fields/field.html"
    bound_field_class = UiBoundField


class UiForm(forms.Form):
    """A form of the house. `face`: `dense` for staff (必填 marked), `public` for others (选填 marked)."""

    default_renderer = UiRenderer
    use_required_attribute = False  # the browser's own bubbles would hide the error summary
    face: ClassVar[Face] = "dense"
    rows_are_lines: ClassVar[bool] = False
    """Whether the row of a finding is a line of goods, and not one of a text or file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.findings: list[Finding] = []
        for field in self.fields.values():
            if field.label:
                field.error_messages.update(_messages(str(field.label)))

    def add_findings(self, findings: Iterable[Finding], *, fields: Mapping[str, str] | None = None) -> None:
        """Shows what the rules found: errors at their fields and in the summary, the rest in `notes`.

        fields: name in the finding → name in this form, where the two differ. What belongs to no field of
        this form is an error of the whole.
        """
        for finding in findings:
            self.findings.append(finding)
            if finding.blocks:
                name = (fields or {}).get(finding.field, finding.field)
                self.add_error(
                    name if name in self.fields else None, _error(finding, of_lines=self.rows_are_lines)
                )

    def attempt(self, operation: Callable[..., Any], request: HttpRequest, words: Mapping[str, Any]) -> Any:
        """What the operation returned; None when it was refused, with the reasons on the form.

        Whoever may not at all, and what is not there, is no matter of the form: Forbidden and NotFound pass.
        """
        try:
            return operation(**words, actor=request.actor, at=request.now)  # type: ignore[attr-defined]  # middleware
        except (Forbidden, NotFound):
            raise
        except Refused as refusal:
            self.add_findings(refusal.findings)
            return None

    @property
    def notes(self) -> FindingsList:
        """Findings that do not block: warnings, notes, and what could not be checked."""
        noted = (finding for finding in self.findings if not finding.blocks)
        return FindingsList.of(noted, of_lines=self.rows_are_lines)


def _messages(label: str) -> dict[str, str]:
    """Django's most frequent errors in words that name the field; Django fills in `limit_value`."""
    shown = label.replace("%", "%%")
    return {
        "required": text("ui.form.fill_in", label=label),
        "min_value": text("ui.form.at_least", label=shown, limit="%(limit_value)s"),
        "max_value": text("ui.form.at_most", label=shown, limit="%(limit_value)s"),
    }


def _error(finding: Finding, *, of_lines: bool) -> ValidationError:
    message = sentence(finding)
    if finding.row is not None:
        key = "ui.errors.in_item" if of_lines else "ui.errors.in_line"
        message = text(key, line=finding.row, message=message)
    return ValidationError(message, code=finding.code)


class DayField(forms.DateField):
    """A day; the browser's own date picker, or typed as 2011-12-31, 2011/12/31 or 2011年12月31日."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"])
        super().__init__(**kwargs)


class MomentField(forms.DateTimeField):
    """A day and time in the office's time zone."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        kwargs.setdefault("widget", widget)
        kwargs.setdefault("input_formats", ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"])
        super().__init__(**kwargs)


class QuantityField(forms.DecimalField):
    """A number with its unit behind it; full-width digits and commas between thousands are understood.

    unit: as shown (kg, 件). The control is a text box: number boxes change when the wheel turns and swallow
    what they cannot read.
    """

    def __init__(self, *, unit: str = "", **kwargs: Any) -> None:
        mode = "numeric" if kwargs.get("decimal_places") == 0 else "decimal"
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"}))
        super().__init__(**kwargs)
        self.unit = unit

    def to_python(self, value: Any) -> Any:
        """The number, after what a Chinese keyboard may have put between the digits is read."""
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).strip()
            if _is_grouped(value):
                value = value.replace(",", "")
        return super().to_python(value)


def _is_grouped(value: str) -> bool:
    """Whether every comma stands before exactly three digits: 1,234.5 is, 1,5 (a decimal comma?) is not."""
    whole = value.lstrip("+-").partition(".")[0].split(",")
    return len(whole) > 1 and 0 < len(whole[0]) <= 3 and all(len(part) == 3 for part in whole[1:])


class UploadField(forms.FileField):
    """A file whose limits are told before it is chosen and checked when it arrives.

    max_bytes: the largest size; suffixes: allowed endings without dot (`pdf`, `xlsx`). Only name and size are
    looked at here; content is the business of whoever stores it.
    """

    widget = forms.FileInput

    def __init__(self, *, max_bytes: int, suffixes: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.max_bytes, self.suffixes = max_bytes, tuple(suffix.lower() for suffix in suffixes)
        if suffixes:
            self.widget.attrs["accept"] = ",".join(f".{suffix}" for suffix in self.suffixes)

    @property
    def limits(self) -> str:
        """The limits as a sentence."""
        kinds = self._kinds
        return (
            text("ui.upload.limits", kinds=kinds, size=size(self.max_bytes))
            if kinds
            else text("ui.upload.limit", size=size(self.max_bytes))
        )

    @property
    def _kinds(self) -> str:
        return text("ui.format.separator").join(suffix.upper() for suffix in self.suffixes)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file, when ending and size are within the limits."""
        cleaned = super().clean(data, initial)
        if isinstance(cleaned, UploadedFile):
            self._check(cleaned)
        return cleaned

    def _check(self, upload: UploadedFile) -> None:
        name = upload.name or ""
        if self.suffixes and name.rpartition(".")[2].lower() not in self.suffixes:
            kinds = self._kinds
            raise ValidationError(text("ui.upload.wrong_kind", name=name, kinds=kinds), code="kind")
        if (upload.size or 0) > self.max_bytes:
            has, limit = size(upload.size or 0), size(self.max_bytes)
            if has == limit:  # too close for round figures to tell apart
                has, limit = f"{upload.size:,} B", f"{self.max_bytes:,} B"
            raise ValidationError(text("ui.upload.too_large", name=name, size=has, limit=limit), code="size")
