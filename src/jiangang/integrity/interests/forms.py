"""Forms of the register of interests."""

from django import forms

from jiangang.integrity.interests.models import Interest
from jiangang.integrity.interests.rules import NOTE_LENGTH
from jiangang.kernel.texts import lazy_text
from jiangang.ui.forms import DayField, UiForm

SCHEMES = ("uscc", "declared")


class DeclareForm(UiForm):
    """One's own interest."""

    scheme = forms.ChoiceField(
        label=lazy_text("interests.field.scheme"),
        choices=[(code, lazy_text(f"interests.scheme.{code}")) for code in SCHEMES],
    )
    number = forms.CharField(
        label=lazy_text("interests.field.number"),
        help_text=lazy_text("interests.hint.number"),
        max_length=60,
    )
    kind = forms.ChoiceField(
        label=lazy_text("interests.field.kind"),
        choices=[(code, lazy_text(f"interests.kind.{code}")) for code in Interest.Kind.values],
    )
    valid_from = DayField(label=lazy_text("interests.field.valid_from"))
    valid_until = DayField(
        label=lazy_text("interests.field.valid_until"),
        help_text=lazy_text("interests.hint.valid_until"),
        required=False,
    )
    note = forms.CharField(
        label=lazy_text("interests.field.note"),
        help_text=lazy_text("interests.hint.note"),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": NOTE_LENGTH}),
        required=False,
    )
    request_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)


class RecordForm(DeclareForm):
    """An interest of somebody else, as the discipline officer enters it."""

    person_code = forms.CharField(
        label=lazy_text("interests.field.person_code"),
        help_text=lazy_text("interests.hint.person_code"),
        max_length=30,
    )
    source = forms.ChoiceField(
        label=lazy_text("interests.field.source"),
        choices=[(code, lazy_text(f"interests.source.{code}")) for code in Interest.Source.values],
    )
    field_order = ("person_code", "scheme", "number", "kind", "source", "valid_from", "valid_until", "note")


class EndForm(UiForm):
    """The last day on which an interest counts."""

    ends_on = DayField(label=lazy_text("interests.field.ends_on"))
